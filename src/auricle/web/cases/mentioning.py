"""Tells colleagues that a note names them: in the inbox always, by letter unless they want none."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from auricle.web.integrations import public as integrations
from auricle.web.platform.public import User, public_address

from .models import Case, Comment, Wish
from .presence import present


def mentioned_in(text: str, people: Iterable[User]) -> list[User]:
    """Colleagues a text names: @anna or @anna@example.com."""
    named = {name.lower().rstrip(".") for name in re.findall(r"@([\w.+-]+(?:@[\w.-]+)?)", text)}
    return [user for user in people if user.email in named or user.email.partition("@")[0] in named]


def wants_letters(workspace: object, user: User) -> bool:
    wish = Wish.objects.of(workspace).filter(user=user).first()
    return wish is None or wish.by_letter


def wish(workspace: object, user: User, by_letter: bool) -> None:
    Wish.objects.of(workspace).update_or_create(workspace=workspace, user=user, defaults={"by_letter": by_letter})


def tell_mentioned(case: Case, said: Comment, people: Iterable[User], base: str) -> None:
    """Write to those a note names, in the transaction that keeps it; who names themselves knows it already.

    ``base`` is the address people reach this server by. A note tells of the customer, and is erased with them.
    """
    address = _address(case, base)
    for user in people:
        if user.pk == said.user_id or not wants_letters(case.workspace, user):
            continue
        with translation.override(user.language or "en"):
            subject = _("%(who)s mentions you on case %(case)s") % {"who": said.user, "case": case}
        reference = f"case:{case.number}:comment:{said.pk}:{user.pk}"
        customer = present(case.workspace, case.customer)
        text = f"{said.text}\n\n{address}".strip()
        integrations.send(
            case.workspace, integrations.Letter(user.email, subject, text, reference=reference, customer=customer)
        )


def _address(case: Case, base: str) -> str:
    base = public_address(base)
    place = reverse("cases:case", kwargs={"workspace": case.workspace.slug, "number": case.number})
    return f"{base}{place}#comments" if base else ""
