"""Forms of the overview and of dashboards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from auricle.web.measures.public import dimension_title
from auricle.web.platform.public import ScreenState

from .figures import REFUSALS
from .models import Dashboard, Tile

GROUPS = ("segment", "touchpoint", "region", "channel", "survey", "question", "unit")
MOST_FOLLOWED = 12


class DashboardForm(forms.ModelForm):
    class Meta:
        model = Dashboard
        fields = ("title", "is_shared")


class TileForm(forms.ModelForm):
    """A tile; it is asked once before it is taken, so that no dashboard holds a question without an answer."""

    measure = forms.ChoiceField(label=gettext_lazy("Measure"))
    by = forms.ChoiceField(label=gettext_lazy("Groups"), required=False)

    class Meta:
        model = Tile
        fields = ("measure", "picture", "by", "where", "is_wide")
        help_texts = {"where": gettext_lazy("For example: channel = 'web' and customer.segment = 'member'")}

    def __init__(self, *args: Any, state: ScreenState, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._state = state
        self.fields["measure"].choices = measure_choices(state)
        names = (*GROUPS, *(dimension.name for dimension in state.workspace.settings.own_dimensions))
        self.fields["by"].choices = [("", _("None")), *((name, dimension_title(name)) for name in names)]

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        if chosen.get("picture") == Tile.Picture.GROUPS and not chosen.get("by"):
            self.add_error("by", _("Choose what to put beside each other."))
        if not self.errors:
            self._ask(chosen)
        return chosen

    def _ask(self, chosen: dict[str, Any]) -> None:
        try:
            self._state.workspace.measure(chosen["measure"], by=chosen["by"] or (), where=chosen["where"])
        except REFUSALS as refusal:
            self.add_error(None, _("This cannot be asked: %(reason)s") % {"reason": refusal})


class FollowForm(forms.Form):
    """Which measures the overview shows."""

    measures = forms.MultipleChoiceField(label=gettext_lazy("Measures"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, state: ScreenState, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["measures"].choices = measure_choices(state)

    def clean_measures(self) -> list[str]:
        chosen = self.cleaned_data["measures"]
        if len(chosen) > MOST_FOLLOWED:
            too_many = _("Choose at most %(most)s; a page for two minutes holds no more.")
            raise forms.ValidationError(too_many % {"most": MOST_FOLLOWED})
        return chosen


def measure_choices(state: ScreenState) -> list[tuple[str, str]]:
    """The workspace's measures: those it follows first, in their order, then the others by title."""
    measures, followed = state.workspace.measures, state.workspace.settings.overview
    first = [name for name in followed if name in measures]
    others = sorted(set(measures) - set(first), key=lambda name: measures[name].called(state.language))
    return [(name, measures[name].called(state.language)) for name in (*first, *others)]
