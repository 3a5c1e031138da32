"""Reads of dashboards: whose, and which of them somebody may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from auricle.web.platform.public import ScreenState

from .models import Dashboard, Tile


def dashboards(state: ScreenState) -> QuerySet[Dashboard]:
    """Those this person made and those that are shared."""
    return _theirs(state).filter(deleted_at=None).select_related("owner")


def deleted_dashboards(state: ScreenState) -> QuerySet[Dashboard]:
    return _theirs(state).exclude(deleted_at=None).order_by("-deleted_at")


def dashboard(state: ScreenState, pk: int) -> Dashboard:
    """One of them; not found when it is somebody else's and not shared."""
    found = _theirs(state).filter(pk=pk).select_related("owner", "workspace").first()
    if found is None:
        raise Http404
    return found


def tiles(of: Dashboard) -> QuerySet[Tile]:
    return Tile.objects.of(of.workspace).filter(dashboard=of)


def tile(state: ScreenState, pk: int) -> Tile:
    rows = Tile.objects.of(state.record).select_related("dashboard", "workspace")
    found = rows.filter(pk=pk, dashboard__in=_theirs(state)).first()
    if found is None:
        raise Http404
    return found


def _theirs(state: ScreenState) -> QuerySet[Dashboard]:
    return Dashboard.objects.of(state.record).filter(Q(is_shared=True) | Q(owner=state.user))
