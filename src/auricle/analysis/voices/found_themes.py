"""Themes that nobody named: texts that share phrases, called by the phrases they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from ..columns import texts_of
from ..estimator import Floats, Integers
from .phrases import Phrases, phrases, shown, weighed

_STEPS = 60
_TINY = 1e-9
_LEAST_TEXTS = 30


@dataclass(frozen=True, slots=True)
class FoundTheme:
    """Texts that share phrases: its ``phrases``, strongest first, and the places of its texts, the most central
    first."""

    phrases: tuple[str, ...]
    texts: tuple[int, ...]


def found_themes(texts: Sequence[str | None], most: int = 8, phrases_each: int = 4) -> tuple[FoundTheme, ...]:
    r"""Group texts by the phrases they share, the largest group first; none of fewer than thirty texts.

    Non-negative factors of texts by phrases, weighed so that rare phrases count for more:

    .. math:: X \approx W H, \quad W, H \ge 0

    by multiplicative steps from the singular vectors, so that the same texts give the same themes. A text belongs to
    the factor it has most of.

    References
        Lee and Seung (2001), NIPS 13; Boutsidis and Gallopoulos (2008), Pattern Recognition 41: 1350-1362 (the start).
    """
    texts = texts_of(texts)
    found = phrases(texts, least=max(3, len(texts) // 500))
    kept = np.flatnonzero(np.asarray(found.counts.sum(axis=1)).ravel() > 0)
    wanted = min(most, len(found.names) - 1, len(kept) // _LEAST_TEXTS)
    if wanted < 2:
        return ()
    matrix = weighed(Phrases(found.names, found.counts[kept]))
    texts_by, by_phrases = _factors(matrix, wanted)
    belongs = texts_by.argmax(axis=1)
    themes = [_theme(i, texts_by, by_phrases, belongs, kept, found.names, phrases_each) for i in range(wanted)]
    return tuple(sorted((t for t in themes if len(t.texts) >= _LEAST_TEXTS), key=lambda t: -len(t.texts)))


def _factors(matrix: sparse.csr_matrix, wanted: int) -> tuple[Floats, Floats]:
    left, values, right = svds(matrix, k=wanted, random_state=0)
    order = np.argsort(-values)
    scale = np.sqrt(np.maximum(values[order], _TINY))
    w = np.abs(left[:, order]) * scale + _TINY
    h = np.abs(right[order]) * scale[:, None] + _TINY
    for _ in range(_STEPS):
        h *= (matrix.T @ w).T / np.maximum((w.T @ w) @ h, _TINY)
        w *= (matrix @ h.T) / np.maximum(w @ (h @ h.T), _TINY)
    return w * np.linalg.norm(h, axis=1), h


def _theme(
    i: int, texts_by: Floats, by_phrases: Floats, belongs: Integers, kept: Integers, names: Sequence[str], each: int
) -> FoundTheme:
    mine = np.flatnonzero((belongs == i) & (texts_by[:, i] > _TINY))
    central = mine[np.argsort(-texts_by[mine, i], kind="stable")]
    chosen: list[str] = []
    for place in np.argsort(-by_phrases[i], kind="stable"):
        words = set(names[place].split())
        if by_phrases[i, place] > _TINY and all(not words & set(other.split()) for other in chosen):
            chosen.append(names[place])
        if len(chosen) == each:
            break
    return FoundTheme(tuple(map(shown, chosen)), tuple(int(kept[text]) for text in central))
