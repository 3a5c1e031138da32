"""The loop that ties opinions to what they are about."""

from __future__ import annotations

import numpy as np
from numba import njit

_BEFORE = 3.0  # a cue before the theme lies so much farther than one behind it: "the delivery was slow"
_FAINT = 0.7  # what weighs less may colour a text but is no opinion about a theme
_HALF = 10.0  # letters from a theme at which a cue weighs half
_REACH = 60  # letters from a theme to a cue outside its own clause


@njit(cache=True, inline="always")
def _apart(begin, end, cue_begin, cue_end):  # type: ignore[no-untyped-def]
    """How far a cue lies from a theme's word; 0 when they overlap."""
    if cue_begin >= end:
        return float(cue_begin - end)
    if begin >= cue_end:
        return _BEFORE * (1 + begin - cue_end)
    return 0.0


@njit(cache=True)
def tied(clauses, begin, end, behind, cue_begin, cue_end, cue_weight, cue_behind):  # type: ignore[no-untyped-def]
    """For each word of a theme the weight and number of the cues that are about it, and from where to where they go.

    A cue belongs to the nearest word of a theme in its clause. A word that got none shares the nearest cue of its
    clause; where the clause has none it takes those of the next clause of the sentence, else of the one before it, if
    no theme is named there. Where one clause alone names themes, the next sentence is about them too. The farther a
    cue, the less it weighs. What still has none is a mention of nothing: its number is 0.
    """
    words = len(begin)
    weight, count = np.zeros(words), np.zeros(words, np.int64)
    strongest = np.zeros(words)
    first, last = begin.copy(), end.copy()
    for text in range(len(behind) - 1):
        w0, w1, c0, c1 = behind[text], behind[text + 1], cue_behind[text], cue_behind[text + 1]
        if w0 == w1 or c0 == c1:
            continue
        for c in range(c0, c1):
            if abs(cue_weight[c]) < _FAINT:
                continue
            nearest, least = -1, np.inf
            for w in range(w0, w1):
                if clauses[begin[w]] == clauses[cue_begin[c]]:
                    apart = _apart(begin[w], end[w], cue_begin[c], cue_end[c])
                    if apart < least:
                        nearest, least = w, apart
            if nearest >= 0:
                _give(nearest, c, begin, end, weight, count, strongest, first, last, cue_begin, cue_end, cue_weight)
        for w in range(w0, w1):
            if count[w]:
                continue
            mine, nearest, least = clauses[begin[w]], -1, np.inf
            for c in range(c0, c1):
                if clauses[cue_begin[c]] == mine and abs(cue_weight[c]) >= _FAINT:
                    apart = _apart(begin[w], end[w], cue_begin[c], cue_end[c])
                    if apart < least:
                        nearest, least = c, apart
            if nearest >= 0:
                _give(w, nearest, begin, end, weight, count, strongest, first, last, cue_begin, cue_end, cue_weight)
                continue
            alone = clauses[begin[w0]] == clauses[begin[w1 - 1]]
            for step in (1, -1, 2, 3):
                beside = mine + step
                if count[w] or (abs(step) > 1 and not alone) or _is_named(clauses, begin, w0, w1, beside):
                    continue
                for c in range(c0, c1):
                    near = abs(cue_begin[c] - begin[w]) <= _REACH and abs(cue_weight[c]) >= _FAINT
                    if clauses[cue_begin[c]] == beside and near:
                        _give(w, c, begin, end, weight, count, strongest, first, last, cue_begin, cue_end, cue_weight)
    return weight, count, strongest, first, last


@njit(cache=True)
def _give(  # type: ignore[no-untyped-def]
    w, c, begin, end, weight, count, strongest, first, last, cue_begin, cue_end, cue_weight
):
    weight[w] += cue_weight[c] / (1 + _apart(begin[w], end[w], cue_begin[c], cue_end[c]) / _HALF)
    count[w] += 1
    strongest[w] = max(strongest[w], abs(cue_weight[c]))
    first[w] = min(first[w], cue_begin[c])
    last[w] = max(last[w], cue_end[c])


@njit(cache=True)
def _is_named(clauses, begin, w0, w1, clause):  # type: ignore[no-untyped-def]
    for w in range(w0, w1):  # noqa: SIM110 - compiled, where any() of a generator is not
        if clauses[begin[w]] == clause:
            return True
    return False
