"""The latest events, each with what was understood of it, or why it was not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
from django.utils.translation import get_language

from auricle.collector import public as collector
from auricle.collector.public import Refused, Understood
from auricle.model.document import DocumentError
from auricle.model.meaning import TEXTS, Meaning
from auricle.query.meaning.arriving import EVENT, Understanding
from auricle.query.meaning.check import meaning_of
from auricle.web.platform.public import facts_of, folder_of, memory_of

from .queries import home

LATEST = 30
LATE = timedelta(days=2)
"""Events that happened longer before their arrival are shown without their customer."""
HAPPENED = ("track", "page", "screen")


@dataclass(frozen=True)
class Seen:
    """One event: ``meaning`` is what its rule gave it, by column; empty where it has none."""

    told: Understood
    key: str
    customer: str
    meaning: dict[str, Any]
    labels: dict[str, str]
    quarantined: Refused | None = None

    @property
    def at(self) -> datetime:
        return self.told.received_at

    @property
    def kind(self) -> str:
        return self.told.event.kind if self.told.event else ""

    @property
    def name(self) -> str:
        event = self.told.event
        return (event.name or event.kind) if event else ""

    @property
    def refused(self) -> Refused | None:
        return self.told.refused or self.quarantined

    @property
    def happened(self) -> bool:
        return self.kind in HAPPENED

    @property
    def rule(self) -> str:
        return str(self.meaning.get("rule") or "")

    @property
    def body(self) -> str:
        """What was sent, set to be read; personal."""
        event = self.told.event
        if event is None:
            return self.told.refused.raw[:2000] if self.told.refused else ""
        said = {"properties": event.properties, "traits": event.traits, "context": event.context}
        parts = {name: json.loads(text) for name, text in said.items() if text and text != "{}"}
        return json.dumps({**event.identities, **parts}, ensure_ascii=False, indent=2)


def latest(slug: str, key: str = "", limit: int = LATEST) -> list[Seen]:
    """The latest events of a workspace, or of one of its keys, the newest first."""
    names = {each.id: each for each in collector.keys(home(), slug)}
    chosen = {id_ for id_, each in names.items() if key in ("", each.source)}
    found = [each for each in collector.recent(home(), slug, limit * (4 if key else 1)) if each.key in chosen][:limit]
    ids = [_interaction(each, names[each.key].source) for each in found]
    first = min((each.received_at for each in found), default=datetime.now(UTC)) - LATE
    customers, meanings = _customers(slug, ids, first.date()), _meanings(slug, found)
    places = [f"{names[each.key].source}:{each.position}-{each.index}" for each in found]
    refusals = _quarantined(slug, places, first.date())
    return [
        Seen(
            each,
            names[each.key].name,
            "" if place in refusals else customers.get(id_, ""),
            *_told(slug, meanings.get(position, {})),
            refusals.get(place),
        )
        for position, (each, id_, place) in enumerate(zip(found, ids, places, strict=True))
    ]


def _told(slug: str, meaning: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What a rule gave, and the same as people call it."""
    labels, language = memory_of(facts_of(slug)).labels, get_language() or "en"
    return meaning, {name: labels.label(name, value, language) for name in TEXTS if (value := meaning.get(name))}


def _interaction(told: Understood, source: str) -> str:
    """The id its interaction has, or will have."""
    return f"{source}:{(told.event and told.event.id) or f'{told.position}-{told.index}'}"


def _customers(slug: str, ids: Sequence[str], first: date) -> dict[str, str]:
    """The customer of each stored event that happened since ``first``; looking further back would take too long."""
    if not ids:
        return {}
    found = facts_of(slug).facts("interactions", where=f"interaction in ({_quoted(ids)})", from_=first)
    pairs = zip(found.column("interaction").to_pylist(), found.column("customer").to_pylist(), strict=True)
    return {id_: customer for id_, customer in pairs if customer}


def _quarantined(slug: str, places: Sequence[str], first: date) -> dict[str, Refused]:
    """What was put into quarantine although it can be read, by its place in the journal."""
    if not places:
        return {}
    found = facts_of(slug).facts("quarantine", where=f"row in ({_quoted(places)})", from_=first).to_pylist()
    return {each["row"]: Refused(each["reason"], each["explanation"] or "", "") for each in found}


def _quoted(values: Sequence[str]) -> str:
    return ", ".join("'" + each.replace("'", "''") + "'" for each in values)


def _meanings(slug: str, found: Sequence[Understood]) -> dict[int, dict[str, Any]]:
    """What the rules of now give to each event that happened, by its place."""
    rows = [
        {"interaction": str(position), "at": each.received_at.astimezone(UTC), **_event(each)}
        for position, each in enumerate(found)
        if each.event and each.event.kind in HAPPENED
    ]
    if not rows:
        return {}
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in ("interaction", *EVENT.names)}
    understanding = Understanding(_rules(slug))
    try:
        understood = understanding.understood(pa.table(columns)).to_pylist()
    finally:
        understanding.close()
    return {
        int(row.pop("interaction")): {**row, "rule": json.loads(row.pop("properties")).get("_rule")}
        for row in understood
    }


def _event(told: Understood) -> dict[str, str | None]:
    event = told.event
    assert event is not None
    return {
        "event": event.name,
        "kind": event.kind,
        "source": told.key,
        "properties": event.properties or None,
        "context": event.context or None,
    }


def _rules(slug: str) -> Meaning:
    """The workspace's rules; the standard ones while its file is being mended by hand."""
    try:
        return meaning_of(folder_of(slug))
    except DocumentError:
        return Meaning()
