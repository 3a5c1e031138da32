"""The form of one integration: its name, then what its kind asks for."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .files.form import FilesForm
from .transport import Kind


class Named(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("of a thing", "Name"), max_length=80, help_text=_("How you tell it from others.")
    )


def form_of_kind(kind: Kind, kept: Container[str] = ()) -> type[forms.Form]:
    """The form; a secret that is kept already may be left empty, and then stays."""

    class Kept(kind.form, Named):  # type: ignore[name-defined, misc]
        field_order = ("name", *(kind.form.field_order or ()))

        def __init__(self, *args: Any, workspace: str, **kwargs: Any):
            super().__init__(*args, **kwargs)
            if isinstance(self, FilesForm):
                self.knows(workspace)
            for name in kind.hidden:
                if name in kept and name in self.fields:
                    self.fields[name].required = False
                    self.fields[name].help_text = _("Kept, and not shown. Leave it empty to keep it.")

    return Kept
