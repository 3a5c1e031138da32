"""The pages people answer on. No session, no cookie, no script needed; a GET answers nothing.

They run without the middleware of the other pages (see ``web/asgi.py``), and wait for the disk without a thread.
"""

from __future__ import annotations

import re
import secrets
import time

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request
from django.views.decorators.csrf import csrf_exempt

from auricle.collector.public import NotKept, Step
from auricle.questionnaire import answered

from . import asked as asking
from . import quotas
from .asked import Asked, Whom, from_database
from .in_page import approached, refused, whom_of
from .pages import Carried, closed_page, enough_page, gone_page, over_page, step_page, thanks_page
from .posted import Posted, carried, misread_answers, posted_answers
from .protection import Gate, address_of
from .walk import Walk, asked_for, languages_of, spoken

RESPONSE = re.compile(r"[0-9a-f]{32}\Z")
LARGEST_BYTES = 200_000
DAY_SECONDS = 86_400
gate = Gate()


@csrf_exempt
@login_not_required
async def at_survey(request: HttpRequest, survey: str, place: str = "") -> HttpResponse:
    """Anyone answers: with the address of the survey, or at a place that says which unit it is."""
    if asking.is_fresh(survey, place):
        found, whom = asking.asked(survey), asking.at_place(survey, place)
    else:
        found = await from_database(asking.asked, survey)
        whom = await from_database(asking.at_place, survey, place) if found else None
    if found is None or whom is None:
        return gone_page(_preferred(request))
    return await _answer(request, found, whom)


@csrf_exempt
@login_not_required
async def in_page(request: HttpRequest, survey: str) -> HttpResponse:
    """Anyone answers inside a page of the company's; auricle.js shows what the answers here say."""
    found = await from_database(asking.asked, survey)
    if found is None or len(request.body) > LARGEST_BYTES:
        return refused(413 if found else 404)
    whom = whom_of(request.POST.get("whom", ""), found)
    if request.method == "POST" and request.POST.get("do") == "begin":
        whom = await from_database(approached, found, request.POST, _is_flooded(request, found))
        if whom is None:
            return refused(204)
        return await _first(request, found, whom)
    return await _answer(request, found, whom)


@csrf_exempt
@login_not_required
async def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """One person answers, once."""
    found = await from_database(asking.by_link, token)
    if found is None:
        return gone_page(_preferred(request))
    if found[1].is_over:
        return over_page(found[0], found[1], _language(request, *found))
    if request.method == "GET" and not found[1].was_opened:
        await from_database(asking.was_opened, found[1])
    return await _answer(request, *found)


async def _answer(request: HttpRequest, found: Asked, whom: Whom) -> HttpResponse:
    if not found.is_open:
        return closed_page(found, whom, _language(request, found, whom))
    if request.method == "POST" and len(request.body) <= LARGEST_BYTES:
        return await _posted(request, found, whom)
    return await _first(request, found, whom)


async def _first(request: HttpRequest, found: Asked, whom: Whom) -> HttpResponse:
    """The first page, or the one that the person of a link goes on at."""
    state = await _begun(request, found, whom)
    if state.version != found.version:
        found = await from_database(asking.of_version, found, state.version)
    walk = await _walk(found, state)
    if walk.course.turned_away is not None:
        return enough_page(found, whom, state.language, walk)
    return step_page(found, whom, state, walk, is_first=not state.number)


async def _begun(request: HttpRequest, found: Asked, whom: Whom) -> Carried:
    """The beginning, or where the person of a link left off."""
    if whom.response:
        left = await sync_to_async(asking.journal().left)(found.slug, whom.response)
        if left is not None:
            began = left.began_at // 1_000_000
            return Carried(left.response, left.version, left.number, began, left.given, left.language, left.page)
    response = whom.response or secrets.token_hex(16)
    return Carried(response, found.version, 0, int(time.time()), {}, _language(request, found, whom), "")


async def _posted(request: HttpRequest, found: Asked, whom: Whom) -> HttpResponse:
    posted = request.POST
    state = _read(posted, found, whom)
    if state.version != found.version:
        found = await from_database(asking.of_version, found, state.version)
    questionnaire, do = found.questionnaire, posted.get("do", "next")
    questions = asked_for(questionnaire, posted.get("asked", ""))
    answers, misread = posted_answers(questions, posted), misread_answers(questions, posted, state.language)
    state = state.with_given(answered(questionnaire, state.given, answers))
    if do.startswith("language "):
        return step_page(found, whom, state.in_language(spoken(questionnaire, do[9:])), misread=misread)
    walk = await _walk(found, state)
    if do == "back":
        return step_page(found, whom, state, walk.at(walk.before))
    if walk.course.turned_away is not None:
        return enough_page(found, whom, state.language, walk)
    misread = walk.misread(misread)
    if walk.is_wrong or misread:
        return step_page(found, whom, state, walk, shows_wrong=True, misread=misread)
    return await _kept(request, found, whom, state, walk)


async def _walk(found: Asked, state: Carried) -> Walk:
    """How things stand; only where a survey has quotas has the database to be asked."""
    questionnaire = found.questionnaire
    full = await from_database(quotas.full, found, state.response) if questionnaire.quotas else ()
    return state.walk(questionnaire, full)


async def _kept(request: HttpRequest, found: Asked, whom: Whom, state: Carried, walk: Walk) -> HttpResponse:
    """Put a step on disk, and show what comes after it."""
    address = address_of(request)
    if bits := gate.bits(found.public, address):
        text, proof = request.POST.get("challenge", ""), request.POST.get("proof", "")
        if not gate.is_met(found.public, state.response, bits, text, proof):
            challenge = gate.challenge(found.public, state.response, bits)
            return step_page(found, whom, state, walk, challenge=challenge)
    gate.passed(found.public, address)
    after, trap = walk.after, bool(request.POST.get("website", ""))
    counts = walk.course.quotas if not after else ()
    if counts and not await from_database(quotas.taken, found, counts, state.response):
        return enough_page(found, whom, state.language, await _walk(found, state))
    try:
        await asking.journal().keep(found.slug, _step(found, whom, state, after, trap))
    except NotKept:
        if counts:
            await from_database(quotas.given_back, found, state.response)
        return step_page(found, whom, state, walk, not_kept=True)
    if after:
        if whom.invitation and not state.number:
            await from_database(asking.was_begun, whom)
        return step_page(found, whom, state.further(), walk.at(after))
    if whom.invitation:
        await from_database(asking.was_answered, whom)
    return thanks_page(found, whom, state.language, walk)


def _is_flooded(request: HttpRequest, found: Asked) -> bool:
    """Whether more is begun from one address than people begin; each time counts."""
    name, address = f"begin {found.public}", address_of(request)
    gate.passed(name, address)
    return gate.bits(name, address) > 0


def _step(found: Asked, whom: Whom, state: Carried, after: str, trap: bool) -> Step:
    """What goes on disk; of an anonymous survey nothing that could be joined, and no time finer than the day."""
    now = time.time()
    anonymous = found.is_anonymous
    day = int(now) // DAY_SECONDS * DAY_SECONDS * 1_000_000
    return Step(
        response=state.response,
        survey=found.public,
        version=found.version,
        number=state.number,
        given=state.given,
        language=state.language,
        began_at=day if anonymous else min(state.began, int(now)) * 1_000_000,
        at=day if anonymous else int(now * 1e6),
        page=after,
        complete=not after,
        seconds=max(0, min(int(now) - state.began, DAY_SECONDS)),
        channel=whom.channel,
        unit=whom.unit,
        customer="" if anonymous else whom.customer,
        invitation="" if anonymous else whom.invitation,
        interaction="" if anonymous else whom.interaction,
        order="" if anonymous else whom.order,
        trap=trap,
    )


def _read(posted: Posted, found: Asked, whom: Whom) -> Carried:
    """What a posted page carried; whatever is not as we wrote it is begun anew."""
    response = whom.response or posted.get("response", "")
    return Carried(
        response if RESPONSE.match(response) else secrets.token_hex(16),
        _number(posted.get("version", ""), found.version),
        _number(posted.get("number", ""), 0),
        _number(posted.get("began", ""), int(time.time())),
        carried(posted),
        spoken(found.questionnaire, posted.get("language", "")),
        posted.get("page", ""),
    )


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else otherwise


def _language(request: HttpRequest, found: Asked, whom: Whom) -> str:
    """The language of the link, else the one it was sent in, else the browser's, as far as the survey has it."""
    has = {code for code, _ in languages_of(found.questionnaire)}
    for wanted in (request.GET.get("language", ""), whom.language):
        if wanted and spoken(found.questionnaire, wanted) in has and wanted.lower() in has:
            return wanted.lower()
    return spoken(found.questionnaire, _preferred(request))


def _preferred(request: HttpRequest) -> str:
    return get_language_from_request(request)
