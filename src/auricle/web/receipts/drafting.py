"""A first draft of a receipt, from its initiative, in three languages; a person writes the rest."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from auricle.model.dimension import UnknownDimension
from auricle.store.relation import FilterError
from auricle.web.initiatives.public import CauseKind, Initiative
from auricle.workspace import Workspace

from .models import LANGUAGES


def drafted(initiative: Initiative) -> dict[str, dict[str, str]]:
    return {language: _in(language, initiative) for language in LANGUAGES}


def who_spoke(facts: Workspace, initiative: Initiative) -> dict[str, str]:
    """Whose words led to it, where the initiative says so: those who spoke ill of its theme."""
    if initiative.cause_kind != CauseKind.THEME or not initiative.where:
        return {}
    where = f"({initiative.where}) and sentiment < 0"
    try:
        facts.count("mentions", where=where)
    except (FilterError, UnknownDimension):
        return {}
    return {"spoke_entity": "mentions", "spoke_where": where}


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
