"""Steps of a response to a survey: what the answering page posts, as the journal keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from .event import Refused

ROUTE = "answers"
LARGEST_BYTES = 256 * 1024


class Step(msgspec.Struct, frozen=True):
    """Everything given so far in one response. Of two steps of one response the further one counts.

    ``response`` is random; ``number`` grows with each step of a response; ``page`` is the name of the page that was
    shown next, empty once it is ``complete``. ``began_at`` and ``at`` are in microseconds since 1970, the first of a
    day in an anonymous survey, which has no ``customer`` and no ``invitation`` either. ``trap`` says that a field was
    filled in that no person sees.
    """

    response: str
    survey: str
    version: int
    number: int
    given: Mapping[str, Any]
    language: str
    began_at: int
    at: int
    page: str = ""
    complete: bool = False
    seconds: int = 0
    channel: str = ""
    unit: str = ""
    customer: str = ""
    invitation: str = ""
    interaction: str = ""
    order: str = ""
    trap: bool = False

    @property
    def rank(self) -> tuple[bool, int]:
        """What makes one step of a response further than another."""
        return self.complete, self.number


_decoder = msgspec.json.Decoder(Step)


def written(step: Step) -> bytes:
    return msgspec.json.encode(step)


def read(body: bytes) -> Step | Refused:
    """A kept step; what is none is told apart by its reason, and nothing raises."""
    try:
        step = _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        return Refused("not_a_step", f"this is no step of a response ({error})", body.decode("utf-8", "replace"))
    if step.trap:
        why = "a field was filled in that no person sees; if a person wrote it after all, send it again"
        return Refused("robot", why, body.decode())
    return step
