"""What the store knows of the identities a batch names."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from ..model.entities import IDENTITIES
from ..store.store import Store
from .linking import Lead, Linking, Party
from .rules import CONFLICT, MERGED, Rules, is_made_up

APART, FORMER, SEVERAL = "apart", "former", "several"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Row = dict[str, Any]


def gather(store: Store, rules: Rules, sets: Collection[tuple[str, ...]]) -> Linking:
    """The leads of every identity that is known, and the customers of whom more than one may be the same."""
    named = list({identity for identities in sets for identity in identities})
    rows = _find(store, named)
    leads = {row["identity"]: [_lead(row)] for row in rows}
    for row in _formers(store, [row for row in rows if row["state"] == SEVERAL]):
        leads[f"{row['kind']}:{row['value']}"].insert(0, _lead(row))
    for several in leads.values():
        several.sort(key=lambda lead: lead.since)
    leads |= _merged(store, rules, [identity for identity in named if identity not in leads])
    return Linking(rules, leads, _parties(store, rules, _involved(rules, leads, sets)))


def _find(store: Store, values: Iterable[str], column: str = "") -> list[Row]:
    wanted = pa.array(list(values), pa.string())
    found: list[Row] = store.find(IDENTITIES.name, wanted, column).to_pylist() if len(wanted) else []
    return found


def _formers(store: Store, shared: list[Row]) -> list[Row]:
    """Earlier leads of things that changed hands."""
    names = {row["identity"] for row in shared}
    rows = _find(store, {row["value"] for row in shared}, "value")
    return [row for row in rows if row["state"] == FORMER and f"{row['kind']}:{row['value']}" in names]


def _merged(store: Store, rules: Rules, unknown: list[str]) -> dict[str, list[Lead]]:
    """Ids that are customers' own, of customers who went into another before the id itself was met."""
    native = {
        f"{MERGED}:{rules.native(identity)}": identity for identity in unknown if not is_made_up(rules.native(identity))
    }
    rows = [row for row in _find(store, native) if row["customer"] != row["original"]]
    return {native[row["identity"]]: [_lead(row, is_changed=True)] for row in rows}


def _lead(row: Row, is_changed: bool = False) -> Lead:
    return Lead(
        row["customer"],
        row["original"],
        microseconds(row["linked_at"]) if row["linked_at"] else 0,
        row["source"] or "",
        row["into"] or "",
        row["rule"] or "",
        row["evidence"] or "",
        is_changed,
    )


def _involved(rules: Rules, leads: dict[str, list[Lead]], sets: Collection[tuple[str, ...]]) -> set[str]:
    """The customers of identities that came together and do not lead to one already."""
    involved: set[str] = set()
    for identities in sets:
        met = {lead.customer for identity in identities for lead in leads.get(identity, ())}
        if len(met) > 1 or any(identity not in leads for identity in identities):
            involved |= met
    return involved | {
        rules.native(i) for one in sets for i in one if i not in leads and not is_made_up(rules.native(i))
    }


def _parties(store: Store, rules: Rules, customers: Iterable[str]) -> dict[str, Party]:
    """What each is known by. Somebody with an id of their own owns it, though no identity may say so."""
    own = {name for name, kind in rules.kinds.items() if kind.customer}
    parties = {customer: Party(set() if is_made_up(customer) else set(own)) for customer in customers}
    for row in _find(store, parties, "customer"):
        party = parties[row["customer"]]
        party.is_stored = True
        if row["kind"] == CONFLICT:
            (party.apart if row["state"] == APART else party.doubted).add((row["original"], row["value"]))
        elif row["kind"] in rules.kinds:
            since = microseconds(row["linked_at"]) if row["linked_at"] else 0
            party.since = since if party.since is None else min(party.since, since)
            party.owned |= {owned} if (owned := rules.owned(f"{row['kind']}:{row['value']}")) else set()
    return parties


def microseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)
