"""A text as it is read: its language, how it feels, what it wants, and the themes and products it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..estimator import Floats
from .language import languages
from .letters import Letters, letters
from .lexicon import cues
from .mentions import Mentions, mentions_in
from .sentiment import SentimentModel, seed_model
from .signs import Signs, Words, signs_in
from .themes import ThemeWords, our_themes, theme_words
from .vocabulary import Vocabulary, look_up, vocabulary

BATCH = 50_000
LONGEST = 20_000
"""Letters of a text that are read; of a longer one the first."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What texts are read with: a model of sentiment, the words of themes, and the names of products."""

    model: SentimentModel = field(default_factory=seed_model)
    themes: ThemeWords = field(default_factory=lambda: theme_words(our_themes()))
    products: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def read(self, texts: Sequence[str | None]) -> Iterator[tuple[int, Reading]]:
        """Texts of any number, fifty thousand at a time, each batch with the place of its first."""
        for at in range(0, len(texts), BATCH):
            yield at, self.read_batch(texts[at : at + BATCH])

    def read_batch(self, texts: Sequence[str | None]) -> Reading:
        short = [text if text is None or len(text) <= LONGEST else text[:LONGEST] for text in texts]
        said = letters(short)
        heard = cues(said)
        good = 1 / (1 + np.exp(-self.model.log_odds(said, heard)))
        return Reading(
            languages(short),
            2 * good - 1,
            np.maximum(good, 1 - good),
            signs_in(said, heard, 2 * good - 1),
            self._product(said),
            mentions_in(said, heard, self.themes, self.model),
        )

    def _product(self, texts: Letters) -> Words:
        """The product each text names first."""
        if not self.products:
            return np.full(len(texts), "")
        names, table = _named(self.products)
        found = look_up(texts, table)
        product = np.full(len(texts), "", dtype=np.array(["", *self.products]).dtype)
        product[found.text[::-1]] = np.array(names)[found.entry[::-1]]
        return product


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in each text; ``sentiment`` from -1 to 1, ``confidence`` that its sign is right, 0.5 to 1.

    A text that says nothing of how it feels has a sentiment of 0 and a confidence of .5: it cannot be told.
    """

    language: Words
    sentiment: Floats
    confidence: Floats
    signs: Signs
    product: Words
    mentions: Mentions


def _named(products: Mapping[str, tuple[str, ...]]) -> tuple[list[str], Vocabulary]:
    names = [name for name, words in products.items() for _ in words]
    return names, vocabulary({word: i for i, word in enumerate(w for words in products.values() for w in words)})


__all__ = ["BATCH", "Reader", "Reading"]
