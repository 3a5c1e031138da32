"""What changes dashboards and the measures of the overview."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from auricle.web.platform.public import User, Workspace, read_settings_of, write_settings_of

from .models import Dashboard, Tile


def make_dashboard(workspace: Workspace, owner: User, title: str, is_shared: bool) -> Dashboard:
    return Dashboard.objects.create(workspace=workspace, owner=owner, title=title, is_shared=is_shared)


def delete_dashboard(dashboard: Dashboard) -> None:
    """Put a dashboard away; ``restore_dashboard`` takes it back as it was."""
    dashboard.deleted_at = timezone.now()
    dashboard.save(update_fields=["deleted_at"])


def restore_dashboard(dashboard: Dashboard) -> None:
    dashboard.deleted_at = None
    dashboard.save(update_fields=["deleted_at"])


@transaction.atomic
def add_tile(dashboard: Dashboard, **chosen: Any) -> Tile:
    last = _tiles(dashboard).last()
    place = last.place + 1 if last else 0
    return Tile.objects.create(workspace=dashboard.workspace, dashboard=dashboard, place=place, **chosen)


@transaction.atomic
def move_tile(tile: Tile, steps: int) -> None:
    """Move a tile up (negative) or down; at the edge it stays."""
    order = list(_tiles(tile.dashboard).exclude(pk=tile.pk))
    before = sum(other.place < tile.place for other in order)
    order.insert(max(0, before + steps), tile)
    for place, each in enumerate(order):
        each.place = place
    Tile.objects.of(tile.workspace).bulk_update(order, ["place"])


def widen_tile(tile: Tile) -> None:
    """Make a tile wide, or narrow again."""
    tile.is_wide = not tile.is_wide
    tile.save(update_fields=["is_wide"])


def follow_measures(slug: str, names: Sequence[str]) -> None:
    """Choose the measures of the overview, in this order; kept in the workspace's own settings."""
    write_settings_of(slug, {**read_settings_of(slug).editable, "overview": list(names)})


def move_measure(slug: str, name: str, steps: int) -> None:
    """Move a measure up (negative) or down among those of the overview; at the edge it stays."""
    followed = list(read_settings_of(slug).editable["overview"])
    if name in followed:
        place = followed.index(name)
        followed.remove(name)
        followed.insert(max(0, place + steps), name)
        follow_measures(slug, followed)


def _tiles(dashboard: Dashboard):  # type: ignore[no-untyped-def]
    return Tile.objects.of(dashboard.workspace).filter(dashboard=dashboard)
