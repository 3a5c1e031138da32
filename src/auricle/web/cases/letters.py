"""Letters to and from the customer of a case: written on its page, answered by e-mail, threaded back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from .history import CUSTOMER, write
from .models import Case, Message, State


def threaded(workspace: Any, answers: str, text: str, reference: str, subject: str = "") -> int | None:
    """Put a letter that came in to the case of the letter it answers; the number of that case.

    Parameters
        answers: the Message-ID it answers (In-Reply-To, or one of its References).
        reference: its own Message-ID; the same one again changes nothing.
    Returns
        None when no case wrote that letter: it is not ours to keep.
    """
    with transaction.atomic():
        sent = Message.objects.of(workspace).filter(reference=answers).select_related("case").first()
        if sent is None:
            return None
        case = Case.objects.of(workspace).select_for_update().get(pk=sent.case_id)
        case = case.merged_into or case
        if not Message.objects.of(workspace).filter(reference=reference).exists():
            _keep(case, text, reference, subject)
    return case.number


def _keep(case: Case, text: str, reference: str, subject: str) -> None:
    Message.objects.create(
        workspace_id=case.workspace_id, case=case, direction=Message.Direction.IN, reference=reference[:250],
        subject=subject[:240], text=text,
    )  # fmt: skip
    write(case, CUSTOMER, N_("the customer wrote"))
    if case.is_open:
        case.state = State.OPEN
    else:
        case.state, case.is_open, case.closed_at, case.reopened = State.REOPENED, True, None, case.reopened + 1
        case.due_at = None if case.due_at is None else max(case.due_at, timezone.now())
    case.revision += 1
    case.save()
