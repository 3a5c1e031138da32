"""The answering pages as HTML: everything in one response, in the respondent's language."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from django.http import HttpResponse
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _

from auricle.questionnaire import Questionnaire, plain
from auricle.web.platform.public import in_words

from .asked import Asked, Whom
from .frame import Frame, drawn
from .in_page import in_page
from .look import look_of
from .posted import Misread
from .protection import Challenge
from .walk import Walk, languages_of

KIOSK_REST_SECONDS = 10
KIOSK_IDLE_SECONDS = 60
NOBODY = "'none'"
"""Who may show the page inside another: only the editor may, which keeps nothing of what is answered there."""
OURS = ("en", "zh-hans", "zh-hant")


@dataclass(frozen=True, slots=True)
class Carried:
    """What a page carries from one step to the next: there is no session."""

    response: str
    version: int
    number: int
    began: int
    given: Mapping[str, Any]
    language: str
    page: str
    changed: frozenset[str] = frozenset()

    def with_given(self, given: Mapping[str, Any]) -> Carried:
        changed = frozenset(key for key in given if given[key] != self.given.get(key))
        return replace(self, given=given, changed=changed)

    def in_language(self, language: str) -> Carried:
        return replace(self, language=language)

    def further(self) -> Carried:
        return replace(self, number=self.number + 1)

    def walk(self, questionnaire: Questionnaire, full: Collection[str] = ()) -> Walk:
        return Walk.of(questionnaire, self.given, self.language, self.response, self.page, full, self.changed)


def step_page(
    found: Asked,
    whom: Whom,
    state: Carried,
    walk: Walk | None = None,
    *,
    is_first: bool = False,
    shows_wrong: bool = False,
    misread: Mapping[str, Misread] = MappingProxyType({}),
    not_kept: bool = False,
    challenge: Challenge | None = None,
    frames: str = NOBODY,
) -> HttpResponse:
    """One page of questions."""
    with _speaking(state.language):
        walk = walk or state.walk(found.questionnaire)
        screen = walk.screen(shows_wrong, misread)
        context = {
            "screen": screen,
            "fields": drawn(screen.fields, state.language) if screen else "",
            "title": walk.course.title or found.name,
            "response": state.response,
            "number": state.number,
            "began": state.began,
            "carried": json.dumps(dict(state.given), ensure_ascii=False, separators=(",", ":")),
            "challenge": challenge,
            "not_kept": not_kept,
            "is_first": is_first,
            "is_live": frames == NOBODY,
            "keeps": not whom.is_kiosk and frames == NOBODY,
            "restart": KIOSK_IDLE_SECONDS if whom.is_kiosk else 0,
        }
        status = 422 if shows_wrong else 503 if not_kept else 429 if challenge else 200
        return _page("step", found, whom, state.language, status, context, frames)


def thanks_page(found: Asked, whom: Whom, language: str, walk: Walk, *, frames: str = NOBODY) -> HttpResponse:
    """What is said when the last step is on disk."""
    with _speaking(language):
        heading, *lines = walk.closing or (_("Thank you. Your answers have arrived."),)
        context = {"heading": heading, "lines": lines, "is_done": True, "title": heading}
        context["restart"] = KIOSK_REST_SECONDS if whom.is_kiosk else 0
        return _page("done", found, whom, language, 200, context, frames)


def enough_page(found: Asked, whom: Whom, language: str, walk: Walk) -> HttpResponse:
    """There are enough answers like these already; none of them is kept."""
    with _speaking(language):
        said = walk.course.turned_away or ""
        heading, *lines = plain(in_words(said)).split("\n")
        context = {"heading": heading, "lines": lines, "is_done": True, "title": found.name}
        context["restart"] = KIOSK_REST_SECONDS if whom.is_kiosk else 0
        return _page("done", found, whom, language, 200, context)


def over_page(found: Asked, whom: Whom, language: str) -> HttpResponse:
    with _speaking(language):
        heading, line = (
            _("This link has run out"),
            _("It could be answered for a while. Nothing more is needed of you."),
        )
        if whom.was_answered:
            heading = _("Thank you, this is done")
            line = _("This link was for one answer, and it has been used. Nothing more is needed of you.")
        context = {"heading": heading, "lines": [line], "title": found.name}
        return _page("done", found, whom, language, 410, context)


def closed_page(found: Asked, whom: Whom, language: str) -> HttpResponse:
    with _speaking(language):
        context = {"heading": _("This survey is closed"), "lines": [_("Thank you for your interest.")]}
        return _page("done", found, whom, language, 410, {**context, "title": found.name})


def gone_page(language: str) -> HttpResponse:
    """There is no such survey; it says no more to whoever guesses."""
    with _speaking(language):
        lines = [_("The address may have been cut short. Please open it again from where you got it.")]
        heading = _("There is no survey here")
        return _written("done", Frame(look_of(""), language, heading), 404, {"heading": heading, "lines": lines})


def _page(
    name: str, found: Asked, whom: Whom, language: str, status: int, context: dict[str, Any], frames: str = NOBODY
) -> HttpResponse:
    if whom.is_in_page:
        return in_page(name, found, whom, language, status, context)
    screen = context.get("screen")
    frame = Frame(
        look_of(found.brand_colour, frames),
        language,
        context["title"],
        found.brand_name,
        found.brand_logo,
        languages_of(found.questionnaire),
        path=whom.path if whom.is_kiosk else "",
        restart=context.get("restart", 0),
        is_done="is_done" in context,
        asks=screen is not None,
        is_wrong=screen is not None and bool(screen.wrong),
    )
    return _written(name, frame, status, {"asked": found, "whom": whom, "lang": language, **context})


def _written(name: str, frame: Frame, status: int, context: dict[str, Any]) -> HttpResponse:
    html = frame.around(get_template(f"surveys/answer/{name}.html").render(context))
    headers = {
        "Content-Security-Policy": frame.look.policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Content-Language": frame.language,
    }
    if status in (429, 503):
        headers["Retry-After"] = "5"
    return HttpResponse(html, status=status, headers=headers)


def _speaking(language: str) -> Any:
    """Our own few words; English where we do not speak the survey's language."""
    return translation.override(language if language in OURS else "en")
