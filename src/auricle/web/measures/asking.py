"""What a measure's page is asked: by what, over time in which steps, of which rows, against which days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from auricle.model.dimension import GRAINS, UnknownDimension, resolve
from auricle.model.entities import entity
from auricle.model.entity import Type
from auricle.model.measure import Measure
from auricle.query.guard import PERSONS
from auricle.web.platform.public import DAY, Span, in_words, year_before
from auricle.workspace import Workspace

from .filters import FilterError, SinglesOut, checked
from .naming import dimension_title

FIRST = ("touchpoint", "channel", "segment", "region", "question", "outcome", "category", "plan", "campaign", "kind")
"""The dimension a page shows when none is chosen: the first of these that the measure has."""

STEPS = {
    "day": _("By day"), "week": _("By week"), "month": _("By month"), "quarter": _("By quarter"), "year": _("By year"),
}  # fmt: skip
AGAINST = (("", _("What fits best")), ("before", _("The days just before")), ("year", _("The year before")))
NOTHING = "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a page puts it; ``before`` are the days it is compared with, None for those that fit best."""

    name: str
    by: tuple[str, ...] = ()
    grain: str = ""
    where: str = ""
    weighted: bool = False
    against: str = ""
    before: tuple[date, date] | None = None

    def span(self, span: Span) -> Span:
        """The days of the page, compared with those that were chosen."""
        if self.before:
            return Span(span.start, span.end, *self.before, False)
        if self.against == "year":
            return Span(span.start, span.end, year_before(span.start), year_before(span.end), True)
        if self.against == "before":
            length = span.end - span.start
            return Span(span.start, span.end, span.start - length - DAY, span.start - DAY, False)
        return span


class AskForm(forms.Form):
    """The controls of a measure's page; all that is not said is as it suits the measure."""

    by = forms.ChoiceField(label=_("Break down by"), required=False)
    and_by = forms.ChoiceField(label=_("and by"), required=False)
    grain = forms.ChoiceField(label=_("Over time"), required=False)
    against = forms.ChoiceField(label=_("Compare with"), required=False)
    before_from = forms.DateField(label=_("from"), required=False, widget=forms.DateInput({"type": "date"}))
    before_to = forms.DateField(label=_("to"), required=False, widget=forms.DateInput({"type": "date"}))
    where = forms.CharField(label=_("Only where"), required=False, strip=True)
    weighted = forms.BooleanField(label=_("Count answers by their weight"), required=False)

    def __init__(self, data: Mapping[str, Any], workspace: Workspace, measure: Measure, *, persons: bool):
        names = breakdowns(workspace, measure)
        for chosen in (data.get("by"), data.get("and_by")):
            if chosen and chosen not in names and may_group(workspace, measure, chosen):
                names.append(chosen)
        usual = next((name for name in FIRST if name in names), NOTHING)
        super().__init__({**dict(data.items()), "by": data.get("by") or usual})
        self.workspace, self.measure, self.persons = workspace, measure, persons
        titled = sorted(((name, dimension_title(name)) for name in names), key=lambda pair: pair[1])
        self.choices("by", [*titled, (NOTHING, __("nothing"))])
        self.choices("and_by", [("", __("nothing more")), *titled])
        self.choices("grain", [("", __("As fits the period")), *STEPS.items()])
        self.choices("against", AGAINST)
        if not measure.weight:
            del self.fields["weighted"]

    def choices(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_where(self) -> str:
        try:
            return checked(self.cleaned_data["where"], self.measure, self.workspace, persons=self.persons)
        except (FilterError, UnknownDimension, SinglesOut) as error:
            raise forms.ValidationError(in_words(error)) from None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("before_from"), given.get("before_to")
        if first and last and last < first:
            self.add_error("before_to", __("These days end before they start. Swap the two dates."))
        elif bool(first) != bool(last) and not {"before_from", "before_to"} & set(self.errors):
            self.add_error("before_to" if first else "before_from", __("Say both days, or neither."))
        return given

    @property
    def asked(self) -> Asked:
        """What is asked; a field in error counts as not said."""
        self.full_clean()
        said = self.cleaned_data
        chosen = (said.get("by", ""), said.get("and_by", ""))
        names = tuple(dict.fromkeys(name for name in chosen if name not in ("", NOTHING)))
        days = (said.get("before_from"), said.get("before_to"))
        return Asked(
            self.measure.name,
            names,
            said.get("grain", ""),
            said.get("where", ""),
            bool(said.get("weighted")),
            said.get("against", ""),
            days if all(days) else None,  # type: ignore[arg-type]
        )


def breakdowns(workspace: Workspace, measure: Measure) -> list[str]:
    """The dimensions whose values many share, which all rows of the measure have."""
    shared = [set(workspace.dimensions(name)) for name in measure.entities]
    common = (name for name in workspace.dimensions(measure.entities[0]) if all(name in names for names in shared))
    return [name for name in common if may_group(workspace, measure, name)]


def may_group(workspace: Workspace, measure: Measure, name: str) -> bool:
    if name in GRAINS or name.rpartition(".")[2] in PERSONS:
        return False
    return all(_is_shared(workspace, each, name) for each in measure.entities)


def names_to_filter(workspace: Workspace, measure: Measure, *, persons: bool) -> Iterator[tuple[str, str]]:
    """Every name a filter may speak of, with what it is called."""
    for name in workspace.dimensions(measure.entities[0]):
        if persons or name not in PERSONS:
            yield name, dimension_title(name)


def _is_shared(workspace: Workspace, entity_name: str, name: str) -> bool:
    try:
        found = resolve(entity(entity_name), name, workspace.settings.own_dimensions)
    except UnknownDimension:
        return False
    kinds = {Type.CATEGORY, Type.BOOLEAN}
    return found.type in kinds or name.rpartition(".")[2] in ("employee", "score", "birth_year")
