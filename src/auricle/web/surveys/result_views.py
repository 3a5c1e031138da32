"""What came back: one survey's results, two of its questions against each other, all its rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.understanding.answers_of import CrossTable
from auricle.web.measures.public import value_title
from auricle.web.platform.public import ScreenState, may, record

from .exporting import FORMATS, export_of
from .queries import chosen, survey
from .results import crossed, results, title_of, unseen
from .told import careless, themes

TEXTS = 50


@may("see surveys")
def results_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Response and completion, then each question with its picture."""
    row = survey(request.state, pk)
    found = results(request.state, row)
    first, second = request.GET.get("first", ""), request.GET.get("second", "")
    words = {each.code: each.words for each in found.questions}
    table = crossed(request.state, row, first, second) if {first, second} <= words.keys() and first != second else None
    floor = request.state.workspace.settings.floor
    context = {
        "survey": row,
        "results": found,
        "closed": [each for each in found.questions if each.n and (each.picture or each.shares)],
        "first": first,
        "second": second,
        "table": _shown(table, floor, words[first], words[second]) if table else None,
        "formats": FORMATS,
        "themes": themes(request.state, row) if found.begun else (),
        "careless": careless(request.state, row, found),
    }
    return render(request, "surveys/results.html", context)


@may("see rows")
def texts(request: HttpRequest, pk: int) -> HttpResponse:
    """What was written, the newest first."""
    row, state = survey(request.state, pk), request.state
    code = request.GET.get("question", "")
    if not code:
        return redirect(state.url("surveys:results", pk=row.pk))
    if row.is_anonymous and state.workspace.count("feedback", where=chosen(row)) < state.workspace.settings.floor:
        raise Http404
    where = f"{chosen(row)} and question = '{code.replace(chr(39), chr(39) * 2)}' and kind = 'text'"
    found = state.workspace.facts(
        "answers", where=where, from_=state.period.start, to=state.period.end, limit=TEXTS, order="at desc"
    )
    record(request, N_("looked into a question"), row.name, survey=row.public, question=code)
    said = [_with_words(state, each) for each in found.to_pylist() if each["text"]]
    context = {"survey": row, "asked": title_of(state, row, code), "texts": said}
    return render(request, "surveys/texts.html", context)


def _with_words(state: ScreenState, answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer whose channel and unit are called by their words."""
    named = {
        of: answer[of] and value_title(state.workspace, of, answer[of], state.language) for of in ("channel", "unit")
    }
    return {**answer, **named}


@may("export customers")
def export(request: HttpRequest, pk: int, ending: str) -> HttpResponseBase:
    """Every response of the period, as a file."""
    row = survey(request.state, pk)
    if ending not in FORMATS:
        raise Http404
    record(request, N_("exported answers"), row.name, survey=row.public, format=ending)
    return export_of(request.state, row, ending)


def _shown(table: CrossTable, floor: int, down: Mapping[str, str], across: Mapping[str, str]) -> dict[str, Any]:
    """Cells as the page shows them: the weighted share along the row, and whether it departs from chance."""
    rows = []
    hidden = unseen(np.asarray(table.counts, np.int64), floor)
    for name, counts, weights, residuals, too_few in zip(
        table.rows, table.counts, table.weights, table.association.residuals, hidden, strict=True
    ):
        total = int(counts.sum())
        cells = [
            None if is_hidden else {"share": weight / weights.sum(), "tone": _tone(residual)}
            for weight, residual, is_hidden in zip(weights, residuals, too_few, strict=True)
        ]
        rows.append({"name": _called(name, down), "total": total if total >= floor else None, "cells": cells})
    columns = [_called(name, across) for name in table.columns]
    return {"columns": columns, "rows": rows, "association": table.association}


def _called(code: str, words: Mapping[str, str]) -> str:
    """An option by its words; a score, which has none, as the whole number it is."""
    return words.get(code) or code.removesuffix(".0")


def _tone(residual: float) -> str:
    return "more" if residual > 2 else "less" if residual < -2 else ""
