"""What became of the rows of an import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


class Progress(Protocol):
    def __call__(self, what: str, done: int, total: int) -> None:
        """``done`` of ``total`` of ``what`` is finished; total is 0 while it is not known."""
        ...


def silent(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Fate:
    """Rows of one entity: every row read is stored, a duplicate of a row stored, or quarantined."""

    stored: int = 0
    duplicate: int = 0
    quarantined: int = 0

    @property
    def read(self) -> int:
        return self.stored + self.duplicate + self.quarantined


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file, and what was understood of it."""

    alias: str
    name: str
    understood: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """An import; its quarantined rows carry ``id`` as ``import``, and ``reasons`` counts them by entity and reason.

    ``quarantined_before`` of them were in quarantine already, from an earlier import of the same rows.
    """

    id: str
    source: str
    entities: Mapping[str, Fate]
    files: tuple[FileRead, ...] = ()
    reasons: Mapping[tuple[str, str], int] = field(default_factory=dict)
    quarantined_before: int = 0

    def as_dict(self) -> dict[str, object]:
        """Per entity read, stored, duplicate and quarantined: what the command line prints."""
        return {
            "import": self.id,
            "source": self.source,
            "files": [{"alias": f.alias, "file": f.name, "understood": f.understood} for f in self.files],
            "entities": {
                name: {"read": f.read, "stored": f.stored, "duplicate": f.duplicate, "quarantined": f.quarantined}
                for name, f in self.entities.items()
            },
            "quarantined_before": self.quarantined_before,
            "reasons": [{"entity": e, "reason": r, "rows": n} for (e, r), n in self.reasons.items()],
        }
