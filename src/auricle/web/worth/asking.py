"""What each page of the room asks, for the page and for its file."""

from __future__ import annotations

from django.http import HttpRequest

from auricle.understanding.staying import GROUPS
from auricle.web.measures.public import spanned
from auricle.web.studies.public import Studied, studied


def worth_asked(request: HttpRequest) -> Studied:
    asked = {"to": until(request), "where": request.state.where, "by": worth_by(request)}
    return studied(request.state, "buying", asked)


def leaving_asked(request: HttpRequest) -> Studied:
    return studied(request.state, "leaving", {"to": until(request)})


def staying_asked(request: HttpRequest) -> Studied:
    asked = {"to": until(request), "where": request.state.where, "by": staying_by(request)}
    return studied(request.state, "staying", asked)


def silent_asked(request: HttpRequest) -> Studied:
    return studied(request.state, "silence", {"to": until(request)})


def worth_by(request: HttpRequest) -> str:
    """What customers are told apart by; what is no dimension of theirs is the first."""
    by, names = request.GET.get("by", ""), request.state.workspace.customer_groupings
    return by if by in names else names[0]


def staying_by(request: HttpRequest) -> str:
    by = request.GET.get("by", "")
    return by if by in GROUPS else GROUPS[0]


def until(request: HttpRequest) -> str:
    """The last day of the period, or of the facts where the period goes beyond them."""
    return min(spanned(request).end, request.state.workspace.last_day).isoformat()
