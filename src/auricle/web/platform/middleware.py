"""Language and workspace of every request, decided before any view runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from auricle.model.document import DocumentError
from auricle.store.store import StoreAway

from .errors import bad_address, not_ready, not_understood
from .facts import UNREADY
from .models import Membership
from .period import PeriodNotUnderstood
from .roles import allows
from .screen import screen_state
from .wording import in_words

Respond = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """The person's own choice, else the cookie's, else the browser's (zh-TW and zh-HK read Traditional)."""

    def __init__(self, respond: Respond):
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "") or translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.respond(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


class WorkspaceMiddleware:
    """Lets a person into a workspace only through a membership, and to a page only by its verb.

    The slug of the address is no more than a question; the answer comes from the session. A view
    without a verb (see ``roles.may``) is shown to nobody.
    """

    def __init__(self, respond: Respond):
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.respond(request)
        finally:
            timezone.deactivate()

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if "workspace" not in kwargs:
            return None
        membership = self._membership(request, kwargs.pop("workspace"))
        verb = getattr(view, "verb", None)
        if verb is None or not allows(membership.role, verb):
            raise PermissionDenied
        try:
            request.state = screen_state(request, membership)
            timezone.activate(request.state.workspace.settings.zone)
        except PeriodNotUnderstood as error:
            return bad_address(request, in_words(error))
        except UNREADY as error:
            return self.process_exception(request, error)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DocumentError):
            return not_understood(request, error)
        return not_ready(request, in_words(error)) if isinstance(error, StoreAway) else None

    @staticmethod
    def _membership(request: HttpRequest, slug: str) -> Membership:
        if not request.user.is_authenticated:
            raise Http404
        try:
            return request.user.memberships.select_related("workspace", "user").get(workspace__slug=slug)
        except Membership.DoesNotExist:
            raise Http404 from None
