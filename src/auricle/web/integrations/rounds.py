"""Sending, by every worker: whatever is due, a moment after it was handed over."""

from __future__ import annotations

from auricle.web.platform.public import goes_round

from .models import Delivery
from .sending import due, send_now

AT_ONCE = 200


@goes_round()
def deliver_due() -> None:
    """Send what was handed over, what waited long enough, and what a worker left when it was killed."""
    waiting = Delivery.objects.across("every workspace's letters go out").filter(due()).order_by("due_at")
    for pk in list(waiting.values_list("pk", flat=True)[:AT_ONCE]):
        send_now(pk)
