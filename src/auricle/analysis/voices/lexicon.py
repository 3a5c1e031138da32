"""The seed: words of praise and of complaint, and how negation and "but" turn them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

import numpy as np
import yaml

from ..estimator import Floats, Integers
from .letters import Letters
from .scanning import CONTRAST, EMPHASIS, NEGATION, NEITHER, WISH, opinions
from .vocabulary import Vocabulary, listed, vocabulary

FAINT = 0.3  # of words that complaints or praise often hold but that judge nothing themselves: "refund"
_WEIGHTS = {"maybe_good": FAINT, "maybe_bad": -FAINT, "good": 1.0, "bad": -1.0, "very_good": 2.0, "very_bad": -2.0}
_MARKS = {"not": NEGATION, "but": CONTRAST, "very": EMPHASIS, "wish": WISH, "neither": NEITHER}


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
    return vocabulary(_weighed())


@cache
def negations() -> Vocabulary:
    """The words that turn what stands behind them."""
    return vocabulary({word: 1.0 for language in _said() for word in listed_in(language, "not")})


def neither() -> list[str]:
    """Words that are no opinion, though a word within them would be one."""
    return [word for language in _said() for word in listed_in(language, "neither")]


def words_of(language: str) -> list[str]:
    """The words of one language, ``zh`` or ``en``."""
    return [word for name in (*_WEIGHTS, *_MARKS) for word in listed_in(language, name)]


def listed_in(language: str, name: str) -> list[str]:
    """The words of one list of a language, those first that are joined of one of each column."""
    said, between = _said()[language], "" if language == "zh" else " "
    columns = [[listed(language, column) for column in of] for of in said.get("joined", {}).get(name, ())]
    joined = [between.join(part for part in parts if part != "-") for of in columns for parts in product(*of)]
    return [*joined, *listed(language, str(said.get(name, "")))]


@cache
def _said() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = yaml.safe_load(
        files(__package__).joinpath("lexicon.yaml").read_text("utf-8")
    )
    return found


def _weighed() -> dict[str, float]:
    """Words and their weights; a word in two lists keeps the stronger."""
    found: dict[str, float] = {}
    for language in _said():
        for name, weight in _WEIGHTS.items():
            found |= dict.fromkeys(listed_in(language, name), weight)
        for name, mark in _MARKS.items():
            found |= {word: mark for word in listed_in(language, name) if word not in found}
    return found
