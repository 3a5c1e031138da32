"""The seed: words of praise and of complaint, and how negation and "but" turn them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import yaml

from ..estimator import Floats, Integers
from .letters import Letters, letters
from .scanning import CONTRAST, EMPHASIS, NEGATION, hashed, hits

_WEIGHTS = {"good": 1.0, "bad": -1.0, "very_good": 2.0, "very_bad": -2.0}
_MARKS = {"not": NEGATION, "but": CONTRAST, "very": EMPHASIS}
_SLOTS = 1 << 14


@dataclass(frozen=True, slots=True)
class Lexicon:
    """An open-addressed table: the hash of each word, and its weight or mark; 0 is an empty slot."""

    keys: np.ndarray[tuple[int], np.dtype[np.uint64]]
    weights: Floats
    longest: int


@dataclass(frozen=True, slots=True)
class Cues:
    """Per text: the sum of its cues' weights, and how many there are."""

    weight: Floats
    cues: Integers

    @property
    def margin(self) -> Floats:
        """The weight by the root of the number of cues: many cues count for more, not for as many times more."""
        return np.asarray(self.weight / np.sqrt(np.maximum(self.cues, 1)), np.float64)


def cues(texts: Letters) -> Cues:
    """What the seed lexicon hears in texts.

    A cue turns when a negation stands close before it in the same clause, and weighs half as much again behind
    "but" and behind "very". The longest word that fits is taken, so that "not fresh" is one cue and not two.
    """
    seed = lexicon()
    weight, count = hits(texts.codes, texts.starts, seed.keys, seed.weights, seed.longest)
    return Cues(weight, count)


@cache
def lexicon() -> Lexicon:
    """The seed lexicon of Chinese and English, read once."""
    said = yaml.safe_load(files(__package__).joinpath("lexicon.yaml").read_text("utf-8"))
    return _table(_weighed(said))


def _weighed(said: Mapping[str, Mapping[str, str]]) -> dict[str, float]:
    """Words and their weights; a word in two lists keeps the stronger."""
    found: dict[str, float] = {}
    for language in said.values():
        for name, weight in _WEIGHTS.items():
            found |= dict.fromkeys(language[name].split(), weight)
        for name, mark in _MARKS.items():
            found |= {word: mark for word in language[name].split() if word not in found}
    return found


def _table(words: Mapping[str, float]) -> Lexicon:
    folded = letters(list(words))
    keys, weights = np.zeros(_SLOTS, np.uint64), np.zeros(_SLOTS)
    for position, weight in enumerate(words.values()):
        key = hashed(folded.codes[folded.starts[position] : folded.starts[position + 1]])
        slot = int(key) % _SLOTS
        while keys[slot] and keys[slot] != key:
            slot = (slot + 1) % _SLOTS
        keys[slot], weights[slot] = key, weight
    return Lexicon(keys, weights, max(map(len, words)))
