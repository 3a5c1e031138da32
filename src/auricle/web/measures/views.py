"""The catalogue, one measure, and why its number is what it is."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.model.dimension import UnknownDimension
from auricle.model.measure import said
from auricle.web.platform.public import Period, ScreenState, Span, download, in_words, is_known, may, record
from auricle.web.understanding.public import has_reasons

from . import pictures, tables, wording
from .answers import REFUSALS, Answer, answer, whole
from .asking import may_group, names_to_filter
from .files import table
from .filters import only
from .listing import ABOUT, Shelf, groupings, shelves
from .naming import dimension_title, value_title
from .opening import Opened, opened, spanned
from .reading import page_as_html

FORMATS = ("csv", "xlsx", "parquet")
MANY_VALUES = 60


@may("see numbers")
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every measure with what it says; the numbers come after the page unless they are known."""
    span = spanned(request)
    state, search = request.state, request.GET.get("q", "").strip()[:200]
    arranged = groupings(state.workspace, state.language)
    chosen = next((each for each in arranged if each.key == request.GET.get("group")), arranged[0])
    found = shelves(state.workspace, chosen.key, search, state.language)
    context = {
        "groupings": arranged,
        "chosen": chosen,
        "search": search,
        "shelves": [(shelf, _shelf_figures(state, shelf, span, only_known=True)) for shelf in found],
        "count": len({measure.name for shelf in found for measure in shelf.measures}),
        "against": wording.against(span),
    }
    return render(request, "measures/catalogue.html", context)


@may("see numbers")
def figures(request: HttpRequest) -> HttpResponse:
    """The numbers of one heading of the catalogue: a part of its page."""
    span = spanned(request)
    state, group = request.state, request.GET.get("group", ABOUT)
    if group not in {each.key for each in groupings(state.workspace, state.language)}:
        raise Http404
    found = shelves(state.workspace, group, request.GET.get("q", "")[:200], state.language)
    shelf = next((each for each in found if each.key == request.GET.get("shelf")), None)
    if shelf is None:
        raise Http404
    context = {"shelf": shelf, "figures": _shelf_figures(state, shelf, span)}
    return render(request, "measures/figures.html", context)


@may("see numbers")
def measure(request: HttpRequest, name: str) -> HttpResponse:
    """One measure: over time, across dimensions, against other days."""
    page = opened(request, name)
    context = _context(page)
    try:
        found = answer(page.state.workspace, page.asked, page.span, page.where)
    except REFUSALS as refusal:
        return render(request, "measures/measure.html", {**context, "trouble": in_words(refusal)}, status=422)
    status = 422 if page.form.errors else 200
    return render(request, "measures/measure.html", {**context, **_shown(page, found)}, status=status)


@may("see numbers")
def why(request: HttpRequest, name: str) -> HttpResponse:
    """What a number means and where it comes from: definition, formula, source, n, what is left out, the query."""
    page = opened(request, name)
    workspace, state = page.state.workspace, page.state
    context: dict[str, Any] = {
        **_context(page),
        "text": page_as_html(
            workspace, name, state.language, lambda other: state.url("measures:measure", name=other).replace("(", "%28")
        ),
    }
    try:
        result = workspace.measure(name, (), page.where, page.span.start, page.span.end, page.asked.weighted)
        context["why"] = result.explain()
    except REFUSALS as refusal:
        context["trouble"] = in_words(refusal)
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "measures/why_part.html" if is_part else "measures/why.html", context)


@may("see numbers")
def values(request: HttpRequest, name: str) -> HttpResponse:
    """The values a name has, to filter by: a part of a measure's page."""
    page = opened(request, name)
    workspace, dimension = page.state.workspace, request.GET.get("of", "")
    if not may_group(workspace, page.measure, dimension):
        raise Http404
    try:
        found = workspace.values(page.measure.entities[0], dimension, MANY_VALUES)
    except UnknownDimension as error:
        raise Http404 from error
    offered = [
        (only({dimension: value}), value_title(workspace, dimension, value, page.state.language)) for value in found
    ]
    return render(request, "measures/values.html", {"offered": offered})


@may("export numbers")
def export(request: HttpRequest, name: str) -> HttpResponse:
    """The whole table of a measure's page as a file."""
    page, ending = opened(request, name), request.GET.get("format", "csv")
    if ending not in FORMATS:
        raise Http404
    try:
        found = answer(page.state.workspace, page.asked, page.span, page.where)
    except REFUSALS as refusal:
        return render(request, "measures/measure.html", {**_context(page), "trouble": in_words(refusal)}, status=422)
    record(request, N_("exported numbers"), name, where=page.where, by=list(page.asked.by), format=ending)
    return download(table(found), f"{name}.{ending}")


def _context(page: Opened) -> dict[str, Any]:
    state = page.state
    return {
        "measure": page.measure,
        "title": page.title,
        "summary": said(page.measure.summary, state.language),
        "form": page.form,
        "asked": page.asked,
        "span": page.span,
        "against": wording.against(page.span),
        "before": _before(page.span),
        "names": list(names_to_filter(state.workspace, page.measure, persons=state.may("see customers"))),
        "formats": FORMATS,
        "why_moved": state.url("understanding:movement", {"measure": page.measure.name})
        if has_reasons(page.measure)
        else "",
        "over_time": "" if page.measure.over else state.url("ahead:chart", {"measure": page.measure.name}),
    }


def _shown(page: Opened, found: Answer) -> dict[str, Any]:
    workspace, language = page.state.workspace, page.state.language
    distribution = found.distribution
    return {
        "found": found,
        "headline": wording.headline(found, page.title),
        "value": wording.value_only(found.now, found.measure.unit, found.currency),
        "spread": wording.spread(found.now, found.measure.unit, found.currency),
        "movement": wording.movement(found.change, found.measure.unit, found.currency),
        "tone": wording.tone(found.change),
        "trend": pictures.over_time(found, page.grain, page.title),
        "bars": pictures.bars(distribution, found.measure.name, page.title) if distribution else None,
        "groups": pictures.groups(workspace, found, page.title, language),
        "crossed": pictures.crossed(workspace, found, language),
        "lines": tables.lines(page, found),
        "total": tables.total(page, found),
        "by_titles": [dimension_title(name) for name in page.asked.by],
        "rows_address": tables.rows_address(page, {}),
    }


def _why_moved(page: Opened) -> str:
    """Where it is told why the measure moved; nowhere when it is no score."""
    if not has_reasons(page.measure):
        return ""
    return page.state.url("understanding:movement", {"measure": page.measure.name})


def _before(span: Span) -> str:
    return str(Period(span.before_start, span.before_end))


def _shelf_figures(state: ScreenState, shelf: Shelf, span: Span, *, only_known: bool = False) -> list[dict[str, Any]]:
    """A line per measure of a shelf; none when only what is known was asked for and something is not."""
    keys = [("whole", each.name, span, state.where) for each in shelf.measures]
    if only_known and not all(is_known(state.workspace, key) for key in keys):
        return []
    return [_figure(state, each.name, span) for each in shelf.measures]


def _figure(state: ScreenState, name: str, span: Span) -> dict[str, Any]:
    try:
        found = whole(state.workspace, name, span, state.where)
    except REFUSALS as refusal:
        return {"measure": state.workspace.measures[name], "trouble": in_words(refusal)}
    unit = found.measure.unit
    return {
        "measure": found.measure,
        "value": wording.value_only(found.now, unit, found.currency),
        "spread": wording.spread(found.now, unit, found.currency),
        "n": found.now.n,
        "movement": wording.movement(found.change, unit, found.currency),
        "tone": wording.tone(found.change),
    }
