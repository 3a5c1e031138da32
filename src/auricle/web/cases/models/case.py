"""One customer to win back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from auricle.web.platform.public import ScopedModel


class State(models.TextChoices):
    """The fixed kinds of status; a workspace may call them otherwise (``StateName``)."""

    OPEN = "open", pgettext_lazy("a case is", "open")
    ANSWERED = "answered", _("answered")
    WAITING = "waiting", _("waiting for the customer")
    REOPENED = "reopened", _("reopened")
    CLOSED = "closed", _("closed")


class Severity(models.IntegerChoices):
    LOW = 1, _("low")
    NORMAL = 2, _("normal")
    HIGH = 3, _("high")
    CRITICAL = 4, _("critical")


class Case(ScopedModel):
    """``subject`` holds the customer's words and goes with them when they are erased; nothing else here is personal
    but their id. ``is_chosen`` is False while a policy within capacity has nobody to call them.
    """

    number = models.PositiveIntegerField()
    customer = models.CharField(max_length=254)
    subject = models.CharField(max_length=240, blank=True)
    subject_language = models.CharField(max_length=20, blank=True)
    opened_by = models.CharField(max_length=80, blank=True)
    touchpoint = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=120, blank=True)
    segment = models.CharField(max_length=120, blank=True)
    severity = models.PositiveSmallIntegerField(choices=Severity, default=Severity.NORMAL)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    is_open = models.BooleanField(default=True)
    is_chosen = models.BooleanField(default=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    cause = models.ForeignKey("cases.Cause", null=True, on_delete=models.SET_NULL, related_name="cases")
    opened_at = models.DateTimeField(default=timezone.now)
    answer_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    is_solved = models.BooleanField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="merged")
    worth = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    risk = models.FloatField(null=True)
    score_before = models.FloatField(null=True)
    score_after = models.FloatField(null=True)
    recovered = models.BooleanField(null=True)
    revenue_after = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    scale = models.CharField(max_length=20, blank=True)
    revision = models.PositiveIntegerField(default=0)
    told_revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("workspace", "number"), name="one_case_a_number"),)
        indexes = (
            models.Index(fields=("workspace", "owner", "due_at", "id"), condition=Q(is_open=True), name="inbox_mine"),
            models.Index(fields=("workspace", "unit", "due_at", "id"), condition=Q(is_open=True), name="inbox_team"),
            models.Index(fields=("workspace", "due_at", "id"), condition=Q(is_open=True), name="inbox_due"),
            models.Index(fields=("workspace", "severity", "id"), condition=Q(is_open=True), name="inbox_severity"),
            models.Index(fields=("workspace", "customer", "is_open"), name="cases_of_customer"),
            models.Index(fields=("workspace", "cause", "opened_at"), name="cases_of_cause"),
            models.Index(fields=("workspace", "opened_at"), name="cases_by_time"),
            models.Index(
                fields=("workspace", "id"), condition=~Q(revision=models.F("told_revision")), name="cases_untold"
            ),
        )

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_at is not None and self.due_at < timezone.now()


class Occurrence(ScopedModel):
    """What a case came from: once for each ``reference``, so that what is told twice opens nothing twice."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="occurrences")
    reference = models.CharField(max_length=200)
    entity = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=254, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "reference"), name="one_case_a_reference"),)

    def __str__(self) -> str:
        return self.reference
