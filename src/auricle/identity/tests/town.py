"""A store, the resolver over it, and the events that are drained into it, as a drain does it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pyarrow as pa

from auricle.identity import Identities, Resolution, Resolver, read_rules
from auricle.identity.rules import CONFLICT
from auricle.model.entities import INTERACTIONS
from auricle.store.store import Store

START = 1_767_225_600_000_000
MINUTE = 60_000_000


class Met(NamedTuple):
    """An event: what it names, at which minute, and whether it is an alias."""

    identities: Identities
    minute: int
    is_alias: bool = False


class Town:
    def __init__(self, store: Store):
        self.store, self.resolver = store, Resolver(store, read_rules(zone="Asia/Shanghai"))

    def resolve(self, events: Sequence[Met]) -> Resolution:
        aliases = [i for i, event in enumerate(events) if event.is_alias]
        at = [START + event.minute * MINUTE for event in events]
        return self.resolver.resolve([event.identities for event in events], at, "web", aliases)

    def drain(self, *events: Met, name: str = "") -> Resolution:
        """Resolve, keep and append one interaction an event, named by its minute."""
        return self.append(self.resolver.keep(self.resolve(events)), *events, name=name)

    def append(self, found: Resolution, *events: Met, name: str = "") -> Resolution:
        """One interaction an event, of whom it was found to be."""
        columns = {
            "interaction": [f"{name}{event.minute}" for event in events],
            "at": [START + event.minute * MINUTE for event in events],
            "customer": list(found.customers),
            "known_as": list(found.known_as),
            "activity": ["page"] * len(events),
        }
        fields = {field: INTERACTIONS.schema.field(field).type for field in columns}
        table = pa.table({field: pa.array(values, fields[field]) for field, values in columns.items()})
        self.store.append({"interactions": table}, origin=f"{name}{sorted(columns['interaction'])}")
        return found

    def whose(self, name: str = "") -> dict[str, str]:
        """The customer of every interaction."""
        rows = self.store.find("interactions", pa.array(["page"]), "activity").to_pylist()
        return {row["interaction"]: row["customer"] for row in rows if row["interaction"].startswith(name)}

    def leads(self, identities: Iterable[str]) -> dict[str, str]:
        rows = self.store.find("identities", pa.array(list(identities))).to_pylist()
        return {row["identity"]: row["customer"] for row in rows if row["kind"] != CONFLICT}
