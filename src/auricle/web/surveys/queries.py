"""Reads of the room: surveys, how many answered, what their score is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404

from auricle.query.result import Row
from auricle.questionnaire import Questionnaire, Unreadable, read
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
    return [_listed(state, row) for row in Survey.objects.of(state.record)]


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


def _listed(state: ScreenState, row: Survey) -> Listed:
    version = latest(row)
    measure = main_score(questionnaire_of(version.document if version else row.draft))
    responses, score, unit = 0, None, ""
    if version:
        responses = remembered(state.workspace, ("responses", row.public), lambda: _responses(state, row))
        unit = state.workspace.measures[measure].unit if measure else ""
        if measure and responses:
            score = remembered(state.workspace, ("score", row.public, measure), lambda: _score(state, row, measure))
    return Listed(row, version.number if version else 0, responses, score, measure, unit)


def _responses(state: ScreenState, row: Survey) -> int:
    return state.workspace.count("feedback", where=chosen(row))


def _score(state: ScreenState, row: Survey, measure: str) -> Row:
    return state.workspace.measure(measure, where=chosen(row)).total
