"""Arguments of this room's routes, for the test that tries them all."""

from __future__ import annotations

from auricle.web.platform.models import User, Workspace
from auricle.web.surveys import actions


# In Chinese, so that the test of the pages' languages sees what is ours.
def _said(simplified: str, traditional: str) -> dict[str, str]:
    return {"default": simplified, "zh-cn": simplified, "zh-tw": traditional}


_RECOMMEND = {
    "type": "rating",
    "name": "recommend",
    "title": _said("您会推荐我们吗？", "您會推薦我們嗎？"),
    "rateMin": 0,
    "rateMax": 10,
}
_WHY = {"type": "comment", "name": "why", "title": _said("为什么？", "為什麼？")}
DOCUMENT = {"pages": [{"name": "page1", "elements": [_RECOMMEND, _WHY]}]}


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
        "appearance",
        "quotas",
        "places",
        "posters",
    )
    return {f"surveys:{name}": {"pk": survey.pk} for name in pages} | {
        "surveys:export": {"pk": survey.pk, "ending": "csv"},
        "answer": {"survey": survey.public},
        "answer_in_page": {"survey": survey.public},
        "answer_at": {"survey": survey.public, "place": "none"},
        "answer_by_link": {"token": "none"},
    }
