"""Programmes, and whom each means to ask, has asked, or has not asked and why."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from auricle.query.signals import Kind as RuleKind
from auricle.query.signals import Rule
from auricle.web.platform.public import ScopedModel

from .windows import EVERY_DAY, SendTimes

LANGUAGES = ("en", "zh-hans", "zh-hant")
MORNING, EVENING = time(9), time(20)


def every_day() -> list[int]:
    return sorted(EVERY_DAY)


class Programme(ScopedModel):
    """Which survey goes to whom, by which channel, when.

    ``where`` is a filter of customers, or, where something that happens or a date triggers it, of the rows of
    ``entity``; ``moment`` is the column of these that says when, their own time when empty. A date asks ``offset_days``
    after it (before it when negative), every year again when ``is_yearly``.
    ``survey`` is what feedback calls it. ``texts`` holds the words by language: subject, invitation, reminder.
    ``planned_upto`` is the last day, in the workspace's zone, whose share of customers is written down.
    """

    class Kind(models.TextChoices):
        DRIP = "drip", _("Everybody in turn")
        EVENT = "event", _("After something happened")
        DATE = "date", _("Before or after a date")
        PANEL = "panel", _("One group, once")

    class Channel(models.TextChoices):
        EMAIL = "email", pgettext_lazy("channel", "E-mail")
        SMS = "sms", pgettext_lazy("channel", "SMS")
        WECHAT = "wechat", pgettext_lazy("channel", "WeChat")
        PROGRAM = "webhook", _("A program of yours")

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind)
    survey = models.CharField(max_length=32)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    entity = models.CharField(max_length=40, blank=True)
    moment = models.CharField(max_length=80, blank=True)
    offset_days = models.IntegerField(default=-30)
    is_yearly = models.BooleanField(default=False)
    where = models.CharField(max_length=2000, blank=True)
    cycle_days = models.PositiveIntegerField(default=365)
    delay_hours = models.FloatField(default=24)
    send_from = models.TimeField(default=MORNING)
    send_until = models.TimeField(default=EVENING)
    weekdays = models.JSONField(default=every_day)
    is_in_their_zone = models.BooleanField(default=False)
    control_share = models.FloatField(default=0)
    reminders = models.PositiveSmallIntegerField(default=1)
    remind_after_days = models.PositiveSmallIntegerField(default=3)
    open_days = models.PositiveSmallIntegerField(default=30)
    texts = models.JSONField(default=dict)
    is_on = models.BooleanField(default=False)
    on_since = models.DateTimeField(null=True)
    planned_upto = models.DateField(null=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> Rule:
        """What triggers it, as the signals judge it."""
        where = self.where.strip() or "true"
        return Rule(
            kind=RuleKind.FACT, entity=self.entity, where=where, newest_days=self.newest_days, moment=self.moment
        )

    @property
    def newest_days(self) -> int:
        """What happened longer ago when it arrives triggers nothing: it would be too late to ask."""
        return int(self.delay_hours // 24) + 1 + LATE_DAYS

    @property
    def send_times(self) -> SendTimes:
        return SendTimes(self.send_from, self.send_until, frozenset(self.weekdays))


LATE_DAYS = 7
"""Nobody is asked later than this after their time had come."""


class Invitation(ScopedModel):
    """One person whom a programme means to ask because of one cause: once for each."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ASKED = "asked", _("was asked")
        WITHHELD = "withheld", _("was not asked")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="invitations")
    customer = models.CharField(max_length=250)
    cause = models.CharField(max_length=300)
    interaction = models.CharField(max_length=200, blank=True)
    order = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField()
    tried_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    because = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    asked_at = models.DateTimeField(null=True)
    reminded = models.PositiveSmallIntegerField(default=0)
    remind_at = models.DateTimeField(null=True)
    link = models.ForeignKey(
        "surveys.Link", to_field="public", null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("programme", "customer", "cause"), name="one_invitation_a_cause"),
        )
        indexes = (
            models.Index(fields=("programme", "tried_at"), condition=Q(state="waiting"), name="invitations_waiting"),
            models.Index(fields=("programme", "remind_at"), condition=Q(remind_at__isnull=False), name="to_remind"),
            models.Index(fields=("programme", "state", "asked_at")),
            models.Index(fields=("workspace", "customer")),
        )

    def __str__(self) -> str:
        return f"{self.programme_id} {self.cause}"

    @property
    def reference(self) -> str:
        """Names it in the ledger, in its link and in its letters."""
        return f"programme:{self.programme_id}:{self.pk}"
