"""Forms by which an owner arranges cases."""

from __future__ import annotations

import re
from datetime import time
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from .models import Cause, Closure, Desk, Duty, Hours, Route, Severity, State, StateName
from .queries import beneath, causes
from .routing import colleagues

PLACES = {"unit", "touchpoint"}
SPAN = re.compile(r"(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})")


class DeskForm(forms.ModelForm):
    """Policy, capacity, and the promises by severity."""

    class Meta:
        model = Desk
        fields = (
            "policy", "calls_a_day", "keep_days", "escalate_after_hours", "account_trait", "asks", "ask_after_hours",
        )  # fmt: skip
        labels = {
            "policy": _("Whom we follow up"),
            "calls_a_day": _("Customers we can call a day"),
            "keep_days": _("Days one waits to be called"),
            "escalate_after_hours": _("Hours after the due time until a manager is told"),
            "asks": _("Ask the customer after closing whether it is solved"),
            "ask_after_hours": _("Hours after closing until they are asked"),
            "account_trait": _("Trait of a customer that holds the e-mail address of their account manager"),
        }
        widgets = {"policy": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for severity in Severity:
            answer, solve = self.instance.hours(severity)
            self.fields[f"answer_{severity}"] = _hours(
                __("%(severity)s: working hours until the first answer"), severity, answer
            )
            self.fields[f"solve_{severity}"] = _hours(
                __("%(severity)s: working hours until it is solved"), severity, solve
            )

    def save(self, commit: bool = True) -> Desk:
        said = self.cleaned_data
        self.instance.promise_hours = {str(s.value): [said[f"answer_{s}"], said[f"solve_{s}"]] for s in Severity}
        return super().save(commit)


def _hours(label: str, severity: Severity, hours: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=capfirst(label % {"severity": severity.label}), min_value=1, max_value=2000, initial=hours
    )


class _OfWorkspace(forms.ModelForm):
    """A form whose row belongs to a workspace."""

    def __init__(self, *args: Any, workspace: Any, **kwargs: Any):
        super().__init__(*args, auto_id=f"{type(self).__name__.lower()}_%s", **kwargs)
        if self.instance.pk:
            self.auto_id = f"{type(self).__name__.lower()}_{self.instance.pk}_%s"
        self.instance.workspace = workspace
        people = colleagues(workspace)
        for name in PLACES & set(self.fields):
            self.fields[name].widget.attrs["list"] = f"known-{name}"
        for name in ("user", "people"):
            if name in self.fields:
                self.fields[name].queryset = self.fields[name].queryset.filter(pk__in=people)
        if "parent" in self.fields:
            tree = causes(workspace)
            self.fields["parent"].queryset = Cause.objects.of(workspace)
            self.fields["parent"].choices = [("", __("none: it stands at the top")), *((c.pk, str(c)) for c in tree)]


class CauseForm(_OfWorkspace):
    class Meta:
        model = Cause
        fields = ("name", "parent")
        labels = {"name": _("Name of the cause"), "parent": _("Beneath")}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        own, parent = self.instance, said.get("parent")
        if Cause.objects.of(own.workspace).filter(name=said.get("name"), parent=parent).exclude(pk=own.pk).exists():
            self.add_error("name", __("There is one already; change that one."))
        if own.pk and parent and parent.pk in {each.pk for each in beneath(own)}:
            self.add_error("parent", __("A cause cannot stand beneath itself."))
        return said


class DutyForm(_OfWorkspace):
    class Meta:
        model = Duty
        fields = ("user", "unit", "touchpoint", "manages")
        labels = {
            "user": _("Colleague"), "unit": _("Unit"), "touchpoint": _("Touchpoint"),
            "manages": _("Is told when cases there are late"),
        }  # fmt: skip


class RouteForm(_OfWorkspace):
    class Meta:
        model = Route
        fields = ("rank", "kind", "unit", "touchpoint", "severity", "people")
        labels = {
            "rank": _("Order"), "kind": _("Goes to"), "unit": _("Only of the unit"),
            "touchpoint": _("Only at the touchpoint"), "severity": _("From this severity on"),
            "people": _("These people"),
        }  # fmt: skip
        widgets = {"people": forms.CheckboxSelectMultiple}


class ClosureForm(_OfWorkspace):
    class Meta:
        model = Closure
        fields = ("day", "name", "unit", "is_open")
        labels = {
            "day": _("Day"), "name": _("What it is"), "unit": _("Only of the unit"),
            "is_open": _("People work on it, though the week says not"),
        }  # fmt: skip
        widgets = {"day": forms.DateInput(attrs={"type": "date"})}


class StateNameForm(_OfWorkspace):
    class Meta:
        model = StateName
        fields = ("state", "name")
        labels = {"state": _("Status"), "name": _("What you call it")}

    state = forms.ChoiceField(label=_("Status"), choices=State)


class HoursForm(_OfWorkspace):
    """The week of a unit, or of everybody: spans such as 09:00-12:30, 13:30-18:00, day by day."""

    class Meta:
        model = Hours
        fields = ("unit", "zone")
        labels = {"unit": _("Only of the unit"), "zone": _("Time zone")}

    zone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        zones = sorted(available_timezones())
        self.fields["zone"].choices = [("", __("that of the workspace")), *((zone, zone) for zone in zones)]
        for day, name in WEEKDAYS.items():
            usual = ", ".join("-".join(span) for span in self.instance.week.get(str(day), []))
            self.fields[f"day_{day}"] = forms.CharField(label=name, required=False, initial=usual, max_length=120)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        week = {str(day): self._spans(day, said.get(f"day_{day}") or "") for day in WEEKDAYS}
        if not any(week.values()):
            self.add_error(None, __("These hours hold no working time; give a day of the week a span."))
        self.instance.week = {day: spans for day, spans in week.items() if spans}
        return said

    def _spans(self, day: int, text: str) -> list[list[str]]:
        parts = [part.strip() for part in re.split(r"[,，;；]", text) if part.strip()]
        found = [match.groups() if (match := SPAN.fullmatch(part)) else None for part in parts]
        try:
            return [[time.fromisoformat(at.zfill(5)).strftime("%H:%M") for at in span] for span in found if _some(span)]
        except ValueError:
            self.add_error(f"day_{day}", __("Write it like 09:00-12:30, 13:30-18:00; leave it empty for a day off."))
            return []


def _some(span: tuple[str, ...] | None) -> bool:
    if span is None:
        raise ValueError
    return True
