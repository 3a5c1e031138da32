"""A receipt as a form: three languages side by side, and who is told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from auricle.model.dimension import UnknownDimension
from auricle.store.relation import FilterError
from auricle.web.platform.public import ScreenState, in_words

from .models import LANGUAGES, Receipt

DAY = {"type": "date"}
PARTS = {
    "subject": (_("Subject"), None),
    "spoke": (_("To those who said it"), 4),
    "silent": (_("To those who said nothing"), 4),
    "body": (_("What was done"), 7),
}
SPEAKING = (("feedback", _("feedback")), ("mentions", _("mentions of a theme")), ("interactions", _("interactions")))
LIVING = (("orders", _("orders")), ("interactions", _("interactions")))


class ReceiptForm(forms.Form):
    first_day = forms.DateField(label=_("From"), widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    last_day = forms.DateField(label=_("to"), widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    spoke_entity = forms.ChoiceField(label=_("Whose words or behaviour led to it: rows of"), choices=SPEAKING)
    spoke_where = forms.CharField(
        label=_("and a filter of these"), required=False, max_length=1000,
        help_text=_(
            "Such as kind = 'complaint' and touchpoint = 'delivery'. Customers of linked cases are told anyway."
        ),
    )  # fmt: skip
    silent_entity = forms.ChoiceField(label=_("Who lived through it: rows of"), choices=LIVING)
    silent_where = forms.CharField(
        label=_("and a filter of these"), required=False, max_length=1000,
        help_text=_(
            "Such as delivery = 'late'. Only those who gave no feedback in these days; empty tells nobody silent."
        ),
    )  # fmt: skip
    is_public = forms.BooleanField(label=_("Show it on the public page"), required=False)

    def __init__(self, data: Any, state: ScreenState, receipt: Receipt):
        super().__init__(data, initial={name: getattr(receipt, name) for name in self.base_fields})
        self.state = state
        for language in LANGUAGES:
            for part, (label, rows) in PARTS.items():
                widget = (
                    forms.Textarea({"rows": rows, "lang": language}) if rows else forms.TextInput({"lang": language})
                )
                self.fields[f"{part}_{language}"] = forms.CharField(
                    label=label, widget=widget, max_length=200 if rows is None else 4000,
                    initial=receipt.texts.get(language, {}).get(part, ""), strip=True,
                )  # fmt: skip

    @property
    def languages(self) -> list[tuple[str, list[Any]]]:
        return [(language, [self[f"{part}_{language}"] for part in PARTS]) for language in LANGUAGES]

    @property
    def about(self) -> list[Any]:
        return [self[name] for name in self.base_fields]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("first_day") and given.get("last_day") and given["last_day"] < given["first_day"]:
            self.add_error("last_day", __("These days end before they start. Swap the two dates."))
        for who in ("spoke", "silent"):
            if given.get(f"{who}_entity") and given.get(f"{who}_where"):
                try:
                    self.state.workspace.count(given[f"{who}_entity"], where=given[f"{who}_where"])
                except (FilterError, UnknownDimension) as error:
                    self.add_error(f"{who}_where", in_words(error))
        return given

    @property
    def row_values(self) -> dict[str, Any]:
        given = self.cleaned_data
        texts = {language: {part: given[f"{part}_{language}"] for part in PARTS} for language in LANGUAGES}
        return {**{name: given[name] for name in self.base_fields}, "texts": texts}
