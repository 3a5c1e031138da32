"""The seed: words of praise and of complaint, and how negation and "but" turn them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import yaml

from ..estimator import Floats, Integers
from .letters import Letters
from .scanning import CONTRAST, EMPHASIS, NEGATION, opinions
from .vocabulary import Vocabulary, vocabulary

FAINT = 0.3  # of words that complaints or praise often hold but that judge nothing themselves: "refund"
_WEIGHTS = {"maybe_good": FAINT, "maybe_bad": -FAINT, "good": 1.0, "bad": -1.0, "very_good": 2.0, "very_bad": -2.0}
_MARKS = {"not": NEGATION, "but": CONTRAST, "very": EMPHASIS}


@dataclass(frozen=True, slots=True)
class Cues:
    """Every cue by place (``begin``, ``end`` in the letters of all texts) and weight; text i has those from
    ``behind[i]`` to ``behind[i + 1]``. ``clauses`` numbers each letter's clause within its text."""

    begin: Integers
    end: Integers
    weight: Floats
    behind: Integers
    clauses: Integers

    @property
    def count(self) -> Integers:
        """How many cues each text has."""
        return np.diff(self.behind)

    @property
    def total(self) -> Floats:
        """What the cues of each text weigh together."""
        text = np.repeat(np.arange(len(self.behind) - 1), self.count)
        return np.asarray(np.bincount(text, self.weight, len(self.behind) - 1), np.float64)

    @property
    def margin(self) -> Floats:
        """The weight by the root of the number of cues: many cues count for more, not for as many times more."""
        return np.asarray(self.total / np.sqrt(np.maximum(self.count, 1)), np.float64)


def cues(texts: Letters) -> Cues:
    """What the seed lexicon hears in texts.

    A cue turns when a negation stands close before it in the same clause, and weighs half as much again behind
    "but" and behind "very". The longest word that fits is taken, so that "not fresh" is one cue and not two.
    """
    seed = lexicon()
    return Cues(*opinions(texts.codes, texts.starts, seed.keys, seed.values, seed.longest))


@cache
def lexicon() -> Vocabulary:
    """The seed lexicon of Chinese and English, read once."""
    return vocabulary(_weighed(_said()))


def words_of(language: str) -> list[str]:
    """The words of one language, ``zh`` or ``en``."""
    return [word for words in _said()[language].values() for word in words.split()]


@cache
def _said() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = yaml.safe_load(
        files(__package__).joinpath("lexicon.yaml").read_text("utf-8")
    )
    return found


def _weighed(said: Mapping[str, Mapping[str, str]]) -> dict[str, float]:
    """Words and their weights; a word in two lists keeps the stronger."""
    found: dict[str, float] = {}
    for language in said.values():
        for name, weight in _WEIGHTS.items():
            found |= dict.fromkeys(language[name].split(), weight)
        for name, mark in _MARKS.items():
            found |= {word: mark for word in language[name].split() if word not in found}
    return found
