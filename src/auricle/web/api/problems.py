"""What went wrong, as RFC 9457 says it: one shape for every refusal, in the language the program asks for."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, Field

from auricle.web.platform.public import UNREADY, plainly

from .wrong import Wrong

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """``detail`` names the thing and the next step; ``errors`` names the fields."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[Wrong] = Field(default_factory=list)


TITLES = {
    400: gettext_lazy("The request cannot be read"),
    401: gettext_lazy("No valid key"),
    403: gettext_lazy("The key may not do this"),
    404: gettext_lazy("There is no such thing"),
    405: gettext_lazy("Not with this method"),
    409: gettext_lazy("Another request with this Idempotency-Key is not finished"),
    413: gettext_lazy("The request is too large"),
    422: gettext_lazy("The request cannot be answered as it is"),
    429: gettext_lazy("Too many requests"),
    500: gettext_lazy("Auricle failed"),
    503: gettext_lazy("The facts are busy"),
}


def problem(status: int, detail: str, errors: Sequence[Wrong] = ()) -> Problem:
    return Problem(title=str(TITLES[status]), status=status, detail=detail, errors=list(errors))


def problem_of(error: Exception) -> Problem:
    """A refusal of the library in words; anything else is our fault, is logged, and tells nothing."""
    if isinstance(error, UNREADY):
        return problem(503, plainly(error))
    if isinstance(error, RequestDataTooBig):
        return problem(413, _("Send less at once: a request may hold 5 MB."))
    if type(error).__module__.startswith("auricle.") and isinstance(error, (ValueError, LookupError)):
        return problem(404 if isinstance(error, LookupError) else 422, _said(error))
    log.exception("a request of a program failed", exc_info=error)
    return problem(500, _("Look into the server's log, and try again."))


def misfit(errors: Sequence[Wrong]) -> Problem:
    """What was given does not fit what is taken: which fields, and why each."""
    named = _(", ").join(".".join(each.at[1:]) or each.at[0] for each in errors)
    return problem(422, _("Mend %(fields)s; errors says why.") % {"fields": named}, errors)


def _said(error: Exception) -> str:
    return plainly(error.args[0] if isinstance(error, KeyError) and error.args else error)
