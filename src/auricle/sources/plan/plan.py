"""The plan of one entity: SQL that makes its rows, and what is asked of each."""

from __future__ import annotations

from dataclasses import dataclass

from auricle.model.entity import Entity

from .. import quoting
from .checks import Check


@dataclass(frozen=True, slots=True)
class Plan:
    """``core`` is SQL for every row: the entity's ``columns``, typed, and

    * ``_file`` and ``_row``, where it comes from;
    * ``_part``, which of several rows of this entity that come from one row of the file;
    * ``_raw``, that row as JSON;
    * ``_problem``, the number of the first of ``checks`` that fails, null when none does.
    """

    entity: Entity
    columns: tuple[str, ...]
    core: str
    checks: tuple[Check, ...]
    files: tuple[str, ...]
    keeps_latest: bool = False

    @property
    def key(self) -> str:
        return quoting.name(self.entity.key)

    @property
    def selected(self) -> str:
        return ", ".join(quoting.name(c) for c in self.columns)

    @property
    def fingerprint(self) -> str:
        return f"hash({self.selected})"

    @property
    def judged(self) -> str:
        """SQL for every row, typed, and as ``_refused`` whether it did not pass."""
        return f"SELECT {self.selected}, _problem IS NOT NULL AS _refused FROM ({self.core})"

    @property
    def accepted(self) -> str:
        """SQL for the rows that passed, typed."""
        return f"SELECT {self.selected} FROM ({self.core}) WHERE _problem IS NULL"

    @property
    def accepted_with_place(self) -> str:
        return f"SELECT {self.selected}, _file, _row, _part, _raw FROM ({self.core}) WHERE _problem IS NULL"

    @property
    def refused(self) -> str:
        """SQL for the rows that did not pass: where they are, what is wrong, and the row as it came."""
        values = " ".join(f"WHEN {i} THEN {c.value}" for i, c in enumerate(self.checks, start=1))
        if not self.checks:
            return ""
        said = [
            f"[{quoting.texts(getattr(c, field) for c in self.checks)}][_problem] AS {quoting.name(field)}"
            for field in ("column", "reason", "explanation")
        ]
        return (
            f"SELECT _file, _row, _part, {', '.join(said)}, CASE _problem {values} END AS value, _raw AS raw "
            f"FROM ({self.core}) WHERE _problem IS NOT NULL"
        )
