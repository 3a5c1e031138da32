"""What the pages of the room are asked: which score, by what, against which days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from auricle.analysis.programme import LEAST_COST, MOST_COST, MOST_CUSTOMERS, MOST_POINTS
from auricle.model.measure import Measure
from auricle.query.worth import has_worth
from auricle.understanding.drivers import SCORE
from auricle.understanding.outcomes import RETURNED, SPENT
from auricle.web.measures.public import breakdowns, dimension_title
from auricle.web.platform.public import Span
from auricle.workspace import Workspace

NOTHING = "none"
USUAL = ("segment", "region", "channel", "touchpoint")
"""What a score is broken down by when nothing is chosen: the first of these that it has."""


def has_reasons(measure: Measure) -> bool:
    """Whether it can be asked why this measure moved: it is a score that customers give."""
    return has_worth(measure)


def scores(workspace: Workspace) -> list[Measure]:
    """The scores of a workspace, those it follows first."""
    found = [measure for measure in workspace.measures.values() if has_reasons(measure)]
    followed = list(workspace.settings.overview)
    return sorted(found, key=lambda m: followed.index(m.name) if m.name in followed else len(followed))


class ScoreForm(forms.Form):
    """A score to explain; a name that is none leaves the first."""

    measure = forms.ChoiceField(label=_("Score"), required=False)

    def __init__(self, data: Any, workspace: Workspace, language: str):
        self.offered = {measure.name: measure for measure in scores(workspace)}
        chosen = data.get("measure") if data.get("measure") in self.offered else next(iter(self.offered), "")
        super().__init__({**dict(data.items()), "measure": chosen})
        self.workspace, self.score = workspace, self.offered.get(chosen)
        field = self.fields["measure"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, measure.called(language)) for name, measure in self.offered.items()]


class MovementForm(ScoreForm):
    by = forms.ChoiceField(label=_("Tell apart by"), required=False)
    before_from = forms.DateField(label=_("Before, from"), required=False, widget=forms.DateInput({"type": "date"}))
    before_to = forms.DateField(label=_("to"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, data: Any, workspace: Workspace, language: str, span: Span):
        given = {**dict(data.items())}
        given.setdefault("before_from", span.before_start.isoformat())
        given.setdefault("before_to", span.before_end.isoformat())
        super().__init__(given, workspace, language)
        self.span = span
        names = breakdowns(workspace, self.score) if self.score else []
        if not self.data.get("by"):
            self.data["by"] = next((name for name in USUAL if name in names), NOTHING)
        titled = sorted(((name, dimension_title(name)) for name in names), key=lambda pair: pair[1])
        field = self.fields["by"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*titled, (NOTHING, __("nothing"))]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("before_from"), given.get("before_to")
        if first and last and last < first:
            self.add_error("before_to", __("These days end before they start. Swap the two dates."))
        elif last and last >= self.span.start:
            self.add_error("before_to", __("These days must end before the period of the page starts."))
        elif not (first and last) and not self.errors:
            self.add_error("before_from", __("Say both days."))
        return given

    @property
    def grouped_by(self) -> str:
        by = self.cleaned_data.get("by", "")
        return "" if by == NOTHING else by


ANYTHING = "answers,themes,operations"
OF = {
    "answers": _("Other answers of the same survey"),
    "themes": _("What they write about"),
    "operations": _("What happened: deliveries, waits, orders"),
    ANYTHING: _("All of these together"),
}


TARGET = {
    SCORE: _("The score itself"),
    RETURNED: _("Whether customers come back after it"),
    SPENT: _("What customers spend after it"),
}


class DriversForm(ScoreForm):
    target = forms.ChoiceField(label=_("What is explained"), required=False, choices=list(TARGET.items()))
    of = forms.ChoiceField(label=_("What may explain it"), required=False, choices=list(OF.items()))
    by = forms.ChoiceField(label=_("Tell apart by"), required=False)

    def __init__(self, data: Any, workspace: Workspace, language: str):
        super().__init__(data, workspace, language)
        names = breakdowns(workspace, self.score) if self.score else []
        for asked, offered in (("of", OF), ("target", TARGET)):
            self.data[asked] = self.data.get(asked) if self.data.get(asked) in offered else next(iter(offered))
        if self.data.get("by") not in names:
            self.data["by"] = next((name for name in USUAL if name in names), NOTHING)
        titled = sorted(((name, dimension_title(name)) for name in names), key=lambda pair: pair[1])
        field = self.fields["by"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*titled, (NOTHING, __("nothing"))]

    @property
    def grouped_by(self) -> str:
        return "" if self.data["by"] == NOTHING else str(self.data["by"])


class MoneyForm(ScoreForm):
    """Besides the score, a programme: the points it is to bring, to how many, at what cost."""

    by = forms.ChoiceField(label=_("Tell apart by"), required=False)
    points = forms.FloatField(
        label=_("Points it brings"),
        required=False,
        min_value=0,
        max_value=MOST_POINTS,
        help_text=_("Of the answer as given, such as 0 to 10; not of an index."),
    )
    margin = forms.FloatField(
        label=_("Give or take"),
        required=False,
        min_value=0,
        max_value=MOST_POINTS,
        help_text=_("So many points less or more, in nineteen cases of twenty."),
    )
    reached = forms.IntegerField(label=_("Customers it reaches"), required=False, min_value=1, max_value=MOST_CUSTOMERS)
    cost = forms.FloatField(label=_("What it costs"), required=False, min_value=LEAST_COST, max_value=MOST_COST)

    def __init__(self, data: Any, workspace: Workspace, language: str):
        super().__init__(data, workspace, language)
        offered = breakdowns(workspace, self.score) if self.score else []
        names = [name for name in USUAL if name in offered]
        if self.data.get("by") not in names:
            self.data["by"] = next(iter(names), NOTHING)
        field = self.fields["by"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*((name, dimension_title(name)) for name in names), (NOTHING, __("nothing"))]

    @property
    def grouped_by(self) -> str:
        return "" if self.data["by"] == NOTHING else str(self.data["by"])
