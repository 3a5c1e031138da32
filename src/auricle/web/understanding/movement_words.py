"""Why a score moved, in sentences that claim no more than the intervals allow."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from auricle.analysis.estimator import Estimate
from auricle.query.result import Row
from auricle.understanding.movement import Movement, Part, direction
from auricle.web.platform.public import amount, difference, estimate, grouped, together

FATES: dict[str, str | Promise] = {
    "stayed": gettext_lazy("Answered both times"),
    "gone": gettext_lazy("Gone"),
    "silent": gettext_lazy("Silent now, still customers"),
    "new": gettext_lazy("New customers"),
    "returned": gettext_lazy("Customers before, silent then"),
    "left": gettext_lazy("Answered before only"),
    "came": gettext_lazy("Answered now only"),
}

WHY: dict[tuple[str, bool], str | Promise] = {
    ("stayed", True): gettext_lazy("the same customers are happier"),
    ("stayed", False): gettext_lazy("the same customers are less happy"),
    ("gone", True): gettext_lazy("unhappy customers have gone"),
    ("gone", False): gettext_lazy("happy customers have gone"),
    ("silent", True): gettext_lazy("those who fell silent were the less happy ones"),
    ("silent", False): gettext_lazy("those who fell silent were the happier ones"),
    ("new", True): gettext_lazy("new customers are happier than those who were here"),
    ("new", False): gettext_lazy("new customers are less happy than those who were here"),
    ("returned", True): gettext_lazy("those who had been silent are happier than those who answered twice"),
    ("returned", False): gettext_lazy("those who had been silent are less happy than those who answered twice"),
    ("left", True): gettext_lazy("those who no longer answer were the less happy ones"),
    ("left", False): gettext_lazy("those who no longer answer were the happier ones"),
    ("came", True): gettext_lazy("those who now answer for the first time are happier"),
    ("came", False): gettext_lazy("those who now answer for the first time are less happy"),
}
"""Why, by the part that moved the score and whether it is better for it."""

LEVELS: dict[float, str | Promise] = {
    -100.0: gettext_lazy("Detractors"),
    0.0: gettext_lazy("Passives"),
    100.0: gettext_lazy("Promoters"),
}
BOXES: dict[float, str | Promise] = {0.0: gettext_lazy("The others"), 1.0: pgettext_lazy("customers", "Satisfied")}


@dataclass(frozen=True, slots=True)
class Said:
    """A movement with how its score is called and which way is better (1, -1, or 0 for neither)."""

    found: Movement
    title: str
    better: int

    @property
    def is_clear(self) -> bool:
        return direction(self.found.change) != 0

    @property
    def has_improved(self) -> bool:
        return direction(self.found.change) * self.better > 0

    def tone(self, effect: Estimate) -> str:
        """Good or bad for the score, even where the interval includes nothing."""
        way = direction(effect) * self.better
        return "good" if way > 0 else "bad" if way < 0 else "even"

    @property
    def headline(self) -> str:
        change, unit = self.found.change, self.found.unit
        if not self.is_clear and self.beneath:
            return _("%(title)s: no clear change, yet %(why)s") % {"title": self.title, "why": self.beneath}
        if not self.is_clear:
            return _("%(title)s: no clear change between the two periods") % {"title": self.title}
        moved = _("%(title)s rose by %(change)s") if change.value > 0 else _("%(title)s fell by %(change)s")
        said = moved % {"title": self.title, "change": difference(change.value, unit)}
        return _("%(moved)s: %(why)s") % {"moved": said, "why": self.why}

    @property
    def why(self) -> str:
        cause = self.found.cause
        if cause is None:
            return _("no single reason is clear")
        why = str(WHY[cause.name, self.better * direction(cause.effect) > 0]) if self.better else str(FATES[cause.name])
        if cause.name == "stayed" or not self.has_improved:
            return why
        stayed = self.found.stayed.effect
        if self.better * direction(stayed) > 0:
            return _("%(why)s, and those who stayed are happier") % {"why": why}
        if self.better * direction(stayed) < 0:
            return _("%(why)s, while those who stayed are less happy") % {"why": why}
        return _("%(why)s; those who stayed have not clearly changed their mind") % {"why": why}

    @property
    def beneath(self) -> str:
        """What those who stayed did beneath a score that stands still, and what hid it; empty where none is clear."""
        stayed, way = self.found.stayed.effect, self.better * direction(self.found.stayed.effect)
        if self.is_clear or not way:
            return ""
        against = [part for part in self.found.parts if direction(part.effect) == -direction(stayed)]
        hid = max(against, key=lambda part: abs(part.effect.value), default=None)
        if hid is None:
            return str(WHY["stayed", way > 0])
        why = {"why": WHY[hid.name, way < 0]}
        if way > 0:
            return _("%(why)s, while those who stayed are happier") % why
        return _("%(why)s, while those who stayed are less happy") % why

    @property
    def warning(self) -> str:
        """What a reader must not conclude from a score that is better because its base shrank; empty otherwise."""
        gone = self.found.part("gone")
        if gone is None or not self.has_improved or self.tone(gone.effect) != "good":
            return ""
        said = _(
            "It got better while its base shrank: %(gone)s of the %(n)s customers who answered before have gone, and "
            "their score was %(score)s."
        ) % {
            "gone": grouped(gone.n),
            "n": grouped(self.found.before.n),
            "score": amount(gone.score, self.found.unit),
        }
        if self.better * direction(self.found.stayed.effect) > 0:
            read = _("Those who stayed are happier as well.")
        else:
            read = _("Do not read it as happier customers.")
        return together(*filter(None, (said, read, self.had_stayed)))

    @property
    def had_stayed(self) -> str:
        stayed = self.found.had_the_gone_stayed
        if stayed is None:
            return ""
        return _("Had they stayed as they were, it would stand at %(had)s instead of %(now)s.") % {
            "had": estimate(row(stayed), self.found.unit),
            "now": amount(self.found.after.value, self.found.unit),
        }

    @property
    def next_step(self) -> str:
        if not self.is_clear:
            return str(NEXT["stayed" if self.beneath else ""])
        return str(NEXT[self.found.cause.name if self.found.cause else "unclear"])


NEXT: dict[str, str | Promise] = {
    "": gettext_lazy("Nothing needs an explanation yet. Look again after the next wave of answers."),
    "unclear": gettext_lazy(
        "That it moved is clear, why is not: choose longer periods, in which more customers answer both times."
    ),
    "stayed": gettext_lazy(
        "Look for what changed for the same people: the groups below that moved most, and their drivers."
    ),
    "gone": gettext_lazy(
        "Ask those who left why, and look at what they said last. Count how many were lost before you celebrate."
    ),
    "silent": gettext_lazy(
        "Check who is asked and who answers: reach those who fell silent in another way before you trust the trend."
    ),
    "new": gettext_lazy(
        "Look at what new customers were promised and what they met first; compare the months they came in."
    ),
    "returned": gettext_lazy("Check whether other customers were asked this time than last time."),
    "left": gettext_lazy("Check who is asked and who answers; longer periods would tell the gone from the silent."),
    "came": gettext_lazy("Check whether other customers were asked this time than last time."),
}


def row(found: Estimate) -> Row:
    """An estimate as screens show them."""
    return Row({}, found.n, found.value, found.low, found.high, found.standard_error)


def fate(part: Part) -> str:
    return str(FATES[part.name])


def scored(part: Part, unit: str) -> str:
    """The score of a part where it answered; of those who stayed in both periods."""
    if part.name != "stayed":
        return amount(part.score, unit)
    return f"{amount(part.score, unit)} → {amount(part.score + part.effect.value, unit)}"


def level(unit: str, value: float) -> str:
    return str((LEVELS if unit == "points" else BOXES)[value])
