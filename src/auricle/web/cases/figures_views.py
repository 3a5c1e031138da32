"""How cases went."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from auricle.web.platform.public import may

from .figures import figures
from .queries import piles


@may("see numbers")
def figures_page(request: HttpRequest) -> HttpResponse:
    found = figures(request.state)
    context = {
        "figures": found,
        "in_time": next((each.result.total for each in found if each.result.measure == "cases_in_time"), None),
        "piles": [pile for pile in piles(request.state.record) if pile.cause],
    }
    return render(request, "cases/figures.html", context)
