"""Employees and units compared fairly: evidence to coach with, no league table."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.understanding.keeping import as_json
from auricle.web.measures.public import spanned
from auricle.web.platform.public import download, may, record
from auricle.web.studies.public import Studied, studied

from .asking import PeopleForm
from .people_words import compared

FORMATS = ("csv", "xlsx", "parquet")


@may("coach people")
def people(request: HttpRequest) -> HttpResponse:
    """Who differs by more than their cases and chance, and where to look first."""
    form, study = _asked(request)
    state = request.state
    context: dict[str, Any] = {
        "form": form, "study": study, "formats": FORMATS, "may_import": state.may("import data"),
    }  # fmt: skip
    if form.chosen is not None and study is not None:
        context["title"] = form.chosen.called(state.language)
        if study.found is not None:
            context |= compared(state, study.found, context["title"])
    return render(request, "ahead/people.html", context)


@may("coach people")
def export(request: HttpRequest) -> HttpResponse:
    """Everybody, by name, as a file; there is one once it is worked out."""
    (form, study), ending = _asked(request), request.GET.get("format", "csv")
    if ending not in FORMATS or form.chosen is None or study is None or study.found is None:
        raise Http404
    record(request, N_("exported numbers"), form.chosen.name, analysis="people", format=ending)
    rows = as_json(study.found)["people"]
    for row in rows:
        spot = row.pop("spot") or {}
        row |= {"unit": study.found.unit}
        row |= {f"spot_{name}": spot.get(name) for name in ("name", "value", "n", "away")}
    return download(pa.Table.from_pylist(rows), f"people-{form.chosen.name}.{ending}")


def _asked(request: HttpRequest) -> tuple[PeopleForm, Studied | None]:
    span = spanned(request)
    state = request.state
    form = PeopleForm(request.GET, state.workspace, state.language)
    if form.chosen is None:
        return form, None
    asked = {
        "measure": form.chosen.name, "who": form.data["who"], "where": state.where,
        "from": span.start.isoformat(), "to": span.end.isoformat(),
    }  # fmt: skip
    return form, studied(state, "people", asked)
