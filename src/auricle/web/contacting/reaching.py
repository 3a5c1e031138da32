"""Where and in which language customers are written to, as the facts have it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from auricle.web.platform.public import Workspace, facts_of

COLUMNS = ("customer", "email", "phone", "language", "traits")


@dataclass(frozen=True, slots=True)
class Reached:
    """Where and how a customer is written to; ``zone`` is their own, where their traits name one.

    ``openid`` is what a WeChat official account knows them by.
    """

    address: str
    language: str
    phone: str = ""
    zone: ZoneInfo | None = None
    openid: str = ""


def reached(record: Workspace, customers: Iterable[str], appid: str = "") -> dict[str, Reached]:
    """Addresses and languages of customers, those that are known; openids where an ``appid`` is given."""
    keys = pa.array(list(customers), pa.string())
    rows = facts_of(record.slug).store.find("customers", keys, columns=COLUMNS).to_pylist() if len(keys) else []
    followers = openids(record, keys, appid) if appid and len(keys) else {}
    return {
        row["customer"]: Reached(
            row["email"] or "", spoken_in(row["language"]), row["phone"] or "", _zone(row["traits"]),
            followers.get(row["customer"], ""),
        )
        for row in rows
    }  # fmt: skip


def zones_of(record: Workspace, customers: pa.Array) -> list[ZoneInfo]:
    """By whose clock each of some customers lives: the workspace's where theirs is not known."""
    facts = facts_of(record.slug)
    found = facts.store.find("customers", customers, columns=("customer", "traits"))
    named = zip(found.column("customer").to_pylist(), found.column("traits").to_pylist(), strict=True)
    theirs = {customer: zone for customer, traits in named if (zone := _zone(traits))}
    return [theirs.get(customer, facts.zone) for customer in customers.to_pylist()]


def openids(record: Workspace, customers: pa.Array, appid: str) -> dict[str, str]:
    """What the official account ``appid`` knows customers by; an openid of which nobody said whose it is counts too."""
    columns = ("customer", "kind", "value", "state")
    found = facts_of(record.slug).store.find("identities", customers, "customer", columns).to_pylist()
    known: dict[str, str] = {}
    for row in found:
        issuer, slash, openid = row["value"].rpartition("/")
        if row["kind"] == "openid" and not row["state"] and (issuer == appid or not slash):
            known[row["customer"]] = openid if slash else known.get(row["customer"], openid)
    return known


def spoken_in(language: str | None) -> str:
    """Which of our languages somebody reads; English where nothing is known."""
    text = (language or "").lower()
    if not text.startswith("zh"):
        return "en"
    return "zh-hant" if any(part in text for part in ("hant", "tw", "hk", "mo")) else "zh-hans"


def _zone(traits: str | None) -> ZoneInfo | None:
    """Theirs by the trait ``timezone``, as Segment and others call it; none where it is no zone."""
    if not traits or "timezone" not in traits:
        return None
    try:
        known: Any = json.loads(traits)
        return ZoneInfo(str(known["timezone"]))
    except (ValueError, KeyError, TypeError, OSError):  # no zone has this name, or the trait is something else
        return None
