"""What a key is made with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from .offers import offered_verbs


class KeyForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the key"),
        max_length=60,
        help_text=gettext_lazy("What asks with it, such as: nightly report, assistant of the service team."),
    )
    verbs = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "It acts for you: it never may more than you may on the pages, and stops when you leave the workspace."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["verbs"].choices = [(verb, gettext(verb)) for verb in offered_verbs()]
