"""What people do with receipts: draft, write, hand over, show in public; and what customers answer."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from auricle.web.contacting.public import Approach, Decision, approach, reached
from auricle.web.initiatives.public import Initiative
from auricle.web.integrations.public import Letter, send
from auricle.web.platform.public import facts_of, public_address

from .audience import audience
from .colleagues import tell_colleagues
from .drafting import drafted, who_spoke
from .models import Group, PublicPage, Receipt, Recipient, digest_of

AT_ONCE = 200


def draft(record: Any, user: Any, initiative: Initiative, first: Any, last: Any) -> Receipt:
    """A draft of a receipt from its initiative; a person reads and changes it before anything is sent."""
    return Receipt.objects.create(
        workspace=record, initiative=initiative, texts=drafted(initiative), first_day=first, last_day=last,
        made_by=user, **who_spoke(facts_of(record.slug), initiative),
    )  # fmt: skip


def write(receipt: Receipt, given: dict[str, Any]) -> None:
    for name, value in given.items():
        setattr(receipt, name, value)
    receipt.save()


@transaction.atomic
def hand_over(receipt: Receipt, user: Any) -> int:
    """Write down who is told; every worker then sends. Doing it again adds nobody twice."""
    record = receipt.workspace
    found = audience(record, receipt)
    known = reached(record, found.spoke | found.silent)
    rows = [
        Recipient(
            workspace=record, receipt=receipt, customer=customer, group=group,
            language=known[customer].language if customer in known else "en",
        )
        for group, customers in ((Group.SPOKE, found.spoke), (Group.SILENT, found.silent))
        for customer in sorted(customers)
    ]  # fmt: skip
    Recipient.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    receipt.state, receipt.sent_by, receipt.sent_at = Receipt.State.SENT, user, timezone.now()
    receipt.spoke = len(found.spoke)
    receipt.save()
    tell_colleagues(receipt, user)
    return len(rows)


def tell_waiting(most: int = AT_ONCE) -> int:
    """Tell the next of those who wait, in all workspaces; a worker that is killed leaves them waiting."""
    waiting = Recipient.objects.across("every workspace's receipts go out").filter(state=Recipient.State.WAITING)
    rows = list(waiting.select_related("workspace", "receipt__initiative").order_by("pk")[:most])
    for row in rows:
        tell(row)
    return len(rows)


def tell(row: Recipient) -> None:
    """Ask the ledger whether they may be told now, and hand the letter over in the same transaction."""
    record, receipt, reference = row.workspace, row.receipt, f"receipt:{row.receipt_id}:{row.pk}"
    known = reached(record, [row.customer]).get(row.customer)
    wanted = Approach(
        row.customer, known.address if known else "", "email", "receipt", receipt.initiative.name, reference=reference
    )
    mine = Recipient.objects.of(record).filter(pk=row.pk)

    def then(decision: Decision) -> None:
        token = secrets.token_urlsafe(16)
        assert known
        send(record, _letter(row, known.address, token, decision, reference))
        mine.update(state=Recipient.State.TOLD, told_at=timezone.now(), digest=digest_of(token))

    decision = approach(record, wanted, then)
    if not decision.approached:
        mine.update(state=Recipient.State.NOT_TOLD, because=decision.because)


def _letter(row: Recipient, address: str, token: str, decision: Decision, reference: str) -> Letter:
    said = row.receipt.text(row.language)
    with translation.override(row.language):
        asked = _("Did this help? Tell us here: %(address)s")
        stop = _("To hear no more of this kind: %(address)s")
        parts = [
            said[row.group],
            said["body"],
            asked % {"address": public_address() + reverse("receipt", args=[token])},
        ]
        if decision.unsubscribe:
            parts.append(stop % {"address": decision.unsubscribe})
    return Letter(
        address, said["subject"], "\n\n".join(parts), headers=decision.headers, reference=reference,
        customer=row.customer,
    )  # fmt: skip


def opened(row: Recipient) -> None:
    """The first time somebody opened their link."""
    Recipient.objects.of(row.workspace).filter(pk=row.pk, opened_at=None).update(opened_at=timezone.now())


def answered(row: Recipient, is_helpful: bool) -> None:
    Recipient.objects.of(row.workspace).filter(pk=row.pk).update(is_helpful=is_helpful)
    opened(row)


def switch_public_page(record: Any, is_on: bool) -> PublicPage:
    page, _made = PublicPage.objects.of(record).get_or_create(workspace=record)
    PublicPage.objects.of(record).filter(pk=page.pk).update(is_on=is_on)
    return page


def forget(record: Any, customer: str) -> int:
    """Take a person out of every receipt; how many rows went."""
    return Recipient.objects.of(record).filter(customer=customer).delete()[0]
