"""What reading a folder of files needs to know."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from auricle.web.imports.public import kept_mappings

PLAIN = RegexValidator(r"^[\w\-]+(?![\s\S])", _("Use letters, digits, - and _."))


class FilesForm(forms.Form):
    folder = forms.CharField(
        label=_("Folder"),
        max_length=60,
        validators=[PLAIN],
        initial="tickets",
        help_text=_(
            "It lies on the server in this workspace's folder, beneath incoming; it is made if it is not there."
        ),
    )
    mapping = forms.ChoiceField(
        label=_("Mapping"),
        help_text=_("Not in the list? Import a first file on the page Imports and keep its mapping."),
    )

    def knows(self, workspace: str) -> None:
        """Offer the mappings this workspace keeps."""
        self.fields["mapping"].choices = [(name, name) for name in kept_mappings(workspace)]
