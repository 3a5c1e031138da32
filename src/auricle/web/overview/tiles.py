"""Tiles of a dashboard as they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from auricle.query.result import Result, Row
from auricle.web.measures.public import dimension_title, value_title
from auricle.web.platform.public import Chart, ScreenState, Span, in_words, remembered, segments
from auricle.workspace import Workspace

from .cards import Card, card_of
from .figures import REFUSALS, Steps
from .models import Tile


@dataclass(frozen=True, slots=True)
class Shown:
    """A tile with its card; ``groups`` is the picture of groups beside each other."""

    tile: Tile
    card: Card
    by: str
    groups: Chart | None = None

    @property
    def has_trend(self) -> bool:
        return self.tile.picture == Tile.Picture.TREND


def shown_tiles(state: ScreenState, tiles: Iterable[Tile], span: Span) -> tuple[Shown, ...]:
    return tuple(_shown(state, tile, span) for tile in tiles)


def _shown(state: ScreenState, tile: Tile, span: Span) -> Shown:
    where = " and ".join(f"({text})" for text in (state.where, tile.where) if text)
    card = card_of(state, tile.measure, span, where)
    by = dimension_title(tile.by)
    if tile.picture != Tile.Picture.GROUPS or card.found is None:
        return Shown(tile, card, by)
    try:
        return Shown(tile, card, by, _groups(state, tile, span, where, card))
    except REFUSALS as refusal:
        return Shown(tile, replace(card, trouble=in_words(refusal)), by)


def _groups(state: ScreenState, tile: Tile, span: Span, where: str, card: Card) -> Chart:
    workspace = state.workspace
    found: Result = remembered(
        workspace,
        ("groups", tile.measure, tile.by, span.start, span.end, where),
        lambda: workspace.measure(tile.measure, by=tile.by, where=where, from_=span.start, to=span.end),
    )
    rows = tuple(_titled(row, workspace, state.language) for row in found.rows)
    steps = Steps(rows, found.unit)
    title, by = card.title, dimension_title(tile.by)
    return segments(steps, title=by, subtitle=title, currency=found.currency, name=f"{tile.measure}-{tile.by}")


def _titled(row: Row, workspace: Workspace, language: str) -> Row:
    """A row whose groups are called as people call them."""
    by = {name: value_title(workspace, name, value, language) for name, value in row.by.items()}
    return replace(row, by=by)
