"""A stretch of somebody's time as the page shows it: days, and on each what happened and what they said."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from auricle.query.timeline import Event
from auricle.web.platform.public import amount, duration, grouped
from auricle.workspace import Workspace

from .addresses import read, written
from .scores import Score, score_of
from .wording import label, own_word

ICONS = {
    "interactions": "activity", "feedback": "message", "answers": "message", "mentions": "tag", "cases": "inbox",
    "orders": "shopping-cart", "contracts": "clipboard-list", "points": "star", "exposures": "mail",
}  # fmt: skip
ACTIVITIES = {"call": "phone", "chat": "messages", "store_visit": "building-store", "order_delivered": "truck"}
PLACES = ("touchpoint", "channel", "unit", "region")


@dataclass(frozen=True, slots=True)
class Moment:
    """One event. ``quote`` is what they typed, always text; ``details`` are short and in the reader's words."""

    at: datetime
    has_hour: bool
    entity: str
    icon: str
    title: str
    places: tuple[str, ...]
    details: tuple[str, ...]
    quote: str
    language: str
    scores: tuple[Score, ...]
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    moments: tuple[Moment, ...]


def days(workspace: Workspace, customer: str, events: Iterable[Event]) -> tuple[Day, ...]:
    """Events, newest first, as days in the workspace's zone; the parts of a feedback stand inside it."""
    found = list(events)
    parts = _parts(workspace, customer, [event.key for event in found if event.entity == "feedback"])
    zone = workspace.zone
    shown = [_moment(workspace, event, zone, parts) for event in found]
    return tuple(Day(day, tuple(group)) for day, group in groupby(shown, key=lambda moment: moment.at.date()))


def mark_of(event: Event) -> str:
    """Where the next stretch begins, as part of an address."""
    return written(json.dumps([event.at.isoformat(), event.entity, event.key]))


def event_before(mark: str) -> Event | None:
    """The event that ``mark_of`` marked; None when the address was made up."""
    try:
        at, entity, key = json.loads(read(mark))
        return Event(datetime.fromisoformat(at), str(entity), str(key), {})
    except (ValueError, TypeError):
        return None


@dataclass(frozen=True, slots=True)
class Parts:
    answers: Mapping[str, list[dict[str, Any]]]
    mentions: Mapping[str, list[dict[str, Any]]]


def _parts(workspace: Workspace, customer: str, feedback: list[str]) -> Parts:
    return Parts(*(_by_feedback(workspace, name, customer, feedback) for name in ("answers", "mentions")))


def _by_feedback(
    workspace: Workspace, name: str, customer: str, feedback: list[str]
) -> Mapping[str, list[dict[str, Any]]]:
    if not feedback:
        return {}
    among = f"customer = {quoted(customer)} and feedback in ({', '.join(map(quoted, feedback))})"
    found: dict[str, list[dict[str, Any]]] = {}
    for row in workspace.facts(name, among).to_pylist():
        found.setdefault(row["feedback"], []).append(row)
    return found


def quoted(text: str) -> str:
    """A value inside a filter."""
    return "'" + text.replace("'", "''") + "'"


def _moment(workspace: Workspace, event: Event, zone: ZoneInfo, parts: Parts) -> Moment:
    facts = event.facts
    answers = parts.answers.get(event.key, []) if event.entity == "feedback" else []
    answers = [dict(facts)] if event.entity == "answers" else answers
    mentions = parts.mentions.get(event.key, []) if event.entity == "feedback" else []
    return Moment(
        at=event.at.astimezone(zone),
        has_hour=event.entity != "contracts",
        entity=event.entity,
        icon=ACTIVITIES.get(str(facts.get("activity")), ICONS[event.entity]),
        title=_title(workspace, event),
        places=_places(workspace, facts),
        details=tuple(_details(workspace, event)),
        quote=_words(facts, answers),
        language=str(facts.get("language") or ""),
        scores=tuple(score_of(workspace, row) for row in answers if row.get("score") is not None),
        themes=tuple(dict.fromkeys(label(workspace, "theme", row["theme"]) for row in mentions)),
    )


def _words(facts: Mapping[str, Any], answers: list[dict[str, Any]]) -> str:
    """What they typed: the text of the feedback and of its answers, each once."""
    texts = [facts.get("text"), *(row.get("text") for row in answers)]
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _title(workspace: Workspace, event: Event) -> str:
    facts = event.facts
    match event.entity:
        case "interactions":
            return label(workspace, "activity", facts.get("activity"))
        case "orders":
            return _("Ordered for %(amount)s") % {"amount": _money(facts)} if "amount" in facts else _("Ordered")
        case "contracts":
            return _("Contract began: %(plan)s") % {"plan": label(workspace, "plan", facts.get("plan")) or event.key}
        case "answers":
            return label(workspace, "question", facts.get("question"))
        case "mentions":
            return label(workspace, "theme", facts.get("theme"))
        case "cases":
            return _("Case %(case)s") % {"case": event.key}
        case "points":
            said = own_word("points", str(facts.get("kind")))
            return f"{said} · {grouped(float(facts.get('points', 0)))}"
    return own_word(event.entity, str(facts.get("kind")))


def _places(workspace: Workspace, facts: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (label(workspace, name, facts.get(name)) for name in PLACES))))


def _details(workspace: Workspace, event: Event) -> Iterable[str]:
    facts = event.facts
    for name in ("survey", "campaign", "category", "status", "outcome"):
        if name in facts:
            yield label(workspace, name, facts[name])
    if facts.get("duration_seconds"):
        yield duration(facts["duration_seconds"])
    if event.entity == "cases":
        yield own_word("state", str(facts.get("state")))
    if event.entity == "contracts" and "amount" in facts:
        yield _("%(amount)s a month") % {"amount": _money(facts)}
    if facts.get("converted"):
        yield _("they answered") if facts.get("kind") == "invitation" else _("they bought")


def _money(facts: Mapping[str, Any]) -> str:
    value = facts["amount"]
    return amount(
        float(value if isinstance(value, Decimal) else Decimal(str(value))), "currency", facts.get("currency", "")
    )
