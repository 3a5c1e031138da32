"""Forms of initiatives and reviews."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from auricle.understanding.proof import AGAINST, MIXTURE, PAST, REST
from auricle.web.cases.public import piles
from auricle.web.measures.public import REFUSALS, breakdowns, checked, dimension_title
from auricle.web.platform.public import ScreenState, User, in_words

from .models import CauseKind, Every, Initiative

GROUP = "group"
HOW = (
    ("", _("as fits: the rest where there is a filter, else its own past")),
    (REST, _("everybody else")),
    (GROUP, _("a group of my choice")),
    (MIXTURE, _("a mixture of other groups that ran alike before")),
    (PAST, _("its own past")),
)
DAY = {"type": "date"}


class InitiativeForm(forms.Form):
    """An initiative as people write it; ``row_values`` are the columns to keep."""

    name = forms.CharField(label=_("Name of the initiative"), max_length=120)
    cause_kind = forms.ChoiceField(label=_("It came from"), choices=CauseKind)
    cause = forms.CharField(label=_("Which one"), max_length=200, required=False)
    cases = forms.CharField(
        label=_("Linked cases"), max_length=2000, required=False, help_text=_("Their numbers, such as 12, 40, 41.")
    )
    pile = forms.TypedChoiceField(
        label=_("And all cases of a root cause"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Those that come later are linked too."),
    )
    hypothesis = forms.CharField(
        label=_("Hypothesis"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("If we do this, that will change, because …"),
    )
    owner = forms.ModelChoiceField(
        label=_("Sees to it"), queryset=User.objects.none(), required=False, empty_label=_("nobody")
    )
    departments = forms.CharField(
        label=_("Departments involved"),
        max_length=200,
        required=False,
        help_text=_("Most causes sit between two: name both."),
    )
    measure = forms.ChoiceField(label=_("Measure it is to move"))
    expected = forms.FloatField(
        label=_("By how much"), required=False, help_text=_("In the unit of the measure; a share as 0.05.")
    )
    where = forms.CharField(
        label=_("Where it is done, as a filter"),
        max_length=1000,
        required=False,
        help_text=_("Such as region in ('south', 'central'); empty for everywhere."),
    )
    how = forms.ChoiceField(label=_("Compare with"), choices=HOW, required=False)
    group = forms.CharField(
        label=_("Filter of that group"),
        max_length=1000,
        required=False,
        help_text=_("Only for a group of your choice."),
    )
    by = forms.ChoiceField(
        label=_("Units to compare"), required=False, help_text=_("Stores, regions, teams: whatever did it or did not.")
    )
    starts_on = forms.DateField(label=_("Begins on"), widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Ends on"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    cost = forms.FloatField(label=_("What it costs"), required=False, min_value=0)
    reached = forms.IntegerField(label=_("Customers it reaches"), required=False, min_value=1)

    def __init__(self, data: Any, state: ScreenState, **more: Any):
        super().__init__(data, **more)
        self.state = state
        people = User.objects.filter(memberships__workspace=state.record)
        self.fields["owner"].queryset = people.order_by("name", "email")  # type: ignore[attr-defined]
        named = [(name, each.called(state.language)) for name, each in state.workspace.measures.items()]
        self._choices("measure", sorted(named, key=lambda pair: pair[1]))
        names = dict.fromkeys(
            name for measure in state.workspace.measures.values() for name in breakdowns(state.workspace, measure)
        )
        named_piles = [(str(pile.cause), pile.name) for pile in piles(state.record) if pile.cause is not None]
        self._choices("pile", [("", __("none")), *named_piles])
        self._choices("by", [("", __("none")), *((name, dimension_title(name)) for name in names)])

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_cases(self) -> list[int]:
        parts = self.cleaned_data["cases"].replace("，", ",").replace("#", "").split(",")
        wrong = next((part.strip() for part in parts if part.strip() and not part.strip().isdigit()), "")
        if wrong:
            raise forms.ValidationError(__("%(given)s is not the number of a case.") % {"given": wrong})
        return [int(part) for part in parts if part.strip()][:500]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        measure = self.state.workspace.measures[given["measure"]] if given.get("measure") else None
        for name in ("where", "group"):
            if measure and given.get(name):
                try:
                    given[name] = checked(given[name], measure, self.state.workspace, persons=False)
                except REFUSALS as error:
                    self.add_error(name, in_words(error))
        if measure and measure.unit == "share" and abs(given.get("expected") or 0) > 1:
            self.add_error("expected", __("A share can move by 1 at most; 5 percentage points are 0.05."))
        if given.get("how") == GROUP and not given.get("group"):
            self.add_error("group", __("Say which group to compare with."))
        if given.get("how") == MIXTURE and not given.get("by"):
            self.add_error("by", __("Say which groups the mixture is made of."))
        if given.get("how") in (REST, MIXTURE) and not given.get("where"):
            self.add_error("where", __("Say where it is done, or compare with its own past."))
        if given.get("starts_on") and given.get("ends_on") and given["ends_on"] < given["starts_on"]:
            self.add_error("ends_on", __("These days end before they start. Swap the two dates."))
        return given

    @property
    def row_values(self) -> dict[str, Any]:
        kept = {name: value for name, value in self.cleaned_data.items() if name not in ("how", "group")}
        how = self.cleaned_data["how"]
        return {**kept, "against": self.cleaned_data["group"] if how == GROUP else how}


def first_values(row: Initiative) -> dict[str, Any]:
    """What the form of an initiative starts with."""
    names = [name for name in InitiativeForm.base_fields if name not in ("how", "group", "cases")]
    is_group = bool(row.against) and row.against not in AGAINST
    return {
        **{name: getattr(row, name) for name in names},
        "cases": ", ".join(map(str, row.cases)),
        "how": GROUP if is_group else row.against,
        "group": row.against if is_group else "",
    }


class CadenceForm(forms.Form):
    measure = forms.ChoiceField(label=_("Measure"))
    every = forms.ChoiceField(label=_("Looked at every"), choices=Every)

    def __init__(self, data: Any, state: ScreenState, **more: Any):
        super().__init__(data, **more)
        field = self.fields["measure"]
        assert isinstance(field, forms.ChoiceField)
        named = [(name, each.called(state.language)) for name, each in state.workspace.measures.items()]
        field.choices = sorted(named, key=lambda pair: pair[1])


class ReviewForm(forms.Form):
    saw = forms.CharField(
        label=_("What we saw"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Beside the numbers, which fill themselves in."),
    )  # fmt: skip
    learned = forms.CharField(
        label=_("What we learned"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    doing = forms.CharField(label=_("What we do"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))
    initiative = forms.ModelChoiceField(
        label=_("Initiative that does it"),
        queryset=Initiative.objects.none(),
        required=False,
        empty_label=_("none"),
    )

    def __init__(self, data: Any, state: ScreenState, **more: Any):
        super().__init__(data, **more)
        self.fields["initiative"].queryset = Initiative.objects.of(state.record)  # type: ignore[attr-defined]
