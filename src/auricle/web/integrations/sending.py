"""One parcel, sent: claimed so that one worker has it, tried, and set down as sent, to be tried again, or given up.

Sending is the one step outside the database. A delivery is marked *being sent* first, with a lease; one found so
after its lease, because its worker was killed, is sent again under the same id.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from auricle.sentence import sentence
from auricle.web.platform.public import Workspace, keepable

from .kinds import TEXTERS, TRANSPORTS
from .models import Attempt, Delivery, Integration
from .parcels import Undelivered
from .signals import Bounce, Ended, bounced, ended
from .vault import SecretsUnreadable

State = Delivery.State
LEASE = timedelta(minutes=3)
MINUTE = timedelta(minutes=1)
# Standard Webhooks' schedule: the pauses after the first attempt, the second, …; three days in all.
PAUSES = tuple(timedelta(seconds=s) for s in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400))
BROKE = sentence("something broke on our side; the server's log says what")
log = logging.getLogger(__name__)


def due(now: datetime | None = None) -> Q:
    """What is to be sent now: waiting and due, or being sent by a worker whose lease ran out."""
    return Q(state__in=(State.WAITING, State.SENDING), due_at__lte=now or timezone.now())


def send_now(pk: int) -> None:
    """Send one delivery if it is due; nothing when another worker has it, it must wait, or it is done."""
    attempt = _claimed(pk)
    if attempt is None:
        return
    delivery = attempt.delivery
    try:
        said = TRANSPORTS[_kind(delivery)].deliver(delivery.sending)
    except Undelivered as refused:
        _not_taken(delivery, attempt, refused)
    except SecretsUnreadable as closed:
        _not_taken(delivery, attempt, Undelivered(closed.args[0]))
    except Exception:
        log.exception("delivery %s broke", pk)
        _not_taken(delivery, attempt, Undelivered(BROKE))
    else:
        _taken(delivery, attempt, said)


def mailer_of(record: Workspace) -> Integration | None:
    """The workspace's own mail server; None where letters go over the installation's."""
    return _first(record, "email")


def texter_of(record: Workspace) -> Integration | None:
    """The workspace's way for text messages; None while it has none, and they wait."""
    return _first(record, *TEXTERS)


def account_of(record: Workspace) -> Integration | None:
    """The workspace's WeChat official account; None while it has none, and messages wait."""
    return _first(record, "wechat")


WAYS = {"letter": mailer_of, "text": texter_of, "wechat": account_of}
"""What goes by whichever way the workspace has now, not by the one it was handed over to."""


def _first(record: Workspace, *kinds: str) -> Integration | None:
    return Integration.objects.of(record).filter(kind__in=kinds, is_on=True).order_by("pk").first()


def _kind(delivery: Delivery) -> str:
    return delivery.integration.kind if delivery.integration else "email"


def _claimed(pk: int) -> Attempt | None:
    """The attempt that is now ours to make; the row of the integration is locked so that its pace holds for all."""
    deliveries = Delivery.objects.across("a delivery names its workspace")
    with transaction.atomic():
        found = deliveries.filter(due(), pk=pk).select_related("integration", "workspace").first()
        if found is None:
            return None
        if found.form in WAYS and not (found.integration and found.integration.is_on):
            found.integration = WAYS[found.form](found.workspace)
        until = _free_at(found.integration) if found.integration or found.form == "letter" else timezone.now() + MINUTE
        if until > timezone.now():
            deliveries.filter(pk=pk).update(due_at=until)
            return None
        now = timezone.now()
        claimed = deliveries.filter(due(now), pk=pk)
        if not claimed.update(state=State.SENDING, due_at=now + LEASE, attempts=F("attempts") + 1):
            return None
        found.attempts += 1
        return Attempt.objects.create(
            workspace_id=found.workspace_id, delivery=found, integration=found.integration, at=now
        )


def _free_at(way: Integration | None) -> datetime:
    """When the next attempt may be made: a kind's pace is so many in any minute; one that is off is looked at later."""
    now = timezone.now()
    if way is None or not (most := TRANSPORTS[way.kind].per_minute):
        return now if way is None or way.is_on else now + MINUTE
    locked = Integration.objects.across("its delivery names it").select_for_update().get(pk=way.pk)
    tries = Attempt.objects.across("the integration names them").filter(integration=way, at__gt=now - MINUTE)
    latest = list(tries.order_by("-at").values_list("at", flat=True)[:most])
    free_at = latest[-1] + MINUTE if len(latest) == most else now
    return free_at if locked.is_on else now + MINUTE


def _taken(delivery: Delivery, attempt: Attempt, said: str) -> None:
    now = timezone.now()
    with transaction.atomic():
        _note(attempt, said, succeeded=True)
        _set(delivery, state=State.SENT, ended_at=now, due_at=None, said=keepable(said))
        tell_ended(delivery, is_delivered=True)


def _not_taken(delivery: Delivery, attempt: Attempt, refused: Undelivered) -> None:
    is_over = refused.is_final or delivery.attempts > len(PAUSES)
    with transaction.atomic():
        _note(attempt, refused.said, succeeded=False)
        if is_over:
            _set(delivery, state=State.FAILED, ended_at=timezone.now(), due_at=None, said=keepable(refused.said))
            tell_ended(delivery, is_delivered=False)
        else:
            _set(delivery, state=State.WAITING, due_at=_next_try(delivery, refused), said=keepable(refused.said))
        if refused.is_nobody:
            _bounce(delivery, refused.said)
        if refused.is_gone and delivery.integration_id:
            ways = Integration.objects.across("its delivery names it").filter(pk=delivery.integration_id)
            ways.update(is_on=False, trouble=keepable(refused.said))


def tell_ended(delivery: Delivery, *, is_delivered: bool) -> None:
    """Say whether it reached whom it was for; of events nobody knows which of several programs they were for."""
    if delivery.form in WAYS:
        ended.send(Delivery, record=delivery.workspace, ended=Ended(delivery.reference, is_delivered))


def _bounce(delivery: Delivery, said: str) -> None:
    """Say of an address that was refused at the door what a letter that comes back says later."""
    now, address = timezone.now(), str(getattr(delivery.sending.parcel, "to", ""))
    Delivery.objects.across("the delivery is ours").filter(pk=delivery.pk).update(bounced_at=now)
    bounce = Bounce(delivery.reference, address, said, True, now, delivery.customer)
    bounced.send(Delivery, record=delivery.workspace, bounce=bounce)


def _next_try(delivery: Delivery, refused: Undelivered) -> datetime:
    pause = PAUSES[min(delivery.attempts, len(PAUSES)) - 1]
    return timezone.now() + max(pause, timedelta(seconds=refused.wait_seconds))


def _note(attempt: Attempt, said: str, succeeded: bool) -> None:
    attempt.ended_at, attempt.said, attempt.succeeded = timezone.now(), keepable(said), succeeded
    attempt.save(update_fields=["ended_at", "said", "succeeded"])


def _set(delivery: Delivery, **changes: object) -> None:
    Delivery.objects.across("the delivery is ours").filter(pk=delivery.pk, state=State.SENDING).update(**changes)
