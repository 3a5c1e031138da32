"""Reads what arrived since the last time, once, and writes down what set a rule off.

The firings and the position read up to are written in one transaction: a kill before it reads the same rows again, a
kill after it reads on behind them. What follows from a firing is done afterwards, see ``following``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone

from auricle.query.signals import Match, Matching
from auricle.store.store import Store
from auricle.web.platform.public import Workspace, facts_of

from .flooding import held_back
from .models import Firing, Reading, Signal

AT_ONCE = 10_000
State = Firing.State


@dataclass(frozen=True, slots=True)
class _Made:
    """Rules made ready, and of which signals in which state."""

    of: tuple[tuple[int, datetime], ...]
    matching: Matching


_ready: dict[int, _Made] = {}


def follow(workspace: Workspace) -> None:
    """Have the store keep what the rules of a workspace watch; to be called when they change."""
    watched = {signal.rule.watches for signal in _on(workspace)} - {""}
    reached = facts_of(workspace.slug).store.follow(sorted(watched))
    Reading.objects.of(workspace).get_or_create(workspace=workspace, defaults={"position": reached})


def read_on(workspace: Workspace) -> int:
    """Judge what arrived; how many rows, 0 when nothing did."""
    reading = Reading.objects.of(workspace).first()
    if reading is None:
        return 0
    store = facts_of(workspace.slug).store
    arrived = store.arrived(reading.position, AT_ONCE)
    if not arrived.num_rows:
        return 0
    reached = arrived.column("position")[-1].as_py()
    matches = _matches(workspace, store, arrived.to_pylist())
    if _written(workspace, reading.position, reached, matches):
        store.forget_arrivals(reached)
    return int(arrived.num_rows)


def _matches(workspace: Workspace, store: Store, arrived: list[dict[str, Any]]) -> list[Match]:
    matching, found = _matching(workspace, _on(workspace)), []
    for name, rows in groupby(sorted(arrived, key=lambda row: row["entity"]), key=lambda row: row["entity"]):
        found += matching.arrived(store, name, [row["key"] for row in rows], timezone.now())
    return found


def _written(workspace: Workspace, position: int, reached: int, matches: list[Match]) -> bool:
    """Write firings and position down together; False when another worker was there first."""
    with transaction.atomic():
        reading = Reading.objects.of(workspace).select_for_update().get()
        if reading.position != position:
            return False
        write_firings(workspace, [firing_of(workspace, match) for match in matches])
        reading.position = reached
        reading.save(update_fields=["position"])
    return True


def write_firings(workspace: Workspace, firings: Iterable[Firing]) -> None:
    """Write down what set rules off, each once; a rule that floods is paused and the rest of its firings held back."""
    for pk, found in groupby(sorted(firings, key=lambda each: each.signal_id), key=lambda each: each.signal_id):
        mine = list(found)
        met = set(
            Firing.objects.of(workspace)
            .filter(signal_id=pk, fact__in=[firing.fact for firing in mine])
            .values_list("fact", flat=True)
        )
        fresh = list({firing.fact: firing for firing in mine if firing.fact not in met}.values())
        if fresh:
            Firing.objects.of(workspace).bulk_create(held_back(workspace, pk, fresh), ignore_conflicts=True)


def firing_of(workspace: Workspace, match: Match) -> Firing:
    said = {
        name: match.row[name]
        for name in ("feedback", "touchpoint", "channel", "unit", "score", "scale", "theme", "sentiment")
        if match.row.get(name) is not None
    }
    return Firing(
        workspace=workspace, signal_id=match.rule, fact=f"{match.entity}:{match.key}", entity=match.entity,
        key=match.key, customer=match.customer, said=said,
    )  # fmt: skip


def _on(workspace: Workspace) -> list[Signal]:
    return list(Signal.objects.of(workspace).filter(is_on=True, paused_because="").order_by("pk"))


def _matching(workspace: Workspace, signals: list[Signal]) -> Matching:
    """The rules made ready, once until one changes."""
    of = tuple((signal.pk, signal.changed_at) for signal in signals)
    made = _ready.get(workspace.pk)
    if made is None or made.of != of:
        own = facts_of(workspace.slug).settings.own_dimensions
        made = _ready[workspace.pk] = _Made(of, Matching({signal.pk: signal.rule for signal in signals}, own))
    return made.matching
