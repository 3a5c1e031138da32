"""Documents: what is read, what is named, and what is turned away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auricle.questionnaire import Unreadable, read


def hindrances(*elements: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    found = read({"pages": [{"name": "p", "elements": list(elements)}], **more}).hindrances
    return [(each.path, each.reason) for each in found]


OK = {"type": "text", "name": "ok"}


def test_a_document_within_the_format_has_no_hindrance_and_is_kept_whole() -> None:
    document = {"elements": [{**OK, "auricleDecision": "what to stock", "colCount": 3}], "width": "600px"}
    asked = read(json.dumps(document))
    assert asked.hindrances == ()
    assert asked.document == document
    assert asked.questions[0].decision == "what to stock"


@pytest.mark.parametrize(
    "element, path",
    [
        ({"type": "imagepicker", "name": "i"}, "pages[0].elements[1].type"),
        ({**OK, "name": "a", "visibleIf": "{ok} ="}, "pages[0].elements[1].visibleIf"),
        ({**OK, "name": "a", "enableIf": "mine({ok})"}, "pages[0].elements[1].enableIf"),
        ({**OK, "name": "a", "requiredIf": "{$ok.isVisible}"}, "pages[0].elements[1].requiredIf"),
        ({"type": "dropdown", "name": "d", "choicesByUrl": {"url": "http://x"}}, "pages[0].elements[1].choicesByUrl"),
        (
            {**OK, "name": "a", "validators": [{"type": "regex", "regex": "("}]},
            "pages[0].elements[1].validators[0].regex",
        ),
        ({**OK}, "pages"),
        ({"type": "radiogroup", "name": "r", "choices": ["a", "a"]}, "pages[0].elements[1].choices[1]"),
        ({"type": "rating", "name": "r", "auricleKind": "nps"}, "pages[0].elements[1].auricleKind"),
    ],
)
def test_what_would_change_who_is_asked_what_is_named(element: dict[str, Any], path: str) -> None:
    assert [found for found, _ in hindrances(OK, element)] == [path]


def test_a_survey_that_asks_nothing_cannot_be_published() -> None:
    assert [path for path, _ in hindrances({"type": "html", "name": "s", "html": "Hello"})] == ["pages"]


@pytest.mark.parametrize(
    "document, path",
    [
        (b"\xff\xfe\x00", ""),
        (b"\x81\x82", ""),
        ("{", ""),
        ("[]", ""),
        ("[" * 100 + "]" * 100, ""),
        (b" " * 6_000_000, ""),
        ({"pages": "none"}, "pages"),
        ({"pages": [1]}, "pages[0]"),
        ({"elements": [{"name": "a"}]}, "elements[0].type"),
        ({"elements": [{"type": "text"}]}, "elements[0].name"),
        ({"elements": [{"type": "radiogroup", "name": "a", "choices": [[]]}]}, "elements[0].choices[0]"),
        ({"elements": [{"type": "text", "name": f"q{i}"} for i in range(3000)]}, "pages"),
    ],
)
def test_what_is_no_survey_is_turned_away_with_its_place(document: Any, path: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(document)
    assert refused.value.path == path


def test_panels_without_end_are_turned_away() -> None:
    element: dict[str, Any] = OK
    for _ in range(40):
        element = {"type": "panel", "name": "p", "elements": [element]}
    with pytest.raises(Unreadable):
        read({"elements": [element]})


def test_json5_is_read_as_its_authors_write_it(survey_files: Path) -> None:
    asked = read((survey_files / "surveyjs" / "survey-multilanguages.json5").read_bytes())
    assert asked.hindrances[0].path == "pages[0].elements[0].type"


def test_the_public_nps_example_is_an_nps(survey_files: Path) -> None:
    asked = read((survey_files / "surveyjs" / "nps_demo.json").read_bytes())
    assert asked.hindrances == ()
    assert [(q.name, q.kind) for q in asked.questions] == [
        ("nps_score", "nps"),
        ("promoter_features", "choice"),
        ("passive_experience", "text"),
        ("disappointed_experience", "text"),
    ]
