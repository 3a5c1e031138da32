"""Pages for what went wrong: what it was, and the next step."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from auricle.model.document import DocumentError

from .wording import in_words


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        404,
        _("There is no such page"),
        _("The address may be old, or it belongs to a workspace you are not a member of."),
    )


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        403,
        _("Your role does not open this page"),
        _("Ask an owner of the workspace to change your role, or to do this for you."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        500,
        _("Something broke on our side"),
        _("Nothing was changed. Try again; if it happens again, the server's log says why."),
    )


def bad_address(request: HttpRequest, reason: str) -> HttpResponse:
    return _page(request, 400, _("The address does not make sense"), reason)


def not_ready(request: HttpRequest, reason: str) -> HttpResponse:
    return _page(request, 503, _("The facts cannot be reached now"), reason)


def not_understood(request: HttpRequest, mistake: DocumentError) -> HttpResponse:
    """A file of the workspace's own has a mistake: which, where and why, for whoever mends it."""
    home = Path(settings.HOME) / "workspaces"
    file = mistake.path.relative_to(home) if mistake.path.is_relative_to(home) else mistake.path
    told = in_words(DocumentError(file, mistake.line, mistake.reason))
    return _page(
        request, 503, _("A file of this workspace has a mistake"), told, _("Mend it, then load this page again.")
    )


def _page(request: HttpRequest, status: int, title: str, reason: str, step: str = "") -> HttpResponse:
    return render(request, "platform/error.html", {"title": title, "reason": reason, "step": step}, status=status)
