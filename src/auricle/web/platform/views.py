"""Pages of the platform inside a workspace."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from auricle.model.entities import ENTITIES

from .context import entry_address
from .roles import may


@may("see numbers")
def enter(request: HttpRequest) -> HttpResponse:
    """Go to the page this person starts from."""
    return redirect(entry_address(request.state))


@may("see numbers")
def dictionary(request: HttpRequest) -> HttpResponse:
    """What every table and column means, from the definitions themselves."""
    return render(request, "platform/dictionary.html", {"entities": ENTITIES.values()})
