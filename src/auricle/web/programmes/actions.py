"""What people do with programmes: keep them, put them on, stop them; and forget a person."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from auricle.web.platform.public import Workspace
from auricle.web.signals.public import follow

from .asking import is_answerable
from .models import Invitation, Programme


class NothingToAnswer(ValueError):
    """The programme's survey has no version that could be answered, or is closed."""


def keep(programme: Programme) -> None:
    """Keep a programme as it is now written; whoever was asked before stays asked."""
    programme.save()
    _follow(programme)


def put_on(programme: Programme) -> None:
    """Begin to ask, from now on: what happened before triggers nothing.

    Raises
        NothingToAnswer: publish and open its survey first.
    """
    if not is_answerable(programme):
        raise NothingToAnswer
    changes = {"is_on": True, "on_since": timezone.now(), "planned_upto": None}
    Programme.objects.of(programme.workspace).filter(pk=programme.pk, is_on=False).update(**changes)
    _follow(programme)


def stop(programme: Programme) -> int:
    """Ask nobody any more and remind nobody; links that went out can still be answered. How many were not asked.

    Whoever waited is taken out of the list: when it is put on again it begins anew.
    """
    mine = Invitation.objects.of(programme.workspace).filter(programme=programme)
    with transaction.atomic():
        Programme.objects.of(programme.workspace).filter(pk=programme.pk).update(is_on=False)
        mine.exclude(remind_at=None).update(remind_at=None)
        n = mine.filter(state=Invitation.State.WAITING).delete()[0]
    _follow(programme)
    return n


def remove(programme: Programme) -> None:
    """Take a programme that is off away with its list; what it sent stays in the ledger and in the facts."""
    programme.delete()


def forget(record: Workspace, customer: str) -> int:
    """Take a person out of every programme; how many invitations."""
    return Invitation.objects.of(record).filter(customer=customer).delete()[0]


def _follow(programme: Programme) -> None:
    if programme.kind == Programme.Kind.EVENT:
        follow(programme.workspace)
