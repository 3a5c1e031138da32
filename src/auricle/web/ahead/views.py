"""What is unusual in all groups, one measure's control chart, and what comes next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from auricle.web.measures.public import spanned
from auricle.web.platform.public import may
from auricle.web.studies.public import studied

from .asking import ChartForm, NextForm, UnusualForm
from .chart_words import charted
from .next_words import foretold
from .story_words import told


@may("see numbers")
def unusual(request: HttpRequest) -> HttpResponse:
    """One story a cause, those who are hurt most first."""
    span = spanned(request)
    state = request.state
    form = UnusualForm(request.GET, state.workspace, state.language)
    context: dict[str, Any] = {"form": form, "may_import": state.may("import data")}
    if form.chosen is not None:
        asked = {
            "measure": form.chosen.name, "grain": form.data["grain"], "where": state.where,
            "from": span.start.isoformat(), "to": span.end.isoformat(),
        }  # fmt: skip
        study = studied(state, "anomalies", asked)
        context |= {"study": study, "title": form.chosen.called(state.language)}
        if study.found is not None:
            context |= told(state, study.found, context["title"])
    return render(request, "ahead/unusual.html", context)


@may("see numbers")
def chart(request: HttpRequest) -> HttpResponse:
    """How far a measure moves when nothing in particular happens, and which periods are beyond that."""
    span = spanned(request)
    state = request.state
    form = ChartForm(request.GET, state.workspace, state.language)
    context: dict[str, Any] = {"form": form, "may_import": state.may("import data")}
    if form.chosen is not None and form.is_valid():
        asked = {
            "measure": form.chosen.name, "grain": form.data["grain"], "where": state.where, "chart": form.data["chart"],
            "from": span.start.isoformat(), "to": span.end.isoformat(), "changes": form.cleaned_data["changes"],
        }  # fmt: skip
        study = studied(state, "chart", asked)
        context |= {"study": study, "title": form.chosen.called(state.language)}
        if study.found is not None:
            context |= charted(study.found, context["title"])
    return render(request, "ahead/chart.html", context)


@may("see numbers")
def coming(request: HttpRequest) -> HttpResponse:
    """The next periods of a measure, and how well the method did before."""
    span = spanned(request)
    state = request.state
    form = NextForm(request.GET, state.workspace, state.language)
    context: dict[str, Any] = {"form": form, "may_import": state.may("import data")}
    if form.chosen is not None:
        asked = {
            "measure": form.chosen.name, "grain": form.data["grain"], "where": state.where,
            "ahead": int(form.data["ahead"]), "to": span.end.isoformat(),
        }  # fmt: skip
        study = studied(state, "outlook", asked)
        context |= {"study": study, "title": form.chosen.called(state.language)}
        if study.found is not None:
            context |= foretold(study.found, context["title"])
    return render(request, "ahead/next.html", context)
