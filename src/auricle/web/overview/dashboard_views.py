"""Dashboards: make, look at, arrange, share, put away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.http import require_POST

from auricle.web.measures.public import against, dimension_title, spanned
from auricle.web.platform.public import may, record

from . import actions, queries
from .forms import DashboardForm, TileForm
from .tiles import shown_tiles


@may("see numbers")
def dashboards(request: HttpRequest) -> HttpResponse:
    """One's own dashboards and the shared ones, and those put away."""
    return _list(request, DashboardForm())


@may("edit dashboards")
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    form = DashboardForm(request.POST)
    if not form.is_valid():
        return _list(request, form, 422)
    made = actions.make_dashboard(request.state.record, request.user, **form.cleaned_data)
    record(request, N_("made dashboard"), made.title)
    return redirect(request.state.url("overview:arrange", pk=made.pk))


@may("see numbers")
def dashboard(request: HttpRequest, pk: int) -> HttpResponse:
    """The tiles of a dashboard, as they are read and printed."""
    found = queries.dashboard(request.state, pk)
    span = spanned(request)
    context = {
        "dashboard": found,
        "tiles": shown_tiles(request.state, queries.tiles(found), span),
        "against": against(span),
        "may_edit": request.state.may("edit dashboards"),
    }
    return render(request, "overview/dashboard.html", context)


@may("edit dashboards")
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Title, sharing, and the tiles in their order."""
    found = queries.dashboard(request.state, pk)
    form = DashboardForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        record(request, N_("changed dashboard"), found.title, shared=found.is_shared)
        messages.success(request, _("The dashboard was changed."))
        return redirect(request.state.url("overview:arrange", pk=pk))
    return _arrange(request, found, form, TileForm(state=request.state))


@may("edit dashboards")
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.dashboard(request.state, pk)
    form = TileForm(request.POST, state=request.state)
    if not form.is_valid():
        return _arrange(request, found, DashboardForm(instance=found), form, 422)
    actions.add_tile(found, **form.cleaned_data)
    return redirect(request.state.url("overview:arrange", pk=pk))


@may("edit dashboards")
@require_POST
def rearrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a tile up or down, change its width, or take it off."""
    tile = queries.tile(request.state, pk)
    match request.POST.get("do"):
        case "up":
            actions.move_tile(tile, -1)
        case "down":
            actions.move_tile(tile, 1)
        case "width":
            actions.widen_tile(tile)
        case "remove":
            tile.delete()
    return redirect(f"{request.state.url('overview:arrange', pk=tile.dashboard_id)}#tiles")


@may("edit dashboards")
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.dashboard(request.state, pk)
    actions.delete_dashboard(found)
    record(request, N_("deleted dashboard"), found.title)
    messages.success(request, _("“%(title)s” was put away. It can be taken back below.") % {"title": found.title})
    return redirect(request.state.url("overview:dashboards"))


@may("edit dashboards")
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.dashboard(request.state, pk)
    actions.restore_dashboard(found)
    record(request, N_("restored dashboard"), found.title)
    return redirect(request.state.url("overview:dashboard", pk=pk))


def _list(request: HttpRequest, form: DashboardForm, status: int = 200) -> HttpResponse:
    state = request.state
    context = {
        "dashboards": queries.dashboards(state),
        "deleted": queries.deleted_dashboards(state) if state.may("edit dashboards") else (),
        "form": form,
        "may_edit": state.may("edit dashboards"),
    }
    return render(request, "overview/dashboards.html", context, status=status)


def _arrange(request: HttpRequest, found, form: DashboardForm, tile_form: TileForm, status: int = 200) -> HttpResponse:  # type: ignore[no-untyped-def]
    measures = request.state.workspace.measures
    tiles = [
        (
            tile,
            measures[tile.measure].called(request.state.language) if tile.measure in measures else tile.measure,
            dimension_title(tile.by) if tile.by else "",
        )
        for tile in queries.tiles(found)
    ]
    context = {"dashboard": found, "tiles": tiles, "form": form, "tile_form": tile_form}
    return render(request, "overview/arrange.html", context, status=status)
