"""What a page of comments is asked for, and what a correction says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from auricle.understanding.voices.reading import Correction

from .words import ACTIONS, CONFLICTS, LANGUAGES, TONES

ALL = [("", _("all"))]
NOT_SPOKEN_OF = "none"
VERDICTS = {"1": 1, "0": 0, "-1": -1, NOT_SPOKEN_OF: None}


class CommentsForm(forms.Form):
    """Filters; an answer that is none of those offered counts as all."""

    theme = forms.ChoiceField(label=_("Theme"), required=False)
    tone = forms.ChoiceField(label=_("Tone"), required=False, choices=[*ALL, *TONES.items()])
    action = forms.ChoiceField(label=_("What it asks for"), required=False, choices=[*ALL, *ACTIONS.items()])
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[*ALL, *LANGUAGES.items()])
    conflict = forms.ChoiceField(label=_("Beside the score"), required=False, choices=[*ALL, *CONFLICTS.items()])

    product = forms.ChoiceField(label=_("Product"), required=False)

    def __init__(self, data: Any, themes: list[tuple[str, str]], products: list[tuple[str, str]]):
        super().__init__(dict(data.items()))
        for name, named in (("theme", themes), ("product", products)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*ALL, *named]
        if not products:
            del self.fields["product"]

    @property
    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "") for name in self.fields}


class CorrectionForm(forms.Form):
    """``verdict`` is the tone; ``none`` of a theme says that the text does not speak of it."""

    feedback = forms.CharField(max_length=200)
    theme = forms.ChoiceField(
        required=False,
        error_messages={"invalid_choice": _("There is no theme “%(value)s”; choose one of those offered.")},
    )
    verdict = forms.ChoiceField(choices=[(value, value) for value in (*VERDICTS, "")], required=False)
    action = forms.ChoiceField(choices=[("", ""), *ACTIONS.items()], required=False)

    def __init__(self, data: Any, themes: Iterable[str]):
        super().__init__(data)
        field = self.fields["theme"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, name) for name in ("", *themes)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "theme" in self.errors:
            return given
        if given.get("theme") and not given.get("verdict"):
            raise forms.ValidationError(_("Say how the text speaks of it."))
        if not given.get("theme") and given.get("verdict") in ("", NOT_SPOKEN_OF) and not given.get("action"):
            raise forms.ValidationError(_("Say what is right: the tone, or what the text asks for."))
        return given

    def correction(self, word: str) -> Correction:
        given = self.cleaned_data
        verdict = VERDICTS.get(given["verdict"])
        return Correction(given["feedback"], given["theme"], verdict, given.get("action", ""), word)
