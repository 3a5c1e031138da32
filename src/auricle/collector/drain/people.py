"""What identify and group say of people, as rows of customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import pyarrow as pa

from auricle.model.entities import CUSTOMERS
from auricle.store.store import Store

from .rows import Placed

_NAMES = {
    "email": ("email",),
    "phone": ("phone", "mobile"),
    "name": ("name",),
    "language": ("language", "locale"),
    "country": ("country",),
    "region": ("region", "state"),
    "city": ("city",),
    "gender": ("gender",),
    "segment": ("segment",),
}
"""Columns of a customer, and the traits they are told by."""
_TOLD_AT = "_told_at"


def people(store: Store, told: Sequence[Placed], customers: Sequence[str | None]) -> pa.Table:
    """Customers with what events tell of them, the latest word on each trait; doing it twice changes nothing.

    ``customers`` goes with ``told``, events that identify somebody or put them into a group.
    """
    named = [(each, customer) for each, customer in zip(told, customers, strict=True) if customer]
    wanted = pa.array(sorted({customer for _, customer in named}), pa.string())
    rows = {row["customer"]: row for row in store.find(CUSTOMERS.name, wanted).to_pylist()} if len(wanted) else {}
    for each, customer in sorted(named, key=lambda one: (one[0].event.at, one[0].id)):
        rows[customer] = _told(rows.get(customer) or {"customer": customer, "kind": "person"}, each)
    return pa.Table.from_pylist([_stored(row) for row in rows.values()], schema=CUSTOMERS.schema)


def _told(row: dict[str, Any], placed: Placed) -> dict[str, Any]:
    known = row.get("traits") or {}
    traits: dict[str, Any] = msgspec.json.decode(known) if isinstance(known, str) else dict(known)
    at = datetime.fromtimestamp(placed.event.at / 1e6, UTC)
    news = _news(placed)
    is_late = str(traits.get(_TOLD_AT, "")) > at.isoformat()
    columns = {column: value for column, names in _NAMES.items() if (value := _first(news, names))}
    if is_late:  # what was told since stands
        columns = {column: value for column, value in columns.items() if not row.get(column)}
        news = {name: value for name, value in news.items() if name not in traits}
    else:
        traits[_TOLD_AT] = at.isoformat()
    first = min(at, row["first_seen_at"]) if row.get("first_seen_at") else at
    return {**row, **columns, "first_seen_at": first, "traits": {**traits, **news}}


def _news(placed: Placed) -> dict[str, Any]:
    """The traits an event tells; a group's are the account's, of which the person keeps the id."""
    if placed.event.kind == "group":
        return {"account": placed.event.identities.get("account", "")}
    return dict(placed.event.said.get("traits") or {})


def _first(traits: Mapping[str, Any], names: Sequence[str]) -> str:
    return next((traits[name] for name in names if isinstance(traits.get(name), str)), "")


def _stored(row: dict[str, Any]) -> dict[str, Any]:
    traits = row.get("traits")
    return {**row, "traits": msgspec.json.encode(traits).decode() if isinstance(traits, dict) else traits}
