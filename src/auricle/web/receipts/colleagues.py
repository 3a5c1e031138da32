"""Colleagues who reported what a receipt tells of: those who began or own its initiative, or worked on its cases."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from auricle.web.initiatives.public import Initiative, linked_cases
from auricle.web.integrations.public import Letter, send
from auricle.web.platform.public import User, public_address

from .models import Receipt


def reporters(initiative: Initiative) -> list[User]:
    """Who of the workspace began or owns an initiative, or has a case that is linked to it."""
    owners = {case.owner for case in linked_cases(initiative)}
    began = Q(pk__in=[pk for pk in (initiative.owner_id, initiative.made_by_id) if pk])
    of_cases = Q(email__in=owners) | Q(name__in=owners - {""})
    people = User.objects.filter(memberships__workspace=initiative.workspace)
    return list(people.filter(began | of_cases).distinct().order_by("pk"))


def tell_colleagues(receipt: Receipt, by: Any) -> None:
    """Write to each once what became of theirs, in the transaction that hands the receipt over; who sends it knows."""
    path = reverse("receipts:mine", kwargs={"workspace": receipt.workspace.slug})
    for user in reporters(receipt.initiative):
        if user.pk != by.pk:
            send(receipt.workspace, _letter(receipt, user, public_address() + path))


def _letter(receipt: Receipt, user: User, address: str) -> Letter:
    with translation.override(user.language or "en"):
        subject = _("What became of what you reported: %(name)s") % {"name": receipt.initiative.name}
        told = _("Customers are told now what was done. This is yours too: %(address)s") % {"address": address}
    text = f"{receipt.text(user.language or 'en')['body']}\n\n{told}"
    return Letter(user.email, subject, text, reference=f"receipt:{receipt.pk}:colleague:{user.pk}")
