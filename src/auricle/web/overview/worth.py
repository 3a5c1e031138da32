"""Money beside a score, in words: who spends what, and how far apart they are."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from auricle.analysis.change import Verdict
from auricle.analysis.top_box import UnknownScale
from auricle.query.result import Row
from auricle.query.worth import DETRACTORS, OTHERS, PASSIVES, PROMOTERS, SATISFIED, NotAnAmount, NotScored, Worth
from auricle.web.platform.public import ScreenState, Span, changed, estimate, in_words, is_known, remembered

from .figures import REFUSALS

NAMES = {
    PROMOTERS: gettext_lazy("Promoters"),
    PASSIVES: gettext_lazy("Passives"),
    DETRACTORS: gettext_lazy("Detractors"),
    SATISFIED: gettext_lazy("Satisfied"),
    OTHERS: gettext_lazy("The others"),
}


@dataclass(frozen=True, slots=True)
class Spent:
    name: str
    spent: str
    n: int | None


@dataclass(frozen=True, slots=True)
class WorthSaid:
    """``lines`` are empty where money cannot be told; ``gap`` then says why."""

    lines: tuple[Spent, ...]
    gap: str


def worth_of(state: ScreenState, name: str, span: Span) -> WorthSaid:
    try:
        found = remembered(state.workspace, _key(state, name, span), lambda: _asked(state, name, span))
    except (*REFUSALS, NotScored, NotAnAmount, UnknownScale) as refusal:
        return WorthSaid((), in_words(refusal))
    return WorthSaid(tuple(_line(row, found.currency) for row in found.rows), _gap(found))


def is_known_worth(state: ScreenState, name: str, span: Span) -> bool:
    return is_known(state.workspace, _key(state, name, span))


def _key(state: ScreenState, name: str, span: Span) -> tuple[object, ...]:
    return "worth", name, span.start, span.end, state.where


def _asked(state: ScreenState, name: str, span: Span) -> Worth:
    return state.workspace.worth(name, where=state.where, from_=span.start, to=span.end)


def _line(row: Row, currency: str) -> Spent:
    return Spent(str(NAMES[row.by["opinion"]]), estimate(row, "currency", currency), row.n)


def _gap(found: Worth) -> str:
    gap = found.gap
    if gap is None:
        return ""
    best, worst = (str(NAMES[row.by["opinion"]]) for row in (found.rows[0], found.rows[-1]))
    names = {"best": best, "worst": worst.lower()}
    text = changed(gap.difference, gap.low, gap.high, "currency", found.currency)
    if gap.verdict is Verdict.NO_CLEAR_CHANGE:
        return _("%(best)s against %(worst)s: no clear difference, %(gap)s per customer.") % {**names, "gap": text}
    return _("%(best)s against %(worst)s: %(gap)s per customer.") % {**names, "gap": text}
