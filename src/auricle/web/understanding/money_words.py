"""Score and money, in sentences that claim no more than the checks allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from auricle.analysis.estimator import Estimate
from auricle.analysis.programme import ReturnOnExperience
from auricle.analysis.response import Response
from auricle.query.result import Row
from auricle.understanding.money import ScoreAndMoney
from auricle.understanding.movement import direction
from auricle.understanding.purses import MONTH_DAYS
from auricle.web.platform.public import amount, changed, estimate, grouped, together

SHAPES: dict[str, str | Promise] = {
    "linear": gettext_lazy("A straight line: every point goes with as much."),
    "accelerating": gettext_lazy("It bends upwards: the last points go with most."),
    "saturating": gettext_lazy("It flattens out: the first points go with most."),
    "logistic": gettext_lazy("It has a step: one stretch of the scale goes with most of it."),
}
CHECKS: dict[str, str | Promise] = {
    "after": gettext_lazy("Money after the score"),
    "placebo": gettext_lazy("Money before the score"),
    "beyond": gettext_lazy("After it, money before taken into account"),
    "within": gettext_lazy("Same customers, answered twice: change for change"),
}


@dataclass(frozen=True, slots=True)
class Said:
    found: ScoreAndMoney
    title: str

    def money(self, found: Estimate) -> str:
        return changed(found.value, found.low, found.high, "currency", self.found.currency)

    @property
    def headline(self) -> str:
        point = self.found.curve.point
        if direction(point) == 0:
            return _("%(title)s and what customers spend afterwards: no clear link") % {"title": self.title}
        said = {"title": self.title, "money": amount(abs(point.value), "currency", self.found.currency)}
        if direction(point) < 0:
            return _("An answer one point higher (%(title)s) goes with %(money)s less per customer") % said
        if self.was_so_before:
            return (
                _("An answer one point higher (%(title)s) goes with %(money)s more per customer, and did so before")
                % said
            )
        if self.found.beyond is not None and direction(self.found.beyond) <= 0:
            return (
                _(
                    "An answer one point higher (%(title)s) goes with %(money)s more per customer; with the money "
                    "before taken into account nothing clear is left"
                )
                % said
            )
        return _("An answer one point higher (%(title)s) goes with %(money)s more per customer") % said

    @property
    def was_so_before(self) -> bool:
        """Whether the same scores went with clearly more money before they were given."""
        return self.found.placebo is not None and direction(self.found.placebo) > 0

    @property
    def shape(self) -> str:
        return self.shape_of(self.found.curve)

    def shape_of(self, curve: Response) -> str:
        if direction(curve.point) == 0:
            return _("No shape can be told: the curve might as well be level.")
        said = str(SHAPES[curve.shape])
        if curve.enough is None:
            return said
        return together(said, _("From %(score)s on a further point no longer pays.") % {"score": f"{curve.enough:g}"})

    @property
    def checks(self) -> list[tuple[str, str, str]]:
        """What each check is called, what one point goes with there, and of how many."""
        lines = []
        for name, called in CHECKS.items():
            slope = getattr(self.found, name)
            told = self.money(slope) if slope else _("too few to tell")
            lines.append((str(called), told, grouped(slope.n) if slope else ""))
        matched = self.found.matched
        gap, n = (self.money(matched.gap), grouped(matched.gap.n)) if matched else (_("too few to tell"), "")
        return [*lines, (_("The satisfied beside others who are alike (the whole gap)"), gap, n)]

    @property
    def judgement(self) -> str:
        """What the checks say together."""
        beyond = self.found.beyond
        if beyond is None:
            return _("Too few customers were there before to check it against the money before.")
        if self.was_so_before and direction(beyond) <= 0:
            return _("Those who score higher spent more before as well: the score tells who spends more.")
        if direction(beyond) > 0:
            return _("It holds when the money before is taken into account. That makes a cause likelier, not certain.")
        return _("With the money before taken into account nothing clear is left.")

    @property
    def judged(self) -> str:
        """The judgement, and for how many somebody alike could be found."""
        return together(self.judgement, self.overlap)

    @property
    def overlap(self) -> str:
        if self.found.matched is None:
            return ""
        share = amount(self.found.matched.overlap, "share")
        return _("For %(share)s of the customers there is somebody alike to compare with.") % {"share": share}

    @property
    def delay(self) -> str:
        """When the money follows the score, and how sure that is."""
        found = self.found.delays
        if found is None:
            return _("Too few customers, or too few days since their answers, to tell when the money follows.")
        if found.best is None:
            return _(
                "When the money follows cannot be told: on customers kept aside the score foretells no month of it."
            )
        said = {"days": days_after(found.best), "sure": amount(found.sure, "share")}
        if found.is_clear:
            return _("The score foretells best what is spent %(days)s days later (%(sure)s of redraws agree).") % said
        others = _(", ").join(days_after(place) for place in found.rivals)
        return _(
            "The score foretells best what is spent %(days)s days later (%(sure)s of redraws agree); %(others)s days "
            "may be as good."
        ) % {**said, "others": others}

    @property
    def delays(self) -> list[tuple[str, str, str, bool]]:
        """Days after the answer, what one point goes with, what is foretold, whether it is the best."""
        found = self.found.delays
        if found is None:
            return []
        return [
            (days_after(place), self.money(each.point), _foretold(each.foretold), place == found.best)
            for place, each in enumerate(found.delays)
        ]

    @property
    def coverage(self) -> str:
        speaks = self.found.coverage
        said = {"share": amount(speaks.share, "share"), "money": amount(speaks.heard.share_of_money, "share")}
        text = _("The score speaks for %(share)s of the customers and %(money)s of the money.") % said
        heard, unheard = (
            amount(side.mean.value, "currency", self.found.currency) for side in (speaks.heard, speaks.unheard)
        )
        how = {
            "higher": _("Those heard spend more (%(heard)s) than the unheard (%(unheard)s); do not take them for all."),
            "lower": _("Those heard spend less (%(heard)s) than the unheard (%(unheard)s); do not take them for all."),
        }.get(speaks.verdict)
        return together(text, how % {"heard": heard, "unheard": unheard}) if how else text

    @property
    def next_step(self) -> str:
        if direction(self.found.curve.point) <= 0:
            return _("Look at groups, or count money for longer, before you promise a return.")
        gains = {step.score: step.gain.value for step in self.found.curve.steps if step.gain}
        if self.found.curve.shape != "linear" and gains:
            return _("Begin with those who give about %(score)s: there one point more goes with most.") % {
                "score": f"{max(gains, key=gains.__getitem__):.0f}"
            }
        return _("Try one improvement with some customers and not with others, and compare what they spend.")


def days_after(place: int) -> str:
    """The days of each 30 days after an answer: 31–60."""
    return f"{MONTH_DAYS * place + 1}–{MONTH_DAYS * (place + 1)}"


def _foretold(found: Estimate) -> str:
    """The share of the differences that is foretold, with its interval; nothing where the score only misleads."""
    parts = {name: grouped(100 * getattr(found, name), 2) + "%" for name in ("value", "low", "high")}
    return _("%(value)s (%(low)s to %(high)s)") % parts


def programme_said(found: ReturnOnExperience, currency: str) -> dict[str, Any]:
    ratio = found.ratio
    return {
        "gain": changed(found.gain.value, found.gain.low, found.gain.high, "currency", currency),
        "ratio": estimate(Row({}, ratio.n, ratio.value, ratio.low, ratio.high, None), "share"),
        "pays_back": amount(found.pays_back, "share"),
    }
