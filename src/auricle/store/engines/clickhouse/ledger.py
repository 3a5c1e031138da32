"""How a change of many tables is made whole without transactions: staged, decided, put into place.

What a change takes out and puts in lies ready in tables of its own before one row in the ledger
decides that it happens. Each step behind that row may be done twice, so whoever finds a decided
change unfinished (after a kill, a full disk) does all its steps again; what was never decided is
dropped. A change in place is marked done, and only then its staged tables go.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

import pyarrow as pa

from auricle.model.entities import entity

from .connection import Connections
from .tables import LEDGER, ORIGINS, literal, quoted

_STAGED = "staged_"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a decided change does, by entity.

    ``leaving`` and ``arriving``: the staged tables of keys to take out and of rows to put in;
    ``whole``: the staged table becomes the entity's; ``months``: by name of a cube, the months of it that
    its staged cells take the place of; ``origin``: what brought it; ``erased``: the customers and words
    that are to leave every file, and the snapshots too.
    """

    leaving: tuple[str, ...] = ()
    arriving: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    months: dict[str, list[int]] = field(default_factory=dict)
    origin: str = ""
    erased: tuple[list[str], list[str]] | None = None


def staged(number: int, role: str, name: str) -> str:
    return f"{_STAGED}{number}_{role}_{name}"


class Ledger:
    """``unsettled`` says that a change may be half in place."""

    def __init__(self, connections: Connections):
        self._connections = connections
        self.unsettled = True
        self.version = 0

    def knows(self, origin: str) -> bool:
        return _knows(self._connections, origin)

    def decide(self, number: int, plan: Plan) -> None:
        """From here on the change happens, whatever else does."""
        self.unsettled = True
        self._note(number, "decided", json.dumps(asdict(plan)))

    def done(self, number: int) -> None:
        self._note(number, "done", "")
        self.version = max(self.version, number)
        self.unsettled = False

    def _note(self, number: int, state: str, plan: str) -> None:
        self._connections.add(LEDGER, pa.table({"number": [number], "state": [state], "plan": [plan]}))

    def settle(self) -> None:
        """Finish every decided change and drop what was never decided."""
        unfinished = self._connections.rows(
            f"SELECT number, max(plan) AS plan FROM {LEDGER} GROUP BY number "
            "HAVING countIf(state = 'done') = 0 ORDER BY number"
        )
        for change in unfinished.to_pylist():
            put_in_place(self._connections, change["number"], Plan(**json.loads(change["plan"])))
            self.done(change["number"])
        self.drop_staged()
        self.version = self._connections.number(f"SELECT max(number) FROM {LEDGER}")
        self.unsettled = False

    def erasures(self) -> list[tuple[list[str], list[str]]]:
        """Customers and words of erasures that are in place here and perhaps not in the snapshots."""
        plans = self._connections.rows(f"SELECT plan FROM {LEDGER} WHERE state = 'decided' ORDER BY number")["plan"]
        return [p["erased"] for p in map(json.loads, plans.to_pylist()) if p["erased"]]

    def forget(self) -> None:
        """Remove what is done; a plan names whom it erased."""
        self._connections.run(f"ALTER TABLE {LEDGER} DELETE WHERE state = 'decided' OR number < {self.version}")

    def drop_staged(self) -> None:
        tables = self._connections.rows(
            "SELECT name FROM system.tables WHERE database = currentDatabase() "
            f"AND startsWith(name, {literal(_STAGED)})"
        )
        if tables.num_rows:
            names = ", ".join(map(quoted, tables["name"].to_pylist()))
            self._connections.run(f"DROP TABLE IF EXISTS {names} SYNC")


def put_in_place(connections: Connections, number: int, plan: Plan) -> None:
    """Every step of a decided change; to be done again from the start when it broke off."""
    for name in plan.whole:
        _replace_partition(connections, name, "tuple()", staged(number, "whole", name))
    for name in plan.leaving:
        _take_out(connections, name, staged(number, "leaving", name), plan.erased is not None)
    for name in plan.arriving:
        table = staged(number, "arriving", name)
        if name in plan.leaving or not _is_in(connections, name, table):
            connections.run(f"ALTER TABLE {quoted(name)} ATTACH PARTITION tuple() FROM {quoted(table)}")
    for name, months in plan.months.items():
        for month in months:
            _replace_partition(connections, f"cube_{name}", str(month), staged(number, "cube", name))
    if plan.origin and not _knows(connections, plan.origin):
        connections.add(ORIGINS, pa.table({"origin": [plan.origin]}))
    if plan.erased:
        _wipe_hidden(connections)


def _replace_partition(connections: Connections, table: str, partition: str, source: str) -> None:
    connections.run(f"ALTER TABLE {quoted(table)} REPLACE PARTITION {partition} FROM {quoted(source)}")


def _take_out(connections: Connections, name: str, leaving: str, wipe: bool) -> None:
    """Rewrite the parts that rows lie in, or hide the rows (quick: a mask beside the part)."""
    verb = f"ALTER TABLE {quoted(name)} DELETE" if wipe else f"DELETE FROM {quoted(name)}"
    connections.run(f"{verb} WHERE {quoted(entity(name).key)} IN (SELECT key FROM {quoted(leaving)})")


def _is_in(connections: Connections, name: str, arriving: str) -> bool:
    """Whether staged rows are in place: they go there all at once, so one of them tells."""
    key = quoted(entity(name).key)
    one = f"(SELECT {key} FROM {quoted(arriving)} LIMIT 1)"
    return connections.number(f"SELECT count(*) FROM {quoted(name)} WHERE {key} IN {one}") > 0


def _wipe_hidden(connections: Connections) -> None:
    """What was replaced or given to another is only hidden until its part is rewritten."""
    hiding = connections.rows(
        "SELECT DISTINCT table FROM system.parts "
        "WHERE database = currentDatabase() AND active AND has_lightweight_delete"
    )
    for name in hiding["table"].to_pylist():
        connections.run(f"ALTER TABLE {quoted(name)} APPLY DELETED MASK")


def _knows(connections: Connections, origin: str) -> bool:
    return connections.number(f"SELECT count(*) FROM {ORIGINS} WHERE origin = {literal(origin)}") > 0
