"""Quarantined rows as they lie in the store, with the row of the file each came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec
from sqlglot import exp

from auricle.model.entities import QUARANTINE
from auricle.store.store import Store

MappingOrText = Mapping[str, str | None] | str
EVENT = "event"
EVENT_BEGINS = '"'
"""How an event or an answer begins in quarantine: it lies there as one text, a row of a file as its columns."""

Place = tuple[str | None, int | None, str]
"""File, line and the row as it came: quarantined rows that share it came from one row of a file."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One quarantined row; ``raw`` is the row of the file (or of a select:) by header."""

    row: str
    entity: str
    file: str | None
    line: int | None
    column: str | None
    value: str | None
    reason: str
    explanation: str
    raw: Mapping[str, str | None]
    place: Place


def waiting_rows(store: Store, source: str = "", *, entity: str = "") -> Iterator[Waiting]:
    """Rows that wait to be mended, of one source or of all, in the order of files and lines."""
    conditions = {"state": "waiting", "source": source, "entity": entity}
    names = ("row", "entity", "file", "line", "column", "value", "reason", "explanation", "raw")
    tree = exp.select(*(_column(n) for n in names)).from_(store.spelling.table(QUARANTINE.name))
    for name, value in conditions.items():
        if value:
            tree = tree.where(_column(name).eq(exp.Literal.string(value)))
    for batch in store.stream(tree.order_by(*(_column(n) for n in ("file", "line", "entity", "row")))):
        for said in batch.to_pylist():
            raw = said.pop("raw") or "{}"
            yield Waiting(**said, raw=_columns(msgspec.json.decode(raw)), place=(said["file"], said["line"], raw))


def waiting_sources(store: Store) -> tuple[str, ...]:
    """The sources of which rows of files wait; events are their keys'."""
    source, is_event = (
        _column("source"),
        exp.Like(this=_column("raw"), expression=exp.Literal.string(f"{EVENT_BEGINS}%")),
    )
    tree = exp.select(source).distinct().from_(store.spelling.table(QUARANTINE.name))
    tree = tree.where(_column("state").eq(exp.Literal.string("waiting")), exp.Not(this=is_event))
    return tuple(store.query(tree.order_by(source)).column(0).to_pylist())


def _columns(raw: MappingOrText) -> Mapping[str, str | None]:
    """The columns of a row; an event, which has none, is one column as it came."""
    return {EVENT: raw} if isinstance(raw, str) else raw


def _column(name: str) -> exp.Column:
    return exp.column(name, quoted=True)
