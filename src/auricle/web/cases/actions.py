"""What people do with a case. Each locks its row, changes it, and writes its line of history, all or nothing."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.web.platform.public import User

from .asking import plan_question
from .changing import announced, changing, reopened
from .history import Actor, write
from .mentioning import mentioned_in, tell_mentioned
from .models import Attachment, Case, Cause, Comment, Message, Occurrence, State, Task
from .presence import ids_of
from .promises import due
from .queries import desk_of
from .routing import colleagues


class CaseIsClosed(ValueError):
    def __init__(self, case: Case):
        super().__init__(f"case {case} is closed; reopen it first")


class NotAColleague(ValueError):
    def __init__(self, email: str):
        super().__init__(f"{email} may not work on cases here; ask an owner to change their role")


class TooLarge(ValueError):
    """A file, or the number of them, is above what a case holds."""


class CannotMerge(ValueError):
    """Two cases are not of one customer, or one of them is closed."""


def assign(case: Case, owner: User | None, by: Actor) -> None:
    """Give a case to a colleague, or to nobody; NotAColleague when they may not work on cases."""
    if owner and owner.pk not in colleagues(case.workspace_id):
        raise NotAColleague(owner.email)
    with changing(case) as locked:
        if locked.owner_id == (owner.pk if owner else None):
            return
        locked.owner, locked.is_chosen = owner, locked.is_chosen or owner is not None
        write(
            locked, by, N_("gave it an owner") if owner else N_("took the owner away"), to=owner.email if owner else ""
        )


def set_state(case: Case, state: str, by: Actor) -> None:
    """Open, answered or waiting; ``close_case`` and ``reopen_case`` do the rest."""
    with changing(case) as locked:
        if not locked.is_open:
            raise CaseIsClosed(locked)
        if locked.state == state:
            return
        locked.state = state
        write(locked, by, N_("changed the status"), to=state)


def set_severity(case: Case, severity: int, by: Actor) -> None:
    with changing(case) as locked:
        if locked.severity == severity:
            return
        locked.severity = severity
        locked.answer_due_at, locked.due_at = due(desk_of(locked.workspace), locked.unit, severity, locked.opened_at)
        write(locked, by, N_("changed the severity"), to=severity)


def set_cause(case: Case, cause: Cause | None, by: Actor) -> None:
    with changing(case) as locked:
        if locked.cause_id == (cause.pk if cause else None):
            return
        locked.cause = cause
        write(locked, by, N_("named the cause"), to=str(cause or ""))


def close_case(case: Case, by: Actor, base: str = "") -> None:
    """Close it; doing it again changes nothing. Whether it is solved is the customer's to say.

    ``base`` is the address people reach this server by, for the link of the question.
    """
    with changing(case) as locked:
        if not locked.is_open:
            return
        locked.state, locked.is_open, locked.is_solved = State.CLOSED, False, None
        locked.closed_at = timezone.now()
        write(locked, by, N_("closed the case"))
        announced(locked, "closed")
        plan_question(locked, base)


def reopen_case(case: Case, by: Actor, verb: str = N_("reopened the case")) -> None:
    """Open a closed case again, with a new due time; doing it again changes nothing."""
    with changing(case) as locked:
        if locked.is_open:
            return
        reopened(locked)
        write(locked, by, verb)


def comment(case: Case, text: str, by: User, base: str = "") -> Comment:
    """Say something among colleagues; who is named by @ and the first part of their address is mentioned, and told.

    ``base`` is the address people reach this server by, for the link of the letter.
    """
    with changing(case) as locked:
        said = Comment.objects.create(workspace_id=locked.workspace_id, case=locked, user=by, text=text)
        people = mentioned_in(text, colleagues(locked.workspace_id).values())
        said.mentioned.set(people)
        write(locked, Actor(by), N_("commented"), comment=said.pk, mentioned=[user.email for user in people])
        tell_mentioned(locked, said, people, base)
    return said


def add_task(case: Case, text: str, assigned: User | None, due_on: date | None, by: Actor) -> Task:
    with changing(case) as locked:
        made = Task.objects.create(
            workspace_id=locked.workspace_id, case=locked, text=text, assigned=assigned, due_on=due_on
        )
        write(locked, by, N_("added a task"), task=made.pk)
    return made


def do_task(task: Task, is_done: bool, by: Actor) -> None:
    with changing(task.case) as locked:
        Task.objects.of(task.workspace_id).filter(pk=task.pk).update(done_at=timezone.now() if is_done else None)
        write(locked, by, N_("did a task") if is_done else N_("took a task up again"), task=task.pk)


def attach(case: Case, name: str, content: bytes, by: User) -> Attachment:
    """Keep a file with the case.

    Raises
        TooLarge: it is above 5 MB, or the case has twenty already.
    """
    if len(content) > Attachment.MOST_BYTES:
        raise TooLarge
    with changing(case) as locked:
        if Attachment.objects.of(locked.workspace_id).filter(case=locked).count() >= Attachment.MOST_FILES:
            raise TooLarge
        made = Attachment.objects.create(
            workspace_id=locked.workspace_id, case=locked, name=name[-200:], size=len(content), content=content, user=by
        )
        write(locked, Actor(by), N_("attached a file"), file=made.pk, size=made.size)
    return made


def merge(case: Case, into: Case, by: Actor) -> None:
    """Make one of two open cases of a customer: what belongs to ``case`` goes to ``into``, and ``case`` is closed.

    Raises
        CannotMerge: they are of two customers, the same case, or one is closed.
    """
    with transaction.atomic():
        pair = Case.objects.of(case.workspace_id).select_for_update().filter(pk__in=(case.pk, into.pk)).order_by("pk")
        found = {row.pk: row for row in pair}
        gone, kept = found[case.pk], found[into.pk]
        are_one = kept.customer in ids_of(case.workspace, gone.customer)
        if gone.pk == kept.pk or not are_one or not (gone.is_open and kept.is_open):
            raise CannotMerge
        for part in (Occurrence, Comment, Task, Attachment, Message):
            part.objects.of(case.workspace_id).filter(case=gone).update(case=kept)
        gone.state, gone.is_open, gone.closed_at, gone.merged_into = State.CLOSED, False, timezone.now(), kept
        kept.severity = max(kept.severity, gone.severity)
        kept.due_at = min(filter(None, (kept.due_at, gone.due_at)), default=None)
        for row in (gone, kept):
            row.revision += 1
            row.save()
        write(gone, by, N_("merged it into another case"), into=kept.number)
        announced(gone, "closed")
        write(kept, by, N_("took another case in"), of=gone.number)
