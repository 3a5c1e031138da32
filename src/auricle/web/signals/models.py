"""Rules that watch the facts, what set them off, and how far the facts have been read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from auricle.query.signals import Rule, read_rule
from auricle.web.platform.public import ScopedModel


class Signal(ScopedModel):
    """A rule and what follows when something sets it off. ``document`` is the rule as data (``query.signals.Rule``).

    ``paused_because`` holds a sentence as ``keepable`` writes it.
    """

    name = models.CharField(pgettext_lazy("of a thing", "Name"), max_length=80)
    document = models.JSONField(default=dict)
    is_on = models.BooleanField(default=False)
    opens_case = models.BooleanField(default=True)
    severity = models.PositiveSmallIntegerField(default=2)
    notifies = models.CharField(max_length=60, blank=True)
    most_an_hour = models.PositiveIntegerField(default=100)
    paused_because = models.JSONField(default=str, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    on_since = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> Rule:
        return read_rule(self.document)

    @property
    def is_paused(self) -> bool:
        return bool(self.paused_because)


class Firing(ScopedModel):
    """One thing that set a rule off: once for each rule and fact. What the customer said stays in the facts.

    ``trouble`` holds, as ``keepable`` writes it, why what follows failed last; the next try is at ``due_at``.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        HELD = "held", _("held back")
        FAILED = "failed", _("given up")

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="firings")
    fact = models.CharField(max_length=300)
    entity = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=254, blank=True)
    customer = models.CharField(max_length=254, blank=True)
    said = models.JSONField(default=dict)
    fired_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    case = models.PositiveIntegerField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    trouble = models.JSONField(default=str, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("signal", "fact"), name="one_firing_a_fact"),)
        indexes = (
            models.Index(fields=("id",), condition=Q(state="waiting"), name="firings_waiting"),
            models.Index(fields=("signal", "fired_at"), name="firings_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.signal_id} {self.fact}"


class Reading(ScopedModel):
    """How far the arrivals of a workspace's store have been read."""

    position = models.BigIntegerField(default=0)
    clocked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace",), name="one_reading_a_workspace"),)

    def __str__(self) -> str:
        return str(self.position)
