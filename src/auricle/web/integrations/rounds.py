"""Sending and reading, by every worker: what was handed over goes a moment later, what others wrote is fetched."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from auricle.web.platform.public import goes_round

from .models import Delivery, Pull
from .pulling import pull_now
from .sending import due, send_now

AT_ONCE = 200
KEPT = timedelta(days=30)


@goes_round(every_seconds=2, hears=True)
def deliver_due() -> None:
    """Send what was handed over, what waited long enough, and what a worker left when it was killed."""
    waiting = Delivery.objects.across("every workspace's letters go out").filter(due()).order_by("due_at")
    for pk in list(waiting.values_list("pk", flat=True)[:AT_ONCE]):
        send_now(pk)


@goes_round(every_seconds=5)
def pull_due() -> None:
    """Read the mailboxes and feeds that are due."""
    due = Pull.objects.across("every workspace's letters come in").filter(due_at__lte=timezone.now())
    for pk in list(due.filter(integration__is_on=True).values_list("pk", flat=True)):
        pull_now(pk)


@goes_round(every_seconds=3600)
def forget_old() -> None:
    """Forget what letters said, 30 days after they ended; that they were sent, and what came back, stays."""
    old = timezone.now() - KEPT
    ended = Delivery.objects.across("every workspace forgets").filter(ended_at__lt=old).exclude(content={})
    ended.update(content={}, subject="", customer="")
