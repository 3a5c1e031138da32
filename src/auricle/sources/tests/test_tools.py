"""Exports of survey tools as they come: recognised, their own columns no questions, every row accounted for."""

from __future__ import annotations

import csv
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from auricle.sources import propose

from .conftest import Desk

ROOT = Path(__file__).resolve().parents[4]
DATA = Path(os.environ.get("AURICLE_SHARED_DATA", ROOT / ".." / "shared" / "data")) / "survey_files"
real = pytest.mark.skipif(not DATA.is_dir(), reason="survey files are not here; set AURICLE_SHARED_DATA")

LIME = (
    '"id","submitdate","lastpage","startlanguage","seed","Q1","why"\n'
    '"1","2024-05-01 10:00:00","2","en","123","4","It was fine and quick, thank you"\n'
    '"2","2024-05-02 11:00:00","2","zh-Hans","456","5","一切都很好，下次还会再来的"\n'
    '"3","2024-05-03 11:00:00","2","en","789","1","Nobody answered the phone for an hour"\n'
)
GOOGLE = (
    "Timestamp,Email Address,How satisfied are you?,What could we do better?\n"
    "5/14/2024 10:00:00,ann@x.cn,4,Open on Sundays so that people who work can come\n"
    "5/15/2024 11:00:00,bob@x.cn,5,Nothing at all comes to mind right now\n"
    "5/16/2024 12:00:00,eve@x.cn,2,Answer the telephone when somebody calls you\n"
)


@pytest.mark.parametrize(
    ("content", "tool", "feedback", "at", "left_out"),
    [
        (LIME, "LimeSurvey", "id", "submitdate", {"lastpage", "seed"}),
        (GOOGLE, "Google Forms", "export/{_row}", "Timestamp", set()),
    ],
)
def test_an_export_is_recognised_and_comes_in(
    desk: Desk, content: str, tool: str, feedback: str, at: str, left_out: set[str]
) -> None:
    proposal = propose(desk.put("export.csv", content))
    assert proposal.files[0].understood.endswith(f"written by {tool}")
    rule = proposal.mapping.entities["feedback"]
    assert (rule.columns["feedback"], rule.rule("at").from_) == (feedback, at)
    assert {f.column for f in proposal.findings if not f.becomes} >= left_out
    assert desk.run(proposal.text).entities["feedback"].stored == 3


QUALTRICS = (
    "StartDate,EndDate,Status,Finished,RecordedDate,ResponseId,Q1_NPS_GROUP,Q1\n"
    "2024-05-01 10:00:00,2024-05-01 10:02:00,IP Address,True,2024-05-01 10:02:00,R_1,Promoter,10\n"
    "2024-05-02 10:00:00,2024-05-02 10:02:00,Survey Preview,True,2024-05-02 10:02:00,R_2,Detractor,0\n"
    "2024-05-03 10:00:00,2024-05-03 10:02:00,IP Address,True,2024-05-03 10:02:00,R_3,Passive,8\n"
    "2024-05-04 10:00:00,2024-05-04 10:02:00,Survey Test,True,2024-05-04 10:02:00,R_4,Detractor,3\n"
    "2024-05-05 10:00:00,2024-05-05 10:02:00,,True,2024-05-05 10:02:00,R_5,Promoter,9\n"
)


def test_what_was_only_tried_out_is_no_answer_and_what_was_worked_out_no_question(desk: Desk) -> None:
    proposal = propose(desk.put("export.csv", QUALTRICS))
    assert any(
        "'Survey Preview', 'Survey Test'" in doubt and doubt.endswith("left out: 2") for doubt in proposal.doubts
    )
    rule = proposal.mapping.entities["feedback"]
    assert [question for group in rule.answers for question in group.questions] == ["q1"]
    [group] = [finding for finding in proposal.findings if finding.column == "Q1_NPS_GROUP"]
    assert (group.becomes, str(group.reason)) == ("", "Qualtrics worked it out from a question")
    fate = desk.run(proposal.text).entities["feedback"]
    assert (fate.stored, fate.quarantined) == (3, 0)


def test_a_log_with_a_timestamp_is_no_form(desk: Desk) -> None:
    log = "timestamp,event,user_id\n" + "".join(f"2024-01-0{i} 10:00,click,u{i}\n" for i in range(1, 9))
    assert "Google" not in propose(desk.put("log.csv", log)).files[0].understood


EXPORTS = sorted(
    p for folder in ("qualtrics", "qualtrics_tools", "surveymonkey") for p in (DATA / folder).rglob("*.csv")
)


@real
@pytest.mark.parametrize("path", EXPORTS, ids=lambda path: path.name)
def test_an_unmodified_export_comes_in_with_every_row_accounted_for(desk: Desk, path: Path) -> None:
    proposal = propose(path)
    desk.put(path.name, path.read_bytes())
    fate = desk.run(proposal.text).entities["feedback"]
    headers = proposal.mapping.file(next(iter(proposal.mapping.files))).header_rows or 1
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        assert fate.read == sum(1 for row in csv.reader(file) if any(row)) - headers
    assert fate.quarantined == 0


MORNING = datetime(2026, 3, 1, 8, 5, 6, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    "header, times",
    [
        ("Timestamp", ("2026/03/01 9:05:06 AM GMT+1", "2026/03/01 1:35:06 PM GMT+5:30", "2026/03/01 8:05:06 AM GMT")),
        ("时间戳记", ("2026/03/01 4:05:06 下午 GMT+8",) * 3),
        ("時間戳記", ("2026/3/1 下午 4:05:06",) * 3),
    ],
)
def test_the_time_of_a_google_form_is_read_as_it_is_written_in_each_language(
    desk: Desk, header: str, times: tuple[str, ...]
) -> None:
    rows = "".join(f"{at},{n},Answer number {n} in words of its own\n" for n, at in enumerate(times))
    proposal = propose(desk.put("export.csv", f"{header},How satisfied are you?,What could we do better?\n{rows}"))
    assert proposal.files[0].understood.endswith("written by Google Forms")
    assert proposal.mapping.entities["feedback"].rule("at").from_ == header
    assert desk.run(proposal.text).entities["feedback"].stored == 3
    assert desk.rows('SELECT DISTINCT epoch("at") AS moment FROM feedback') == [(MORNING,)]
