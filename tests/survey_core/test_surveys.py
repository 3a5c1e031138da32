"""Questionnaires are asked as survey-core asks them, step by step, whoever answers what."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

import pytest

from auricle.questionnaire import END, Course, Shown, ShownPage, ShownPanel, answered, course, finished, read
from auricle.questionnaire.shape import COMMENT

from . import wider
from .core import ask, install
from .differences import DIFFERENCES, LISTED, LISTED_WIDER, WIDER
from .surveys import Case, case

NOW = datetime(2026, 3, 15, 10, 30)
CASES = int(os.environ.get("AURICLE_SURVEYS", "200"))
FIRST = int(os.environ.get("AURICLE_FIRST_SURVEY", "0"))
WIDE_CASES = int(os.environ.get("AURICLE_WIDER_SURVEYS", "200"))
BATCH = 2_000
APART = 0.02
"""The share of respondents beyond those listed one by one for whom some step may differ."""
_FAULTS = {
    "required": "required",
    "other_required": "otherempty",
    "row_required": "requiredinallrowserror",
    "row_repeated": "eachrowuniqueeerror",
    "not_number": "requirenumeric",
}


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    install()


class Respondent:
    """Answers on our side, a page and what is known carried from step to step as the answering page does."""

    def __init__(self, each: Case):
        self.questionnaire = read(each.document)
        self.language = each.language
        self.given = dict(self.course({}).given)
        self.changed: set[str] = set()
        self.page: str | None = self.now().pages[0].name if self.now().pages else None
        self.completed = False

    def course(self, given: dict[str, Any], changed: Collection[str] = ()) -> Course:
        return course(self.questionnaire, given, self.language, now=NOW, changed=changed)

    def now(self) -> Course:
        return self.course(self.given, self.changed)

    def step(self, step: dict[str, Any]) -> None:
        if step.get("next"):
            self.leave()
            return
        if step.get("back"):
            self.go_back()
            return
        question = self.questionnaire.question(step["question"])
        assert question is not None
        key = question.key + COMMENT if "comment" in step else question.key
        value = step.get("comment", step.get("value"))
        if question.type == "matrix" and isinstance(value, dict):
            value = self.of_shown(question.name, value)
        answers = {key: value}
        before, self.given = self.given, answered(self.questionnaire, self.given, answers, now=NOW)
        self.changed |= {key for key, value in self.given.items() if value != before.get(key)}

    def of_shown(self, name: str, value: dict[str, Any]) -> dict[str, Any] | None:
        shown = next((q for page in self.now().pages for q in page.questions if q.name == name), None)
        if shown is None:
            return value
        rows, columns = {row.code for row in shown.rows}, [column.value for column in shown.columns]
        return {row: said for row, said in value.items() if row in rows and said in columns} or None

    def leave(self) -> None:
        now = self.now()
        page = now.page(self.page or "")
        if page is None or not page.may_be_left:
            return
        if page.next == END:
            self.completed = True
            self.given = finished(self.questionnaire, self.given, now=NOW)
        else:
            self.go_to(now.pages[page.next].name)

    def go_back(self) -> None:
        names = [page.name for page in self.now().pages]
        at = names.index(self.page) if self.page in names else 0
        if at:
            self.go_to(names[at - 1])

    def go_to(self, page: str | None) -> None:
        self.page, self.changed = page, set()

    def standing(self) -> dict[str, Any]:
        now = self.now()
        return {
            "data": {key: value for key, value in self.given.items() if value is not None},
            "pages": [] if self.completed else [_page(page) for page in now.pages],
            "completed": self.completed,
        }


def _page(page: ShownPage) -> dict[str, Any]:
    return {
        "name": page.name,
        "panels": [[page.name, "requireoneanswer"] for _ in page.faults] + list(_panels(page)),
        "questions": [_question(each) for each in page.questions],
    }


def _panels(panel: ShownPanel) -> Iterator[list[str]]:
    for each in panel.elements:
        if isinstance(each, ShownPanel):
            yield from ([each.name, "requireoneanswer"] for _ in each.faults)
            yield from _panels(each)


def _question(shown: Shown) -> dict[str, Any]:
    chooses = shown.type in ("checkbox", "radiogroup", "dropdown", "tagbox")
    return {
        "name": shown.name,
        "title": shown.title,
        "value": shown.value,
        "comment": shown.comment,
        "required": shown.required,
        "enabled": shown.enabled,
        "options": [[o.value, o.text, o.enabled] for o in shown.options] if chooses else None,
        "rows": [row.code for row in shown.rows] if shown.type == "matrix" else None,
        "columns": [column.value for column in shown.columns] if shown.type == "matrix" else None,
        "faults": [_FAULTS.get(fault.code, "custom") for fault in shown.faults],
    }


def differing(number: int, each: Case, theirs: Any) -> str | None:
    if isinstance(theirs, dict):
        return f"survey {number}: survey-core fell over: {theirs['failed'][:300]}"
    ours = Respondent(each)
    for position, said in enumerate(theirs):
        if position:
            ours.step(each.steps[position - 1])
        mine = ours.standing()
        if found := _first_difference(_comparable(said), mine):
            done = each.steps[:position]
            return f"survey {number}, step {position} {done[-1:]}: {found}\n  {each.document}\n  {done}"
        if said["completed"]:
            return None
        if said["page"] != ours.page and not _followed(ours, said["page"]):
            return f"survey {number}, step {position}: on {ours.page}, survey-core on {said['page']}\n  {each.document}"
    return None


def _followed(ours: Respondent, page: str | None) -> bool:
    """survey-core skips as soon as an answer is given; we do when the page is left: the same page follows."""
    now = ours.now()
    here = now.page(ours.page or "")
    if here is not None and here.may_be_left and (here.next == END or now.pages[here.next].name != page):
        return False
    ours.go_to(page)
    return True


def _comparable(said: dict[str, Any]) -> dict[str, Any]:
    data = said["data"]
    if not said["completed"]:  # what was worked out is not kept before the end
        data = {key: value for key, value in data.items() if not key.startswith("calc")}
    return {"data": data, "pages": said["pages"], "completed": said["completed"]}


def _first_difference(theirs: Any, ours: Any, path: str = "") -> str | None:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in dict.fromkeys((*theirs, *ours)):
            if found := _first_difference(theirs.get(key), ours.get(key), f"{path}.{key}"):
                return found
        return None
    if isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        return next(
            filter(
                None,
                (_first_difference(a, b, f"{path}[{i}]") for i, (a, b) in enumerate(zip(theirs, ours, strict=True))),
            ),
            None,
        )
    return None if theirs == ours else f"{path}: survey-core {theirs!r}, ours {ours!r}"


def found_in(cases: dict[int, Case]) -> dict[int, str]:
    """The cases of which some step differs, and how."""
    found: dict[int, str] = {}
    for numbers in batched(cases, BATCH):
        asked = [
            {"document": c.document, "language": c.language, "steps": c.steps} for c in map(cases.get, numbers) if c
        ]
        theirs = ask(surveys=asked)["surveys"]
        said = (differing(number, cases[number], each) for number, each in zip(numbers, theirs, strict=True))
        found |= {number: how for number, how in zip(numbers, said, strict=True) if how}
    return found


def batched(cases: Collection[int], size: int) -> Iterator[list[int]]:
    numbers = list(cases)
    yield from (numbers[at : at + size] for at in range(0, len(numbers), size))


def assert_only(found: dict[int, str], asked: Collection[int], listed: int, differences: Collection[int]) -> None:
    """No more than the differences listed one by one, each of them, and beyond the list a few."""
    known = {number for number in differences if number in asked}
    new = [said for number, said in found.items() if number < listed and number not in known]
    assert not new, f"{len(new)} differ that are not listed:\n" + "\n".join(new[:8])
    assert known <= found.keys(), f"listed, but asked alike now: {sorted(known - found.keys())}"
    beyond = [said for number, said in found.items() if number >= listed]
    assert len(beyond) <= APART * len(asked), f"{len(beyond)} of {len(asked)} differ:\n" + "\n".join(beyond[:8])


def test_questionnaires_are_asked_as_survey_core_asks_them() -> None:
    asked = range(FIRST, FIRST + CASES)
    assert_only(found_in({number: case(number) for number in asked}), asked, LISTED, DIFFERENCES)


def test_what_is_used_less_is_asked_as_survey_core_asks_it() -> None:
    asked = range(WIDE_CASES)
    assert_only(found_in({number: wider.case(number) for number in asked}), asked, LISTED_WIDER, WIDER)


ASKED_AT_ONCE = [{"type": "rating", "name": "score", "rateMin": 0, "rateMax": 10}, {"type": "text", "name": "beside"}]


@pytest.mark.parametrize(
    "score, then",
    [(10, "second"), (8, "third"), (6, "fourth"), (9, None), (0, "fourth")],
    ids=["none", "one", "the last of two", "the end", "a question before the end"],
)
def test_the_rules_of_the_editor_lead_where_those_of_survey_core_lead(score: int, then: str | None) -> None:
    pages = [{"name": name, "elements": [{"type": "text", "name": f"of_{name}"}]} for name in ("second", "third")]
    document = {
        "pages": [
            {"name": "start", "elements": ASKED_AT_ONCE},
            *pages,
            {"name": "fourth", "elements": [{"type": "text", "name": "of_fourth"}]},
        ],
        "triggers": [
            {"type": "skip", "expression": "{score} <= 8", "gotoName": "of_third"},
            {"type": "skip", "expression": "{score} <= 6", "gotoName": "of_fourth"},
            {"type": "complete", "expression": "{score} anyof [0, 9]"},
        ],
    }
    asked = Case(document, "en", [{"question": "score", "value": score}, {"next": True}])
    [theirs] = ask(surveys=[{"document": asked.document, "language": "en", "steps": asked.steps}])["surveys"]
    assert differing(0, asked, theirs) is None
    ours = Respondent(asked)
    for step in asked.steps:
        ours.step(step)
    assert (None if ours.completed else ours.page) == then
