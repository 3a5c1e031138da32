"""The rows behind a number: looked at page by page, and taken out as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch
from django.utils.formats import date_format
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.model.entity import Column, Type
from auricle.web.platform.public import ScreenState, download, grouped, in_words, may, record

from .answers import REFUSALS
from .behind import AMONG, COUNTED, Behind, Pages, filled
from .naming import dimension_title, value_title
from .opening import Opened, opened
from .views import FORMATS

PAGE = 50


@dataclass(frozen=True, slots=True)
class Cell:
    """``kind`` is the class of a cell: ``number``, or ``words`` where it may be long."""

    text: str
    address: str = ""
    kind: str = ""


@may("see numbers")
def rows(request: HttpRequest, name: str) -> HttpResponse:
    """The rows behind a measure under a filter, the newest first."""
    page = opened(request, name)
    behind = _behind(request, page, "see rows")
    context: dict[str, Any] = {
        "measure": page.measure, "title": page.title, "form": page.form, "asked": page.asked, "side": behind.side,
        "sides": _sides(page), "formats": FORMATS, "may_export": _may_export(page.state, behind),
    }  # fmt: skip
    if page.form.errors:
        return render(request, "measures/rows.html", context, status=422)
    if behind.is_closed:
        return render(request, "measures/rows.html", {**context, "is_closed": True}, status=403)
    try:
        if behind.is_protected:
            return render(request, "measures/rows.html", {**context, "is_protected": True}, status=403)
        found = Paginator(Pages(behind), PAGE).get_page(request.GET.get("page"))
        shown: list[Mapping[str, Any]] = list(found)
    except REFUSALS as refusal:
        return render(request, "measures/rows.html", {**context, "trouble": in_words(refusal)}, status=422)
    columns = filled(behind.columns, shown)
    lines = [[_cell(page.state, column, row) for column in columns] for row in shown]
    titles = [dimension_title(column.name) for column in columns]
    return render(request, "measures/rows.html", {**context, "page": found, "titles": titles, "lines": lines})


@may("export numbers")
def export_rows(request: HttpRequest, name: str) -> HttpResponse:
    """All rows behind a measure under a filter, as a file."""
    page, ending = opened(request, name), request.GET.get("format", "csv")
    behind = _behind(request, page, "export customers")
    if ending not in FORMATS:
        raise Http404
    context = {"measure": page.measure, "title": page.title, "form": page.form, "asked": page.asked}
    if page.form.errors:
        return render(request, "measures/rows.html", context, status=422)
    try:
        if behind.is_closed or behind.is_protected:
            closed = {"is_closed": behind.is_closed, "is_protected": not behind.is_closed}
            return render(request, "measures/rows.html", {**context, **closed}, status=403)
        stream = behind.stream()
    except REFUSALS as refusal:
        return render(request, "measures/rows.html", {**context, "trouble": in_words(refusal)}, status=422)
    record(request, N_("exported rows"), name, where=page.where, side=behind.side, format=ending)
    return download(stream, f"{name}-rows.{ending}")


def _behind(request: HttpRequest, page: Opened, verb: str) -> Behind:
    side = AMONG if request.GET.get("side") == AMONG else COUNTED
    state = page.state
    return Behind(state.workspace, page.measure, page.span, page.where, side, sees_persons=state.may(verb))


def _may_export(state: ScreenState, behind: Behind) -> bool:
    return state.may("export customers") or not behind.entity.opinion


def _sides(page: Opened) -> tuple[tuple[str, str], ...]:
    """The two kinds of rows of a rate, with what they are; none for other measures."""
    if not page.measure.sides:
        return ()
    return tuple(zip((COUNTED, AMONG), page.measure.entities, strict=True))


def _cell(state: ScreenState, column: Column, row: Mapping[str, Any]) -> Cell:
    value = row[column.name]
    if value is None or value == "":
        return Cell("")
    if column.name == "customer" and state.may("see customers"):
        return Cell(str(value), _customer_address(state, str(value)))
    if isinstance(value, datetime):
        return Cell(date_format(value.astimezone(state.workspace.zone), "DATETIME_FORMAT"), kind="date")
    if column.type is Type.DATE:
        return Cell(date_format(value, "DATE_FORMAT"))
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = float(value)
        return Cell(grouped(number, 0 if number.is_integer() else 2), kind="number")
    if column.type in (Type.CATEGORY, Type.BOOLEAN):
        return Cell(value_title(state.workspace, column.name, value, state.language))
    return Cell(str(value), kind="words" if column.type in (Type.TEXT, Type.JSON) else "")


def _customer_address(state: ScreenState, customer: str) -> str:
    try:
        return state.url("customers:customer", customer=customer)
    except NoReverseMatch:
        return ""
