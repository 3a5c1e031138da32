"""Reads what arrived since the last time, once, and writes down what set a rule off.

The firings and the position read up to are written in one transaction: a kill before it reads the same rows again, a
kill after it reads on behind them. What follows from a firing is done afterwards, see ``following``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone

from auricle.query.signals import Match, Matching, Rule
from auricle.store.store import Store
from auricle.web.platform.public import Workspace, facts_of

from .flooding import held_back
from .models import Firing, Reading, Signal
from .watchers import WATCHERS, Watcher, watches

AT_ONCE = 10_000
State = Firing.State


@dataclass(frozen=True, slots=True)
class _Made:
    """Rules made ready, and of which rules."""

    of: Mapping[int, Rule]
    matching: Matching


_ready: dict[tuple[str, int], _Made] = {}


def follow(workspace: Workspace) -> None:
    """Have the store keep what the rules of a workspace watch; to be called when they change."""
    rules = (rule for watcher in WATCHERS.values() for rule in watcher.rules(workspace).values())
    reached = facts_of(workspace.slug).store.follow(sorted({rule.watches for rule in rules} - {""}))
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


def _matches(workspace: Workspace, store: Store, arrived: list[dict[str, Any]]) -> dict[str, list[Match]]:
    """What set off whose rules, by the name of the watcher."""
    now, found = timezone.now(), {}
    by_entity = groupby(sorted(arrived, key=lambda row: row["entity"]), key=lambda row: row["entity"])
    keys = {name: [row["key"] for row in rows] for name, rows in by_entity}
    for name, watcher in WATCHERS.items():
        matching = _matching(workspace, name, watcher.rules(workspace))
        found[name] = [match for each in keys for match in matching.arrived(store, each, keys[each], now)]
    return found


def _written(workspace: Workspace, position: int, reached: int, matches: Mapping[str, list[Match]]) -> bool:
    """Write what was set off and the position down together; False when another worker was there first."""
    with transaction.atomic():
        reading = Reading.objects.of(workspace).select_for_update().get()
        if reading.position != position:
            return False
        for name, found in matches.items():
            WATCHERS[name].take(workspace, found)
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


def watched() -> set[int]:
    """The workspaces in which anybody has a rule that is on."""
    return {pk for watcher in WATCHERS.values() for pk in watcher.workspaces()}


def _with_signals() -> list[int]:
    rules = Signal.objects.across("which workspaces have rules at all").filter(is_on=True)
    return list(rules.order_by().values_list("workspace", flat=True).distinct())


def _rules(workspace: Workspace) -> Mapping[int, Rule]:
    signals = Signal.objects.of(workspace).filter(is_on=True, paused_because="").order_by("pk")
    return {signal.pk: signal.rule for signal in signals}


def _fire(workspace: Workspace, matches: Sequence[Match]) -> None:
    write_firings(workspace, [firing_of(workspace, match) for match in matches])


def _matching(workspace: Workspace, name: str, rules: Mapping[int, Rule]) -> Matching:
    """The rules made ready, once until one changes."""
    made = _ready.get((name, workspace.pk))
    if made is None or made.of != rules:
        own = facts_of(workspace.slug).settings.own_dimensions
        made = _ready[name, workspace.pk] = _Made(rules, Matching(rules, own))
    return made.matching


watches("signals", Watcher(_with_signals, _rules, _fire))
