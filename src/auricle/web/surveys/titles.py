"""What a survey and its questions are called where measures show their codes."""

from __future__ import annotations

from collections.abc import Iterator

from auricle.model.labels import Names
from auricle.model.measure import LANGUAGES
from auricle.questionnaire import Question, Questionnaire
from auricle.questionnaire.plain import plain

from .models import Survey

LONGEST = 120


def titles_of(row: Survey, questionnaire: Questionnaire) -> Names:
    """By dimension, code and language; a row of a matrix is called by the question and itself."""
    asked = [question for question in questionnaire.questions if question.asks]
    codes = dict(each for question in asked for each in _coded(question, questionnaire.language))
    return {"survey": {row.public: dict.fromkeys(LANGUAGES, row.name)}, "question": codes}


def options_of(question: Question, language: str, first: str) -> dict[str, str]:
    """What the codes of a question's options say in a language."""
    choices = [*question.choices, *question.columns, *(each for each in (question.yes, question.no) if each)]
    return {each.code: plain(each.text.in_(language, first)) or each.code for each in choices}


def _coded(question: Question, first: str) -> Iterator[tuple[str, dict[str, str]]]:
    if not question.title:
        return
    titles = {language: _short(question.title.in_(language, first)) for language in LANGUAGES}
    yield question.name, titles
    for row in question.rows:
        yield (
            f"{question.name}.{row.code}",
            {
                language: f"{titles[language]} {_short(row.text.in_(language, first) or row.code)}"
                for language in LANGUAGES
            },
        )


def _short(html: str) -> str:
    text = " ".join(plain(html).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
