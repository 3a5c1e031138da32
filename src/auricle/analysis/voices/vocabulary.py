"""Words with a number each, in a table that the loops over letters look into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..estimator import Floats, Integers
from .letters import Letters, letters
from .scanning import hashed, words


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """An open-addressed table: the hash of each word and its number; a key of 0 is an empty slot.

    ``longest`` says of a letter's low sixteen bits how long the longest word is that begins with it.
    """

    keys: npt.NDArray[np.uint64]
    values: Floats
    longest: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Found:
    """Every word by its place in the letters of all texts and its number; text i has those from ``behind[i]`` on."""

    begin: Integers
    end: Integers
    entry: Integers
    behind: Integers

    @property
    def text(self) -> Integers:
        return np.repeat(np.arange(len(self.behind) - 1), np.diff(self.behind))


def vocabulary(numbered: Mapping[str, float]) -> Vocabulary:
    """A table of words, folded as texts are; of two that fold alike the later counts."""
    folded = letters(list(numbered))
    slots = 1 << max(6, int(2 * len(numbered)).bit_length())
    keys, values, longest = np.zeros(slots, np.uint64), np.zeros(slots), np.zeros(1 << 16, np.int32)
    for position, value in enumerate(numbered.values()):
        codes = folded.codes[folded.starts[position] : folded.starts[position + 1]]
        key = hashed(codes)
        slot = int(key) % slots
        while keys[slot] and keys[slot] != key:
            slot = (slot + 1) % slots
        keys[slot], values[slot] = key, value
        first = int(codes[0]) & 0xFFFF
        longest[first] = max(longest[first], len(codes))
    return Vocabulary(keys, values, longest)


def look_up(texts: Letters, known: Vocabulary) -> Found:
    """Every word of a vocabulary in texts, the longest that fits; Latin words only as whole words."""
    found = words(texts.codes, texts.starts, known.keys, known.values, known.longest)
    return Found(*found)


def listed(language: str, text: str) -> Iterable[str]:
    """Words of a list as files write it: between spaces in Chinese, between commas in languages that use spaces."""
    words_ = text.replace("、", " ").replace("，", " ").split() if language.startswith("zh") else text.split(",")
    return [" ".join(word.split()) for word in words_ if word.strip()]
