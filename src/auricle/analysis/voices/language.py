"""Which language a text is in: Chinese in simplified or traditional characters, English, or another."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from opencc import OpenCC

from ..columns import texts_of
from ..estimator import Integers
from .letters import Letters, as_written, letters
from .lexicon import words_of
from .vocabulary import Vocabulary, look_up, vocabulary

HANS, HANT, EN, OTHER, UNKNOWN = "zh-Hans", "zh-Hant", "en", "other", ""
LANGUAGES = (HANS, HANT, EN, OTHER, UNKNOWN)
_ENGLISH_SHARE = 0.15  # of the letters of a text in words that only English has, from which on it is English
# Kinds of letters: ideographs of both scripts, of one only, ASCII letters, letters of any other kind.
_BOTH, _ONLY_HANS, _ONLY_HANT, _LATIN, _ELSE, _NO_LETTER = range(6)
_COMMON_WORDS = """
the and is are was were be been have has had it its this that these those with
for from not but you your they their there what when which who will would could
should can cannot my we our i i'm it's don't didn't can't very so too of to in
on at by or if than then just all any some more most much many
"""
_COMMON = _COMMON_WORDS.split()


def languages(texts: Sequence[str | None]) -> npt.NDArray[np.str_]:
    """The language of each text: ``zh-Hans``, ``zh-Hant``, ``en``, ``other``; empty where no letter says (emoji only).

    Chinese that reads the same in both scripts counts as simplified. Kana and hangul make a text another language.

    Examples
        >>> languages(["很好吃", "很難吃", "The food was good", "très bon", "😀"]).tolist()
        ['zh-Hans', 'zh-Hant', 'en', 'other', '']
    """
    texts = texts_of(texts)
    folded = letters(texts)
    counts = _kinds(as_written(texts), folded.starts)
    chinese = counts[:, _BOTH] + counts[:, _ONLY_HANS] + counts[:, _ONLY_HANT]
    is_chinese = (chinese > 0) & (3 * chinese >= counts[:, _LATIN]) & (counts[:, _ELSE] <= chinese / 3)
    is_english = ~is_chinese & (_in_english(folded) >= _ENGLISH_SHARE * np.maximum(counts[:, _LATIN], 1))
    is_english &= (counts[:, _LATIN] > 0) & (counts[:, _ELSE] <= counts[:, _LATIN] / 10)
    is_other = counts[:, :_NO_LETTER].sum(axis=1) > 0
    hant = counts[:, _ONLY_HANT] > counts[:, _ONLY_HANS]
    place = np.select([is_chinese & hant, is_chinese, is_english, is_other], [1, 0, 2, 3], 4)
    return np.asarray(np.array(LANGUAGES)[place], np.str_)


def _kinds(codes: npt.NDArray[np.uint32], starts: Integers) -> Integers:
    """How many letters of each kind each text has."""
    text = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    wide = _NO_LETTER + 1
    return np.bincount(text * wide + _kind_of()[codes], minlength=(len(starts) - 1) * wide).reshape(-1, wide)


def _in_english(texts: Letters) -> Integers:
    """Letters that stand in words of English."""
    found = look_up(texts, _english())
    return np.bincount(found.text, found.end - found.begin, len(texts))


@cache
def _english() -> Vocabulary:
    return vocabulary(dict.fromkeys([*_COMMON, *words_of("en")], 1.0))


@cache
def _kind_of() -> npt.NDArray[np.int64]:
    table = np.full(0x110000, _NO_LETTER, np.int64)
    for code in (*range(0x41, 0x5B), *range(0x61, 0x7B)):
        table[code] = _LATIN
    for first, last in ((0xC0, 0x24F), (0x370, 0x1FFF), (0x3040, 0x30FF), (0x3100, 0x318F), (0xAC00, 0xD7AF)):
        table[first:last] = _ELSE
    table[[0xD7, 0xF7]] = _NO_LETTER
    ideographs = range(0x3400, 0xA000)
    table[ideographs] = _BOTH
    text = "\n".join(map(chr, ideographs))  # apart, so that no two are taken for a word
    converted = (OpenCC(name).convert(text).split("\n") for name in ("t2s", "s2tw", "s2hk"))
    for code, letter, hans, tw, hk in zip(ideographs, text.split("\n"), *converted, strict=True):
        if letter != hans:
            table[code] = _ONLY_HANT
        elif letter not in (tw, hk):
            table[code] = _ONLY_HANS
    return table
