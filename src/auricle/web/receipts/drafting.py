"""A first draft of a receipt, from its initiative, in three languages; a person writes the rest."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from auricle.web.initiatives.public import Initiative

from .models import LANGUAGES


def drafted(initiative: Initiative) -> dict[str, dict[str, str]]:
    return {language: _in(language, initiative) for language in LANGUAGES}


def _in(language: str, initiative: Initiative) -> dict[str, str]:
    with translation.override(language):
        name = {"name": initiative.name}
        return {
            "subject": _("You said it, and something was done"),
            "spoke": _(
                "Some time ago you told us what was not good. Thank you: it reached the people who could mend it."
            ),
            "silent": _(
                "Other customers told us what was not good, and you may have met with it too without saying so."
            ),
            "body": _("This is what we have done: %(name)s.") % name,
        }
