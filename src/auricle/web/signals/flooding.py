"""A rule that is set off too often pauses itself, says so, and holds back what it would have done."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from auricle.sentence import sentence
from auricle.web.platform.public import Workspace, keepable

from .models import Firing, Signal

HOUR = timedelta(hours=1)


def held_back(workspace: Workspace, pk: int, firings: list[Firing]) -> list[Firing]:
    """The firings, those above what the rule may do in an hour held back; the rule is then paused."""
    signal = Signal.objects.of(workspace).get(pk=pk)
    lately = Firing.objects.of(workspace).filter(signal_id=pk, fired_at__gte=timezone.now() - HOUR).count()
    room = max(signal.most_an_hour - lately, 0)
    if len(firings) <= room:
        return firings
    for firing in firings[room:]:
        firing.state = Firing.State.HELD
    why = sentence(
        "more than {most} an hour set it off; see whether the rule is too wide, then let it go on",
        most=signal.most_an_hour,
    )
    Signal.objects.of(workspace).filter(pk=pk).update(paused_because=keepable(why), changed_at=timezone.now())
    return firings
