"""What customers speak of in a window: each theme's share and tone, how they changed, and what is rising."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from ...analysis.change import Change, change
from ...analysis.discovery import adjusted_p
from ...analysis.estimator import Estimate, Sums
from ...analysis.proportion import Proportion
from ...query.result import Result, Row
from ...query.window import Window

WEEK, BEFORE = 7, 56
"""Days of the newest week, and those before it that it is held against."""
SURE = 0.05
"""The share of false ones among themes called rising."""

Ask = Callable[[str, str, Window], Result]
"""A measure by a dimension over a window."""


@dataclass(frozen=True, slots=True)
class ThemeShare:
    """One theme: the texts that speak of it (``n``) and what share of all that is, how they speak of it, and what
    both were before. ``n`` is None, and all else, where too few spoke of it to be shown."""

    theme: str
    n: int | None
    share: Estimate | None
    sentiment: Estimate | None
    negative: Estimate | None
    moved: Change | None
    felt: Change | None
    is_rising: bool


@dataclass(frozen=True, slots=True)
class ProductShare:
    """One product the workspace listens for: texts that name it (``n``), their share of all, and how they feel.

    None where too few name it to be shown, or their feeling cannot be told.
    """

    product: str
    n: int | None
    share: Estimate | None
    sentiment: Estimate | None


@dataclass(frozen=True, slots=True)
class Voices:
    """Themes of the texts of a window, those spoken of most first, beside the window before; products they name."""

    window: Window
    before: Window
    where: str
    texts: int | None
    texts_before: int | None
    sentiment: Estimate | None
    themes: tuple[ThemeShare, ...]
    products: tuple[ProductShare, ...]
    asking: Estimate | None
    conflicts: Estimate | None
    week: Window
    version: int


def voices(ask: Ask, window: Window, before: Window, where: str) -> Voices:
    """Themes by the measures of mentions, so that every number here opens to its own page.

    A theme is *rising* when the share of the newest seven days' texts that speak of it is higher than that of the
    eight weeks before by more than noise, with false ones among all that are called so kept under one in twenty.
    """
    found, then = ask("mention_sentiment", "theme", window), ask("mention_sentiment", "theme", before)
    negative = {row.by["theme"]: row for row in ask("negative_mentions", "theme", window).rows}
    texts, texts_before = ask("texts_read", "", window).total.n, ask("texts_read", "", before).total.n
    earlier = {row.by["theme"]: row for row in then.rows}
    week = _week(window)
    rising = _rising(ask, week)
    themes = [
        _theme(row, earlier.get(row.by["theme"]), negative.get(row.by["theme"]), texts, texts_before, rising)
        for row in found.rows
    ]
    return Voices(
        window,
        before,
        where,
        texts,
        texts_before,
        _estimate(found.total),
        tuple(sorted(themes, key=lambda theme: (-(theme.n or 0), theme.theme))),
        _products(ask, window, texts),
        _estimate(ask("needs_answer", "", window).total),
        _estimate(ask("score_conflicts", "", window).total),
        week,
        found.version,
    )


def _theme(
    row: Row,
    then: Row | None,
    negative: Row | None,
    texts: int | None,
    texts_before: int | None,
    rising: Mapping[str, bool],
) -> ThemeShare:
    theme, now = str(row.by["theme"]), _estimate(row)
    if row.n is None or now is None or not texts:
        return ThemeShare(theme, None, None, None, None, None, None, False)
    share, was = _share(row.n, texts), _share(then.n, texts_before) if then and then.n and texts_before else None
    felt = _estimate(then) if then else None
    return ThemeShare(
        theme,
        row.n,
        share,
        now,
        _estimate(negative) if negative else None,
        change(was, share) if was else None,
        change(felt, now) if felt else None,
        rising.get(theme, False),
    )


def _products(ask: Ask, window: Window, texts: int | None) -> tuple[ProductShare, ...]:
    felt = {row.by["product"]: row for row in ask("text_sentiment", "product", window).rows}
    found = []
    for row in ask("texts_read", "product", window).rows:
        if product := str(row.by["product"] or ""):
            tone = felt.get(product)
            share = _share(row.n, texts) if row.n and texts else None
            found.append(ProductShare(product, row.n, share, _estimate(tone) if tone and row.n else None))
    return tuple(sorted(found, key=lambda each: (-(each.n or 0), each.product)))


def _week(window: Window) -> Window:
    assert window.end is not None
    return Window(window.end - timedelta(days=WEEK - 1), window.end)


def _rising(ask: Ask, week: Window) -> Mapping[str, bool]:
    assert week.start is not None
    before = Window(week.start - timedelta(days=BEFORE), week.start - timedelta(days=1))
    texts, texts_before = (ask("texts_read", "", each).total.n for each in (week, before))
    if not texts or not texts_before:
        return {}
    then = {str(row.by["theme"]): row for row in ask("mentions", "theme", before).rows}
    now = {str(row.by["theme"]): row.n for row in ask("mentions", "theme", week).rows}
    told = {theme: n for theme, n in now.items() if n and not (theme in then and then[theme].suppressed)}
    moved = [
        change(_share((then[t].n or 0) if t in then else 0, texts_before), _share(n, texts)) for t, n in told.items()
    ]
    hidden = len(now.keys() | then.keys()) - len(told)  # might have risen as well, were they shown
    sure = adjusted_p(np.array([*(each.p for each in moved), *np.ones(hidden)]))
    return {theme: bool(each.difference > 0 and q < SURE) for theme, each, q in zip(told, moved, sure, strict=False)}


def _share(n: int, texts: int) -> Estimate:
    sums = {"n": np.array([float(max(texts, n))]), "x": np.array([float(n)])}
    return Proportion().estimate(Sums(1, sums))[0]


def _estimate(row: Row) -> Estimate | None:
    """A row as an estimate; None where it is suppressed or cannot be told."""
    if row.n is None or row.value is None or row.low is None or row.high is None:
        return None
    return Estimate(row.n, row.value, row.low, row.high, row.standard_error or 0.0)
