"""Rows that an import does not accept, gathered in the staging engine with their place and reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from auricle.model.entities import QUARANTINE

from . import quoting
from .plan.plan import Plan
from .staging import Staging

UNREAD = "_line"
"""The key under which ``raw`` keeps a line that did not come apart into columns."""

_TABLE = """
CREATE TABLE refused_rows (
    entity VARCHAR, _file VARCHAR, _row BIGINT, _line BIGINT, _part VARCHAR, "column" VARCHAR, reason VARCHAR,
    explanation VARCHAR, value VARCHAR, raw VARCHAR, other_file VARCHAR, other_row BIGINT, pass INTEGER
)
"""


@dataclass(slots=True)
class Refused:
    """The refused rows of one import; ``passed`` counts the times some were handed to the store."""

    staging: Staging
    passed: int = 0

    def __post_init__(self) -> None:
        self.staging.connection.execute(_TABLE)

    def add_unreadable(self, plans: list[Plan]) -> None:
        """Rows that did not come apart count for the first entity that reads their file."""
        for alias, rows in self.staging.refused.items():
            reader = next((plan for plan in plans if alias in plan.files), None)
            for opened, row in rows if reader else []:
                self.staging.connection.execute(
                    "INSERT INTO refused_rows (entity, _file, _line, reason, explanation, raw, pass) "
                    "VALUES (?, ?, ?, ?, ?, json_object(?, ?), ?)",
                    [
                        reader.entity.name if reader else "",
                        opened.name,
                        row.line,
                        row.reason,
                        row.explanation,
                        UNREAD,
                        row.raw,
                        self.passed,
                    ],
                )

    def add_invalid(self, plan: Plan) -> None:
        if plan.refused:
            self._insert(plan, '_file, _row, _part, "column", reason, explanation, value, raw', plan.refused)

    def add_contradicting(self, plan: Plan, rows: str) -> None:
        """``rows`` is SQL giving _file, _row, _part, _raw, explanation, key and the place of the other row."""
        said = f"{quoting.text(plan.entity.key)} AS \"column\", 'contradicts' AS reason, key AS value, _raw AS raw"
        columns = '_file, _row, _part, "column", reason, explanation, value, raw, other_file, other_row'
        self._insert(plan, columns, f"SELECT {said}, * FROM ({rows})")

    def _insert(self, plan: Plan, columns: str, rows: str) -> None:
        self.staging.connection.execute(
            f"INSERT INTO refused_rows (entity, pass, {columns}) "
            f"SELECT {quoting.text(plan.entity.name)}, {self.passed}, {columns} FROM ({rows})"
        )

    def counts(self) -> dict[tuple[str, str], int]:
        """Rows by entity and reason, all passes together."""
        sql = "SELECT entity, reason, count(*) FROM refused_rows GROUP BY 1, 2 ORDER BY 1, 2"
        return {(entity, reason): rows for entity, reason, rows in self.staging.connection.execute(sql).fetchall()}

    def quarantine(self, source: str, import_: str, at: datetime) -> pa.RecordBatchReader | None:
        """The rows gathered since the last time, as rows of the entity quarantine; None when there are none."""
        connection = self.staging.connection
        if not connection.execute(f"SELECT 1 FROM refused_rows WHERE pass = {self.passed} LIMIT 1").fetchall():
            return None
        places = f"places_{self.passed}"
        connection.execute(f"CREATE TABLE {places} (_file VARCHAR, _row BIGINT, _line BIGINT)")
        for (file,) in connection.execute(f"SELECT DISTINCT _file FROM ({self._places})").fetchall():
            self._find_lines(file, places)
        return self._reader(places, source, import_, at)

    @property
    def _places(self) -> str:
        """SQL for the rows of files that this pass names."""
        return (
            f"SELECT _file, _row FROM refused_rows WHERE pass = {self.passed} AND _row IS NOT NULL UNION "
            f"SELECT other_file, other_row FROM refused_rows WHERE pass = {self.passed} AND other_row IS NOT NULL"
        )

    def _find_lines(self, file: str, places: str) -> None:
        """Fill in the lines of one file's rows: by adding where that will do, by reading it again where it must be."""
        opened = self.staging.opened(file)
        rows = f"SELECT _file, _row FROM ({self._places}) WHERE _file = {quoting.text(file)}"
        if opened.line_offset is not None:
            insert = f"INSERT INTO {places} SELECT _file, _row, _row + {opened.line_offset} FROM ({rows})"
            self.staging.connection.execute(insert)
            return
        lines = opened.lines(row for _, row in self.staging.connection.execute(rows).fetchall())
        table = pa.table({"_file": [file] * len(lines), "_row": list(lines), "_line": list(lines.values())})
        self.staging.load(f"INSERT INTO {places} SELECT * FROM given", table)

    def _reader(self, places: str, source: str, import_: str, at: datetime) -> pa.RecordBatchReader:
        file, line = "coalesce(r._file, 'select')", "coalesce(CAST(coalesce(r._line, p._line) AS VARCHAR), '-')"
        row = (
            f"{quoting.text(source)} || '/' || {file} || ':' || {line} || '/' || r.entity || "
            "coalesce('/' || r._part, '') || '#' || left(md5(r.raw), 12)"
        )
        other = "CASE WHEN o._line IS NULL THEN '' ELSE ' (' || r.other_file || ', line ' || o._line || ')' END"
        values = {
            "row": row,
            "at": f"TIMESTAMPTZ {quoting.text(at.isoformat())}",
            "import": quoting.text(import_),
            "source": quoting.text(source),
            "entity": "r.entity",
            "file": "r._file",
            "line": "coalesce(r._line, p._line)",
            "column": 'r."column"',
            "value": "left(r.value, 2000)",
            "reason": "r.reason",
            "explanation": f"replace(r.explanation, '{{other}}', {other})",
            "raw": "r.raw",
            "state": "'waiting'",
        }
        selected = ", ".join(f"{values[c.name]} AS {quoting.name(c.name)}" for c in QUARANTINE.columns)
        sql = (
            f"SELECT {selected} FROM refused_rows AS r "
            f"LEFT JOIN {places} AS p ON p._file = r._file AND p._row = r._row "
            f"LEFT JOIN {places} AS o ON o._file = r.other_file AND o._row = r.other_row WHERE r.pass = {self.passed}"
        )
        self.passed += 1
        return self.staging.cursor().sql(sql).to_arrow_reader(20_000)
