"""What customers choose to speak of, given how satisfied they are and with what."""

from __future__ import annotations

import numpy as np

from . import vocabulary as v
from .columns import Truths, Whole
from .month import Month
from .truth import TRUTH
from .words import Said, one_theme

# Themes in which the subject of each driver is spoken of.
_THEMES_OF = {
    "delivery": ("delivery", "packaging"),
    "product": ("quality", "stock"),
    "support": ("support", "returns"),
    "app": ("app", "app"),
    "store": ("staff", "stock"),
    "price": ("price", "membership"),
    "website": ("app", "price"),
}
_SUBJECT_THEMES = np.array([[v.THEMES.index(name) for name in _THEMES_OF[driver.subject]] for driver in TRUTH.drivers])


def by_drivers(month: Month, rng: np.random.Generator, who: Whole, score: Whole) -> Said:
    """Promoters praise what pleases them most, detractors name what pleases least, the others both."""
    felt = month.people.satisfaction[who] + rng.gumbel(0, 0.5, (len(who), len(TRUTH.drivers)))
    felt += 0.5 * np.sign(score - 7.5)[:, None] * np.array([d.weight for d in TRUTH.drivers])
    best, worst = felt.argmax(axis=1), felt.argmin(axis=1)
    good, both = score >= 7, (score == 7) | (score == 8)
    side = rng.integers(0, 2, len(who))
    first = _SUBJECT_THEMES[np.where(good, best, worst), side]
    second = np.where(both, _SUBJECT_THEMES[worst, side], -1)
    second = np.where(second == first, -1, second)
    return Said(first, good.astype(np.int64), second, np.zeros(len(who), np.int64), (score <= 3) | (score == 10))


def about(rng: np.random.Generator, csat: Whole, names: tuple[str, ...]) -> Said:
    """One of the named themes, praised from 4 on; at 3 one is praised and another is not."""
    themes = np.array([v.THEMES.index(name) for name in names])
    pick = rng.integers(0, len(themes), len(csat))
    other = themes[(pick + 1) % len(themes)]
    second = np.where((csat == 3) & (len(themes) > 1), other, -1)
    good = (csat >= 3).astype(np.int64)
    return Said(themes[pick], good, second, np.zeros(len(csat), np.int64), (csat == 1) | (csat == 5))


def complained(rng: np.random.Generator, late: Truths, strong_share: float) -> Said:
    """Late deliveries are complained of as such, other orders for what was wrong with them."""
    others = np.array([v.THEMES.index(name) for name in ("quality", "packaging", "returns", "stock", "price")])
    theme = np.where(late, v.THEMES.index("delivery"), others[rng.integers(0, len(others), len(late))])
    return one_theme(theme, np.zeros(len(late), bool), rng.random(len(late)) < strong_share)
