"""What the store knows of the identities a batch names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..model.entities import IDENTITIES
from ..store.store import Store
from .conflicts import APART
from .linking import Identities, Lead, Linking, Party
from .rules import CONFLICT, MERGED, Rules, is_made_up, is_visitor

FORMER, SEVERAL = "former", "several"
_LEADING = ("identity", "customer", "state", "linked_at")
_OWNED = ("customer", "kind", "value", "linked_at", "state")
_CONFLICT = ("customer", "original", "value", "state")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """``steady`` are the sets that lead to one customer and can teach nothing; the others are for ``linking``."""

    steady: Mapping[Identities, str]
    linking: Linking


def gather(store: Store, rules: Rules, sets: Collection[Identities]) -> Known:
    """What is known of the sets of identities in a batch, read in a few questions however many there are."""
    table = _find(store, {identity for identities in sets for identity in identities}, columns=_LEADING)
    steady = _steady(rules, table, sets)
    others = [identities for identities in sets if identities and identities not in steady]
    leads = _leads(store, table, {identity for identities in others for identity in identities})
    unknown = {identity for identities in others for identity in identities if identity not in leads}
    leads |= _merged(store, rules, unknown)
    return Known(steady, Linking(rules, leads, _parties(store, rules, leads, others)))


def complete(store: Store, linking: Linking) -> None:
    """Read the rest of what is stored of identities that lead elsewhere now, for their rows are written again."""
    changed = {identity: leads for identity, leads in linking.leads.items() if any(lead.is_changed for lead in leads)}
    short = {identity: leads for identity, leads in changed.items() if not all(lead.original for lead in leads)}
    for row in _find(store, short).to_pylist():
        leads = short[row["identity"]]
        leads[:] = [lead if lead.is_changed else _lead(row) for lead in leads]
        for lead in leads:
            lead.original = row["original"]


def _find(store: Store, values: Collection[str], column: str = "", columns: tuple[str, ...] = ()) -> pa.Table:
    """Rows of identities; ``linked_at`` in microseconds."""
    if not values:
        return IDENTITIES.schema.empty_table()
    found = store.find(IDENTITIES.name, pa.array(list(values), pa.string()), column, columns)
    if "linked_at" not in found.column_names:
        return found
    at = pc.fill_null(found["linked_at"].cast(pa.timestamp("us", tz="UTC")).cast(pa.int64()), 0)
    return found.set_column(found.column_names.index("linked_at"), "linked_at", at)


def _steady(rules: Rules, table: pa.Table, sets: Collection[Identities]) -> dict[Identities, str]:
    """Sets whose identities lead to one customer, without things that changed hands or may do so in this batch."""
    whose = dict(zip(table["identity"].to_pylist(), table["customer"].to_pylist(), strict=True))
    for identity in table.filter(pc.is_valid(table["state"]))["identity"].to_pylist():
        del whose[identity]
    steady = {}
    stirred: set[str] = set()
    for identities in sets:
        customer = whose.get(identities[0]) if identities else None
        if customer and (len(identities) == 1 or all(whose.get(identity) == customer for identity in identities[1:])):
            steady[identities] = customer
        else:
            stirred.update(identities)
    moving = {identity for identity in stirred if identity in whose and rules.is_shared(identity)}
    return {key: one for key, one in steady.items() if moving.isdisjoint(key)} if moving else steady


def _leads(store: Store, table: pa.Table, wanted: set[str]) -> dict[str, list[Lead]]:
    """The leads of identities; of one that never changed hands only to whom and since when (see ``complete``)."""
    rows = table.filter(pc.is_in(table["identity"], pa.array(list(wanted), pa.string()))).to_pylist()
    several = [row["identity"] for row in rows if row["state"] == SEVERAL]
    leads = {row["identity"]: [Lead(row["customer"], "", row["linked_at"])] for row in rows}
    full = _find(store, several).to_pylist()
    leads |= {row["identity"]: [_lead(row)] for row in full}
    for row in _formers(store, full):
        leads[f"{row['kind']}:{row['value']}"].append(_lead(row))
    for identity in several:
        leads[identity].sort(key=lambda lead: lead.since)
    return leads


def _formers(store: Store, shared: list[Row]) -> list[Row]:
    """Earlier leads of things that changed hands."""
    names = {row["identity"] for row in shared}
    rows = _find(store, {row["value"] for row in shared}, "value").to_pylist()
    return [row for row in rows if row["state"] == FORMER and f"{row['kind']}:{row['value']}" in names]


def _merged(store: Store, rules: Rules, unknown: Iterable[str]) -> dict[str, list[Lead]]:
    """Ids that are customers' own, of customers who went into another before the id itself was met."""
    native = {f"{MERGED}:{own}": identity for identity in unknown if (own := rules.customer_of(identity))}
    rows = [row for row in _find(store, native).to_pylist() if row["customer"] != row["original"]]
    return {native[row["identity"]]: [_lead(row, is_changed=True)] for row in rows}


def _lead(row: Row, is_changed: bool = False) -> Lead:
    source, into, rule, evidence = (row[name] or "" for name in ("source", "into", "rule", "evidence"))
    return Lead(row["customer"], row["original"], row["linked_at"], source, into, rule, evidence, is_changed)


def _parties(
    store: Store, rules: Rules, leads: Mapping[str, list[Lead]], sets: Collection[Identities]
) -> dict[str, Party]:
    """What is known of the customers met. Somebody with an id of their own owns it, though no identity may say so."""
    own = {name for name, kind in rules.kinds.items() if kind.customer}
    met = {identity: {lead.customer for lead in leads.get(identity, ())} for one in sets for identity in one}
    native = {customer for identity in met if identity not in leads and (customer := rules.customer_of(identity))}
    stored = {customer for customers in met.values() for customer in customers}
    parties = {one: Party(set() if is_made_up(one) else set(own), is_stored=one in stored) for one in stored | native}
    for row in _find(store, _in_question(rules, met, sets), "customer", _OWNED).to_pylist():
        party = parties[row["customer"]]
        party.is_stored = True
        if row["kind"] in rules.kinds:
            party.since = row["linked_at"] if party.since is None else min(party.since, row["linked_at"])
            identity = f"{row['kind']}:{row['value']}"
            if owned := rules.owned(identity):
                party.owned.add(owned)
            if row["state"] in (FORMER, SEVERAL):
                party.handed.add(identity)
    for row in _find(store, [CONFLICT], "kind", _CONFLICT).to_pylist():
        if one := parties.get(row["customer"]):
            (one.apart if row["state"] == APART else one.doubted).add((row["original"], row["value"]))
    return parties


def _in_question(rules: Rules, met: Mapping[str, set[str]], sets: Iterable[Identities]) -> set[str]:
    """Customers whom the batch ties, over whatever steps, to somebody else who may own something too."""
    circle: dict[str, str] = {}

    def first(name: str) -> str:
        while (over := circle.get(name, name)) != name:
            circle[name] = circle.get(over, over)
            name = over
        return name

    people: dict[str, set[str]] = {}
    for identities in sets:
        for name in (*identities[1:], *(f"@{customer}" for identity in identities for customer in met[identity])):
            circle[first(name)] = first(identities[0])
    for identity, customers in met.items():
        owners = {customer for customer in customers if not is_visitor(customer)}
        unknown = {rules.native(identity)} if not customers and rules.owned(identity) else set()
        people.setdefault(first(identity), set()).update(owners | unknown)
    many = {one for several in people.values() if len(several) > 1 for one in several}
    known = {customer for customers in met.values() for customer in customers}
    return {one for one in many if one in known or not is_made_up(one)}
