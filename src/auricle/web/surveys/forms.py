"""What a survey is made from, and what holds for all of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from auricle.questionnaire import language_of

from .answering.look import COLOUR, LOGO_BYTES, logo_of
from .answering.walk import NAMES, own_name
from .models import Survey

LARGEST_FILE = 5 * 1024**2


class NewSurveyForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("of a thing", "Name"),
        max_length=120,
        help_text=gettext_lazy("For your colleagues; who answers sees the title."),
    )
    template = forms.CharField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("SurveyJS (.json), Qualtrics (.qsf) or LimeSurvey (.lss)."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError(_("A survey this large is none; export it without its answers."))
        return file


class SettingsForm(forms.ModelForm):
    """Everything of a survey that is not a question."""

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=list(NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The first one is what the survey is written in."),
    )
    first = forms.ChoiceField(label=gettext_lazy("Written in"), choices=list(NAMES.items()))
    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy("PNG, JPEG, WebP or GIF of at most 12 KB, so that the page stays light."),
    )
    no_logo = forms.BooleanField(label=gettext_lazy("Show the name instead of a logo"), required=False)

    class Meta:
        model = Survey
        fields = ("name", "listening", "touchpoint", "is_anonymous", "brand_name", "brand_colour")
        help_texts = {
            "is_anonymous": gettext_lazy(
                "No customer, no address and no time finer than the day is kept, and no link tells who came by it."
            ),
            "brand_colour": gettext_lazy("Such as #1f5fa8."),
            "touchpoint": gettext_lazy("The place in the journey it asks about, such as delivery."),
        }

    field_order = (
        "name",
        "listening",
        "touchpoint",
        "is_anonymous",
        "first",
        "languages",
        "brand_name",
        "brand_colour",
        "logo",
        "no_logo",
    )

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        spoken = {code: own_name(code) for code in map(language_of, self.instance.languages)}
        for name in ("languages", "first"):
            self.fields[name].choices = list((NAMES | spoken).items())  # type: ignore[attr-defined]

    def clean_brand_colour(self) -> str:
        colour = str(self.cleaned_data["brand_colour"]).strip()
        if colour and not COLOUR.match(colour):
            raise forms.ValidationError(_("Write the colour as # and six digits, such as #1f5fa8."))
        return colour

    def clean_logo(self) -> str:
        file = self.cleaned_data["logo"]
        if not file:
            return ""
        logo = logo_of(file.read(LOGO_BYTES + 1))
        if not logo:
            raise forms.ValidationError(_("This is no PNG, JPEG, WebP or GIF of at most 12 KB; make it smaller."))
        return logo

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if (
            self.instance.pk
            and said.get("is_anonymous") != self.initial.get("is_anonymous")
            and self.instance.versions.of(self.instance.workspace).exists()
        ):
            self.add_error(
                "is_anonymous",
                _("It was published; what was promised to those who answered stays. Make a new survey from this one."),
            )
        return said
