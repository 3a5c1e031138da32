"""Customers that match a text, as the search lists them."""

from __future__ import annotations

from dataclasses import dataclass

from auricle.identity.people import Found
from auricle.workspace import Workspace

from .wording import label

LISTED = 20


@dataclass(frozen=True, slots=True)
class Match:
    """``by`` is what of them matched, when it is not already on the line."""

    customer: str
    name: str
    email: str
    phone: str
    segment: str
    by: str


def matches(workspace: Workspace, text: str, without: str = "") -> tuple[Match, ...]:
    found = workspace.find(text, LISTED) if text else ()
    return tuple(_match(workspace, one) for one in found if one.customer != without)


def exact_matches(workspace: Workspace, word: str, without: str) -> tuple[Match, ...]:
    """Others who are known by this very word: an address, a number, the value of an identity."""
    found = (one for one in workspace.find(word, LISTED) if one.customer != without)
    return tuple(_match(workspace, one) for one in found if _is(one.matched, word))


def _is(matched: str, word: str) -> bool:
    return word.casefold() in (matched.casefold(), matched.casefold().partition(":")[2])


def _match(workspace: Workspace, one: Found) -> Match:
    shown = (one.customer, one.name, one.email, one.phone)
    by = "" if one.matched in shown else one.matched
    return Match(one.customer, one.name, one.email, one.phone, label(workspace, "segment", one.segment), by)
