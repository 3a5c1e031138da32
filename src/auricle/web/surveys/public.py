"""The door of the room: what other rooms may use of surveys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import actions
from .actions import Invited, NotPublished
from .models import Survey, SurveyVersion
from .queries import main_score, questionnaire_of

__all__ = [
    "Invited", "KnownSurvey", "NoSurvey", "NotPublished", "close_invitation", "forget", "invite", "invited_before",
    "score_of", "survey", "surveys",
]  # fmt: skip


class NoSurvey(LookupError):
    def __init__(self, public: str):
        super().__init__(f"this workspace has no survey {public!r}; choose one of its surveys")


@dataclass(frozen=True, slots=True)
class KnownSurvey:
    """A survey as other rooms see it. ``public`` is what feedback and exposures call it; ``version`` 0 is none yet."""

    public: str
    name: str
    listening: str
    is_anonymous: bool
    is_open: bool
    version: int
    languages: tuple[str, ...]
    touchpoint: str
    path: str


def surveys(record: Any) -> tuple[KnownSurvey, ...]:
    """The surveys of a workspace, the newest first."""
    numbers: dict[int, int] = {}
    for pk, number in SurveyVersion.objects.of(record).values_list("survey_id", "number"):
        numbers[pk] = max(number, numbers.get(pk, 0))
    return tuple(_known(row, numbers.get(row.pk, 0)) for row in Survey.objects.of(record))


def survey(record: Any, public: str) -> KnownSurvey:
    """One of them.

    Raises
        NoSurvey.
    """
    row = _row(record, public)
    latest = SurveyVersion.objects.of(record).filter(survey=row).first()
    return _known(row, latest.number if latest else 0)


def score_of(record: Any, public: str) -> str:
    """The measure of a survey's first question that is a score; empty where it has none, or there is no survey."""
    versions = SurveyVersion.objects.of(record).filter(survey__public=public)
    latest = versions.first()
    return main_score(questionnaire_of(latest.document)) if latest else ""


def invite(
    record: Any,
    survey: str,
    customer: str,
    expires_at: datetime,
    *,
    channel: str = "",
    interaction: str = "",
    order: str = "",
    language: str = "",
    reference: str = "",
) -> Invited:
    """A link for one person and one response, in the caller's transaction; one for each reference that is not empty.

    An anonymous survey gives its open address, without a token. Whoever sends it stores an exposure of kind
    ``invitation`` under the key ``Invited.exposure``; the answer then converts it.

    Raises
        NoSurvey, NotPublished.
    """
    more = {"channel": channel, "interaction": interaction, "order": order, "language": language}
    more["reference"] = reference
    return actions.invite(_row(record, survey), customer, expires_at, **more)


def invited_before(record: Any, survey: str, reference: str) -> Invited | None:
    """The link of a reference once more, locked until the caller's transaction ends, so that whoever answers meanwhile
    is not reminded; None when it was answered, closed or is too old, or there is none.

    Raises
        NoSurvey.
    """
    return actions.invited_before(_row(record, survey), reference)


def close_invitation(record: Any, exposure: str) -> bool:
    """Let a link be answered no more, by its exposure; whether it was open."""
    return actions.close_link(record, exposure)


def forget(record: Any, customer: str) -> int:
    """Take a person's links out when they are erased; how many."""
    return actions.forget(record, customer)


def _row(record: Any, public: str) -> Survey:
    found = Survey.objects.of(record).filter(public=public).first()
    if found is None:
        raise NoSurvey(public)
    return found


def _known(row: Survey, version: int) -> KnownSurvey:
    return KnownSurvey(
        row.public, row.name, row.listening, row.is_anonymous, row.is_open, version, tuple(row.languages),
        row.touchpoint, f"/s/{row.public}/",
    )  # fmt: skip
