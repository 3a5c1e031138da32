"""What a programme may be triggered by: an entity, and which of its columns says when."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from auricle.sentence import sentence

Words = Mapping[str, str | Promise]
"""Words by ``entity`` or ``entity.column``."""

HAPPENS: Words = {
    "interactions": _("An interaction: a visit, a call, an event"),
    "orders": _("An order was placed"),
    "orders.delivered_at": _("An order was delivered"),
    "contracts": _("A contract began"),
    "cases": _("A case was opened"),
    "cases.answered_at": _("A case had its first answer"),
    "cases.closed_at": _("A case was closed"),
    "feedback": _("Feedback was given"),
    "answers": _("A question was answered"),
    "mentions": _("A theme was found in a text"),
    "points": _("Points moved"),
    "exposures": _("A message or an invitation went out"),
}
TRAIT = "customers.traits"
DATES: Words = {
    "contracts.end_on": _("The end of a contract"),
    "contracts.start_on": _("The beginning of a contract"),
    "orders.at": _("The day of an order"),
    "orders.promised_at": _("The day promised for an order"),
    "cases.closed_at": _("The day a case was closed"),
    "customers.first_seen_at": _("The day a customer was first met"),
    TRAIT: _("A date in a customer's traits, such as a birthday"),
}
_TRAIT = re.compile(r"traits\.[A-Za-z_][A-Za-z0-9_]{0,59}")


class NoSuchMoment(ValueError):
    """An entity has no such moment for a programme."""

    def __init__(self, entity: str, moment: str, known: Words):
        super().__init__(
            sentence(
                "a programme cannot wait for {asked!r}; choose one of {known}",
                asked=joined(entity, moment), known=", ".join(known),
            )
        )  # fmt: skip


def joined(entity: str, moment: str) -> str:
    """As a form and the words above name it."""
    return f"{entity}.{moment}" if moment else entity


def parted(name: str) -> tuple[str, str]:
    """The entity and the column of a name; the entity's own time has none."""
    entity, _dot, moment = name.partition(".")
    return entity, moment


def trait_of(moment: str) -> str:
    return moment.removeprefix("traits.") if moment.startswith("traits.") else ""


def is_trait(moment: str) -> bool:
    return bool(_TRAIT.fullmatch(moment))


def said(entity: str, moment: str) -> str:
    """What triggers a programme, in the reader's language."""
    name = joined(entity, moment)
    return trait_of(moment) or str(HAPPENS.get(name) or DATES.get(name) or name)


def check(entity: str, moment: str, known: Words) -> None:
    """NoSuchMoment unless it is one of those known."""
    if joined(entity, moment) in known and joined(entity, moment) != TRAIT:
        return
    if TRAIT not in known or entity != "customers" or not is_trait(moment):
        raise NoSuchMoment(entity, moment, known)
