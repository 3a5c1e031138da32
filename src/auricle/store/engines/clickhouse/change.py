"""One change of the facts while it is prepared."""

from __future__ import annotations

from auricle.model.entity import Entity

from .connection import Connections
from .gate import Gate
from .ledger import Ledger, Plan, put_in_place, staged
from .tables import DURABLE, quoted


class Change:
    """Its staged tables, and the word that puts them into place."""

    def __init__(self, connections: Connections, ledger: Ledger, gate: Gate):
        self.connections = connections
        self.number = ledger.version + 1
        self._ledger = ledger
        self._gate = gate

    def name(self, role: str, entity: Entity | str) -> str:
        return staged(self.number, role, entity if isinstance(entity, str) else entity.name)

    def create(self, role: str, entity: Entity | str, definition: str) -> str:
        """A staged table made by the rest of a CREATE statement; gives its name."""
        table = self.name(role, entity)
        self.connections.run(f"CREATE OR REPLACE TABLE {quoted(table)} {definition}")
        return table

    def like(self, role: str, entity: Entity | str, table: str = "") -> str:
        """A staged table shaped like the entity's (or another), empty."""
        return self.create(role, entity, f"AS {quoted(table or (entity if isinstance(entity, str) else entity.name))}")

    def scratch(self, role: str, entity: Entity, query: str, columns: str = "") -> str:
        """A table that only the preparation needs: nothing waits for it to be on disk."""
        return self.create(role, entity, f"{columns} ENGINE = StripeLog{' AS ' + query if query else ''}")

    def keys(self, role: str, entity: Entity, query: str) -> str:
        """A staged table of the keys that a query gives in its column ``key``, each once."""
        definition = f"(key String) ENGINE = MergeTree ORDER BY key SETTINGS {DURABLE}"
        return self.create(role, entity, f"{definition} AS SELECT DISTINCT key FROM ({query})")

    def view(self, role: str, entity: Entity, query: str) -> str:
        view = self.name(role, entity)
        self.connections.run(f"CREATE OR REPLACE VIEW {quoted(view)} AS {query}")
        return view

    def count(self, table: str) -> int:
        return self.connections.number(f"SELECT count(*) FROM {quoted(table)}")

    def happen(self, plan: Plan) -> None:
        """Decide the change and put it into place; readers see all of it or nothing."""
        self._ledger.decide(self.number, plan)
        with self._gate.alone():
            put_in_place(self.connections, self.number, plan)
            self._ledger.done(self.number)
