"""Forms of the platform."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from .models import User
from .roles import Role

CURRENCY = RegexValidator(r"^[A-Z]{3}$", _("Write the three letters of the currency, such as CNY, HKD or EUR."))


class CurrencyField(forms.CharField):
    default_validators = (CURRENCY,)

    def to_python(self, value: object) -> str:
        return super().to_python(value).upper()


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("name", "language")

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("As your browser asks")), *settings.LANGUAGES]


class NewWorkspaceForm(forms.Form):
    workspace_name = forms.CharField(
        label=_("Name of the workspace"), max_length=120, help_text=_("Usually the company.")
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Days, weeks and months are counted in it."),
        widget=forms.Select(attrs={"data-zone": True}),
    )
    currency = CurrencyField(
        label=_("Currency"), max_length=3, required=False, help_text=_("Three letters, such as CNY.")
    )

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [(zone, zone) for zone in ("UTC", *sorted(available_timezones() - {"UTC"}))]


class PasswordForm(forms.Form):
    """The part of a form in which a new colleague chooses a password."""

    name = forms.CharField(label=_("Your name"), max_length=120, required=False)
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters; a sentence is easier to remember than symbols."),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class SetUpForm(PasswordForm, NewWorkspaceForm):
    email = forms.EmailField(label=_("Your e-mail address"), help_text=_("You sign in with it."))
    field_order = ("email", "name", "password", "workspace_name", "zone", "currency")


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.VIEWER)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role)


class SettingsForm(forms.Form):
    name = forms.CharField(label=_("Name of the workspace"), max_length=120)
    currency = CurrencyField(label=_("Currency"), max_length=3, required=False)
    floor = forms.IntegerField(
        label=_("Smallest group that shows a number"),
        min_value=1,
        max_value=1000,
        help_text=_("Answers of fewer people are never shown, on any page or export."),
    )
    keep_days = forms.IntegerField(
        label=_("Days for which events are kept as they came"),
        min_value=0,
        max_value=3650,
        help_text=_("After they are in the store, to look into; then only what was understood of them stays."),
    )


class AuditFilter(forms.Form):
    who = forms.CharField(label=_("Who"), required=False, max_length=254)
    verb = forms.CharField(label=_("What"), required=False, max_length=60)
