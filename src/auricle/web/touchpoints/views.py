"""Where customers meet the company, and what it is like there."""

from __future__ import annotations

import pyarrow as pa
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.web.measures.public import against, spanned, value_title
from auricle.web.platform.public import ScreenState, download, may, record

from .columns import SPENT, Board, board
from .finding import finding, headline, interval
from .heat_table import heads, stages
from .lines import lines_of

FORMATS = ("csv", "xlsx", "parquet")


@may("see numbers")
def touchpoints(request: HttpRequest) -> HttpResponse:
    """Every touchpoint with its scores, volume, complaints and money, and the one that hurts most."""
    span = spanned(request)
    state, sort = request.state, request.GET.get("sort", "")[:100]
    found = board(state.workspace, span, state.where)
    harm = finding(found)
    title = harm.column.measure.called(state.language) if harm else ""
    context = {
        "board": found,
        "headline": headline(harm, title, lambda name: _called(state, name)),
        "finding": harm,
        "title": title,
        "interval": interval(harm.worst, harm.column.measure.unit) if harm and harm.worst else "",
        "heads": heads(found, sort, state.language),
        "stages": stages(found, sort, state),
        "against": against(span),
        "spent": next((column for column in found.columns if column.name == SPENT), None),
        "formats": FORMATS,
        "may_import": state.may("import data"),
    }
    return render(request, "touchpoints/touchpoints.html", context)


@may("export numbers")
def export(request: HttpRequest) -> HttpResponse:
    """All numbers of the table as a file, a line per touchpoint and measure."""
    span, ending = spanned(request), request.GET.get("format", "csv")
    if ending not in FORMATS:
        raise Http404
    found = board(request.state.workspace, span, request.state.where)
    record(request, N_("exported numbers"), "touchpoints", where=request.state.where, format=ending)
    return download(_table(found), f"touchpoints.{ending}")


def _table(found: Board) -> pa.Table:
    return pa.Table.from_pylist(lines_of(found), schema=_SCHEMA)


_TEXTS = ("stage", "touchpoint", "measure", "unit")
_NUMBERS = ("value", "low", "high", "n", "change", "change_low", "change_high")
_SCHEMA = pa.schema(
    [*((name, pa.string()) for name in _TEXTS), *((name, pa.float64()) for name in _NUMBERS), ("verdict", pa.string())]
)


def _called(state: ScreenState, touchpoint: str) -> str:
    return value_title(state.workspace, "touchpoint", touchpoint, state.language)
