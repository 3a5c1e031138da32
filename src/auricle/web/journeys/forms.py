"""A designed journey as a form: its name, and up to so many steps with their stages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from auricle.understanding.steps import RUNS, STEPS

from .asking import MOST_STEPS, RUN_TITLES, STEP_TITLES


class DesignForm(forms.Form):
    """``stops`` is what the lines say, empty ones left out: steps by their codes, written and shown by their titles.

    ``named`` are codes and titles of the steps there are; a title that two of them have names neither.
    """

    name = forms.CharField(label=_("Name of the journey"), max_length=80)
    run = forms.ChoiceField(label=_("Steps of one"), choices=[(run, RUN_TITLES[run]) for run in RUNS])
    step = forms.ChoiceField(label=_("A step is"), choices=[(step, STEP_TITLES[step]) for step in STEPS])

    def __init__(
        self,
        data: Any = None,
        *,
        stops: Sequence[dict[str, str]] = (),
        named: Sequence[tuple[str, str]] = (),
        **more: Any,
    ):
        super().__init__(data, **more)
        met = Counter(title.casefold() for _, title in named)
        self.offered = {code: title if met[title.casefold()] == 1 else code for code, title in named}
        codes = {shown.casefold(): code for code, shown in self.offered.items()}
        self.stops = _stops(data, codes) if data is not None else [dict(stop) for stop in stops]

    @property
    def lines(self) -> list[dict[str, str]]:
        blank = max(2, 5 - len(self.stops))
        shown = [{**stop, "step": self.offered.get(stop["step"], stop["step"])} for stop in self.stops]
        return [*shown, *({"stage": "", "step": ""} for _ in range(blank))][:MOST_STEPS]

    def clean(self) -> dict[str, Any]:
        if not self.stops:
            self.add_error(None, __("A designed journey needs at least one step. Choose one."))
        return self.cleaned_data


def _stops(data: Any, codes: Mapping[str, str]) -> list[dict[str, str]]:
    lines = zip(data.getlist("stage"), data.getlist("stop"), strict=False)
    said = [(stage.strip()[:80], step.strip()[:200]) for stage, step in lines if step.strip()]
    return [{"stage": stage, "step": codes.get(step.casefold(), step)} for stage, step in said[:MOST_STEPS]]
