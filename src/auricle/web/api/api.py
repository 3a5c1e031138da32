"""What became of what programs proposed, for the programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from auricle.web.platform.public import Caller, Operation, Page, Paged, numbered_page

from .models import Draft
from .offers import PROPOSE


class AskedDrafts(Paged):
    state: Literal["", "waiting", "taken", "left"] = Field("", examples=["waiting"])


class Proposed(BaseModel):
    """``address`` is the page of what came of it, once a person took it."""

    draft: int
    kind: str
    state: str
    given: dict[str, Any]
    proposed_by: str
    proposed_at: datetime
    decided_at: datetime | None
    address: str | None


class Drafts(Page):
    drafts: list[Proposed]


def _drafts(caller: Caller, given: AskedDrafts) -> Drafts:
    """Those that this key's name proposed: another program's may speak of what this one may not see."""
    rows = Draft.objects.of(caller.record).filter(proposed_by=caller.name)
    shown, after = numbered_page(rows.filter(state=given.state) if given.state else rows, given)
    return Drafts(drafts=[_told(each) for each in shown], next=after)


def _told(each: Draft) -> Proposed:
    return Proposed(
        draft=each.pk, kind=each.kind, state=each.state, given=each.given, proposed_by=each.proposed_by,
        proposed_at=each.proposed_at, decided_at=each.decided_at, address=each.address or None,
    )  # fmt: skip


OPERATIONS = (
    Operation(
        "drafts", "/drafts", PROPOSE,
        "What was proposed under this key's name, the latest first. Whether a person took it, and what came of it.",
        AskedDrafts, Drafts, _drafts,
    ),
)  # fmt: skip
