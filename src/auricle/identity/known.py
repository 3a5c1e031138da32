"""What the store knows of the identities a batch names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..model.entities import IDENTITIES
from ..store.store import Store
from .linking import Identities, Lead, Linking, Party
from .rules import CONFLICT, MERGED, Rules, is_made_up

APART, FORMER, SEVERAL = "apart", "former", "several"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """``steady`` are the sets that lead to one customer and can teach nothing; the others are for ``linking``."""

    steady: Mapping[Identities, str]
    linking: Linking


def gather(store: Store, rules: Rules, sets: Collection[Identities]) -> Known:
    """What is known of the sets of identities in a batch, read in three questions or fewer."""
    table = _find(store, {identity for identities in sets for identity in identities})
    steady = _steady(rules, table, sets)
    others = [identities for identities in sets if identities not in steady]
    leads = _leads(store, table, {identity for identities in others for identity in identities})
    unknown = {identity for identities in others for identity in identities if identity not in leads}
    leads |= _merged(store, rules, unknown)
    return Known(steady, Linking(rules, leads, _parties(store, rules, _involved(rules, leads, others))))


def _find(store: Store, values: Collection[str], column: str = "") -> pa.Table:
    wanted = pa.array(list(values), pa.string())
    found = store.find(IDENTITIES.name, wanted, column) if len(wanted) else IDENTITIES.schema.empty_table()
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
        if customer and all(whose.get(identity) == customer for identity in identities[1:]):
            steady[identities] = customer
        else:
            stirred.update(identities)
    moving = {identity for identity in stirred if identity in whose and rules.is_shared(identity)}
    return {key: one for key, one in steady.items() if moving.isdisjoint(key)} if moving else steady


def _leads(store: Store, table: pa.Table, wanted: set[str]) -> dict[str, list[Lead]]:
    rows = table.filter(pc.is_in(table["identity"], pa.array(list(wanted), pa.string()))).to_pylist()
    leads = {row["identity"]: [_lead(row)] for row in rows}
    for row in _formers(store, [row for row in rows if row["state"] == SEVERAL]):
        leads[f"{row['kind']}:{row['value']}"].append(_lead(row))
    for several in leads.values():
        several.sort(key=lambda lead: lead.since)
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


def _involved(rules: Rules, leads: dict[str, list[Lead]], sets: Iterable[Identities]) -> set[str]:
    """The customers of identities that came together and do not lead to one already."""
    involved: set[str] = set()
    for identities in sets:
        met = {lead.customer for identity in identities for lead in leads.get(identity, ())}
        unknown = [identity for identity in identities if identity not in leads]
        if unknown or len(met) > 1:
            involved |= met
            involved.update(own for identity in unknown if (own := rules.customer_of(identity)))
    return involved


def _parties(store: Store, rules: Rules, customers: Collection[str]) -> dict[str, Party]:
    """What each is known by. Somebody with an id of their own owns it, though no identity may say so."""
    own = {name for name, kind in rules.kinds.items() if kind.customer}
    parties = {customer: Party(set() if is_made_up(customer) else set(own)) for customer in customers}
    columns = ["customer", "kind", "value", "original", "state", "linked_at"]
    for row in _find(store, parties, "customer").select(columns).to_pylist():
        party = parties[row["customer"]]
        party.is_stored = True
        if row["kind"] == CONFLICT:
            (party.apart if row["state"] == APART else party.doubted).add((row["original"], row["value"]))
        elif row["kind"] in rules.kinds:
            party.since = row["linked_at"] if party.since is None else min(party.since, row["linked_at"])
            if owned := rules.owned(f"{row['kind']}:{row['value']}"):
                party.owned.add(owned)
    return parties
