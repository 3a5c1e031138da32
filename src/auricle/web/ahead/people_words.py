"""People in words that do not blame chance or hard cases on anybody."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from auricle.understanding.charting import RANGE
from auricle.understanding.people import Fairly, Served
from auricle.web.measures.public import dimension_title, value_title
from auricle.web.platform.public import Caseload, ScreenState, amount, caseload, changed, grouped, signed, together

VERDICTS: dict[str, str | Promise] = {
    "lower": gettext_lazy("lower, in most weeks"),
    "higher": gettext_lazy("higher, in most weeks"),
    "one week": gettext_lazy("one week only"),
    "alike": gettext_lazy("not clearly"),
}
UNBOUNDED = (-1e9, 1e9)


def compared(state: ScreenState, found: Fairly, title: str) -> dict[str, Any]:
    def name(each: Served) -> str:
        return value_title(state.workspace, found.who, each.who, state.language)

    people = found.people
    worse = _worse(found)
    return {
        "found": found,
        "headline": _headline([name(each) for each in people if each.verdict == worse], found),
        "picture": caseload(
            [Caseload(name(e), e.n, e.adjusted, e.verdict in ("lower", "higher")) for e in people],
            centre=found.centre,
            deviation=found.deviation,
            title=_("Few answers scatter widely by chance alone"),
            subtitle=_("%(title)s, cases evened out; 95%% and 99.8%% of what chance does lie between the lines")
            % {"title": title},
            unit=found.unit,
            bounds=RANGE.get(found.unit, UNBOUNDED),
            name=f"people-{found.measure}",
        ),
        "lines": [_line(state, found, each, name(each)) for each in people],
        "who": dimension_title(found.who),
        "coach": [_coach(state, found, each, name(each)) for each in people if each.verdict == worse],
        "cases": amount(found.case_share, "share"),
        "usual": amount(found.centre, found.unit),
        "hidden": found.hidden,
    }


def _worse(found: Fairly) -> str:
    return "higher" if found.better == "lower" else "lower"


def _headline(worse: list[str], found: Fairly) -> str:
    if not worse:
        return _("Nobody clearly needs help: what differs is cases and chance")
    if len(worse) <= 3:
        return _("Look with %(names)s at what would help; the others differ by cases and chance or do better") % {
            "names": _(", ").join(worse)
        }
    return _("%(n)s of %(all)s could do with help; chance and cases explain the others") % {
        "n": grouped(len(worse)), "all": grouped(len(found.people)),
    }  # fmt: skip


def _line(state: ScreenState, found: Fairly, each: Served, name: str) -> dict[str, Any]:
    unit = found.unit
    worse = _worse(found)
    tone = "bad" if each.verdict == worse else "good" if each.verdict in ("lower", "higher") else "noise"
    ends = (each.trend - 1.96 * each.trend_error, each.trend + 1.96 * each.trend_error) if _has_trend(each) else (0, 0)  # type: ignore[operator]
    return {
        "name": name,
        "n": grouped(each.n),
        "raw": amount(each.raw, unit),
        "expected": amount(each.expected, unit),
        "value": _("%(value)s (%(low)s to %(high)s)") % {
            "value": amount(each.value, unit), "low": amount(each.low, unit), "high": amount(each.high, unit),
        },
        "verdict": str(VERDICTS[each.verdict]),
        "tone": tone,
        "trend": changed(each.trend, *ends, unit) if each.trend is not None else "–",
        "trend_is_clear": bool(each.trend is not None and (ends[0] > 0 or ends[1] < 0)),
        "comments": grouped(each.comments),
    }  # fmt: skip


def _has_trend(each: Served) -> bool:
    return each.trend is not None and each.trend_error is not None


def _coach(state: ScreenState, found: Fairly, each: Served, name: str) -> dict[str, str]:
    """What to look at with somebody, beginning where it differs most."""
    said = {"name": name, "value": amount(each.adjusted, found.unit), "usual": amount(found.centre, found.unit)}
    text = _("%(name)s reaches %(value)s with their cases evened out, where %(usual)s is usual.") % said
    spot = ""
    if each.spot is not None:
        where = value_title(state.workspace, each.spot.name, each.spot.value, state.language)
        spot = _("Furthest from the others: %(where)s, %(away)s over %(n)s answers.") % {
            "where": where, "away": signed(each.spot.away, found.unit), "n": grouped(each.spot.n),
        }  # fmt: skip
    words = ngettext(
        "%(n)s answer comes with words: read it together.", "%(n)s answers come with words: read them together.",
        each.comments,
    ) % {"n": grouped(each.comments)}  # fmt: skip
    return {"name": name, "text": together(*filter(None, (text, spot, words if each.comments else "")))}
