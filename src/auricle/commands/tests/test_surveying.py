"""``auricle survey``: a file looked over, one brought in, and templates."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Run

ASKED = {"elements": [{"type": "rating", "name": "q", "title": "How satisfied are you with price and quality?"}]}


def test_a_file_is_looked_over_and_its_wording_remarked_on(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "visit.json"
    file.write_text(json.dumps(ASKED))
    found = json.loads(run("survey", "check", file, "--json").stdout)
    assert found["questions"] == [{"name": "q", "type": "rating", "kind": "rating", "scale": "1-5"}]
    assert {each["kind"] for each in found["remarks"]} == {"double", "unlabelled"}
    assert "Questions: 1. Pages: 1." in run("survey", "check", file).stdout


def test_a_template_can_be_written_down_and_checked(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "nps.json"
    run("survey", "templates", "relationship_nps", "--to", file)
    found = json.loads(run("survey", "check", file, "--json").stdout)
    assert found["hindrances"] == found["remarks"] == []
    assert "servqual" in run("survey", "templates").stdout


def test_what_is_imported_is_written_as_surveyjs(run: Run, tmp_path: Path) -> None:
    file, to = tmp_path / "visit.qsf", tmp_path / "visit.json"
    element = {"Element": "SQ", "Payload": {"QuestionID": "QID1", "QuestionType": "TE", "QuestionText": "Why?"}}
    block = {"Element": "BL", "Payload": [{"ID": "B", "BlockElements": [{"QuestionID": "QID1"}]}]}
    file.write_text(json.dumps({"SurveyElements": [block, element]}))
    run("survey", "import", file, "--to", to)
    assert json.loads(to.read_text())["pages"][0]["elements"] == [{"name": "QID1", "title": "Why?", "type": "text"}]


def test_what_is_no_questionnaire_is_refused_with_a_reason(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "visit.json"
    file.write_text("{}")
    refused = run("survey", "check", file, "--json")
    assert refused.exit_code == 1
    assert "no questionnaire" in json.loads(refused.stdout)["error"]
    assert run("survey", "check").exit_code == 1
