"""What is done with surveys: make, edit, publish, open and close, invite."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from auricle.collector import public as collector
from auricle.model.labels import keep_labels
from auricle.questionnaire import Hindrance, read
from auricle.web.platform.public import folder_of

from .models import Link, Survey, SurveyVersion
from .titles import titles_of

Document = Mapping[str, Any]


class NotPublishable(ValueError):
    """What the draft holds would change who is asked what, and is not understood."""

    def __init__(self, hindrances: tuple[Hindrance, ...]):
        super().__init__("; ".join(f"{each.path}: {each.reason}" for each in hindrances))
        self.hindrances = hindrances


class AsksNothing(ValueError):
    """A survey without a question."""


class EditedMeanwhile(ValueError):
    """Somebody else kept the draft since this page was opened."""


class NotPublished(ValueError):
    """The survey has no version that could be answered."""


@dataclass(frozen=True, slots=True)
class Invited:
    """A link for one person. ``token`` is shown this once; it is empty for an anonymous survey, whose links carry
    nothing. ``path`` is where to answer; ``exposure`` the key under which to store that they were asked, so that their
    answer converts it.
    """

    path: str
    token: str
    exposure: str


def make_survey(workspace: Any, user: Any, name: str, document: Document, **more: Any) -> Survey:
    """A new survey with a draft; nobody can answer it before it is published."""
    languages = list(read(document).languages) or ["en"]
    return Survey.objects.create(
        workspace=workspace, made_by=user, name=name, draft=deepcopy(dict(document)), languages=languages, **more
    )


def keep_draft(survey: Survey, document: Document, number: int) -> Survey:
    """Put a draft in place of the one that was numbered ``number``.

    Raises
        EditedMeanwhile: the draft is another by now.
        Unreadable: it is no questionnaire.
    """
    read(document)
    kept = Survey.objects.of(survey.workspace).filter(pk=survey.pk, draft_number=number)
    if not kept.update(draft=dict(document), draft_number=number + 1):
        raise EditedMeanwhile
    survey.draft, survey.draft_number = deepcopy(dict(document)), number + 1
    return survey


def publish(survey: Survey, user: Any) -> SurveyVersion:
    """Make a version of the draft; from now on it is the one people answer.

    The file that the drain reads is on disk before the version can be answered.

    Raises
        NotPublishable, AsksNothing.
    """
    questionnaire = read(survey.draft)
    if questionnaire.hindrances:
        raise NotPublishable(questionnaire.hindrances)
    if not any(question.asks for question in questionnaire.questions):
        raise AsksNothing
    with transaction.atomic():
        Survey.objects.of(survey.workspace).select_for_update().get(pk=survey.pk)
        latest = SurveyVersion.objects.of(survey.workspace).filter(survey=survey).first()
        number = _next_number(survey, latest)
        keep_labels(folder_of(survey.workspace.slug), f"survey-{survey.public}", titles_of(survey, questionnaire))
        return SurveyVersion.objects.create(
            workspace=survey.workspace, survey=survey, number=number, document=survey.draft, published_by=user
        )


def _next_number(survey: Survey, latest: SurveyVersion | None) -> int:
    """The first free number, here and in the folder, where a publication that was cut short may have left one."""
    number = (latest.number if latest else 0) + 1
    folder = folder_of(survey.workspace.slug)
    while True:
        published = collector.Published(
            survey=survey.public, version=number, name=survey.name, listening=survey.listening,
            anonymous=survey.is_anonymous, document=survey.draft, touchpoint=survey.touchpoint,
        )  # fmt: skip
        try:
            collector.publish(folder, published)
        except collector.VersionIsFinal:
            number += 1
        else:
            return number


def set_open(survey: Survey, is_open: bool) -> None:
    Survey.objects.of(survey.workspace).filter(pk=survey.pk).update(is_open=is_open)


def invite(
    survey: Survey,
    customer: str,
    expires_at: datetime,
    *,
    channel: str = "",
    interaction: str = "",
    order: str = "",
    language: str = "",
    reference: str = "",
) -> Invited:
    """A link for one person and one response, until it expires or is closed; the same reference gives the same link.

    Raises
        NotPublished: there is nothing to answer yet.
    """
    if not SurveyVersion.objects.of(survey.workspace).filter(survey=survey).exists():
        raise NotPublished
    if survey.is_anonymous:
        return Invited(f"/s/{survey.public}/", "", "")
    token = Link.token_of(survey, reference) if reference else secrets.token_urlsafe(16)
    about = {"customer": customer, "expires_at": expires_at, "channel": channel, "language": language}
    link, _made = Link.objects.of(survey.workspace).get_or_create(
        digest=Link.digest_of(token),
        defaults={"workspace": survey.workspace, "survey": survey, **about, "interaction": interaction, "order": order},
    )
    return Invited(f"/a/{token}/", token, link.public)


def invited_before(survey: Survey, reference: str) -> Invited | None:
    """The link of a reference once more; None when it cannot be answered any longer."""
    token = Link.token_of(survey, reference)
    links = Link.objects.of(survey.workspace).filter(digest=Link.digest_of(token), closed_at=None, answered_at=None)
    link = links.filter(expires_at__gt=timezone.now()).select_for_update().first()
    return Invited(f"/a/{token}/", token, link.public) if link else None


def close_link(workspace: Any, exposure: str) -> bool:
    """Let a link be answered no more; whether it was open."""
    now = timezone.now()
    open_ones = Link.objects.of(workspace).filter(public=exposure, closed_at=None, answered_at=None)
    return bool(open_ones.update(closed_at=now))


def forget(workspace: Any, customer: str) -> int:
    """Take a person's links out, because they are erased; how many."""
    return Link.objects.of(workspace).filter(customer=customer).delete()[0]
