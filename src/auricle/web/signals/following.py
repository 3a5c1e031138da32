"""What follows from a firing: a case, a notice. Each once, in the transaction that marks the firing as done."""

from __future__ import annotations

import logging
from typing import Any

import pyarrow as pa
from django.db import transaction

from auricle.store.store import StoreBusy
from auricle.web.cases import public as cases
from auricle.web.platform.public import facts_of

from .models import Firing
from .noticing import give_notice

log = logging.getLogger(__name__)
AT_ONCE = 100
State = Firing.State


def follow_up() -> int:
    """Do what waits, of all workspaces; how many."""
    waiting = Firing.objects.across("each firing carries its workspace").filter(state=State.WAITING).order_by("id")
    found = list(waiting.values_list("pk", flat=True)[:AT_ONCE])
    return sum(map(_attempted, found))


def _attempted(pk: int) -> bool:
    try:
        return _done(pk)
    except StoreBusy:
        raise
    except Exception:
        log.exception("what follows from firing %s is tried again", pk)
        return False


def _done(pk: int) -> bool:
    with transaction.atomic():
        rows = Firing.objects.across("the firing names its workspace").select_for_update(skip_locked=True, of=("self",))
        firing = rows.select_related("workspace", "signal").filter(pk=pk, state=State.WAITING).first()
        if firing is None:
            return False
        opened = _case(firing)
        give_notice(firing, opened)
        mine = Firing.objects.of(firing.workspace).filter(pk=pk)
        mine.update(state=State.DONE, case=opened.number if opened else None)
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
