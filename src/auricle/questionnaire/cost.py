"""How long a questionnaire takes, and what that costs in people who do not get to its end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from .plain import plain
from .shape import Question, Questionnaire
from .words import Words

# Silent reading of non-fiction: 238 English words a minute (Brysbaert 2019, Journal of Memory and Language 109).
# 260 Chinese words, of about 1.6 characters, are our own estimate.
_WORDS_A_SECOND = 238 / 60
_CHARACTERS_A_SECOND = 260 * 1.6 / 60
_CHINESE = re.compile(r"[㐀-鿿豈-﫿]")
_WORD = re.compile(r"[A-Za-zÀ-ɏ0-9]+")

# What answering itself takes beside reading: a tap, choosing and going back, typing. Our own estimates.
_ANSWERING_SECONDS = {
    "rating": 2.5,
    "radiogroup": 2.5,
    "dropdown": 4.0,
    "checkbox": 4.0,
    "tagbox": 5.0,
    "boolean": 2.0,
    "text": 8.0,
    "comment": 30.0,
    "html": 0.0,
    "expression": 0.0,
}
_RANK_SECONDS = 3.0
_ROW_SECONDS = 3.5
_PAGE_SECONDS = 2.0

# Of those who began, the share lost by the number of screens: MacElroy (2000), "Variables influencing dropout rates
# in Web-based surveys", Quirk's Marketing Research Review, July/August.
_LOST_BY_SCREENS = ((0, 0.0), (10, 0.07), (15, 0.09), (30, 0.30), (45, 0.73))
_PATIENCE_SECONDS = 600.0
_LOST_A_MINUTE = 0.02  # beyond ten minutes: K. Paterson of Millward Brown, quoted in Quirk's and elsewhere
SOURCE = "MacElroy (2000), Quirk's Marketing Research Review; K. Paterson, Millward Brown"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a questionnaire costs; ``completion`` is the share of those who begin that should reach the end.

    A rule of thumb from published studies, named in ``source``: what a survey's own respondents do is worth more.
    """

    seconds: float
    questions: int
    pages: int
    completion: float
    source: str = SOURCE


def seconds(questionnaire: Questionnaire, language: str = "") -> float:
    """How long it takes to read and answer everything, in seconds; questions that are skipped are counted too."""
    own = sum(question_seconds(question, language or questionnaire.language) for question in questionnaire.questions)
    return own + _PAGE_SECONDS * len(questionnaire.pages)


def question_seconds(question: Question, language: str = "en") -> float:
    """How long one question takes, in seconds."""
    texts = [question.title, question.description, question.html]
    texts += [choice.text for choice in (*question.choices, *question.rows, *question.columns)]
    reading = sum(_reading_seconds(text, language) for text in texts)
    if question.type == "matrix":
        return reading + _ROW_SECONDS * len(question.rows)
    if question.type == "ranking":
        return reading + _RANK_SECONDS * len(question.choices)
    return reading + _ANSWERING_SECONDS[question.type]


def _reading_seconds(words: Words, language: str) -> float:
    text = plain(words.in_(language))
    return len(_CHINESE.findall(text)) / _CHARACTERS_A_SECOND + len(_WORD.findall(text)) / _WORDS_A_SECOND


def completion(questionnaire: Questionnaire, language: str = "") -> Cost:
    """What length costs: by pages up to MacElroy's 45, and two points for every minute beyond ten."""
    took = seconds(questionnaire, language)
    asked = sum(question.asks for question in questionnaire.questions)
    lost = _lost(len(questionnaire.pages)) + _LOST_A_MINUTE * max(0.0, took - _PATIENCE_SECONDS) / 60
    return Cost(took, asked, len(questionnaire.pages), max(0.0, 1.0 - lost))


def _lost(screens: int) -> float:
    for (low, less), (high, more) in pairwise(_LOST_BY_SCREENS):
        if screens <= high:
            return less + (more - less) * (screens - low) / (high - low)
    return _LOST_BY_SCREENS[-1][1]
