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
from .lexicon import Cues, cues, negations
from .sentiment import seed_model
from .vocabulary import Found, Vocabulary, listed, look_up, vocabulary

Words = npt.NDArray[np.str_]
ANSWER, SUGGESTION, PRAISE, NOTHING = "answer", "suggestion", "praise", "nothing"
ACTIONS = (ANSWER, SUGGESTION, PRAISE, NOTHING)
EMOTIONS = ("anger", "disappointment", "worry", "joy", "gratitude", "surprise")
HARD, EASY = "hard", "easy"
_GOOD_EMOTIONS = ("joy", "gratitude")
_BAD_EMOTIONS = ("anger", "disappointment", "worry")
_KINDS = ("needs_answer", "suggests", *EMOTIONS, HARD, EASY)
_REACH, _REACH_LATIN = 1, 12  # letters between a negation and what it takes back
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
    heard = cues(said)
    return signs_in(said, heard, 2 / (1 + np.exp(-seed_model().log_odds(said, heard))) - 1)


def signs_in(texts: Letters, heard: Cues, sentiment: Floats) -> Signs:
    """As ``signs``, of texts whose cues and sentiment are known already."""
    count = _counted(texts, heard)
    asks = (count[:, 0] > 0) | _ends_in_question(texts)
    suggests, good = count[:, 1] > 0, sentiment >= _GOOD_ENOUGH
    action = np.select([asks & ~good, suggests, asks, good], [ANSWER, SUGGESTION, ANSWER, PRAISE], NOTHING)
    return Signs(action, _strongest_emotion(count[:, 2:8], sentiment), _effort(count[:, 8], count[:, 9]))


def _counted(texts: Letters, heard: Cues) -> Floats:
    """How many words of each kind each text has; one that a negation in its clause takes back does not count."""
    found = look_up(texts, _vocabulary())
    kept = ~_taken_back(texts, heard, found)
    sets = _sets()[found.entry]
    counts = np.zeros((len(texts), len(_KINDS)))
    for kind in range(len(_KINDS)):
        has = kept & (sets >> kind & 1 > 0)
        counts[:, kind] = np.bincount(found.text[has], minlength=len(texts))
    return counts


def _taken_back(texts: Letters, heard: Cues, found: Found) -> npt.NDArray[np.bool_]:
    """Whether the last negation before each word is near and of the same clause."""
    denied = look_up(texts, negations())
    if not len(denied.begin):
        return np.zeros(len(found.begin), np.bool_)
    last = np.searchsorted(denied.end, found.begin, "right") - 1
    end = denied.end[last]
    reach = np.where(texts.codes[found.begin] < 0x80, _REACH_LATIN, _REACH)
    near = (last >= 0) & (found.begin - end <= reach) & (end > texts.starts[found.text])
    return np.asarray(near & (heard.clauses[found.begin] == heard.clauses[end - 1]), np.bool_)


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
