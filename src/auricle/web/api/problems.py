"""What went wrong, as RFC 9457 says it: one shape for every refusal."""

from __future__ import annotations

import logging
from typing import Any

from pydantic import BaseModel, Field

from auricle.store.store import StoreBusy

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """``detail`` names the thing and the next step; ``errors`` names the fields."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[dict[str, Any]] = Field(default_factory=list)


TITLES = {
    400: "The request cannot be read",
    401: "No valid key",
    403: "The key may not do this",
    404: "There is no such thing",
    405: "Not with this method",
    409: "Another request with this Idempotency-Key is not finished",
    422: "The request cannot be answered as it is",
    500: "Auricle failed",
    503: "The facts are busy",
}


def problem(status: int, detail: str, errors: list[dict[str, Any]] | None = None) -> Problem:
    return Problem(title=TITLES[status], status=status, detail=detail, errors=errors or [])


def problem_of(error: Exception) -> Problem:
    """A refusal of the library in words; anything else is our fault, is logged, and tells nothing."""
    if isinstance(error, StoreBusy):
        return problem(503, str(error))
    if type(error).__module__.startswith("auricle.") and isinstance(error, (ValueError, LookupError)):
        return problem(404 if isinstance(error, LookupError) else 422, _said(error))
    log.exception("a request of a program failed", exc_info=error)
    return problem(500, "Look into the server's log, and try again.")


def _said(error: Exception) -> str:
    return str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
