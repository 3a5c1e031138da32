"""What an address asks: the survey, the version to answer, and whom, read anew every few seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections
from django.db.models.functions import Coalesce
from django.utils import timezone

from auricle.collector.public import Answering
from auricle.questionnaire import Questionnaire
from auricle.questionnaire import read as read_document

from ..models import Link, Place, Survey, SurveyVersion

FRESH_SECONDS = 2.0
P, Found = ParamSpec("P"), TypeVar("Found")
IN_PAGE = "web"
"""The channel of who answers inside a page of the company's."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A survey that can be answered, in the version that is current."""

    slug: str
    pk: int
    public: str
    name: str
    is_open: bool
    is_anonymous: bool
    version: int
    questionnaire: Questionnaire
    brand_name: str
    brand_colour: str
    brand_logo: str


@dataclass(frozen=True, slots=True)
class Whom:
    """Who answers, and where: for anyone at a place, or one person with a link; everything may be empty."""

    path: str
    channel: str = "link"
    unit: str = ""
    is_kiosk: bool = False
    customer: str = ""
    invitation: str = ""
    interaction: str = ""
    order: str = ""
    language: str = ""
    response: str = ""
    is_over: bool = False
    """The link was answered, closed, or is too old."""
    was_answered: bool = False
    was_opened: bool = False
    token: str = ""
    """What auricle.js carries for somebody in a page of the company's; it is answered there in JSON."""

    @property
    def is_in_page(self) -> bool:
        return self.channel == IN_PAGE


_surveys: dict[str, tuple[float, Asked | None]] = {}
_places: dict[tuple[str, str], tuple[float, Whom | None]] = {}


def asked(public: str) -> Asked | None:
    """The survey of an address; None when there is none, or none was published."""
    until, found = _surveys.get(public, (0.0, None))
    if until < time.monotonic():
        found = _read(public)
        _remember(_surveys, public, found)
    return found


def is_fresh(public: str, place: str) -> bool:
    """Whether ``asked`` and ``at_place`` would answer without the database."""
    now = time.monotonic()
    return _surveys.get(public, (0.0,))[0] >= now and (not place or _places.get((public, place), (0.0,))[0] >= now)


def at_place(public: str, place: str) -> Whom | None:
    """Anyone at a place; without a place anyone with the address. None when there is no such place."""
    if not place:
        return Whom(f"/s/{public}/")
    until, found = _places.get((public, place), (0.0, None))
    if until < time.monotonic():
        row = Place.objects.across("the address names the place").filter(public=place, survey__public=public).first()
        is_kiosk = row is not None and row.kind == Place.Kind.KIOSK
        found = row and Whom(f"/s/{public}/{place}/", channel=row.kind, unit=row.unit, is_kiosk=is_kiosk)
        _remember(_places, (public, place), found)
    return found


def by_link(token: str) -> tuple[Asked, Whom] | None:
    """The survey and the person of a token; None when there is no such link."""
    links = Link.objects.across("the token names the link").select_related("survey")
    link = links.filter(digest=Link.digest_of(token)).first()
    found = asked(link.survey.public) if link else None
    if link is None or found is None:
        return None
    whom = Whom(
        f"/a/{token}/", channel=link.channel or "link", customer=link.customer, invitation=link.public,
        interaction=link.interaction, order=link.order, language=link.language, response=Link.response_of(token),
        is_over=bool(link.answered_at or link.closed_at) or link.expires_at <= timezone.now(),
        was_answered=link.answered_at is not None, was_opened=link.opened_at is not None,
    )  # fmt: skip
    return found, whom


def was_opened(whom: Whom) -> None:
    """Say of a link that it was looked at: by its person, or by a mail server that follows links."""
    links = Link.objects.across("the link was found by its token")
    links.filter(public=whom.invitation, opened_at=None).update(opened_at=timezone.now())


def was_begun(whom: Whom) -> None:
    """Say of a link that its response has begun."""
    links = Link.objects.across("the link was found by its token")
    links.filter(public=whom.invitation, began_at=None).update(began_at=timezone.now())


def was_answered(whom: Whom) -> None:
    """Say of a link that it was answered; the response itself is in the journal."""
    links = Link.objects.across("the link was found by its token")
    began_at = Coalesce("began_at", timezone.now())
    links.filter(public=whom.invitation, answered_at=None).update(answered_at=timezone.now(), began_at=began_at)


def of_version(found: Asked, number: int) -> Asked:
    """The survey in the version somebody began with, so that their answers stay tied to it."""
    if number == found.version or number < 1:
        return found
    try:
        return replace(found, version=number, questionnaire=_version(found.public, number))
    except SurveyVersion.DoesNotExist:
        return found


async def from_database(look: Callable[P, Found], *what: P.args, **more: P.kwargs) -> Found:
    """What a function finds in the database, in a thread, over a connection that still works."""

    def found() -> Found:
        close_old_connections()
        try:
            return look(*what, **more)
        finally:
            close_old_connections()

    return await sync_to_async(found)()


@lru_cache(maxsize=1)
def answering(home: Path) -> Answering:
    return Answering(home)


def journal() -> Answering:
    """The journal of this home, held open by this process."""
    return answering(Path(settings.HOME))


def _read(public: str) -> Asked | None:
    rows = Survey.objects.across("the address names the survey").select_related("workspace")
    row = rows.filter(public=public).first()
    latest = row and SurveyVersion.objects.of(row.workspace).filter(survey=row).first()
    if row is None or latest is None:
        return None
    questionnaire = _version(row.public, latest.number)
    return Asked(
        row.workspace.slug, row.pk, row.public, row.name, row.is_open, row.is_anonymous, latest.number, questionnaire,
        row.brand_name or row.workspace.name, row.brand_colour, row.brand_logo,
    )  # fmt: skip


@lru_cache(maxsize=256)
def _version(public: str, number: int) -> Questionnaire:
    rows = SurveyVersion.objects.across("versions are read by their survey, which the address named")
    return read_document(rows.get(survey__public=public, number=number).document)


def _remember(memory: dict[Any, Any], key: object, found: object) -> None:
    if len(memory) > 10_000:  # addresses that are guessed
        memory.clear()
    memory[key] = (time.monotonic() + FRESH_SECONDS, found)
