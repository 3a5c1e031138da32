"""Reminding who did not answer: so often and so long after as the programme says, and never after an answer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyarrow as pa
from django.utils import timezone

from auricle.web.contacting.public import Decision, Reached, approach
from auricle.web.platform.public import facts_of
from auricle.web.surveys.public import invited_before

from .asking import AT_ONCE, State, TakenMeanwhile, each_in_turn, hand_over, next_time, running, wanted
from .models import Invitation, Programme


def remind_due(now: datetime | None = None) -> int:
    """Remind those whose time has come, of all workspaces; how many were looked at."""
    return sum(_of(programme, now or timezone.now()) for programme in running())


def _of(programme: Programme, now: datetime) -> int:
    rows = Invitation.objects.of(programme.workspace).filter(programme=programme, state=State.ASKED)
    due = list(rows.filter(remind_at__lte=now).order_by("remind_at", "pk")[:AT_ONCE])
    answered = _answered(programme, [row.link_id for row in due if row.link_id])
    Invitation.objects.of(programme.workspace).filter(link_id__in=answered).update(remind_at=None)
    left = [row for row in due if row.link_id not in answered]
    each_in_turn(left, programme, lambda row, known: remind(row, known, now))
    return len(due)


def _answered(programme: Programme, exposures: list[str]) -> set[str]:
    """Whose answer is in the facts: one may be there although a kill kept its link from saying so."""
    store = facts_of(programme.workspace.slug).store
    keys = pa.array(sorted(exposures), pa.string())
    rows = store.find("exposures", keys, columns=("exposure", "converted")).to_pylist() if exposures else []
    return {row["exposure"] for row in rows if row["converted"]}


def remind(row: Invitation, known: Reached, now: datetime) -> None:
    """Remind one person, unless they have answered, or want nothing; then no more reminders follow."""
    programme, number = row.programme, row.reminded + 1
    mine = Invitation.objects.of(programme.workspace).filter(pk=row.pk, reminded=row.reminded)
    if (opens_at := next_time(programme, known, now)) > now:
        mine.update(remind_at=opens_at)
        return
    reference = f"{row.reference}:reminder:{number}"

    def then(decision: Decision) -> None:
        invited = invited_before(programme.workspace, programme.survey, row.reference)
        again = now + timedelta(days=programme.remind_after_days) if number < programme.reminders else None
        if invited is None or not mine.filter(programme__is_on=True).update(reminded=number, remind_at=again):
            raise TakenMeanwhile
        hand_over(row, known, invited.path, decision, "reminder", reference)

    try:
        decision = approach(programme.workspace, wanted(row, known, "reminder", reference, now), then)
    except TakenMeanwhile:
        mine.update(remind_at=None)
    else:
        if not decision.approached:
            mine.update(remind_at=None)
