"""What people do with initiatives and reviews: begin, change, end, look back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.web.platform.public import keepable

from .models import Cadence, Happening, Initiative, Review, State
from .periods import Period, seen_of

PLANNED = N_("planned it")
CHANGED = N_("changed it")
WROTE = N_("wrote a note")
MOVED = {
    State.PLANNED: N_("put it back to planned"),
    State.RUNNING: N_("began it"),
    State.ENDED: N_("ended it"),
    State.DROPPED: N_("dropped it"),
}


@transaction.atomic
def keep_initiative(workspace: object, user: Any, given: dict[str, Any], row: Initiative | None = None) -> Initiative:
    """Keep an initiative as a form says it, and that this was done."""
    kept = row or Initiative(workspace=workspace, made_by=user, state=_state_of(given["starts_on"]))
    for name, value in given.items():
        setattr(kept, name, value)
    kept.save()
    note(kept, user, CHANGED if row else PLANNED)
    return kept


def _state_of(starts_on: date) -> State:
    """What began already is running, though it is written down only now."""
    return State.RUNNING if starts_on <= timezone.localdate() else State.PLANNED


@transaction.atomic
def move(row: Initiative, user: Any, state: str, text: str = "") -> None:
    """Begin, end or drop an initiative; ending it today says when, unless that was said before."""
    row.state = State(state)
    if row.state == State.ENDED and row.ends_on is None:
        row.ends_on = timezone.localdate()
    row.save(update_fields=["state", "ends_on"])
    note(row, user, MOVED[row.state], text)


def note(row: Initiative, user: Any, said: str, text: str = "") -> None:
    Happening.objects.create(
        workspace=row.workspace, initiative=row, who=str(user), said=keepable(said), note=text.strip()
    )


def remove(row: Initiative) -> None:
    Initiative.objects.of(row.workspace).filter(pk=row.pk).delete()


def keep_cadence(workspace: object, user: Any, measure: str, every: str) -> Cadence:
    """Look at a measure every so often from now on; empty ``every`` ends it."""
    rows = Cadence.objects.of(workspace).filter(measure=measure)
    if not every:
        rows.delete()
        return Cadence(workspace=workspace, measure=measure)
    found, _ = Cadence.objects.of(workspace).get_or_create(
        workspace=workspace, measure=measure, defaults={"owner": user, "since": timezone.localdate(), "every": every}
    )
    rows.update(every=every)
    return found


def write_review(state: Any, cadence: Cadence, period: Period, given: dict[str, Any]) -> Review:
    """Keep what was seen, learned and is done; the numbers are frozen when it is first written."""
    mine = Review.objects.of(state.record)
    row = mine.filter(measure=cadence.measure, period=period.name).first()
    if row is None:
        row = Review(workspace=state.record, measure=cadence.measure, period=period.name)
        row.seen, row.version = seen_of(state, cadence.measure, period), state.workspace.version
    for name, value in given.items():
        setattr(row, name, value)
    row.written_by, row.written_at = state.user, timezone.now()
    row.save()
    return row
