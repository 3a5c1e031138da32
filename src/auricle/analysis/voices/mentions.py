"""Which themes a text speaks of, and how it speaks of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..estimator import Floats, Integers
from .letters import Letters, letters
from .lexicon import Cues, cues
from .sentiment import SentimentModel, seed_model
from .themes import ThemeWords, our_themes, theme_words
from .tying import tied
from .vocabulary import Found, look_up

_AROUND = 12  # letters on either side of a theme's word that a model listens to
_SURE = 1.5  # log-odds that a model must have learnt to count as an opinion where the lexicon hears none
_FULL = 3.0  # the weight of "very terrible": an intensity of 1


@dataclass(frozen=True, slots=True)
class Mentions:
    """One theme in one text each, in the order of texts: ``theme`` is a place in the themes' names.

    ``sentiment`` from -1 to 1, ``intensity`` from 0 to 1, ``confidence`` that the sign is right, 0.5 to 1. ``start``
    and ``end`` are characters of the text, around the theme's first word and what is said of it; ``word`` is the place
    of that word in the vocabulary.
    """

    text: Integers
    theme: Integers
    sentiment: Floats
    intensity: Floats
    confidence: Floats
    start: Integers
    end: Integers
    word: Integers

    def __len__(self) -> int:
        return len(self.text)


def mentions(
    texts: Sequence[str | None], themes: ThemeWords | None = None, model: SentimentModel | None = None
) -> Mentions:
    """Themes that texts speak of with an opinion; a theme's word with no opinion about it is no mention.

    Parameters
        texts: shape (n,). themes: what to look for; ours when left out. model: what it has learnt; the seed's when
            left out.
    References
        Which cue belongs to which theme: nearest in the clause, docs/understanding/voices.md.
    Examples
        >>> found = mentions(["物流很快，但是客服态度太差了"])
        >>> [(our_themes()[k].name, felt > 0) for k, felt in zip(found.theme, found.sentiment.tolist())]
        [('delivery', True), ('support', False)]
    """
    said = letters(texts)
    return mentions_in(said, cues(said), themes or theme_words(our_themes()), model or seed_model())


def said_of(texts: Sequence[str], themes: ThemeWords, named: Sequence[str]) -> list[str]:
    """Of each text what a model listens to when it hears how the theme ``named`` is meant: the letters around the
    theme's first word and around what the lists hear said of it. Empty where no word names the theme.

    Examples
        >>> said_of(["桌子昨天送来了，在客厅里放着。客服态度太差了"], theme_words(our_themes()), ["support"])
        ['天送来了，在客厅里放着。客服态度太差了']
    """
    said = letters(texts)
    found = _naming(look_up(said, themes.table), themes)
    *_, first, last = _tied(cues(said), found)
    begin, end = _around(said, found, first, last)
    spoken = np.array(themes.names)[_themes(found, themes)] if len(found.begin) else np.zeros(0, "U1")
    parts = [""] * len(texts)
    for place in np.flatnonzero(spoken == np.array(named, dtype=np.str_)[found.text])[::-1]:
        text = found.text[place]
        parts[text] = texts[text][begin[place] - said.starts[text] : end[place] - said.starts[text]]
    return parts


def mentions_in(texts: Letters, heard: Cues, themes: ThemeWords, model: SentimentModel) -> Mentions:
    """As ``mentions``, of texts whose cues are known already."""
    named = _naming(look_up(texts, themes.table), themes)
    weight, count, strongest, first, last = _tied(heard, named)
    aside = model.of_stretches(texts, *_around(texts, named, first, last))
    kept = np.flatnonzero((count > 0) | (np.abs(aside) >= _SURE))
    text, theme = named.text[kept], _themes(named, themes)[kept]
    order = np.lexsort((named.begin[kept], theme, text))
    kept, text, theme = kept[order], text[order], theme[order]
    heads = np.flatnonzero(np.r_[True, (np.diff(text) != 0) | (np.diff(theme) != 0)] if len(kept) else [])
    total, cues_ = _summed(weight[kept], heads), _summed(count[kept].astype(np.float64), heads)
    one = kept[heads]
    log_odds = model.seed * total / np.sqrt(np.maximum(cues_, 1)) + aside[one]
    good = 1 / (1 + np.exp(-log_odds))
    start = texts.starts[text[heads]]
    return Mentions(
        text[heads],
        theme[heads],
        2 * good - 1,
        np.minimum(np.maximum.reduceat(strongest[kept], heads) / _FULL, 1.0) if len(kept) else np.zeros(0),
        np.maximum(good, 1 - good),
        first[one] - start,
        last[one] - start,
        named.entry[one] // _MOST,
    )


def _tied(heard: Cues, named: Found) -> tuple[Floats, Integers, Floats, Integers, Integers]:
    return tied(  # type: ignore[no-any-return]
        heard.clauses, named.begin, named.end, named.behind, heard.begin, heard.end, heard.weight, heard.behind
    )


def _around(texts: Letters, named: Found, first: Integers, last: Integers) -> tuple[Integers, Integers]:
    """The letters around each word and what is said of it, within its text."""
    text = named.text
    begin = np.maximum(np.minimum(first, named.begin - _AROUND), texts.starts[text])
    return begin, np.minimum(np.maximum(last, named.end + _AROUND), texts.starts[text + 1])


_MOST = 8
"""Themes that one word may name."""


def _naming(found: Found, themes: ThemeWords) -> Found:
    """Each word once for each theme it names; the entry is then the word's times 8, and which of its themes."""
    times = np.array([len(of) for of in themes.themes], np.int64)[found.entry] if len(found.entry) else np.zeros(0, int)
    if (times == 1).all():
        return Found(found.begin, found.end, found.entry.astype(np.int64) * _MOST, found.behind)
    again = np.repeat(np.arange(len(times)), times)
    which = np.arange(len(again)) - np.repeat(np.cumsum(times) - times, times)
    behind = np.r_[0, np.cumsum(times)][found.behind]
    return Found(found.begin[again], found.end[again], found.entry[again].astype(np.int64) * _MOST + which, behind)


def _themes(named: Found, themes: ThemeWords) -> Integers:
    table = np.full(len(themes.themes) * _MOST, -1, np.int64)
    for word, places in enumerate(themes.themes):
        table[word * _MOST : word * _MOST + len(places)] = places
    return table[named.entry]


def _summed(values: Floats, heads: Integers) -> Floats:
    return np.add.reduceat(values, heads) if len(heads) else np.zeros(0)
