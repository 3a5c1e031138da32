"""Arguments of this room's routes, for the test that tries them all."""

from __future__ import annotations

from auricle.web.platform.models import User, Workspace
from auricle.web.surveys import actions
from auricle.web.surveys.tests.asking import DOCUMENT


def examples(workspace: Workspace, owner: User) -> dict[str, dict[str, object]]:
    survey = actions.make_survey(workspace, owner, "After delivery", DOCUMENT)
    pages = (
        "design",
        "document",
        "preview",
        "publish",
        "switch",
        "change",
        "question",
        "settings",
        "results",
        "texts",
        "places",
        "posters",
    )
    return {f"surveys:{name}": {"pk": survey.pk} for name in pages} | {
        "surveys:export": {"pk": survey.pk, "ending": "csv"},
        "answer": {"survey": survey.public},
        "answer_at": {"survey": survey.public, "place": "none"},
        "answer_by_link": {"token": "none"},
    }
