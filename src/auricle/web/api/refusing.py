"""Whatever goes wrong in the REST API is answered in one shape, also where no operation was reached."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from auricle.web.platform.public import plainly

from .callers import MayNot
from .pacing import TooFast
from .problems import MEDIA_TYPE, Problem, misfit, problem, problem_of
from .writing import NotFinished, OtherRequest
from .wrong import wrongs

View = Callable[..., HttpResponse]
_BUSY_SECONDS = 5


def refused(refusal: Problem, retry_seconds: int = _BUSY_SECONDS) -> HttpResponse:
    response = HttpResponse(refusal.model_dump_json(), status=refusal.status, content_type=MEDIA_TYPE)
    if refusal.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if refusal.status in (429, 503):
        response["Retry-After"] = str(retry_seconds)
    return response


def refuse_in_one_shape(api: NinjaAPI) -> None:
    answers: dict[type[Exception], Callable[[Any], HttpResponse]] = {
        AuthenticationError: lambda error: refused(problem(401, no_key())),
        ValidationError: lambda error: refused(misfit(wrongs(error.errors))),
        HttpError: lambda error: refused(problem(400, _("The body is not JSON; send an object in braces."))),
        OtherRequest: lambda error: refused(problem(422, plainly(error))),
        NotFinished: lambda error: refused(problem(409, plainly(error))),
        MayNot: lambda error: refused(problem(403, plainly(error))),
        TooFast: lambda error: refused(problem(429, plainly(error)), error.wait_seconds),
        Exception: lambda error: refused(problem_of(error)),
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, lambda request, error, answer=answer: answer(error))


def no_key() -> str:
    return _("Send Authorization: Bearer and a key made on API keys that is not revoked.")


def in_one_shape(view: View) -> View:
    """A view whose refusal of a method is one like the others."""

    @wraps(view)
    def viewed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        return _not_allowed(response) if response.status_code == 405 else response

    return viewed


def _not_allowed(response: HttpResponse) -> HttpResponse:
    methods = response["Allow"]
    told = refused(problem(405, _("This address answers to %(methods)s.") % {"methods": methods}))
    told["Allow"] = methods
    return told


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Any address of the API that no operation has."""
    said = _("There is no operation at %(address)s; /api/v1/openapi.json describes all there are.")
    return refused(problem(404, said % {"address": request.path}))
