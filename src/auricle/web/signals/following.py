"""What follows from a firing: a case, a notice. Each once, in the transaction that marks the firing as done.

What fails is tried again with growing pauses, then left for a person to read why and to have it tried again.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.utils import timezone

from auricle.sentence import Sentence, sentence, sentence_of
from auricle.web.cases import public as cases
from auricle.web.platform.public import UNREADY, facts_of, keepable

from .models import Firing
from .noticing import give_notice

log = logging.getLogger(__name__)
AT_ONCE = 100
PAUSES = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 3600, 21600))
State = Firing.State


def follow_up() -> int:
    """Do what waits, of all workspaces; how many."""
    waiting = Firing.objects.across("each firing carries its workspace").filter(state=State.WAITING)
    waiting = waiting.filter(due_at__lte=timezone.now()).order_by("id")
    found = list(waiting.values_list("pk", flat=True)[:AT_ONCE])
    return sum(map(_attempted, found))


def _attempted(pk: int) -> bool:
    try:
        return _done(pk)
    except UNREADY:
        raise
    except Exception as problem:
        log.exception("what follows from firing %s failed", pk)
        _set_back(pk, problem)
        return False


def _set_back(pk: int, problem: Exception) -> None:
    """Have it tried again later, each time after a longer pause; after the last one it has failed."""
    rows = Firing.objects.across("the firing names its workspace").filter(pk=pk, state=State.WAITING)
    tries = rows.values_list("tries", flat=True).first()
    if tries is None:
        return
    is_over = tries >= len(PAUSES)
    changes = {} if is_over else {"due_at": timezone.now() + PAUSES[tries]}
    rows.filter(tries=tries).update(
        state=State.FAILED if is_over else State.WAITING, tries=tries + 1, trouble=keepable(_reason(problem)), **changes
    )


def _reason(problem: Exception) -> Sentence:
    """Our own sentence; of what nobody foresaw only the kind, since its words may be those of a customer."""
    said = sentence_of(problem)
    if isinstance(said, Sentence):
        return said
    return sentence("something broke on our side ({kind}); the server's log says what", kind=type(problem).__name__)


def _done(pk: int) -> bool:
    with transaction.atomic():
        rows = Firing.objects.across("the firing names its workspace").select_for_update(skip_locked=True, of=("self",))
        ready = rows.filter(pk=pk, state=State.WAITING, due_at__lte=timezone.now())
        firing = ready.select_related("workspace", "signal").first()
        if firing is None:
            return False
        opened = _case(firing)
        give_notice(firing, opened)
        mine = Firing.objects.of(firing.workspace).filter(pk=pk)
        mine.update(state=State.DONE, case=opened.number if opened else None, trouble="")
    return True


def _case(firing: Firing) -> cases.Opened | None:
    if not firing.signal.opens_case or not firing.customer:
        return None
    return cases.open_case(firing.workspace, _opening(firing))


def _opening(firing: Firing) -> cases.Opening:
    said, words = firing.said, _words(firing)
    return cases.Opening(
        customer=firing.customer,
        reference=f"signal:{firing.signal_id}:{firing.fact}"[:200],
        by=firing.signal.name,
        entity=firing.entity,
        key=firing.key,
        words=words.get("text") or "",
        language=words.get("language") or "",
        touchpoint=said.get("touchpoint") or words.get("touchpoint") or "",
        channel=said.get("channel") or words.get("channel") or "",
        unit=said.get("unit") or words.get("unit") or "",
        severity=firing.signal.severity,
        score=said.get("score"),
        scale=said.get("scale") or "",
    )


def _words(firing: Firing) -> dict[str, Any]:
    """What they said with it, from the facts; nothing when it is erased or was no feedback."""
    key = firing.said.get("feedback")
    if not key:
        return {}
    rows = facts_of(firing.workspace.slug).store.find("feedback", pa.array([key], pa.string())).to_pylist()
    return rows[0] if rows else {}
