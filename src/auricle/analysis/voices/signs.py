"""What a text wants, how it feels and what it cost its writer, as far as words give a sign of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import yaml

from ..estimator import Floats
from .letters import Letters, letters
from .lexicon import cues
from .sentiment import seed_model
from .vocabulary import Vocabulary, listed, look_up, vocabulary

Words = npt.NDArray[np.str_]
ANSWER, SUGGESTION, PRAISE, NOTHING = "answer", "suggestion", "praise", "nothing"
ACTIONS = (ANSWER, SUGGESTION, PRAISE, NOTHING)
EMOTIONS = ("anger", "disappointment", "worry", "joy", "gratitude", "surprise")
HARD, EASY = "hard", "easy"
_GOOD_EMOTIONS = ("joy", "gratitude")
_BAD_EMOTIONS = ("anger", "disappointment", "worry")
_KINDS = ("needs_answer", "suggests", *EMOTIONS, HARD, EASY)
_NEGATING = frozenset(map(ord, "不没无别未"))
_GOOD_ENOUGH = 0.4  # a sentiment from which on a text that asks for nothing is praise


@dataclass(frozen=True, slots=True)
class Signs:
    """Per text: ``action`` (answer, suggestion, praise, nothing), ``emotion`` and ``effort`` (hard, easy) or empty."""

    action: Words
    emotion: Words
    effort: Words


def signs(texts: Sequence[str | None]) -> Signs:
    """What texts want and how they feel; a hint from words, never a diagnosis.

    *answer*: asks a question or for something to be done. *suggestion*: says what could be better. *praise*: is
    good and asks for nothing. The emotion named most; at a tie the one the sentiment goes with.

    Examples
        >>> found = signs(["请问什么时候发货？", "希望增加夜间配送", "太棒了，谢谢", "昨天收到"])
        >>> found.action.tolist()
        ['answer', 'suggestion', 'praise', 'nothing']
    """
    said = letters(texts)
    return signs_in(said, 2 / (1 + np.exp(-seed_model().log_odds(said, cues(said)))) - 1)


def signs_in(texts: Letters, sentiment: Floats) -> Signs:
    """As ``signs``, of texts whose sentiment is known already."""
    count = _counted(texts)
    asks = (count[:, 0] > 0) | _ends_in_question(texts)
    suggests, good = count[:, 1] > 0, sentiment >= _GOOD_ENOUGH
    action = np.select([asks & ~good, suggests, asks, good], [ANSWER, SUGGESTION, ANSWER, PRAISE], NOTHING)
    return Signs(action, _strongest_emotion(count[:, 2:8], sentiment), _effort(count[:, 8], count[:, 9]))


def _counted(texts: Letters) -> Floats:
    """How many words of each kind each text has; one behind a negation does not count."""
    found = look_up(texts, _vocabulary())
    before = np.r_[np.uint32(0), texts.codes][found.begin]
    kept = ~np.isin(before, list(_NEGATING))
    sets = _sets()[found.entry]
    counts = np.zeros((len(texts), len(_KINDS)))
    for kind in range(len(_KINDS)):
        has = kept & (sets >> kind & 1 > 0)
        counts[:, kind] = np.bincount(found.text[has], minlength=len(texts))
    return counts


def _ends_in_question(texts: Letters) -> npt.NDArray[np.bool_]:
    marks = np.isin(texts.codes, [ord("?")])
    total = np.r_[0, np.cumsum(marks)]
    return np.asarray(total[texts.starts[1:]] > total[texts.starts[:-1]], np.bool_)


def _strongest_emotion(counts: Floats, sentiment: Floats) -> Words:
    """The emotion with most words; those that contradict the sentiment count half."""
    fits = np.ones_like(counts)
    fits[:, [EMOTIONS.index(name) for name in _GOOD_EMOTIONS]] -= 0.5 * (sentiment < 0)[:, None]
    fits[:, [EMOTIONS.index(name) for name in _BAD_EMOTIONS]] -= 0.5 * (sentiment > 0)[:, None]
    weighed = counts * fits
    best = weighed.argmax(axis=1)
    return np.where(weighed.max(axis=1, initial=0) >= 1, np.array(EMOTIONS)[best], "")


def _effort(hard: Floats, easy: Floats) -> Words:
    return np.select([hard > easy, easy > hard], [HARD, EASY], "")


@cache
def _numbered() -> dict[str, int]:
    """Each word and the set of kinds it is a sign of, as bits."""
    said = yaml.safe_load(files(__package__).joinpath("signs.yaml").read_text("utf-8"))
    found: dict[str, int] = {}
    for kind, name in enumerate(_KINDS):
        for language, text in said[name].items():
            for word in listed(language, text):
                found[word] = found.get(word, 0) | 1 << kind
    return found


@cache
def _vocabulary() -> Vocabulary:
    return vocabulary({word: number for number, word in enumerate(_numbered())})


@cache
def _sets() -> npt.NDArray[np.int64]:
    return np.array(list(_numbered().values()), np.int64)
