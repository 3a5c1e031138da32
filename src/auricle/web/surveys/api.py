"""Surveys and their responses, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.db.models.functions import Coalesce
from pydantic import BaseModel, Field

from auricle.sentence import sentence
from auricle.web.platform.public import Caller, Operation, Page, Paged, Words, numbered_page, placed_page

from .models import Survey
from .queries import chosen

_OF_RESPONSE = ("feedback", "at", "customer", "channel", "touchpoint", "unit", "language")


class SurveyLine(BaseModel):
    """``version`` is 0 before it was first published; ``public`` names it in its link and in the facts."""

    survey: int
    name: str
    public: str
    version: int
    is_open: bool
    is_anonymous: bool
    listening: str
    touchpoint: str | None
    made_at: datetime


class Surveys(Page):
    surveys: list[SurveyLine]


class AskedResponses(Paged):
    survey: int = Field(description="The number of a survey, as surveys gives it.", ge=1, le=2**31 - 1, examples=[1])


class Answer(BaseModel):
    question: str
    kind: str
    score: float | None
    choice: str | None
    words: Words | None


class Response(BaseModel):
    feedback: str
    at: datetime
    customer: str | None
    channel: str | None
    touchpoint: str | None
    unit: str | None
    language: str | None
    answers: list[Answer]


class Responses(Page):
    responses: list[Response]


class NoSuchSurvey(LookupError):
    def __init__(self, number: int):
        super().__init__(sentence("there is no survey {number}; surveys lists those there are", number=number))


def _surveys(caller: Caller, given: Paged) -> Surveys:
    numbered = Survey.objects.of(caller.record).annotate(version=Coalesce(Max("versions__number"), 0))
    shown, after = numbered_page(numbered, given)
    return Surveys(surveys=[_line(row) for row in shown], next=after)


def _line(row: Any) -> SurveyLine:
    return SurveyLine(
        survey=row.pk, name=row.name, public=row.public, version=row.version,
        is_open=row.is_open, is_anonymous=row.is_anonymous, listening=row.listening,
        touchpoint=row.touchpoint or None, made_at=row.made_at,
    )  # fmt: skip


def _responses(caller: Caller, given: AskedResponses) -> Responses:
    row = Survey.objects.of(caller.record).filter(pk=given.survey).first()
    if row is None:
        raise NoSuchSurvey(given.survey)
    caller.took_out("exported answers", row.name, survey=row.public)
    facts = caller.workspace
    found = facts.facts("feedback", chosen(row), None, None, given.limit + 1, given.after, "at desc")
    shown, after = placed_page(found.to_pylist(), given)
    keys = found["feedback"].combine_chunks()
    said: dict[str, list[Answer]] = {}
    for each in facts.store.find("answers", keys, "feedback").to_pylist() if len(keys) else ():
        said.setdefault(each["feedback"], []).append(_answer(each))
    return Responses(responses=[_response(each, said.get(each["feedback"], [])) for each in shown], next=after)


def _response(row: dict[str, Any], answers: list[Answer]) -> Response:
    return Response(**{name: row[name] for name in _OF_RESPONSE}, answers=answers)


def _answer(row: dict[str, Any]) -> Answer:
    words = Words(untrusted_text=row["text"]) if row["text"] else None
    return Answer(question=row["question"], kind=row["kind"], score=row["score"], choice=row["choice"], words=words)


OPERATIONS = (
    Operation(
        "surveys", "/surveys", "see surveys",
        "The surveys of the workspace, the newest first. Whether each is published and open.",
        Paged, Surveys, _surveys,
    ),
    Operation(
        "responses", "/surveys/{survey}/responses", "export customers",
        "Every response to a survey, the newest first. With its answers; what was written stands in untrusted_text.",
        AskedResponses, Responses, _responses,
    ),
)  # fmt: skip
