"""What a kind of integration is: how a parcel goes over it, or what others wrote comes in by it."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from auricle.sentence import sentence_of

from .incoming import Pulled, Reading
from .outgoing import Answered, NotSent, ask
from .parcels import Sending, Undelivered

BUSY = -1


class Kind(ABC):
    """One kind. ``form`` asks for its settings; the fields named in ``hidden`` are secrets."""

    name: ClassVar[str]
    title: ClassVar[Any]
    about: ClassVar[Any]
    icon: ClassVar[str] = "message"
    form: ClassVar[type[forms.Form]]
    hidden: ClassVar[tuple[str, ...]] = ()


class Transport(Kind):
    """A way out: it ``takes`` letters, notices, events, texts or WeChat's, at most so many ``per_minute`` (0: any)."""

    takes: ClassVar[str] = "notice"
    per_minute: ClassVar[int] = 0

    @abstractmethod
    def deliver(self, sending: Sending) -> str:
        """Send it and give the other side's words; Undelivered when it was not taken."""


class Source(Kind):
    """A way in: what others wrote, fetched again and again."""

    @abstractmethod
    def pull(self, reading: Reading) -> Pulled:
        """What came since its ``position``; Undelivered when the other side gives nothing."""

    @abstractmethod
    def look(self, reading: Reading) -> str:
        """Whether it can be read, in the other side's words; Undelivered when it cannot."""


def posted(address: str, body: bytes, headers: Mapping[str, str] | None = None) -> Answered:
    """The answer to a POST of JSON; Undelivered when there is none, or it is no success."""
    kinds = {"Content-Type": "application/json; charset=utf-8"}
    answered = answered_by("POST", address, body, {**kinds, **(headers or {})})
    if answered.status >= 300:
        raise Undelivered(answered.said, is_final=not passes(answered.status), wait_seconds=_wait(answered))
    return answered


def answered_by(method: str, address: str, body: bytes, headers: Mapping[str, str]) -> Answered:
    """The answer, whatever its status; Undelivered when there is none."""
    try:
        return ask(method, address, body, headers)
    except NotSent as reason:
        raise Undelivered(sentence_of(reason), is_final=reason.is_final) from reason


def as_json(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def refused_inside(answered: Answered, codes: tuple[str, ...], words: tuple[str, ...], too_fast: frozenset[int]) -> str:
    """The words of an answer whose success is told in its body: an error hides in a 200.

    Parameters
        codes, words: the fields that hold the error's number and its words, the first that is there.
        too_fast: numbers that ask to come later.
    Raises
        Undelivered: the number is not 0, or there is none.
    """
    try:
        body = json.loads(answered.body)
        code = next(int(body[name]) for name in codes if name in body)
    except (ValueError, TypeError, StopIteration):
        raise Undelivered(answered.said) from None
    said = f"{code} {next((str(body[name]) for name in words if body.get(name)), '')}".strip()
    if code in too_fast or code == BUSY:
        raise Undelivered(said, wait_seconds=60)
    if code:
        raise Undelivered(said, is_final=True)
    return said


def cut(text: str, bytes_: int) -> str:
    """Text of at most so many bytes of UTF-8, whole characters, an ellipsis where something is missing."""
    if len(text.encode()) <= bytes_:
        return text
    return text.encode()[: bytes_ - 3].decode(errors="ignore") + "…"


def passes(status: int) -> bool:
    """Whether a refusal of that status may be another answer later."""
    return status >= 500 or status in (408, 409, 425, 429)


def _wait(answered: Answered) -> float:
    said = answered.headers.get("retry-after", "")
    return min(float(said), 24 * 3600) if said.isdigit() else 0
