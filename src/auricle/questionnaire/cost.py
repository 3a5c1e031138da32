"""How long a questionnaire takes, and what that costs in people who do not get to its end."""

from __future__ import annotations

import re
from dataclasses import dataclass

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

# What one more item, or one more page, adds to the share that leaves after having begun: a regression over 7,676 web
# surveys of 2009 to 2014 with 1.25 million responses, as its abstract in the WebSM bibliography gives it. An item is a
# question, or a matrix's row.
_LOST_AN_ITEM, _LOST_A_PAGE = 0.0007, 0.0017
SOURCE = "Implications of disposition codes for monitoring breakoffs in web surveys (2017), WebSM"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a questionnaire costs; ``lost`` is the share of those who begin that its length alone drives away.

    A mean over surveys of all kinds, by ``source``: what a survey's own respondents do is worth more.
    """

    seconds: float
    questions: int
    pages: int
    lost: float
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
    """What length costs in time and in completion: by items or by pages, whichever says more."""
    asked = [question for question in questionnaire.questions if question.asks]
    items, pages = sum(len(question.rows) or 1 for question in asked), len(questionnaire.pages)
    lost = min(1.0, max(_LOST_AN_ITEM * items, _LOST_A_PAGE * pages))
    return Cost(seconds(questionnaire, language), len(asked), pages, lost)
