"""Forms of the import room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, (list, tuple)) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given]


class UploadForm(forms.Form):
    files = FilesField(
        label=_("Files"),
        help_text=_(
            "CSV, TSV, Excel, Parquet, JSON lines, SPSS or XES; several when they belong together, "
            "with their mapping (.yaml) if you have one."
        ),
    )
    mapping = forms.ChoiceField(label=_("Mapping"), required=False)

    def __init__(self, *args: Any, kept: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["mapping"].choices = [
            ("", _("Propose one from the files")),
            *((name, name) for name in kept),
        ]


class MappingText(forms.Form):
    mapping = forms.CharField(
        label=_("The mapping as text"), widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"})
    )


class MendedForm(forms.Form):
    source = forms.ChoiceField(label=_("Source"))
    file = forms.FileField(label=_("Mended file"), help_text=_("The exported file, with the wrong values put right."))

    def __init__(self, *args: Any, sources: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(name, name) for name in sources]
