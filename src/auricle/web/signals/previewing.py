"""What a rule would have found in the last month of the facts, before it is put on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from auricle.analysis.control import TooFewPoints
from auricle.query.signals import Kind, Match, Matching, Rule
from auricle.query.signals.silence import stopped
from auricle.store.relation import FilterError
from auricle.web.measures.public import REFUSALS, value_title
from auricle.web.platform.public import ScreenState, in_words
from auricle.web.studies.public import latest_of

from .clocked import outside, sunday_before

DAYS = 30
READ = 20_000
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Preview:
    """``found`` in all from ``first`` to ``last``; ``trouble`` says why it could not be looked for.

    ``is_all`` is False when there were more rows than were read.
    """

    first: date
    last: date
    found: int = 0
    customers: int = 0
    unknown: int = 0
    days: tuple[tuple[date, int], ...] = ()
    examples: tuple[Mapping[str, Any], ...] = ()
    is_all: bool = True
    trouble: str = ""

    @property
    def most(self) -> int:
        return max((n for _, n in self.days), default=0)


def preview(state: ScreenState, rule: Rule) -> Preview:
    """Run a rule over the last thirty days there are facts of."""
    last = state.workspace.last_day
    first = last - timedelta(days=DAYS - 1)
    try:
        if rule.watches:
            return _of_rows(state, rule, first, last)
        return _of_clock(state, rule, first, last)
    except (FilterError, LookupError, TooFewPoints, *REFUSALS) as error:
        return Preview(first, last, trouble=in_words(error))


def _of_rows(state: ScreenState, rule: Rule, first: date, last: date) -> Preview:
    workspace, matching = state.workspace, Matching({0: rule}, state.workspace.settings.own_dimensions)
    if 0 in matching.broken:
        return Preview(first, last, trouble=in_words(matching.broken[0]))
    rows = workspace.facts(rule.watches, rule.condition, first, last, limit=READ + 1, order="at desc")
    matches = matching.found(workspace.store, rule.watches, rows.slice(0, READ))
    zone = workspace.zone
    days = Counter(match.at_in(zone).astimezone(zone).date() for match in matches)
    known = {match.customer for match in matches if match.customer}
    return Preview(
        first, last, len(matches), len(known), sum(not match.customer for match in matches), _each(days, first, last),
        tuple(_example(state, match) for match in reversed(matches[-SHOWN:])), rows.num_rows <= READ,
    )  # fmt: skip


def _of_clock(state: ScreenState, rule: Rule, first: date, last: date) -> Preview:
    if rule.kind is Kind.SILENCE and rule.at_least is not None:
        quiet = timedelta(days=rule.days)
        found = stopped(state.workspace.store, first - quiet, last - quiet, rule.question, rule.at_least)
        days = Counter(each.last_on + quiet for each in found)
        shown = tuple({"customer": e.customer, "at": e.last_on, "score": e.score} for e in found[:SHOWN])
        return Preview(first, last, len(found), len(found), 0, _each(days, first, last), shown)
    if rule.kind is Kind.RISK:
        model = latest_of(state.record, "leaving")
        risky = [each for each in model.most if each.chance >= rule.chance_at_least] if model else []
        shown = tuple({"customer": e.customer, "at": model.until, "score": round(e.chance, 2)} for e in risky[:SHOWN])
        if model is None:
            return Preview(
                first, last, trouble=_("Nobody's risk was worked out yet. Once on, the rule has it done daily.")
            )
        is_all = len(risky) < len(model.most)
        return Preview(first, last, len(risky), len(risky), examples=shown, is_all=is_all)
    return _of_weeks(state, rule, first, last)


def _of_weeks(state: ScreenState, rule: Rule, first: date, last: date) -> Preview:
    """The whole weeks that ended in the last month, each judged as it would have been when it was over."""
    today = timezone.now().astimezone(state.workspace.zone).date()
    sundays, day = [], sunday_before(min(today, last + timedelta(weeks=1)))
    while day >= first:
        sundays, day = [*sundays, day], day - timedelta(weeks=1)
    found = [week for each in sundays if (week := outside(state.workspace, rule.measure, each))]
    shown = tuple({"week": week.period, "value": week.value} for week in found)
    return Preview(first, last, len(found), examples=shown)


def _each(days: Mapping[date, int], first: date, last: date) -> tuple[tuple[date, int], ...]:
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple((day, days.get(day, 0)) for day in every)


def _example(state: ScreenState, match: Match) -> Mapping[str, Any]:
    code = match.row.get("touchpoint")
    touchpoint = value_title(state.workspace, "touchpoint", code, state.language) if code else ""
    return {**match.row, "customer": match.customer, "at": match.at, "touchpoint": touchpoint}
