"""Answering inside a page of the company's: the same screens as JSON, for auricle.js to show.

Whatever site asks may read them: they hold what anyone sees at the survey's own address. What is posted back is the
form of the other pages, so that one way of taking answers serves both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

import msgspec
import pyarrow as pa
from django.core import signing
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from auricle.identity.people import present
from auricle.questionnaire import plain
from auricle.web.contacting.public import Approach, Decision, approach
from auricle.web.platform.public import facts_of

from ..models import Appearance, Link, Survey, random_bits
from .asked import IN_PAGE, Asked, Whom
from .look import colours_of
from .walk import spoken

ID = re.compile(r"[0-9a-f]{32}\Z")
LONGEST_ID = 200
SALT = "auricle.surveys.in-page"
FROM_ANYWHERE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


class Posted(Protocol):
    def get(self, name: str, default: str = "") -> str: ...


def approached(found: Asked, posted: Posted, is_flooded: bool) -> Whom | None:
    """Who begins; None when they did not ask to be asked and the rules of contacting say no, whatever the reason.

    That somebody is approached is written into the ledger at once, so that two tabs ask once.
    """
    language = spoken(found.questionnaire, posted.get("language", ""))
    customer = _customer(found, posted.get("customer", "").strip()[:LONGEST_ID])
    is_unasked, invitation = posted.get("unasked") == "yes", ""
    if is_unasked and not is_flooded:
        invitation = _invitation(found, customer, posted.get("visitor", ""))
    if is_unasked and not invitation:
        return None
    whom = ["", ""] if found.is_anonymous else [customer, invitation]
    said = [found.public, *whom, language, random_bits()]
    return whom_of(signing.dumps(said, salt=SALT), found)


def whom_of(token: str, found: Asked) -> Whom:
    """Whom a token of ours names; anyone when it is none, or another survey's. It is good for one response."""
    path = f"/s/{found.public}/in-page.json"
    try:
        survey, customer, invitation, language, _once = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return Whom(path, channel=IN_PAGE)
    if survey != found.public:
        return Whom(path, channel=IN_PAGE)
    return Whom(
        path, channel=IN_PAGE, customer=customer, invitation=invitation, language=language, token=token,
        response=Link.response_of(token),
    )  # fmt: skip


def in_page(
    name: str, found: Asked, whom: Whom, language: str, status: int, context: Mapping[str, Any]
) -> HttpResponse:
    """A screen, or the words at the end."""
    said: dict[str, Any] = {
        "kind": name, "title": context["title"], "language": language, "brand": found.brand_name,
        "colours": colours_of(found.brand_colour), "words": _words(), "heading": context.get("heading", ""),
        "lines": list(context.get("lines", ())),
    }  # fmt: skip
    if (screen := context.get("screen")) is not None:
        said |= {"screen": _plain(msgspec.to_builtins(screen)), "carried": _carried(found, whom, language, context)}
        said |= {"notKept": context["not_kept"], "challenge": msgspec.to_builtins(context["challenge"])}
    headers = {**FROM_ANYWHERE, "Content-Language": language}
    if status in (429, 503):
        headers["Retry-After"] = "5"
    return JsonResponse(said, status=status, headers=headers)


def refused(status: int) -> HttpResponse:
    """There is nothing to show here, and no reason is given to whoever asks."""
    return HttpResponse(status=status, headers=FROM_ANYWHERE)


def _carried(found: Asked, whom: Whom, language: str, context: Mapping[str, Any]) -> dict[str, Any]:
    """The hidden fields of a form."""
    screen = context["screen"]
    return {
        "whom": whom.token, "response": context["response"], "version": found.version, "number": context["number"],
        "began": context["began"], "page": screen.name, "asked": screen.asked, "language": language,
        "given": context["carried"],
    }  # fmt: skip


def _plain(said: Any) -> Any:
    """What our words were marked up with for a page says nothing here."""
    if isinstance(said, dict):
        return {key: plain(value) if key == "error" else _plain(value) for key, value in said.items()}
    return [_plain(each) for each in said] if isinstance(said, (list, tuple)) else said


def _words() -> dict[str, str]:
    """Our own few words, in the respondent's language."""
    return {
        "next": _("Next"),
        "back": _("Back"),
        "send": _("Send"),
        "close": pgettext("a window", "Close"),
        "required": _("(required)"),
        "wrong": _("Please look again:"),
        "own": _("In your own words"),
        "order": _("Give 1 to the first, 2 to the second, and so on."),
        "waiting": _("No connection. Your answers are kept on this device and sent as soon as there is one."),
        "proving": _("One moment: checking that you are not a machine."),
        "busy": _(
            "Your answers could not be saved just now. They are still here: please press the button again in a moment."
        ),
    }


def _customer(found: Asked, claimed: str) -> str:
    """Whom a page says this is, as far as a page can: merges are followed."""
    return present(facts_of(found.slug).store, claimed) if claimed else ""


def _invitation(found: Asked, customer: str, visitor: str) -> str:
    """The key under which it is stored that they were asked; empty when they are not to be asked."""
    if not (customer or ID.match(visitor)):
        return ""
    row = Survey.objects.across("the address names the survey").select_related("workspace").get(pk=found.pk)
    shown = Appearance.objects.of(row.workspace).filter(survey=row, is_on=True).first()
    if shown is None or not found.is_open or not _is_in(found, shown.segment, customer):
        return ""
    keys: list[str] = []

    def note(decision: Decision) -> str:
        keys.append(random_bits())
        return "" if found.is_anonymous else keys[0]

    wanted = Approach(
        customer, f"{IN_PAGE}:{customer or visitor}", IN_PAGE, "survey", row.name, survey=row.public
    )  # fmt: skip
    approach(row.workspace, wanted, then=note)
    return keys[0] if keys else ""


def _is_in(found: Asked, segment: str, customer: str) -> bool:
    if not segment:
        return True
    store = facts_of(found.slug).store
    rows = store.find("customers", pa.array([customer], pa.string()), columns=("segment",))
    return segment in rows.column("segment").to_pylist()
