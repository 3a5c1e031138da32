"""The form a rule is written on: its kind says which parts it has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from auricle.query.signals import Kind, RuleWrong, read_rule
from auricle.query.signals.rule import WATCHED
from auricle.web.cases.public import SEVERITIES
from auricle.web.customers.public import kind_of_rows
from auricle.web.integrations.public import ways
from auricle.web.platform.public import ScreenState, in_words
from auricle.web.voices.public import theme_title

from .models import Signal

KINDS = {
    Kind.SCORE: _("A score"),
    Kind.THEME: _("A theme with its sentiment"),
    Kind.CONFLICT: _("Words that contradict their score"),
    Kind.COUNT: _("Something that happens again and again"),
    Kind.FACT: _("Anything that arrives"),
    Kind.SILENCE: _("A happy customer who stops buying"),
    Kind.RISK: _("A risk of leaving"),
    Kind.LIMIT: _("A measure outside its limits"),
}
PARTS = {
    Kind.SCORE: ("question", "at_least", "at_most", "where", "newest_days"),
    Kind.THEME: ("theme", "sentiment_at_most", "where", "newest_days"),
    Kind.CONFLICT: ("question", "at_least", "theme", "sentiment_at_most", "where", "newest_days"),
    Kind.COUNT: ("entity", "where", "times", "days", "newest_days"),
    Kind.FACT: ("entity", "where", "newest_days"),
    Kind.SILENCE: ("question", "at_least", "days"),
    Kind.RISK: ("chance_at_least",),
    Kind.LIMIT: ("measure",),
}
QUESTIONS = [("nps", "NPS"), ("csat", "CSAT"), ("ces", "CES"), ("ces1", _("CES (effort)")), ("rating", _("Rating"))]


class SignalForm(forms.Form):
    """``document`` of a valid form is the rule as data."""

    name = forms.CharField(label=_("Name of the rule"), max_length=80)
    question = forms.ChoiceField(label=_("Question"), choices=QUESTIONS, initial="nps")
    at_least = forms.FloatField(label=_("Score at least"), required=False)
    at_most = forms.FloatField(label=_("Score at most"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    sentiment_at_most = forms.FloatField(
        label=_("Sentiment at most"), initial=-0.2, min_value=-1, max_value=1, help_text=_("From -1 (bad) to 1 (good).")
    )
    entity = forms.ChoiceField(label=_("What to watch"))
    times = forms.IntegerField(label=_("How many times"), initial=3, min_value=1, max_value=1000)
    days = forms.IntegerField(label=_("Within days"), initial=30, min_value=1, max_value=1000)
    chance_at_least = forms.FloatField(
        label=_("Chance at least"), initial=0.5, min_value=0.01, max_value=1, help_text=_("From 0 to 1.")
    )
    measure = forms.ChoiceField(label=_("Measure"))
    where = forms.CharField(
        label=_("Only rows where"),
        required=False,
        max_length=2000,
        help_text=_("A filter, such as touchpoint = 'delivery' and customer.segment = 'gold'."),
    )
    newest_days = forms.IntegerField(
        label=_("Not older than days when it arrives"), initial=30, min_value=1, max_value=1000
    )
    opens_case = forms.BooleanField(label=_("Open a case for the customer"), required=False, initial=True)
    severity = forms.TypedChoiceField(label=_("Severity of the case"), choices=SEVERITIES, coerce=int, initial=2)
    notifies = forms.ChoiceField(label=_("Tell a group"), required=False)
    most_an_hour = forms.IntegerField(
        label=_("At most an hour"),
        initial=100,
        min_value=1,
        max_value=100_000,
        help_text=_("A rule that is set off more often pauses itself."),
    )

    def __init__(self, kind: Kind, state: ScreenState, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kind = kind
        effects = ("opens_case", "severity", "notifies", "most_an_hour")
        kept = ("name", *PARTS[kind], *(effects if kind is not Kind.LIMIT else effects[2:]))
        for name in [name for name in self.fields if name not in kept]:
            del self.fields[name]
        self._choose(state)

    def _choose(self, state: ScreenState) -> None:
        workspace = state.workspace
        choices: dict[str, Any] = {
            "entity": lambda: [(name, kind_of_rows(name)) for name in WATCHED],
            "theme": lambda: [("", _("any")), *_titled(state, workspace.values("mentions", "theme"))],
            "measure": lambda: [(m.name, m.title[state.language]) for m in workspace.measures.values()],
            "notifies": lambda: [("", _("no group")), *((str(way.pk), way.name) for way in ways(state.record))],
        }
        for name, of in choices.items():
            if name in self.fields:
                self.fields[name].choices = of()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors:
            return said
        parts = {name: said[name] for name in PARTS[self.kind] if said.get(name) not in (None, "")}
        try:
            read_rule({"kind": self.kind.value, **parts})
        except RuleWrong as wrong:
            self.add_error(wrong.field if wrong.field in self.fields else None, in_words(wrong))
        self.document = {"kind": self.kind.value, **parts}
        return said

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """What the rule was written with, field by field, as the form calls it."""
        return [
            (field.label, words)
            for field in self
            if field.name != "name" and (words := _in_words(field.field, field.initial))
        ]

    def kept_in(self, signal: Signal) -> Signal:
        """The signal with what was said."""
        said = self.cleaned_data
        signal.name, signal.document = said["name"], self.document
        signal.opens_case, signal.severity = bool(said.get("opens_case")), said.get("severity") or 2
        signal.notifies, signal.most_an_hour = said["notifies"], said["most_an_hour"]
        return signal


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return pgettext("it is so", "yes") if value else pgettext("it is so", "no")
    if isinstance(field, forms.ChoiceField):
        return next((str(title) for code, title in field.choices if str(code) == str(value)), str(value or ""))
    return f"{value:g}" if isinstance(value, int | float) else str(value or "")


def _titled(state: ScreenState, themes: Iterable[object]) -> list[tuple[str, str]]:
    return [(str(theme), theme_title(state, str(theme))) for theme in themes]


def initial_of(signal: Signal) -> dict[str, Any]:
    """What the form of a kept rule begins with."""
    kept = ("name", "opens_case", "severity", "notifies", "most_an_hour")
    return {**signal.document, **{name: getattr(signal, name) for name in kept}}
