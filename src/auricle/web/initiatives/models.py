"""Causes to remove, what was done about them, and the regular reviews of measures."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from auricle.web.platform.public import ScopedModel


class State(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("an initiative is", "planned")
    RUNNING = "running", pgettext_lazy("an initiative is", "running")
    ENDED = "ended", pgettext_lazy("an initiative is", "ended")
    DROPPED = "dropped", pgettext_lazy("an initiative is", "dropped")


class CauseKind(models.TextChoices):
    DRIVER = "driver", _("a driver of a score")
    THEME = "theme", _("a theme of what customers write")
    JOURNEY = "journey", _("a painful step of a journey")
    CASES = "cases", _("a pile of cases")
    OTHER = "other", _("something else")


class Initiative(ScopedModel):
    """One cause to remove. ``where`` is a filter of whom it concerns, ``against`` and ``by`` say how it is proven.

    ``cause`` names the driver, theme, step or pile it came from; ``cases`` are numbers of linked cases. ``pile`` is a
    root cause of cases: all of it and of those beneath it are linked, those too that come later.
    """

    name = models.CharField(pgettext_lazy("of a thing", "Name"), max_length=120)
    hypothesis = models.TextField(_("Hypothesis"), blank=True, max_length=2000)
    cause_kind = models.CharField(max_length=10, choices=CauseKind, default=CauseKind.OTHER)
    cause = models.CharField(max_length=200, blank=True)
    cases = models.JSONField(default=list, blank=True)
    pile = models.PositiveBigIntegerField(null=True, blank=True)
    departments = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    measure = models.CharField(max_length=80)
    expected = models.FloatField(null=True, blank=True)
    where = models.CharField(max_length=1000, blank=True)
    against = models.CharField(max_length=1000, blank=True)
    by = models.CharField(max_length=80, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    cost = models.FloatField(null=True, blank=True)
    reached = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-starts_on", "-pk")

    def __str__(self) -> str:
        return self.name

    @property
    def asked(self) -> dict[str, Any]:
        """The question of its proof, as the worker is asked it."""
        return {
            "measure": self.measure, "start": self.starts_on.isoformat(), "where": self.where, "against": self.against,
            "by": self.by, "cost": float(self.cost or 0), "reached": self.reached or 0,
        }  # fmt: skip


class Happening(ScopedModel):
    """What was done with an initiative, when and by whom; ``said`` is a sentence as ``keepable`` writes it."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField(default=timezone.now)
    who = models.CharField(max_length=254)
    said = models.JSONField(default=str)
    note = models.TextField(blank=True, max_length=2000)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.who}"


class Every(models.TextChoices):
    WEEK = "week", _("week")
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")


class Cadence(ScopedModel):
    """A measure that is looked at together, how often, and by whom."""

    measure = models.CharField(max_length=80)
    every = models.CharField(max_length=10, choices=Every, default=Every.MONTH)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateField()

    class Meta:
        ordering = ("measure",)
        constraints = (models.UniqueConstraint(fields=("workspace", "measure"), name="one_cadence_a_measure"),)

    def __str__(self) -> str:
        return self.measure


class Review(ScopedModel):
    """One measure, one period: what was seen (numbers frozen with the version of the facts), learned, and is done.

    ``seen`` holds value, low, high, n, change, change_low, change_high, verdict and the unit, as they were.
    """

    measure = models.CharField(max_length=80)
    period = models.CharField(max_length=10)
    seen = models.JSONField(default=dict)
    version = models.BigIntegerField(default=-1)
    saw = models.TextField(_("What we saw"), blank=True, max_length=2000)
    learned = models.TextField(_("What we learned"), blank=True, max_length=2000)
    doing = models.TextField(_("What we do"), blank=True, max_length=2000)
    initiative = models.ForeignKey(Initiative, null=True, blank=True, on_delete=models.SET_NULL, related_name="reviews")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-period",)
        constraints = (models.UniqueConstraint(fields=("workspace", "measure", "period"), name="one_review_a_period"),)

    def __str__(self) -> str:
        return f"{self.measure} {self.period}"

    @property
    def is_of_use(self) -> bool:
        """Measuring that changes nothing is waste: something was learned and something is done."""
        return bool(self.learned.strip() and self.doing.strip())
