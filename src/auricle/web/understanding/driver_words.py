"""What drives a score, in sentences that claim no more than the intervals allow."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from auricle.analysis.top_box import UnknownScale, bounds
from auricle.query.window import Window
from auricle.understanding.drivers import SCORE, Explained, Group, WhatDrives
from auricle.understanding.gathering import LeftOut
from auricle.understanding.outcomes import RETURNED, SPENT
from auricle.understanding.wide import ANSWERS, OPERATIONS, THEMES, Candidate
from auricle.web.measures.public import value_title
from auricle.web.platform.public import Period, ScreenState, amount, changed, grouped, together

EVENTS: dict[str, str | Promise] = {
    "late": gettext_lazy("Late delivery"),
    "order_amount": gettext_lazy("Amount of the order"),
    "order_items": gettext_lazy("Items in the order"),
    "wait_seconds": gettext_lazy("Seconds of waiting"),
    "hold_seconds": gettext_lazy("Seconds on hold"),
    "duration_seconds": gettext_lazy("Seconds it took"),
}
STEPS = {"order_amount": 100, "wait_seconds": 60, "hold_seconds": 60, "duration_seconds": 60}
"""What one more of is too little to tell: so many are said instead."""
SELDOM = 0.005


@dataclass(frozen=True, slots=True)
class Said:
    """Drivers as a reader meets them."""

    state: ScreenState
    found: WhatDrives
    title: str

    @property
    def target(self) -> str:
        """What is explained, as a noun."""
        days = {"days": grouped(self.found.days)}
        if self.found.target == RETURNED:
            return _("coming back within %(days)s days") % days
        return _("what is spent in the next %(days)s days") % days if self.found.target == SPENT else self.title

    @property
    def of_what(self) -> str:
        """Which answers an outcome was followed from; empty where the score itself is explained."""
        if self.found.target == SCORE:
            return ""
        said = {"title": self.title, "days": grouped(self.found.days), "period": _period(self.found.window)}
        if self.found.target == RETURNED:
            return (
                _(
                    "Answers to %(title)s, %(period)s; coming back is any order, visit, contact or word in the "
                    "%(days)s days after it."
                )
                % said
            )
        return _("Answers to %(title)s, %(period)s, with what was spent in the %(days)s days after it.") % said

    def spoken(self, candidate: Candidate) -> str:
        """As ``called``, to stand in a sentence: the words of a question in quotation marks."""
        called = self.called(candidate)
        return _("“%(question)s”") % {"question": called} if candidate.family == ANSWERS else called

    def called(self, candidate: Candidate) -> str:
        if candidate.family == ANSWERS:
            return value_title(self.state.workspace, "question", candidate.subject, self.state.language)
        if candidate.family == THEMES:
            return value_title(self.state.workspace, "theme", candidate.subject, self.state.language)
        return str(EVENTS[candidate.subject])

    @property
    def clear(self) -> list[Explained]:
        return [each for each in self.found.drivers if each.is_clear]

    @property
    def headline(self) -> str:
        if not self.clear:
            return _("Nothing here tells anything of its own about %(title)s") % {"title": self.target}
        first, rivals = self.clear[0], [d for d in self.clear[1:] if d.share.high >= self.clear[0].share.low]
        said = {
            "driver": self.spoken(first.candidate),
            "title": self.target,
            "share": amount(first.share.value, "share"),
        }
        if not rivals:
            return _("%(driver)s goes with %(title)s more than anything else here: %(share)s of its differences") % said
        others = _(", ").join(self.spoken(each.candidate) for each in rivals)
        return _("%(driver)s goes with %(title)s most; %(others)s may matter as much") % {**said, "others": others}

    @property
    def unexplained(self) -> str:
        found = self.found.explained
        ends = {"rest": found.value, "low": found.high, "high": found.low}
        said = {name: amount(1 - value, "share") for name, value in ends.items()}
        return _("%(rest)s (%(low)s to %(high)s) of the differences nobody explains here.") % said

    @property
    def what_if(self) -> str:
        """What one point more on the strongest driver that can be better would be worth."""
        best = self.first_to_mend
        if best is None:
            return ""
        said = {"driver": self.spoken(best.candidate), "title": self.target, "worth": self.worth(best)}
        caveat = _("That is by how much such customers differ, no promise of what raising it would do.")
        return together(self._goes_with(best.candidate) % {**said, "step": grouped(step_of(best.candidate))}, caveat)

    def _goes_with(self, candidate: Candidate) -> str:
        if candidate.family == THEMES:
            return _(
                "Praising %(driver)s instead of not speaking of it goes with %(worth)s of %(title)s, other things "
                "equal."
            )
        if candidate.family == ANSWERS:
            return _("One point more on %(driver)s goes with %(worth)s of %(title)s, other things equal.")
        if candidate.subject == "late":
            return _("A late delivery goes with %(worth)s of %(title)s, other things equal.")
        return _("%(driver)s: %(step)s more go with %(worth)s of %(title)s, other things equal.")

    def worth(self, driver: Explained) -> str:
        """What one more of a driver goes with, or as many as are needed to tell."""
        step, slope = step_of(driver.candidate), driver.slope
        ends = (step * slope.value, step * slope.low, step * slope.high)
        return changed(*ends, self.found.unit, self.found.currency)

    @property
    def first_to_mend(self) -> Explained | None:
        """The clear driver with most to gain: what one more goes with, times what its mean is short of the best."""
        return max(self.clear, key=_to_gain, default=None)

    @property
    def next_step(self) -> str:
        first = self.first_to_mend
        if first is None:
            return _("Ask other things in the same survey, or look at what happened instead of what was said.")
        return _(
            "Begin with %(driver)s: look where it is worst, change one thing there, and compare with places where "
            "nothing changed. Only that shows whether it is a cause."
        ) % {"driver": self.spoken(first.candidate)}

    @property
    def check(self) -> str:
        """Whether taking the answers as an order and not as numbers says the same."""
        if self.found.target == SPENT or not self.clear:
            return ""
        judged = [each for each in self.found.drivers if each.agrees is not None]
        if not judged:
            return _("The check that takes answers as an order could not be made.")
        odd = [self.spoken(each.candidate) for each in judged if not each.agrees]
        if odd:
            return _("Taken as an order, not as numbers, the answers say otherwise of %(names)s; trust these less.") % {
                "names": _(", ").join(odd)
            }
        return _("Taken as an order, not as numbers (proportional odds), they say the same of every clear driver.")

    @property
    def alike(self) -> str:
        pairs = [
            _("%(one)s and %(other)s (correlation %(r)s)")
            % {"one": self.spoken(one), "other": self.spoken(other), "r": grouped(r, 2)}
            for one, other, r in self.found.alike
        ]
        if not pairs:
            return ""
        return _("Hard to tell apart, because they move together: %(pairs)s.") % {"pairs": _(", ").join(pairs)}

    @property
    def left_out(self) -> list[str]:
        """Why columns could not take part, those for the same reason together."""
        reasons: dict[str, list[str]] = {}
        for each in self.found.left_out:
            reasons.setdefault(self._why(each), []).append(self.spoken(each.candidate))
        return [_("%(names)s: %(why)s") % {"names": _(", ").join(names), "why": why} for why, names in reasons.items()]

    def _why(self, left: LeftOut) -> str:
        if left.why == "rare" and left.share < SELDOM:
            return _("hardly ever given with the others")
        if left.why == "rare":
            return _("known for %(share)s of these answers only") % {"share": amount(left.share, "share")}
        if left.why == "repeats":
            other = next((d.candidate for d in self.found.drivers if d.candidate.subject == left.other), None)
            return _("says the same as %(other)s") % {"other": self.spoken(other) if other else left.other}
        if left.why == "too many":
            return _("one too many, it goes least with the score")
        return _("the same everywhere")

    def beside(self, group: Group, verdict: str) -> str:
        """The drivers whose mean in a group is clearly higher, or lower, than in all."""
        names = [self.spoken(d.candidate) for d in group.drivers if group.beside[d.candidate.name] == verdict]
        return _(", ").join(names)


def step_of(candidate: Candidate) -> int:
    return STEPS.get(candidate.subject, 1) if candidate.family == OPERATIONS else 1


def _to_gain(driver: Explained) -> float:
    """In the unit of the score; 0 where there is no best, so that the strongest is taken."""
    ends, mean = _ends(driver.candidate), driver.mean.value
    if ends is None:
        return 0.0
    return abs(driver.slope.value) * (ends[1] - mean if driver.candidate.polarity >= 0 else mean - ends[0])


def _ends(candidate: Candidate) -> tuple[float, float] | None:
    if candidate.family == THEMES:
        return -1, 1
    try:
        return bounds(candidate.scale)
    except UnknownScale:
        return None


def performance(driver: Explained) -> tuple[float, float, float] | None:
    """How well it is done, as a share of its scale with the interval; None where it has no better and worse end."""
    ends = _ends(driver.candidate)
    if ends is None:
        return None
    (low, high), mean = ends, driver.mean
    value, least, most = ((each - low) / (high - low) for each in (mean.value, mean.low, mean.high))
    return (value, least, most) if driver.candidate.polarity >= 0 else (1 - value, 1 - most, 1 - least)


def _period(window: Window) -> str:
    assert window.start
    assert window.end
    return str(Period(window.start, window.end))
