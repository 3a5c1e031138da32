"""Ids met before, in a table of PostgreSQL: inserted or left as they are, in the order of the index."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import psycopg

from .journal import CannotKeep
from .met import WINDOW_DAYS, Fate, Met

TABLE = """
CREATE TABLE IF NOT EXISTS journal.ids (
    workspace text, id bytea, said bytea NOT NULL, day integer NOT NULL, first bigint NOT NULL, place integer NOT NULL,
    PRIMARY KEY (workspace, id));
CREATE INDEX IF NOT EXISTS ids_by_day ON journal.ids (workspace, day);
"""
_ARRIVING = "CREATE TEMP TABLE arriving (id bytea, said bytea, day integer, place integer) ON COMMIT DROP"
_INSERT = """
INSERT INTO journal.ids SELECT DISTINCT ON (id) %s, id, said, day, %s::bigint, place FROM arriving ORDER BY id, place
ON CONFLICT (workspace, id) DO UPDATE
SET said = excluded.said, day = excluded.day, first = excluded.first, place = excluded.place
WHERE ids.day + %s < excluded.day
"""
_JUDGE = """
SELECT CASE WHEN ids.first = %s AND ids.place = arriving.place THEN 0 WHEN ids.said = arriving.said THEN 1 ELSE 2 END
FROM arriving JOIN journal.ids ON ids.id = arriving.id AND ids.workspace = %s ORDER BY arriving.place
"""


class Table:
    """The ids of one workspace. An event is the first of its id if the row of the table names its range and place."""

    def __init__(self, connection: psycopg.Connection[Any], workspace: str):
        self._connection, self._workspace = connection, workspace

    def judge(self, first: int, last: int, met: Met) -> npt.NDArray[np.int8]:
        ids = met.ids.T.copy()
        rows = (
            (ids[place].tobytes(), met.said[place].tobytes(), int(met.day[place]), place)
            for place in range(met.said.size)
        )
        try:
            with self._connection.transaction():
                self._connection.execute(_ARRIVING)
                with self._connection.cursor().copy("COPY arriving FROM STDIN (FORMAT BINARY)") as copy:
                    copy.set_types(("bytea", "bytea", "int4", "int4"))
                    for row in rows:
                        copy.write_row(row)
                self._connection.execute(_INSERT, [self._workspace, first, WINDOW_DAYS])
                found = self._connection.execute(_JUDGE, [first, self._workspace]).fetchall()
        except psycopg.Error as error:
            raise CannotKeep(error) from error
        return np.array([Fate(fate) for (fate,) in found], np.int8)

    def tidy(self, today: int) -> None:
        self._connection.execute(
            "DELETE FROM journal.ids WHERE workspace = %s AND day < %s", [self._workspace, today - WINDOW_DAYS]
        )
