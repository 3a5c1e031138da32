"""Reads of the room: how far those asked went, who was not asked and why, when answers come, who is next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import ExtractHour, TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from auricle.analysis.proportion import share_of
from auricle.web.contacting.public import REASONS
from auricle.web.platform.public import Workspace, facts_of
from auricle.web.surveys.public import KnownSurvey, surveys

from .models import Invitation, Programme

State = Invitation.State
STAGES = {
    "opened": _("opened their link"),
    "began": _("began to answer"),
    "answered": _("finished"),
}
COUNTED = {name: Count(f"link__{name}_at", filter=Q(state=State.ASKED)) for name in ("opened", "began", "answered")}
COMING_DAYS = 7


@dataclass(frozen=True, slots=True)
class Share:
    """A share of those asked, as ``estimate`` shows it."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    suppressed: bool = False

    @classmethod
    def of(cls, yes: int, n: int) -> Share:
        found = share_of(yes, n)
        return cls(found.value, found.low, found.high, n) if n else cls(None, None, None, 0)


@dataclass(frozen=True, slots=True)
class Stage:
    title: str | Promise
    people: int
    share: Share


@dataclass(frozen=True, slots=True)
class Listed:
    """A programme of the list. ``survey`` is None when its survey is gone."""

    row: Programme
    survey: KnownSurvey | None
    asked: int
    withheld: int
    answered: Share


@dataclass(frozen=True, slots=True)
class Hour:
    """Who answered of those who were asked by a channel in an hour of the day, as a chart of groups takes it."""

    by: Mapping[str, object]
    value: float | None
    low: float | None
    high: float | None
    n: int
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Hours:
    rows: tuple[Hour, ...]
    unit: str = "share"


def known_surveys(record: Workspace) -> dict[str, KnownSurvey]:
    return {each.public: each for each in surveys(record)}


def listed(record: Workspace) -> list[Listed]:
    """The programmes of a workspace, each with how many were asked and answered."""
    known = known_surveys(record)
    counts = {row["programme"]: row for row in _counts(Invitation.objects.of(record))}
    return [
        _listed(row, known.get(row.survey), counts.get(row.pk, {}))
        for row in Programme.objects.of(record).select_related("workspace")
    ]


def _counts(rows: Any) -> Any:
    asked, withheld = (Count("pk", filter=Q(state=each)) for each in (State.ASKED, State.WITHHELD))
    return rows.order_by().values("programme").annotate(asked=asked, withheld=withheld, **COUNTED)


def _listed(row: Programme, known: KnownSurvey | None, counts: Mapping[str, int]) -> Listed:
    asked = counts.get("asked", 0)
    return Listed(row, known, asked, counts.get("withheld", 0), Share.of(counts.get("answered", 0), asked))


def funnel(programme: Programme) -> tuple[int, tuple[Stage, ...]]:
    """How many were asked, and how far they went."""
    rows = Invitation.objects.of(programme.workspace).filter(programme=programme, state=State.ASKED)
    counts = rows.aggregate(asked=Count("pk"), **COUNTED)
    asked = counts["asked"]
    return asked, tuple(
        Stage(title, counts[name], Share.of(counts[name], asked)) for name, title in STAGES.items()
    )  # fmt: skip


def reasons(programme: Programme) -> tuple[tuple[str, int], ...]:
    """Why some were not asked, in the reader's language, the most frequent first."""
    rows = Invitation.objects.of(programme.workspace).filter(programme=programme, state=State.WITHHELD)
    counted = rows.order_by().values_list("because").annotate(n=Count("pk")).order_by("-n", "because")
    return tuple((str(REASONS.get(code, code)), n) for code, n in counted)


def hours(programme: Programme) -> Hours:
    """Who answered, by channel and by the hour at which they were asked, in the workspace's zone."""
    zone = facts_of(programme.workspace.slug).zone
    rows = Invitation.objects.of(programme.workspace).filter(programme=programme, state=State.ASKED)
    rows = rows.annotate(hour=ExtractHour("asked_at", tzinfo=zone)).order_by("channel", "hour")
    counted = rows.values("channel", "hour").annotate(asked=Count("pk"), answered=COUNTED["answered"])
    return Hours(tuple(_hour(row) for row in counted))


def _hour(row: Mapping[str, Any]) -> Hour:
    share = Share.of(row["answered"], row["asked"])
    by = {"channel": str(Programme.Channel(row["channel"]).label), "hour": f"{row['hour']:02d}:00"}
    return Hour(by, share.value, share.low, share.high, row["asked"])


def coming(programme: Programme) -> tuple[tuple[date, int], ...]:
    """How many wait to be asked on which day, the next first."""
    zone = facts_of(programme.workspace.slug).zone
    rows = Invitation.objects.of(programme.workspace).filter(programme=programme, state=State.WAITING)
    days = rows.annotate(day=TruncDate("tried_at", tzinfo=zone)).order_by("day").values_list("day")
    return tuple(days.annotate(n=Count("pk"))[:COMING_DAYS])


def waiting(programme: Programme) -> int:
    return Invitation.objects.of(programme.workspace).filter(programme=programme, state=State.WAITING).count()
