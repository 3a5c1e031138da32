"""Letters to and from the customer of a case: written on its page, answered by e-mail, threaded back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.web.integrations import public as integrations
from auricle.web.platform.public import User

from .acquaintance import acquaintance
from .changing import changing, reopened
from .history import CUSTOMER, Actor, write
from .models import Case, Message, State
from .presence import present

OUT, IN = Message.Direction.OUT, Message.Direction.IN


class NoAddress(ValueError):
    def __init__(self, case: Case):
        super().__init__(f"nobody has told us an e-mail address of the customer of case {case}")


def reply(case: Case, subject: str, text: str, by: User, form: str) -> Message:
    """Write to the customer. ``form`` names the form that was sent: the same one again sends nothing.

    Raises
        NoAddress: their address is not known.
    """
    customer = present(case.workspace, case.customer)
    address = acquaintance(case.workspace, customer).email
    if not address:
        raise NoAddress(case)
    reference = f"case:{case.number}:letter:{form}"
    with changing(case) as locked:
        met = Message.objects.of(case.workspace).filter(reference=reference).first()
        if met:
            return met
        made = Message.objects.create(
            workspace_id=locked.workspace_id, case=locked, direction=OUT, reference=reference, subject=subject,
            text=text, user=by,
        )  # fmt: skip
        integrations.send(
            case.workspace,
            integrations.Letter(
                address, subject, text, headers=_thread(locked), reference=reference, customer=customer
            ),
        )
        write(locked, Actor(by), N_("wrote to the customer"), message=made.pk)
        locked.answered_at = locked.answered_at or timezone.now()
        locked.state = State.ANSWERED if locked.is_open else locked.state
    return made


def threaded(workspace: Any, answers: str, text: str, reference: str, subject: str = "") -> int | None:
    """Put a letter that came in to the case of the letter it answers; the number of that case.

    Parameters
        answers: the reference of the letter it answers, as that was sent.
        reference: its own Message-ID; the same one again changes nothing.
    Returns
        None when no case wrote that letter: it is not ours to keep.
    """
    with transaction.atomic():
        sent = Message.objects.of(workspace).filter(reference=answers).select_related("case__merged_into").first()
        if sent is None:
            return None
        case = sent.case.merged_into or sent.case
        if not Message.objects.of(workspace).filter(reference=reference[:250]).exists():
            _keep(case, text, reference, subject)
    return case.number


def on_reply(sender: object, record: Any, reply: integrations.Reply, **_: object) -> None:
    """A letter came back to one of ours."""
    threaded(
        record, reply.reference, reply.text, reply.message_id or f"reply:{reply.reference}:{reply.at}", reply.subject
    )


def _keep(case: Case, text: str, reference: str, subject: str) -> None:
    with changing(case) as locked:
        Message.objects.create(
            workspace_id=locked.workspace_id, case=locked, direction=IN, reference=reference[:250],
            subject=subject[:240], text=text,
        )  # fmt: skip
        write(locked, CUSTOMER, N_("the customer wrote"))
        if locked.is_open:
            locked.state = State.OPEN
        else:
            reopened(locked)


def _thread(case: Case) -> dict[str, str]:
    """The letter before, so that the customer's mail program shows them together."""
    before = Message.objects.of(case.workspace).filter(case=case, direction=IN).last()
    if before is None or before.reference.startswith("reply:"):
        return {}
    identity = f"<{before.reference.strip('<>')}>"
    return {"In-Reply-To": identity, "References": identity}
