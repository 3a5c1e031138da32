"""The one interface between Auricle and wherever facts are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pyarrow as pa
from sqlglot import exp

from auricle.model.cube import Cube

from ..sentence import sentence
from .spelling import Spelling

Batch = Mapping[str, pa.Table | pa.RecordBatchReader]
"""Rows by entity name, in the Arrow schema of the entity (``Entity.schema``); columns may be left out."""

MOVES = pa.schema([("customer", pa.string()), ("identity", pa.string()), ("to", pa.string())])


def moves(customer: str, identities: Iterable[str], to: str) -> pa.Table:
    """What gives the facts known by some identities, or all when there are none of them, to another customer."""
    names: list[str | None] = [*identities] or [None]
    return pa.Table.from_pydict(
        {"customer": [customer] * len(names), "identity": names, "to": [to] * len(names)}, MOVES
    )


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of a batch, per entity: ``stored + duplicate + conflicting.num_rows`` = rows given.

    A row whose key is stored already is a duplicate when every given column agrees and is left in
    ``conflicting`` (key column only) when one differs. Two rows of one batch are judged alike.
    """

    stored: Mapping[str, int]
    duplicate: Mapping[str, int]
    conflicting: Mapping[str, pa.Table] = field(default_factory=dict)


class Store(Protocol):
    """Facts of one workspace. Safe to use from several threads."""

    name: str
    folder: Path
    """Of the workspace; whoever is to wait for others who change the same facts finds a lock there."""
    zone: str
    lacks: Mapping[str, str]
    """What this engine cannot do: capability -> why, in a sentence. Tested as refused."""
    cubes: tuple[Cube, ...]
    """The cubes kept here, true to the facts at every moment; each is the table ``cube_<entity>``."""

    @property
    def spelling(self) -> Spelling: ...

    def append(self, batch: Batch, *, origin: str = "") -> Appended:
        """Add rows of several entities, all or none; keys already stored are not stored again.

        ``origin`` names what brought the batch; with a position in a journal it is what makes a
        drain exactly-once: a batch whose (non-empty) origin was appended before changes nothing and
        returns its rows as duplicates.
        """
        ...

    def replace(self, entity: str, rows: pa.Table | pa.RecordBatchReader) -> int:
        """Put rows in place of those with the same keys (or add them); doing it twice changes nothing."""
        ...

    def remove(self, entity: str, keys: pa.Array) -> int:
        """Take rows out by their keys; how many there were. Whoever made them may: what was read in a text, say."""
        ...

    def query(self, tree: exp.Query) -> pa.Table:
        """Run a query written with ``spelling`` and give its rows."""
        ...

    def stream(self, tree: exp.Query) -> pa.RecordBatchReader:
        """As ``query``, a batch at a time, for exports of any size."""
        ...

    def erase(self, customer: str) -> Mapping[str, int]:
        """Remove a customer from every entity and every file; rows removed per entity."""
        ...

    def find(self, entity: str, keys: pa.Array, column: str = "", columns: Sequence[str] = ()) -> pa.Table:
        """The rows that have one of many keys, or one of many values of another ``column`` of text.

        ``columns`` names those wanted; all when there are none. Fewer are read faster.
        """
        ...

    def follow(self, entities: Iterable[str]) -> int:
        """Keep the keys of rows that arrive in these entities from now on, and of no others; the position reached.

        They are written down in the change that brings the rows, so that none is missed and none is made up.
        """
        ...

    def arrived(self, after: int, most: int) -> pa.Table:
        """What arrived in the entities followed: ``position`` (growing), ``entity`` and ``key`` of each row.

        The first ``most`` of those behind the position ``after``. A row put in place of another arrives again.
        """
        ...

    def forget_arrivals(self, upto: int) -> None:
        """Forget arrivals up to a position, because all who follow have read them."""
        ...

    def reassign(self, moves: pa.Table, identities: pa.Table | None = None) -> int:
        """Give facts to others, and put rows of identities in place, all in one change; facts and identities given.

        Each row of ``moves`` (schema ``MOVES``, see ``moves``) gives what ``customer`` is known by under ``identity``
        (everything when it is null) to ``to``; all are judged on what is stored before any happens, and a customer is
        given away whole or by identities. A fact without ``known_as`` that changes hands gets ``known_as`` =
        ``customer:<old>``, so that the way back is ``moves(to, ["customer:<old>", …], to=old)``.
        An identity among ``identities`` is put in place as in ``replace`` and not moved.
        """
        ...

    def snapshot(self, folder: Path) -> Path:
        """Write a consistent copy of all facts into a new folder inside ``folder`` and give its path.

        Parquet, one folder per entity, and a manifest with row counts and checksums.
        """
        ...

    def restore(self, folder: Path) -> None:
        """Replace everything here by a snapshot (the path that ``snapshot`` gave), all or nothing.

        Raises
            SnapshotDamaged: a file of it is missing, cut short or altered; nothing was changed.
        """
        ...

    def compact(self) -> None:
        """Put the facts back into the order of customer and time; no answer changes.

        To be called after a large import and at night: appended batches are each in order, and one
        customer's timeline stays quick when there are few of them.
        """
        ...

    def tidy(self) -> bool:
        """``compact`` when much lies out of order, and whether it did.

        To be called after whatever may have brought much. The rule is the engine's: the embedded one
        compacts once the rows that came since the last time are a million or more and more than lay
        in order then, so that each row is moved but a few times however many come; ClickHouse puts
        its parts together by itself. Whoever is reading is not waited for long: it is tried again
        next time.
        """
        ...

    def version(self, *entities: str) -> int:
        """A number that grows with every change of the facts, or of those of some entities with their cubes.

        An engine that does not tell entities apart gives that of all.
        """
        ...

    def close(self) -> None: ...


class CannotDo(NotImplementedError):
    """An engine was asked for something it declares it lacks."""

    def __init__(self, engine: str, capability: str, why: str):
        super().__init__(sentence("{engine} cannot {capability}: {why}", engine=engine, capability=capability, why=why))


class StoreAway(RuntimeError):
    """The facts cannot be reached until somebody mends what the message names."""


class StoreBusy(StoreAway):
    """The store is open elsewhere and its owner does not answer."""


class HeldElsewhere(StoreBusy):
    """Another process has the file open."""


class StoreUnreadable(StoreAway):
    """The file of a store cannot be read as one."""
