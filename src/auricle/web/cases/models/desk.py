"""How a workspace arranges its cases: names, causes, who gets which, when people work, what is promised."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from auricle.web.platform.public import ScopedModel

from .case import Severity, State


class Policy(models.TextChoices):
    ACCOUNTS = "accounts", _("Business customers: follow up every unhappy account, its owner first")
    CAPACITY = "capacity", _("Consumers: as many as we can call, by what they are worth and how bad it is")


def promised() -> dict[str, list[int]]:
    """Working hours until the first answer and until it is solved, by severity."""
    return {"1": [16, 80], "2": [8, 40], "3": [4, 16], "4": [1, 8]}


class Desk(ScopedModel):
    """The one row of a workspace that says how; also what hands out numbers, one after another."""

    last_number = models.PositiveIntegerField(default=0)
    policy = models.CharField(max_length=10, choices=Policy, default=Policy.ACCOUNTS)
    calls_a_day = models.PositiveIntegerField(default=40)
    keep_days = models.PositiveSmallIntegerField(default=3)
    chosen_on = models.DateField(null=True)
    promise_hours = models.JSONField(default=promised)
    escalate_after_hours = models.PositiveSmallIntegerField(default=0)
    ask_after_hours = models.PositiveSmallIntegerField(default=24)
    asks = models.BooleanField(default=True)
    account_trait = models.CharField(max_length=60, default="account_manager")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace",), name="one_desk_a_workspace"),)

    def __str__(self) -> str:
        return str(self.workspace)

    def hours(self, severity: int) -> tuple[int, int]:
        """Working hours promised until the first answer and until it is solved."""
        answer, solve = self.promise_hours.get(str(severity)) or promised()[str(severity)]
        return int(answer), int(solve)


class StateName(ScopedModel):
    """What a workspace calls one of the fixed states."""

    state = models.CharField(max_length=10, choices=State)
    name = models.CharField(max_length=40)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "state"), name="one_name_a_state"),)

    def __str__(self) -> str:
        return self.name


class Cause(ScopedModel):
    """A node of the tree of root causes."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(max_length=80)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return f"{self.parent} › {self.name}" if self.parent else self.name


class Duty(ScopedModel):
    """What a colleague answers for: a unit, a touchpoint, or their management. Empty means all."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    unit = models.CharField(max_length=120, blank=True)
    touchpoint = models.CharField(max_length=120, blank=True)
    manages = models.BooleanField(default=False)

    class Meta:
        ordering = ("unit", "touchpoint", "id")

    def __str__(self) -> str:
        return f"{self.user}: {self.unit or self.touchpoint}"


class Route(ScopedModel):
    """Who gets a case; the first that fits and finds somebody wins. ``people`` are for a person, a rota and load."""

    class Kind(models.TextChoices):
        ACCOUNT = "account", _("the account manager of the customer")
        UNIT = "unit", _("who answers for the unit")
        TOUCHPOINT = "touchpoint", _("who answers for the touchpoint")
        ROTA = "rota", _("these people in turn")
        LOAD = "load", _("whoever of these has fewest open cases")

    rank = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind)
    unit = models.CharField(max_length=120, blank=True)
    touchpoint = models.CharField(max_length=120, blank=True)
    severity = models.PositiveSmallIntegerField(choices=Severity, default=Severity.LOW)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    turn = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("rank", "id")

    def __str__(self) -> str:
        return str(self.get_kind_display())


def working_week() -> dict[str, list[list[str]]]:
    """Monday (0) to Friday, nine to six."""
    return {str(day): [["09:00", "18:00"]] for day in range(5)}


class Hours(ScopedModel):
    """When a unit works (empty: the whole workspace): spans by weekday, in its own zone."""

    unit = models.CharField(max_length=120, blank=True)
    zone = models.CharField(max_length=60, blank=True)
    week = models.JSONField(default=working_week)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "unit"), name="hours_once_a_unit"),)

    def __str__(self) -> str:
        return self.unit


class Closure(ScopedModel):
    """A day on which nobody works though the week says so, or on which they do (``is_open``)."""

    unit = models.CharField(max_length=120, blank=True)
    day = models.DateField()
    is_open = models.BooleanField(default=False)
    name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("day",)
        constraints = (models.UniqueConstraint(fields=("workspace", "unit", "day"), name="one_closure_a_day"),)

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
