"""Texts that speak for many: central among the others, clear, and short enough to be read."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from ..columns import Column, numbers, same_length, texts_of
from .phrases import phrases, weighed

_SHORTEST, _LONGEST = 6, 220
_ALIKE = 0.6
_PERSONAL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|(?:\+?\d[\d\s()-]{5,}\d)")


def quotes(texts: Sequence[str | None], confidence: Column, most: int = 5) -> tuple[int, ...]:
    """The places of texts that speak for the others, the best first, no two of them alike.

    Each is weighed by how near it lies to the middle of all texts by its phrases, and by how sure its feeling is.
    Texts shorter than 6 or longer than 220 letters are passed over.
    """
    texts, sure = texts_of(texts), numbers(confidence, "confidence")
    same_length(texts=len(texts), confidence=len(sure))
    found = phrases(texts, least=2)
    if not found.names:
        return ()
    matrix = weighed(found)
    near = np.asarray(matrix @ np.asarray(matrix.mean(axis=0)).ravel()).ravel()
    fit = np.array([_SHORTEST <= len((text or "").strip()) <= _LONGEST for text in texts])
    chosen: list[int] = []
    for place in np.argsort(-near * sure * fit, kind="stable"):
        if not fit[place] or near[place] <= 0 or len(chosen) == most:
            break
        if not chosen or (matrix[chosen] @ matrix[place].T).max() < _ALIKE:
            chosen.append(int(place))
    return tuple(chosen)


def without_addresses(text: str) -> str:
    """A text to be quoted: e-mail addresses and long numbers, such as telephones, are left out."""
    return _PERSONAL.sub("…", text)
