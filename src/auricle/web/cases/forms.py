"""Forms of the cases room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from auricle.web.platform.public import User

from .models import Cause, Severity
from .queries import causes
from .routing import colleagues


class ReplyForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=200)
    text = forms.CharField(label=_("Your letter"), widget=forms.Textarea(attrs={"rows": 6}), max_length=20_000)
    form = forms.CharField(widget=forms.HiddenInput, max_length=40)


class _Beside(forms.Form):
    """A form that shares its page with others: its fields have ids of their own, so that each label names its field."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, auto_id=f"{type(self).__name__.lower()}_%s", **kwargs)


class CommentForm(_Beside):
    text = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=10_000,
        help_text=_("Only colleagues see it. @name mentions somebody."),
    )


class TaskForm(_Beside):
    text = forms.CharField(label=_("What is to be done"), max_length=240)
    due_on = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class AttachmentForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("Up to 5 MB; it is kept with the case as a download."))


class OpenForm(forms.Form):
    """A case opened by hand."""

    customer = forms.CharField(label=_("Customer"), max_length=254, help_text=_("Their id."))
    words = forms.CharField(label=_("What it is about"), max_length=240)
    severity = forms.TypedChoiceField(label=_("Severity"), choices=Severity, coerce=int, initial=Severity.NORMAL)
    form = forms.CharField(widget=forms.HiddenInput, max_length=40)


class WorkForm(forms.Form):
    """The part of a case one changes by choosing."""

    owner = forms.ChoiceField(label=pgettext_lazy("of a case", "Owner"), required=False)
    severity = forms.TypedChoiceField(label=_("Severity"), choices=Severity, coerce=int)
    cause = forms.ChoiceField(label=_("Root cause"), required=False)

    def __init__(self, *args: Any, workspace: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._people = colleagues(workspace)
        self._causes = {str(cause.pk): cause for cause in causes(workspace) if not cause.is_retired}
        people = sorted(self._people.values(), key=str)
        self.fields["owner"].choices = [("", _("no owner")), *((str(user.pk), str(user)) for user in people)]
        self.fields["cause"].choices = [
            ("", _("not named yet")),
            *((pk, str(each)) for pk, each in self._causes.items()),
        ]

    @property
    def chosen_owner(self) -> User | None:
        return self._people.get(int(self.cleaned_data["owner"])) if self.cleaned_data["owner"] else None

    @property
    def chosen_cause(self) -> Cause | None:
        return self._causes.get(self.cleaned_data["cause"])
