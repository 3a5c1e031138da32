"""One change of the facts while it is prepared."""

from __future__ import annotations

from auricle.model.entity import Entity

from .connection import Connections
from .gate import Gate
from .ledger import Ledger, Plan, put_in_place, staged
from .tables import quoted


class Change:
    """Its staged tables, and the word that puts them into place."""

    def __init__(self, connections: Connections, ledger: Ledger, gate: Gate):
        self.connections = connections
        self.number = ledger.version + 1
        self._ledger = ledger
        self._gate = gate

    def table(self, role: str, entity: Entity, definition: str) -> str:
        """A staged table made by the rest of a CREATE statement; gives its name."""
        table = staged(self.number, role, entity.name)
        self.connections.run(f"CREATE OR REPLACE TABLE {quoted(table)} {definition}")
        return table

    def name(self, role: str, entity: Entity) -> str:
        return staged(self.number, role, entity.name)

    def like(self, role: str, entity: Entity) -> str:
        """A staged table shaped like the entity's, empty."""
        return self.table(role, entity, f"AS {quoted(entity.name)}")

    def keys(self, role: str, entity: Entity, query: str) -> str:
        """A staged table of the keys that a query gives in its column ``key``, each once."""
        return self.table(role, entity, f"ENGINE = MergeTree ORDER BY key AS SELECT DISTINCT key FROM ({query})")

    def count(self, table: str) -> int:
        return self.connections.number(f"SELECT count(*) FROM {quoted(table)}")

    def happen(self, plan: Plan, origin: str = "") -> None:
        """Decide the change and put it into place; readers see all of it or nothing."""
        self._ledger.decide(self.number, origin, plan)
        with self._gate.alone():
            put_in_place(self.connections, self.number, plan)
            self._ledger.done(self.number, origin)
