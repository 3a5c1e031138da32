"""A measure: a defined number, written as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from ..sentence import Sentence, sentence

Words = Mapping[str, str]
"""A text by language: ``en``, ``zh-hans``, ``zh-hant``."""

LANGUAGES = ("en", "zh-hans", "zh-hant")

Unit = Literal["points", "share", "seconds", "currency", "count", "score", "per 100", "per 1,000", "ratio"]


class Side(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One side of a rate: the rows it counts."""

    entity: str
    where: str = ""


class Measure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"name": "measure"}):
    """A defined number; the keys are those of its file (see docs/decisions/0001-the-spine.md).

    ``inputs`` binds each input of the estimator to restricted SQL over the entity. ``per`` groups
    by that column first, the inputs then being aggregates. ``over: periods`` makes it a stock
    measure, ``numerator`` and ``denominator`` a rate.
    """

    name: str
    title: Words
    summary: Words
    estimator: str
    unit: Unit
    better: Literal["higher", "lower", "neither"]
    entity: str = ""
    where: str = ""
    inputs: Mapping[str, str] = {}
    parameters: Mapping[str, float] = {}
    weight: str = ""
    one_scale: bool = False
    per: str = ""
    over: Literal["", "periods"] = ""
    numerator: Side | None = None
    denominator: Side | None = None
    tolerance: float = 1e-9

    @property
    def sides(self) -> tuple[Side, Side] | None:
        """Numerator and denominator of a rate; None for the other shapes."""
        return (self.numerator, self.denominator) if self.numerator and self.denominator else None

    @property
    def entities(self) -> tuple[str, ...]:
        """The entities its rows come from; of a rate, numerator first."""
        return (
            (self.numerator.entity, self.denominator.entity) if self.numerator and self.denominator else (self.entity,)
        )

    def called(self, language: str = "en") -> str:
        return said(self.title, language)


def unknown_language(language: str) -> Sentence:
    return sentence("unknown language {language!r}; use {known}", language=language, known=", ".join(LANGUAGES))


def said(words: Words, language: str) -> str:
    """The text in a language, in English where that is missing."""
    return words.get(language) or words.get("en") or next(iter(words.values()), "")
