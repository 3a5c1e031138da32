"""Learns from the words that customers set beside a score, and from what people corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from ...analysis.voices.letters import letters
from ...analysis.voices.lexicon import cues
from ...analysis.voices.mentions import said_of
from ...analysis.voices.sentiment import SentimentModel, learn, seed_model
from ...analysis.voices.themes import ThemeWords
from ...sentence import sentence
from ...store.store import Store
from .known import Judged, Known, keep, reader_of
from .reading import Correction, Progress
from .texts import Text, everything

MOST = 200_000
"""Texts to learn from: the newest."""
LEAST, LEAST_OF_EACH = 200, 20
"""Scored texts, and of them good and bad ones, without which nothing is learnt."""
RARE = 3
"""Texts that must hold a run of letters before it is learnt, so that nobody's own words are kept."""
_HELD_OUT = 5  # every fifth customer
_OF_A_PERSON = 5.0  # scored texts that one correction counts for
_WRONG_TWICE = 2


class TooFewToLearn(ValueError):
    def __init__(self, good: int, bad: int):
        super().__init__(
            sentence(
                "{good} texts beside a good score and {bad} beside a bad one are too few to learn from; it takes "
                "{least} in all and {each} of each. Ask for words beside a score, or bring reviews with stars in",
                good=good,
                bad=bad,
                least=LEAST,
                each=LEAST_OF_EACH,
            )
        )


def learn_texts(
    store: Store, folder: Path, corrections: Iterable[Correction] = (), progress: Progress | None = None
) -> Known:
    """Learn, judge on every fifth customer's words what was learnt from the others', and keep it if it reads better.

    The model that is kept has learnt from all; how often it is right is said of the one that had not seen the texts
    it was judged on.

    Raises
        TooFewToLearn: there are too few scored texts.
    """
    say = progress or (lambda doing, done, total: None)
    say("reading answers", 0, 3)
    said = list(corrections)
    texts = everything(store, MOST)
    scored = [text for text in texts if text.leaning and text.text.strip()]
    good = sum(text.leaning > 0 for text in scored)
    if len(scored) < LEAST or min(good, len(scored) - good) < LEAST_OF_EACH:
        raise TooFewToLearn(good, len(scored) - good)
    taught = _taught(texts, said) + _taught_of_themes(texts, said, reader_of(folder)[0].themes)
    wholes = {each.feedback for each in said if not each.theme and each.sentiment is not None}
    plain = [text for text in scored if text.feedback not in wholes]
    say("learning from words beside a score", 1, 3)
    seen = [text for text in plain if not _is_held_out(text)]
    rest = [text for text in scored if _is_held_out(text)]
    open_ = [each for each in taught if not _is_held_out(each[0])]
    judged = _judged(_learnt(seen, open_), rest)
    say("learning from words beside a score", 2, 3)
    known = Known(
        _learnt(plain, taught),
        judged,
        len(scored),
        len(said),
        judged.after > judged.before,
        _wrong_words(said),
        datetime.now(UTC).date().isoformat(),
    )
    keep(folder, known)
    return known


def _is_held_out(text: Text) -> bool:
    """By the customer, so that nobody's words are on both sides."""
    whose = text.facts["customer"] or text.feedback
    return crc32(str(whose).encode()) % _HELD_OUT == 0


def _taught(texts: Sequence[Text], said: Sequence[Correction]) -> list[tuple[Text, float]]:
    """Texts whose feeling a person said; one said to be neither good nor bad is a doubt."""
    whole = {each.feedback: (each.sentiment + 1) / 2 for each in said if not each.theme and each.sentiment is not None}
    return [(text, whole[text.feedback]) for text in texts if text.feedback in whole]


def _taught_of_themes(
    texts: Sequence[Text], said: Sequence[Correction], themes: ThemeWords
) -> list[tuple[Text, float]]:
    """What stands around a theme of which a person said how it is meant."""
    by_key = {text.feedback: text for text in texts}
    of = [each for each in said if each.theme and each.sentiment is not None and each.feedback in by_key]
    parts = said_of([by_key[each.feedback].text for each in of], themes, [each.theme for each in of])
    told = zip(of, parts, strict=True)
    return [
        (replace(by_key[each.feedback], text=part), (each.sentiment + 1) / 2)
        for each, part in told
        if part and each.sentiment is not None
    ]


def _learnt(plain: Sequence[Text], taught: Sequence[tuple[Text, float]]) -> SentimentModel:
    texts = [text.text for text in plain] + [text.text for text, _ in taught]
    good = [float(text.leaning > 0) for text in plain] + [label for _, label in taught]
    weights = [1.0] * len(plain) + [_OF_A_PERSON] * len(taught)
    return learn(texts, good, weights, rare=RARE)


def _judged(model: SentimentModel, rest: Sequence[Text]) -> Judged:
    texts, good = [text.text for text in rest], np.array([text.leaning > 0 for text in rest])
    told = int((cues(letters(texts)).count > 0).sum())
    return Judged(len(rest), int(good.sum()), _right(seed_model(), texts, good), _right(model, texts, good), told)


def _right(model: SentimentModel, texts: Sequence[str], good: npt.NDArray[np.bool_]) -> int:
    score = model.hear(texts).score
    return int(((score > 0) & good).sum() + ((score < 0) & ~good).sum())


def _wrong_words(said: Sequence[Correction]) -> tuple[tuple[str, str], ...]:
    """Words that people said do not speak of their theme, twice at least and more often than that they do."""
    wrong = Counter((each.theme, each.word) for each in said if each.theme and each.word and each.sentiment is None)
    right = Counter((each.theme, each.word) for each in said if each.theme and each.word and each.sentiment is not None)
    return tuple(sorted(pair for pair, n in wrong.items() if n >= _WRONG_TWICE and n > right[pair]))
