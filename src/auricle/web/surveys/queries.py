"""Reads of the room: surveys, how many answered, what their score is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import Http404

from auricle.query.result import Row
from auricle.questionnaire import Questionnaire, Unreadable, read
from auricle.understanding.answers_of import responses_of
from auricle.web.platform.public import ScreenState, remembered

from .models import Survey, SurveyVersion

SCORES = ("nps", "csat", "ces", "ces1", "rating")


@dataclass(frozen=True, slots=True)
class Listed:
    """A survey of the list. ``version`` is 0 before the first one; ``score`` None where it asks for none."""

    row: Survey
    version: int
    responses: int
    score: Row | None
    measure: str
    unit: str

    @property
    def is_published(self) -> bool:
        return self.version > 0


def survey(state: ScreenState, pk: int) -> Survey:
    """One of them; not found when it is another workspace's."""
    found = Survey.objects.of(state.record).select_related("workspace").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def listed(state: ScreenState) -> list[Listed]:
    """The surveys of the workspace, the newest first."""
    all_versions = SurveyVersion.objects.of(state.record)
    newest = all_versions.filter(survey=OuterRef("survey")).values("number")[:1]
    versions = {each.survey_id: each for each in all_versions.filter(number=Subquery(newest))}
    return [_listed(state, row, versions.get(row.pk)) for row in Survey.objects.of(state.record)]


def latest(row: Survey) -> SurveyVersion | None:
    return SurveyVersion.objects.of(row.workspace).filter(survey=row).select_related("published_by").first()


def questionnaire_of(document: Any) -> Questionnaire | None:
    """A draft as it reads; None when it cannot be read at all."""
    try:
        return read(document)
    except Unreadable:
        return None


def is_changed(row: Survey, version: SurveyVersion | None) -> bool:
    """Whether the draft says something that nobody can answer yet."""
    return version is None or version.document != row.draft


def chosen(row: Survey) -> str:
    """What picks a survey's rows out of feedback and answers, in the filter language."""
    return f"survey = '{row.public}'"


def main_score(questionnaire: Questionnaire | None) -> str:
    """The measure of the first question that is a score; empty when there is none."""
    kinds = [question.kind for question in questionnaire.questions] if questionnaire else []
    return next((kind for kind in kinds if kind in SCORES), "")


def _listed(state: ScreenState, row: Survey, version: SurveyVersion | None) -> Listed:
    measure = main_score(questionnaire_of(version.document if version else row.draft))
    responses, score, unit = 0, None, ""
    if version:
        responses = _responses(state).get(row.public, 0)
        unit = state.workspace.measures[measure].unit if measure else ""
        score = _scores(state, measure).get(row.public) if measure and responses else None
    return Listed(row, version.number if version else 0, responses, score, measure, unit)


def _responses(state: ScreenState) -> Mapping[str, int]:
    """How many answered each survey."""
    return remembered(state.workspace, ("responses",), lambda: responses_of(state.workspace.store))


def _scores(state: ScreenState, measure: str) -> Mapping[str, Row]:
    """A measure by survey: one question for the whole list."""

    def look() -> Mapping[str, Row]:
        return {str(row.by["survey"]): row for row in state.workspace.measure(measure, by="survey").rows}

    return remembered(state.workspace, ("scores", measure), look)
