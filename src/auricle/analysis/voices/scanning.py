"""The loops over letters: cues of a lexicon, words of a vocabulary, and short runs of letters as features."""

from __future__ import annotations

import numpy as np
from numba import njit

_REACH = 4  # letters between a negation and what it turns, Chinese
_REACH_LATIN = 20
_TURNED = -0.8  # "not good" is a little less than "bad"
_BEHIND_BUT = 1.5
_BEHIND_VERY = 1.5
_WISHED = -0.7  # what is wished for is not there
NEGATION, CONTRAST, EMPHASIS, WISH, NEITHER = 100.0, 200.0, 300.0, 400.0, 500.0  # marks among the weights of a lexicon
_IDEOGRAPH = 0x3400
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xCBF29CE484222325)


@njit(cache=True, inline="always")
def _mixed(state, code):  # type: ignore[no-untyped-def]
    state = (state ^ np.uint64(code)) * _FACTOR
    return state ^ (state >> np.uint64(29))


@njit(cache=True)
def hashed(codes):  # type: ignore[no-untyped-def]
    state = _FIRST
    for code in codes:
        state = _mixed(state, code)
    return state


@njit(cache=True, inline="always")
def _is_latin(code):  # type: ignore[no-untyped-def]
    return 97 <= code <= 122 or code == 39


@njit(cache=True, inline="always")
def _ends_clause(code):  # type: ignore[no-untyped-def]
    return code in (10, 33, 44, 46, 59, 63, 126, 0x2026, 0x3002, 0x3001) or code == 0xFF0C


@njit(cache=True, inline="always")
def _is_gap(codes, at, end):  # type: ignore[no-untyped-def]
    """Whether a space stands between two Chinese words, where writers put it for a comma."""
    return codes[at] == 32 and at + 1 < end and min(codes[at - 1], codes[at + 1]) >= _IDEOGRAPH


@njit(cache=True, inline="always")
def _is_comma(code):  # type: ignore[no-untyped-def]
    return code == 44 or code == 0xFF0C or code == 0x3001


@njit(cache=True)
def _longest_word(codes, start, end, keys, weights, longest):  # type: ignore[no-untyped-def]
    """Length and weight of the longest word of the lexicon that begins at ``start``; 0 when there is none.

    ``longest`` says of a letter's low sixteen bits how long the words are that begin with it."""
    state, found, weight = _FIRST, 0, 0.0
    latin = _is_latin(codes[start])
    for length in range(1, min(longest[codes[start] & 0xFFFF], end - start) + 1):
        state = _mixed(state, codes[start + length - 1])
        if latin and start + length < end and _is_latin(codes[start + length]):
            continue
        slot = np.int64(state % np.uint64(len(keys)))
        while keys[slot] != 0 and keys[slot] != state:
            slot = (slot + 1) % len(keys)
        if keys[slot] == state:
            found, weight = length, weights[slot]
    return found, weight


@njit(cache=True)
def opinions(codes, starts, keys, weights, longest):  # type: ignore[no-untyped-def]
    """Every cue of a lexicon as it weighs where it stands, with its place, and how many there are up to each text.

    ``clauses`` numbers the clauses of a text at each letter, two higher where a sentence ends: a contrast and a
    comma begin a clause, and a space between Chinese words. What is wished for is not there: in the clause of a wish
    what is good is turned. A word that says neither hides those within it.
    """
    texts = len(starts) - 1
    begins, ends = np.empty(len(codes), np.int32), np.empty(len(codes), np.int32)
    weighs = np.empty(len(codes))
    behind = np.zeros(texts + 1, np.int64)
    clauses = np.empty(len(codes), np.int32)
    size = 0
    for text in range(texts):
        at, end = starts[text], starts[text + 1]
        negated_until, factor, emphasis, wished, clause = np.int64(-1), 1.0, 1.0, 1.0, 0
        while at < end:
            length, weight = _longest_word(codes, at, end, keys, weights, longest)
            latin = _is_latin(codes[at])
            if length == 0:
                if _ends_clause(codes[at]) or (at > starts[text] and _is_gap(codes, at, end)):
                    negated_until, emphasis, wished = np.int64(-1), 1.0, 1.0
                    clause += 1 if _is_comma(codes[at]) else 2
                clauses[at] = clause
                at += 1
                while latin and at < end and _is_latin(codes[at]):
                    clauses[at] = clause
                    at += 1
                continue
            clause += weight == CONTRAST
            clauses[at : at + length] = clause
            at += length
            if weight == NEITHER:
                continue
            if weight == NEGATION:
                negated_until = at + (_REACH_LATIN if latin else _REACH)
            elif weight == CONTRAST:
                factor, wished = _BEHIND_BUT, 1.0
            elif weight == WISH:
                wished = _WISHED
            elif weight == EMPHASIS:
                emphasis = _BEHIND_VERY
            else:
                begins[size], ends[size] = at - length, at
                weight *= factor * emphasis * (_TURNED if at - length < negated_until else 1.0)
                weighs[size] = weight * (wished if weight > 0 else 1.0)
                size += 1
                negated_until, emphasis = np.int64(-1), 1.0
        behind[text + 1] = size
    return begins[:size], ends[:size], weighs[:size], behind, clauses


@njit(cache=True)
def words(codes, starts, keys, entries, longest):  # type: ignore[no-untyped-def]
    """Every word of a vocabulary, the longest that fits where it begins: its place, its entry, and how many there are
    up to each text."""
    texts = len(starts) - 1
    begins, ends = np.empty(len(codes), np.int32), np.empty(len(codes), np.int32)
    found = np.empty(len(codes), np.int32)
    behind = np.zeros(texts + 1, np.int64)
    size = 0
    for text in range(texts):
        at, end = starts[text], starts[text + 1]
        while at < end:
            latin = _is_latin(codes[at])
            length, entry = _longest_word(codes, at, end, keys, entries, longest)
            if length:
                begins[size], ends[size], found[size] = at, at + length, np.int32(entry)
                size += 1
                at += length
                continue
            at += 1
            while latin and at < end and _is_latin(codes[at]):
                at += 1
        behind[text + 1] = size
    return begins[:size], ends[:size], found[:size], behind


@njit(cache=True)
def runs(codes, starts, orders, shift):  # type: ignore[no-untyped-def]
    """Every run of 1 to ``orders`` letters of each text as the top bits of its hash, text after text."""
    texts = len(starts) - 1
    found = np.empty(starts[texts] * orders, np.int32)
    ends = np.zeros(texts + 1, np.int64)
    size = 0
    for text in range(texts):
        for at in range(starts[text], starts[text + 1]):
            state = _FIRST
            for more in range(min(orders, starts[text + 1] - at)):
                state = _mixed(state, codes[at + more])
                found[size] = np.int32(_mixed(state, more) >> np.uint64(shift))
                size += 1
        ends[text + 1] = size
    return found[:size], ends


@njit(cache=True)
def weighed_runs(codes, begins, ends, orders, shift, weights):  # type: ignore[no-untyped-def]
    """What the runs of each stretch of letters weigh together, by the root of their number; nothing is kept between."""
    total = np.zeros(len(begins))
    for each in range(len(begins)):
        size, weight = 0, 0.0
        for at in range(begins[each], ends[each]):
            state = _FIRST
            for more in range(min(orders, ends[each] - at)):
                state = _mixed(state, codes[at + more])
                weight += weights[_mixed(state, more) >> np.uint64(shift)]
                size += 1
        total[each] = weight / np.sqrt(max(size, 1))
    return total
