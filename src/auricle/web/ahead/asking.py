"""What the pages of the room are asked: which measure, in which steps of time, of whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from auricle.model.measure import Measure
from auricle.query.worth import has_worth
from auricle.understanding.anomalies import is_searchable
from auricle.workspace import Workspace

STEPS = {"day": _("Day"), "week": _("Week"), "month": _("Month"), "quarter": _("Quarter")}
CHARTS = {"auto": _("Leaps and runs"), "ewma": _("Small shifts that stay")}
AHEAD = {"3": "3", "6": "6", "12": "12"}
WHO = {"employee": _("Employees"), "unit": _("Units")}


class MeasureForm(forms.Form):
    """A measure of those a page can speak of; a name that is none leaves the first."""

    measure = forms.ChoiceField(label=_("Measure"), required=False)

    def __init__(self, data: Any, workspace: Workspace, language: str, fits: Callable[[Measure], bool]):
        followed = list(workspace.settings.overview)
        found = [measure for measure in workspace.measures.values() if fits(measure)]
        found.sort(key=lambda m: followed.index(m.name) if m.name in followed else len(followed))
        self.offered = {measure.name: measure for measure in found}
        given = dict(data.items())
        if given.get("measure") not in self.offered:
            given["measure"] = next(iter(self.offered), "")
        for name, choices in self.usual().items():
            if given.get(name) not in choices:
                given[name] = next(iter(choices))
        super().__init__(given)
        self.chosen = self.offered.get(given["measure"])
        field = self.fields["measure"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, measure.called(language)) for name, measure in self.offered.items()]

    def usual(self) -> dict[str, dict[str, Any]]:
        """Choices of each further field; the first is taken where none is."""
        return {}


class UnusualForm(MeasureForm):
    grain = forms.ChoiceField(label=_("In steps of a"), required=False, choices=list(STEPS.items()))

    def __init__(self, data: Any, workspace: Workspace, language: str):
        super().__init__(data, workspace, language, is_searchable)

    def usual(self) -> dict[str, dict[str, Any]]:
        return {"grain": {"month": 0, **STEPS}}


class ChartForm(MeasureForm):
    grain = forms.ChoiceField(label=_("In steps of a"), required=False, choices=list(STEPS.items()))
    chart = forms.ChoiceField(label=_("Look for"), required=False, choices=list(CHARTS.items()))
    changes = forms.CharField(
        label=_("Known changes"),
        required=False,
        help_text=_("Days such as 2026-03-01, with commas; limits begin anew."),
    )

    def __init__(self, data: Any, workspace: Workspace, language: str):
        super().__init__(data, workspace, language, lambda measure: not measure.over)

    def usual(self) -> dict[str, dict[str, Any]]:
        return {"grain": {"month": 0, **STEPS}, "chart": CHARTS}

    def clean_changes(self) -> list[str]:
        days = [text.strip() for text in self.cleaned_data["changes"].replace("，", ",").split(",") if text.strip()]
        for text in days:
            try:
                date.fromisoformat(text)
            except ValueError:
                raise forms.ValidationError(
                    __("“%(text)s” is no day; write it as 2026-03-01.") % {"text": text}
                ) from None
        return days


class NextForm(MeasureForm):
    grain = forms.ChoiceField(label=_("In steps of a"), required=False, choices=list(STEPS.items()))
    ahead = forms.ChoiceField(label=_("How many ahead"), required=False, choices=list(AHEAD.items()))

    def __init__(self, data: Any, workspace: Workspace, language: str):
        super().__init__(data, workspace, language, lambda measure: not measure.over)

    def usual(self) -> dict[str, dict[str, Any]]:
        return {"grain": {"month": 0, **STEPS}, "ahead": {"6": 0, **AHEAD}}


class PeopleForm(MeasureForm):
    who = forms.ChoiceField(label=_("Compare"), required=False, choices=list(WHO.items()))

    def __init__(self, data: Any, workspace: Workspace, language: str):
        usual = {"measure": "csat"}  # asked after a contact, which somebody made; nps names nobody
        super().__init__({**usual, **dict(data.items())}, workspace, language, has_worth)

    def usual(self) -> dict[str, dict[str, Any]]:
        return {"who": WHO}
