"""Texts composed from phrases that natives wrote, so that what a text is about is known, with its span."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from . import vocabulary as v
from .columns import Truths, Whole, joined, picked, table

_PHRASEBOOKS = ("zh-hans.yaml", "zh-hant.yaml", "en.yaml")  # in the order of vocabulary.LANGUAGES
_POLARITIES = ("bad", "good")
_LABELLED_BY = "demo-phrases"


@dataclass(frozen=True, slots=True)
class Said:
    """What each text is to say: one theme and whether it is praised, perhaps a second (-1: none)."""

    theme: Whole
    good: Whole  # 0 or 1
    second: Whole
    second_good: Whole
    strong: Truths

    def __len__(self) -> int:
        return len(self.theme)


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts and where in each its first and second theme is spoken of, in characters."""

    text: pa.Array
    first: tuple[Whole, Whole]
    second: tuple[Whole, Whole]


@dataclass(frozen=True, slots=True)
class _Phrasebook:
    """Phrases of a language in one flat array; pool p is ``count[p]`` of them from ``start[p]`` on."""

    phrases: pa.Array
    capitalised: pa.Array
    length: Whole
    start: Whole
    count: Whole
    stop: str
    gap: str

    def draw(self, rng: np.random.Generator, pool: Whole) -> Whole:
        """One phrase of each pool; of pool -1 the empty phrase, which is the first."""
        chance = rng.random(len(pool))
        return np.where(pool < 0, 0, self.start[pool] + (chance * self.count[pool]).astype(np.int64))


def one_theme(theme: Whole, good: Truths, strong: Truths) -> Said:
    none = np.full(len(theme), -1)
    return Said(theme, good.astype(np.int64), none, np.zeros(len(theme), np.int64), strong)


def compose(rng: np.random.Generator, language: Whole, said: Said) -> Texts:
    """A text for each row in its customer's language (a code of vocabulary.LANGUAGES)."""
    text: list[pa.Array] = []
    places: list[Whole] = []
    spans = np.zeros((4, len(said)), np.int64)
    for code in range(len(v.LANGUAGES)):
        rows = np.flatnonzero(language == code)
        part = Said(*(getattr(said, name)[rows] for name in Said.__slots__))
        composed, spans[:, rows] = _compose(rng, phrasebook(code), part)
        text.append(composed)
        places.append(rows)
    order = np.argsort(np.concatenate(places), kind="stable")
    whole = pa.concat_arrays(text).take(pa.array(order))
    return Texts(whole, (spans[0], spans[1]), (spans[2], spans[3]))


def mention_rows(feedback: pa.Table, said: Said, texts: Texts) -> list[pa.Table]:
    """One mention for each theme of each text; rows of all three arguments correspond."""
    every = np.arange(len(said))
    two = np.flatnonzero(said.second >= 0)
    return [
        _mentions(feedback, "1", every, said.theme, said.good, said.strong, texts.first),
        _mentions(feedback, "2", two, said.second, said.second_good, said.strong, texts.second),
    ]


def _compose(rng: np.random.Generator, book: _Phrasebook, said: Said) -> tuple[pa.Array, np.ndarray]:
    n = len(said)
    contrast = (said.good != said.second_good).astype(np.int64)
    two = said.second >= 0
    opener = book.draw(rng, np.where(rng.random(n) < 0.45, said.good, -1))
    core = book.draw(rng, _core_pool(said.theme, said.good))
    detail = book.draw(rng, np.where((rng.random(n) < 0.6) & ~two, _core_pool(said.theme, said.good) + 1, -1))
    join = book.draw(rng, np.where(two, _JOIN_POOL + contrast, -1))
    other = book.draw(rng, np.where(two, _core_pool(said.second, said.second_good), -1))
    ends = said.strong | (rng.random(n) < 0.35)
    closing = np.where(two & (contrast == 1), -1, np.where(said.strong, _STRONG_POOL, _CLOSER_POOL) + said.good)
    closer = book.draw(rng, np.where(ends, closing, -1))
    first = pc.if_else(pa.array(opener == 0), book.capitalised.take(pa.array(core)), book.phrases.take(pa.array(core)))
    gap = picked(("", book.gap), (closer > 0).astype(np.int64))
    rest = [book.phrases.take(pa.array(part)) for part in (detail, join, other)]
    text = joined(
        book.phrases.take(pa.array(opener)), first, *rest, book.stop, gap, book.phrases.take(pa.array(closer))
    )
    begins = book.length[opener]
    ends_at = begins + book.length[core] + book.length[detail]
    second = ends_at + book.length[join]
    return text, np.stack([begins, ends_at, second, second + book.length[other]])


# Pools: openers, closers and strong closers (bad, good each), joins (same, contrast), then for each
# theme and polarity its cores and its details.
_CLOSER_POOL, _STRONG_POOL, _JOIN_POOL, _FIRST_CORE_POOL = 2, 4, 6, 8


def _core_pool(theme: Whole, good: Whole) -> Whole:
    return _FIRST_CORE_POOL + (theme * 2 + good) * 2


@cache
def phrasebook(language: int) -> _Phrasebook:
    said = yaml.safe_load(files(__package__).joinpath("phrases", _PHRASEBOOKS[language]).read_text("utf-8"))
    pools = [said[kind][polarity] for kind in ("openers", "closers", "strong_closers") for polarity in _POLARITIES]
    pools += [said["joins"]["same"], said["joins"]["contrast"]]
    for theme in v.THEMES:
        for polarity in _POLARITIES:
            pools += [said["themes"][theme][polarity]["cores"], said["themes"][theme][polarity]["details"]]
    phrases = ["", *(phrase for pool in pools for phrase in pool)]
    count = np.array([len(pool) for pool in pools])
    return _Phrasebook(
        phrases=pa.array(phrases),
        capitalised=pa.array([p[:1].upper() + p[1:] for p in phrases]),
        length=np.array([len(p) for p in phrases]),
        start=1 + np.cumsum(count) - count,
        count=count,
        stop=said["stop"],
        gap=said["gap"],
    )


def _mentions(
    feedback: pa.Table, suffix: str, rows: Whole, theme: Whole, good: Whole, strong: Truths, span: tuple[Whole, Whole]
) -> pa.Table:
    of = feedback.take(pa.array(rows))
    sign = np.where(good[rows] == 1, 1.0, -1.0)
    return table(
        "mentions",
        mention=joined(of["feedback"].combine_chunks(), f"/{suffix}"),
        **{name: of[name] for name in ("feedback", "at", "customer", "known_as", "channel")},
        touchpoint=picked([v.THEME_TOUCHPOINT[t] for t in range(len(v.THEMES))], theme[rows]),
        theme=picked(v.THEMES, theme[rows]),
        sentiment=pa.array(sign * np.where(strong[rows], 0.9, 0.6)),
        intensity=pa.array(np.where(strong[rows], 0.9, 0.5)),
        confidence=pa.array(np.ones(len(rows))),
        span_start=pa.array(span[0][rows]),
        span_end=pa.array(span[1][rows]),
        labelled_by=_LABELLED_BY,
    )
