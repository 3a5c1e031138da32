"""Erasing a person: what will go, the typed id, and what became of it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.http import require_POST

from auricle.web.platform.public import may, record

from . import actions
from .forms import TypedId
from .models import Erasure
from .views import known
from .wording import kind_of_rows

PAGE = 25


@may("erase customers")
def erase(request: HttpRequest, customer: str) -> HttpResponse:
    """What will go, and the field to type the id into; by POST it goes."""
    person = known(request, customer)
    standing, rows = request.state.workspace.standing(person), request.state.workspace.would_erase(person)
    form = TypedId(request.POST or None, customer=person)
    if request.method == "POST" and form.is_valid():
        asked = actions.ask_to_erase(request.state.record, request.user, person, rows)
        record(request, N_("asked to erase a customer"), rows=sum(rows.values()))
        return redirect(request.state.url("customers:erasure", pk=asked.pk))
    merged = [row["value"] for row in standing.identities if row["kind"] == "customer" and row["value"] != person]
    context = {
        "customer": person,
        "name": standing.profile.get("name") or person,
        "rows": _named(rows),
        "total": sum(rows.values()),
        "merged": merged,
        "form": form,
    }
    return render(request, "customers/erase.html", context, status=422 if form.errors else 200)


@may("erase customers")
def erasures(request: HttpRequest) -> HttpResponse:
    """That people were erased, when and by whom; never who they were."""
    rows = Erasure.objects.of(request.state.record).select_related("asked_by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "customers/erasures.html", {"page": page})


@may("erase customers")
def erasure(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _found(request, pk)
    return render(request, "customers/erasure.html", {"asked": asked, "rows": _named(asked.rows)})


@may("erase customers")
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that moves while an erasure runs."""
    asked = _found(request, pk)
    response = render(request, "customers/progress.html", {"asked": asked})
    if not asked.is_under_way:
        response["HX-Refresh"] = "true"
    return response


@may("erase customers")
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _found(request, pk)
    actions.erase_again(asked)
    record(request, N_("started an erasure again"))
    return redirect(request.state.url("customers:erasure", pk=asked.pk))


def _named(rows: dict[str, int]) -> list[tuple[str, int]]:
    return [(kind_of_rows(name), n) for name, n in rows.items()]


def _found(request: HttpRequest, pk: int) -> Erasure:
    return get_object_or_404(Erasure.objects.of(request.state.record).select_related("workspace", "asked_by"), pk=pk)
