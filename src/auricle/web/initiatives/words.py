"""A proof in sentences that claim no more than its interval allows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from auricle.analysis.change import Verdict
from auricle.model.measure import Measure
from auricle.query.result import Row
from auricle.understanding.proof import MIXTURE, PAST, REST, Point, Proof
from auricle.web.platform.public import (
    Beside,
    Chart,
    Note,
    amount,
    changed,
    difference,
    estimate,
    grouped,
    signed,
    spoken,
    together,
    trend,
)

SIDES = {
    "before": gettext_lazy("before"),
    "start": gettext_lazy("it began"),
    "aside": gettext_lazy("set aside"),
    "after": gettext_lazy("after"),
}
AGAINST = {
    REST: gettext_lazy("everybody else"),
    MIXTURE: gettext_lazy("a mixture of other groups that ran alike before"),
    PAST: gettext_lazy("its own past"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """``title`` is what the measure is called, ``name`` the initiative."""

    found: Proof
    name: str
    title: str
    measure: Measure | None
    money: str = ""

    @property
    def effect(self) -> str:
        e = self.found.effect
        return changed(e.value, e.low, e.high, self.found.unit, self.found.currency)

    @property
    def is_good(self) -> bool | None:
        """Whether it is better; None where no effect was found, or neither way is better."""
        if self.found.verdict not in (Verdict.HIGHER, Verdict.LOWER) or not self.measure:
            return None
        if self.measure.better == "neither":
            return None
        return (self.found.verdict == Verdict.HIGHER) == (self.measure.better == "higher")

    @property
    def tone(self) -> str:
        return {True: "good", False: "bad", None: "noise"}[self.is_good]

    @property
    def outcome(self) -> str:
        """What it did, in a few words."""
        return {
            Verdict.HIGHER.value: _("it rose by %(much)s"),
            Verdict.LOWER.value: _("it fell by %(much)s"),
            Verdict.NO_CLEAR_CHANGE.value: _("no effect found"),
        }.get(self.found.verdict, _("cannot be told")) % {"much": self._much}

    @property
    def _much(self) -> str:
        return difference(self.found.effect.value, self.found.unit, self.found.currency)

    @property
    def headline(self) -> str:
        said = {"name": self.name, "title": self.title, "much": self._much}
        return {
            Verdict.HIGHER.value: _("%(name)s: %(title)s rose by %(much)s beside the comparison"),
            Verdict.LOWER.value: _("%(name)s: %(title)s fell by %(much)s beside the comparison"),
            Verdict.NO_CLEAR_CHANGE.value: _("%(name)s: no effect on %(title)s was found"),
        }.get(self.found.verdict, _("%(name)s: whether it worked cannot be told")) % said

    @property
    def lead(self) -> str:
        return _("%(effect)s · n %(before)s before, %(after)s after · compared with %(against)s") % {
            "effect": self.effect,
            "before": grouped(self.found.n_before),
            "after": grouped(self.found.n_after),
            "against": self.against,
        }

    @property
    def against(self) -> str:
        return str(AGAINST.get(self.found.against) or self.found.against)

    @property
    def sure(self) -> str:
        """How sure one can be, in the words of the way it was compared."""
        found = self.found
        if found.against == PAST:
            return _(
                "A line through what was before was carried on, and what came after is compared with it. Nothing else "
                "ran beside it, so whatever else began at the same time is in this number too."
            )
        if found.against == MIXTURE:
            fit = (
                _("The mixture ran like it before.")
                if found.fits
                else _("The mixture did not run like it before, so its verdict is that nothing can be told.")
            )
            return together(
                fit,
                _("Each other group was put to the same test: in %(share)s of all tests the gap grew at least as much.")
                % {"share": amount(found.p, "share")},
            )
        return together(self._paths, self._joint, self._units)

    @property
    def _paths(self) -> str:
        if self.found.ran_alike:
            return _("Before the start no drift between the two sides is clear.")
        return _("Before the start both were drifting apart already, so its verdict is that nothing can be told.")

    @property
    def _joint(self) -> str:
        if self.found.joint_p is None:
            return ""
        p = grouped(self.found.joint_p, 3)
        if self.found.joint_p >= 0.05:
            return _("The gaps before the start vary no more than sampling explains (p = %(p)s).") % {"p": p}
        text = _(
            "Gaps before the start vary more than sampling alone explains (p = %(p)s); the interval allows for it."
        )
        return text % {"p": p}

    @property
    def _units(self) -> str:
        if not self.found.units:
            return _("The interval comes from how the gap varies from period to period.")
        return _("The interval comes from how %(units)s units differ from each other.") % {
            "units": grouped(self.found.units)
        }

    @property
    def aside(self) -> str:
        found = self.found
        if not found.aside or not found.with_all:
            return ""
        whole = found.with_all
        return _(
            "Set aside: %(periods)s. Something else happened there, on one side only, and what follows a bad month is "
            "better anyway. With it the effect would be %(effect)s."
        ) % {
            "periods": _(", ").join(spoken(period) for period in found.aside),
            "effect": changed(whole.value, whole.low, whole.high, found.unit, found.currency),
        }

    @property
    def hidden(self) -> str:
        """That some periods are counted and not drawn."""
        if all(point.n is not None for point in self.found.points):
            return ""
        return _("Periods in which too few answered to be shown are counted and not drawn.")

    @property
    def missed(self) -> str:
        """How large an effect may have been missed where none was found."""
        if self.found.verdict != Verdict.NO_CLEAR_CHANGE:
            return ""
        e = self.found.effect
        return _("An effect outside %(low)s to %(high)s would have been seen; a smaller one may be there.") % {
            "low": signed(e.low, self.found.unit, self.found.currency),
            "high": signed(e.high, self.found.unit, self.found.currency),
        }

    @property
    def returned(self) -> tuple[str, str, str] | None:
        """What it brought, the return on it and the chance that it pays back."""
        back = self.found.returned
        if back is None:
            return None
        ratio = estimate(Row({}, back.ratio.n, back.ratio.value, back.ratio.low, back.ratio.high, None), "share")
        gain = changed(back.gain.value, back.gain.low, back.gain.high, "currency", self.money)
        return gain, ratio, amount(back.pays_back, "share")

    def picture(self) -> Chart:
        """The measure where it was done, and what would have been."""
        found = self.found
        rows = [_row(found.grain, p, p.n, p.value, p.low, p.high) for p in found.points]
        other = {p.period: p.other for p in found.points if p.other is not None}
        return trend(
            Shown(rows, found.unit),
            title=_("Where it was done, beside what it is compared with"),
            subtitle=self.title,
            notes=self._notes,
            beside=Beside(self.against if found.against in AGAINST else _("the comparison"), other),
            currency=found.currency,
            name="proof",
        )

    def gaps(self) -> Chart:
        """The gap of each period from what is usual before the start, with its interval."""
        found = self.found
        rows = [_row(found.grain, p, p.n, p.gap, p.gap_low, p.gap_high) for p in found.points]
        return trend(
            Shown(rows, found.unit),
            title=self._gaps_title,
            subtitle=_("Gap to the comparison, period by period, with its 95% interval"),
            notes=self._notes,
            beside=Beside(_("usual before the start"), dict.fromkeys((p.period for p in found.points), 0.0)),
            currency=found.currency,
            name="gaps",
        )

    @property
    def _gaps_title(self) -> str:
        if self.found.verdict in (Verdict.HIGHER, Verdict.LOWER):
            return _("The gap opened when it began")
        return _("The gap did not clearly change when it began")

    @property
    def _notes(self) -> list[Note]:
        away = [Note(period, _("set aside")) for period in self.found.aside]
        return [*away, Note(self.found.starts_on.isoformat(), _("it began"))]

    @property
    def weights(self) -> list[tuple[str, str]]:
        ordered = sorted(self.found.weights.items(), key=lambda pair: -pair[1])
        return [(name, amount(weight, "share")) for name, weight in ordered]


@dataclass(frozen=True, slots=True)
class Shown:
    """Rows for a picture."""

    rows: list[Row]
    unit: str


def _row(grain: str, point: Point, n: int | None, value: float | None, low: float | None, high: float | None) -> Row:
    row = Row({grain: point.period}, n, value, low, high, None)
    return row if point.n is not None else replace(row, suppressed=True)


def said_of(found: Proof, name: str, workspace: Any, language: str) -> Said:
    measure = workspace.measures.get(found.measure)
    title = measure.called(language) if measure else found.measure
    return Said(found, name, title, measure, workspace.settings.currency)
