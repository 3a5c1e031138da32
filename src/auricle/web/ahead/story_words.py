"""What is unusual, in sentences that claim no more than the search allows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from auricle.query.result import Row
from auricle.understanding.anomalies import Anomalies, Story
from auricle.web.measures.public import group_title
from auricle.web.platform.public import (
    Chart,
    Rows,
    ScreenState,
    amount,
    changed,
    difference,
    grouped,
    segments,
    spoken,
    too_few,
)


def told(state: ScreenState, found: Anomalies, title: str) -> dict[str, Any]:
    worse = [each for each in found.stories if each.is_worse is not False]
    return {
        "found": found,
        "headline": _headline(state, found, worse, title),
        "lead": _("%(groups)s groups, %(tested)s of their periods looked at; %(alarms)s stood out") % {
            "groups": grouped(found.groups), "tested": grouped(found.tested), "alarms": grouped(found.alarms),
        },
        "stories": [_story(state, found, each) for each in found.stories],
        "picture": _picture(state, found, title) if found.stories else None,
        "alarms": found.alarms,
        "untold": ngettext(
            "%(n)s more stood out; it cannot be shown without giving away what too few people said.",
            "%(n)s more stood out; they cannot be shown without giving away what too few people said.",
            found.untold,
        ) % {"n": grouped(found.untold)} if found.untold else "",
    }  # fmt: skip


def _picture(state: ScreenState, found: Anomalies, title: str) -> Chart:
    """Changes of a share are in percentage points, which are no share."""
    times, unit = (100, "points") if found.unit == "share" else (1, found.unit)
    rows = tuple(
        Row(
            {"": f"{_where(state, each)} · {_when(each)}"},
            each.n,
            *(times * part for part in (each.change, each.low, each.high)),
            None,
        )
        for each in found.stories
    )
    said = _("%(title)s: what came less what was expected, with its 95%% interval")
    if found.unit == "share":
        said = _("%(title)s: what came less what was expected, in percentage points, with its 95%% interval")
    return segments(
        Rows(rows, unit),
        title=_("How far each left its past"),
        subtitle=said % {"title": title},
        name=f"unusual-{found.measure}",
    )


def _headline(state: ScreenState, found: Anomalies, worse: list[Story], title: str) -> str:
    if found.untold and not found.stories:
        return _("Something was unusual in %(title)s, among people too few to show") % {"title": title}
    if not found.stories:
        return _("Nothing unusual in any group of %(title)s") % {"title": title}
    if not worse:
        return _("%(title)s was unusual only for the better") % {"title": title}
    first = worse[0]
    said = {"title": title, "where": _where(state, first), "when": _when(first), "change": _apart(found, first)}
    if first.is_worse is None:
        return _("%(title)s left its past most in %(where)s, %(when)s: %(change)s") % said
    return _("%(title)s got unusually worse in %(where)s, %(when)s: by %(change)s") % said


def _story(state: ScreenState, found: Anomalies, each: Story) -> dict[str, Any]:
    return {
        "where": _where(state, each),
        "when": _when(each),
        "tone": "bad" if each.is_worse else "good" if each.is_worse is False else "",
        "expected": amount(each.expected, found.unit),
        "came": amount(each.value, found.unit),
        "change": changed(each.change, each.low, each.high, found.unit),
        "n": grouped(each.n),
        "customers": too_few() if each.customers is None else grouped(each.customers),
        "hurt": too_few() if each.hurt is None else _("about %(n)s") % {"n": grouped(each.hurt)},
        "with_it": ngettext(
            "%(n)s other alarm ends with it", "%(n)s other alarms end with it", each.with_it
        ) % {"n": grouped(each.with_it)} if each.with_it else "",
        "address": state.url("measures:measure", {"where": _filter(each.group)}, name=found.measure),
    }  # fmt: skip


def _apart(found: Anomalies, each: Story) -> str:
    return difference(each.change, found.unit)


def _where(state: ScreenState, each: Story) -> str:
    return group_title(state.workspace, each.group, state.language) if each.group else _("all together")


def _when(each: Story) -> str:
    return _(", ").join(spoken(period) for period in each.periods)


def _filter(group: dict[str, str]) -> str:
    return " and ".join(f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in group.items())
