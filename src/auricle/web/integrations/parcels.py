"""What leaves the house: a letter to a person, a notice to a group, an event to a program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from auricle.sentence import sentence

OWN_LINK = re.compile(r"(/[au]/)[\w-]{22}(?=/)")
"""The address by which one person answers a survey, or wants to hear no more."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail to one person.

    Parameters
        to: their address. text: the words; html: the same set, or empty.
        headers: more of them, such as List-Unsubscribe or In-Reply-To; To, From and Message-ID are ours.
        reference: what caused it; the same one is sent once.
        customer: who they are, so that erasing them erases it.
    """

    to: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    reference: str = ""
    customer: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A few words to colleagues, with the address of the page they are about."""

    title: str
    text: str
    address: str = ""
    reference: str = ""
    customer: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text message to one person.

    Parameters
        to: their number, with the code of the country. text: all of its words, with the link.
        values: ``link`` and ``stop`` (the address to opt out by) by themselves, for providers that fill a template.
    """

    to: str
    text: str
    values: Mapping[str, str] = field(default_factory=dict)
    reference: str = ""
    customer: str = ""


@dataclass(frozen=True, slots=True)
class WeChat(Text):
    """The same by a WeChat official account: ``to`` is a follower's openid, and ``values`` hold a ``title`` too."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, told to programs: ``name`` such as ``case.opened``, ``payload`` JSON."""

    name: str
    payload: Mapping[str, Any]
    at: str
    reference: str = ""
    customer: str = ""


Parcel = Letter | Notice | Event | Text
FORMS: dict[str, type[Parcel]] = {
    "letter": Letter,
    "notice": Notice,
    "event": Event,
    "text": Text,
    "wechat": WeChat,
}


class NoReference(ValueError):
    def __init__(self) -> None:
        super().__init__("nothing is sent without a reference: name what caused it, such as case:17:opened")


def form_of(parcel: Parcel) -> str:
    return type(parcel).__name__.lower()


def packed(parcel: Parcel) -> dict[str, Any]:
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in asdict(parcel).items()}


def unpacked(form: str, content: Mapping[str, Any]) -> Parcel:
    return FORMS[form](**content)


@dataclass(frozen=True, slots=True)
class Sending:
    """One parcel on its way over one integration, as a transport gets it."""

    parcel: Parcel
    settings: Mapping[str, Any]
    secrets: Mapping[str, str]
    message_id: str
    made_at: datetime


class Undelivered(Exception):
    """The other side did not take it.

    Parameters
        said: its own words, or our sentence on why nothing came. is_final: trying again cannot help.
        wait_seconds: how long it asked us to wait. is_gone: it wants nothing any more. is_nobody: there is nobody at
        the address.
    """

    def __init__(
        self, said: str, *, is_final: bool = False, wait_seconds: float = 0, is_gone: bool = False,
        is_nobody: bool = False,
    ):  # fmt: skip
        super().__init__(said)
        self.said, self.is_final, self.wait_seconds, self.is_gone = said, is_final, wait_seconds, is_gone
        self.is_nobody = is_nobody


class SettingsWrong(Undelivered):
    def __init__(self, missing: str):
        said = sentence("{missing} is missing; write it in the settings of the integration", missing=missing)
        super().__init__(said, is_final=True)


def without_tokens(words: str) -> str:
    """Words as colleagues see them: who has a customer's own link could answer by it, or opt out."""
    return OWN_LINK.sub(r"\1…", words)
