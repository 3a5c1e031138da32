"""What people do with rules: keep them, put them on and off, let go on what paused itself."""

from __future__ import annotations

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from auricle.web.platform.public import Workspace

from .models import Firing, Signal
from .watching import follow


def keep(signal: Signal) -> None:
    """Keep a rule as it is now written; what it set off before stays."""
    signal.changed_at = timezone.now()
    signal.save()
    follow(signal.workspace)


def put(signal: Signal, is_on: bool) -> None:
    """Put a rule on, from now on; or off."""
    now = timezone.now()
    changes = {"is_on": is_on, "changed_at": now, "paused_because": "", "on_since": now if is_on else None}
    Signal.objects.of(signal.workspace).filter(pk=signal.pk).update(**changes)
    follow(signal.workspace)


def go_on(signal: Signal, does_held: bool) -> int:
    """Let a paused rule go on; what it held back is done now, or not at all. How many were held."""
    held = Firing.objects.of(signal.workspace).filter(signal=signal, state=Firing.State.HELD)
    with transaction.atomic():
        n = held.update(state=Firing.State.WAITING if does_held else Firing.State.DONE)
        put(signal, is_on=True)
    return n


def try_again(signal: Signal) -> int:
    """Do now what failed or waits for its next try, with all its tries before it; how many firings."""
    failing = Firing.objects.of(signal.workspace).filter(signal=signal, tries__gt=0)
    failing = failing.filter(state__in=(Firing.State.FAILED, Firing.State.WAITING))
    return failing.update(state=Firing.State.WAITING, tries=0, due_at=timezone.now())


def remove(workspace: Workspace, signal: Signal) -> None:
    signal.delete()
    follow(workspace)


def forget(record: Workspace, customer: str) -> int:
    """Take a person out of what set rules off; how many firings. They stay, nameless, so that counts stay true."""
    mine = Firing.objects.of(record).filter(customer=customer)
    nameless = Concat(Value("erased:"), Cast(F("pk"), CharField()))
    waiting = mine.filter(state__in=(Firing.State.WAITING, Firing.State.HELD))
    waiting.update(state=Firing.State.DONE)  # nothing follows any more
    return mine.update(customer="", key="", said={}, trouble="", fact=nameless)
