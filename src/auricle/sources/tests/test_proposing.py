from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pyreadstat
import pytest

from auricle.sources import Fate, propose
from auricle.sources.proposal import NothingUnderstood

from .conftest import Desk

ROOT = Path(__file__).parents[4]
DATA = Path(os.environ.get("AURICLE_SHARED_DATA", ROOT / ".." / "shared" / "data")) / "survey_files"
real = pytest.mark.skipif(not DATA.is_dir(), reason="survey files are not here; set AURICLE_SHARED_DATA")


def test_a_chinese_survey_is_understood_and_the_proposal_runs_as_it_is(desk: Desk) -> None:
    rows = "".join(
        f"A{i},2024/3/{i % 28 + 1} 08:00,1380013{8000 + i},{i % 11},{i % 5 + 1},物流{i}天才到，"
        "客服说了三次还是没有人来处理\n"
        for i in range(60)
    )
    path = desk.put(
        "wenjuan.csv", ("答卷编号,提交时间,手机号,您有多大可能推荐我们,总体满意度,您的建议\n" + rows).encode("gb18030")
    )
    proposal = propose(path)
    assert desk.rows("SELECT count(*) FROM feedback") == [(0,)]
    feedback = proposal.mapping.entities["feedback"]
    assert {c: feedback.rule(c).from_ for c in ("feedback", "at", "text")} == {
        "feedback": "答卷编号",
        "at": "提交时间",
        "text": "您的建议",
    }
    assert feedback.rule("customer").identities == {"phone": "手机号"}
    assert [(g.kind, g.scale) for g in feedback.answers] == [("nps", "0-10"), ("csat", "1-5")]
    assert "GB18030" in proposal.files[0].understood
    assert desk.run(proposal.text).entities == {"feedback": Fate(stored=60), "answers": Fate(stored=120)}


def test_chinese_orders_are_understood_with_their_doubts(desk: Desk) -> None:
    rows = "".join(f"{i:08},2024-03-01 09:00:00,u{i % 7},{i}.50\n" for i in range(50))
    rows = rows.replace(".50\n", ".50,徐家汇店\n")
    path = desk.put("dingdan.csv", "订单号,下单时间,会员编号,实付金额,门店\n" + rows)
    assert any("say the currency" in doubt for doubt in propose(path).doubts)
    proposal = propose(path, "CNY")
    assert any("taken for CNY" in doubt for doubt in proposal.doubts)
    assert desk.run(proposal.text).entities == {"orders": Fate(stored=50)}
    assert desk.rows('SELECT "order", currency, unit FROM orders ORDER BY 1 LIMIT 1') == [
        ("00000000", "CNY", "徐家汇店")
    ]


def test_a_chinese_file_names_its_source_and_one_bad_amount_does_not_hide_the_others(desk: Desk) -> None:
    rows = "".join(f"{i:08},2024-03-01,u{i % 7},{i}.50\n" for i in range(50)) + "00000050,2024-03-01,u1,abc\n"
    proposal = propose(desk.put("订单 2024.csv", "订单号,下单时间,会员编号,实付金额\n" + rows), "CNY")
    assert "name: 订单_2024" in proposal.text
    assert any("'abc'" in doubt for doubt in proposal.doubts)
    report = desk.run(proposal.text)
    assert (report.source, report.entities) == ("订单_2024", {"orders": Fate(stored=50, quarantined=1)})


def test_codes_are_not_taken_for_what_people_wrote(desk: Desk) -> None:
    rows = "".join(f"R{i:04},2024-03-01,{i % 11},x{i}\n" for i in range(60))
    proposal = propose(desk.put("nps.csv", "回复编号,日期,推荐意愿,柜号\n" + rows))
    told = {f.column: f.becomes for f in proposal.findings}
    assert (told["回复编号"], told["柜号"]) == ("feedback.feedback", "")


def test_what_codes_of_an_spss_file_stand_for_is_kept(desk: Desk) -> None:
    frame = pl.DataFrame({"resp_id": [f"r{i}" for i in range(40)], "nps": [9.0] * 40, "area": [1.0, 2.0] * 20})
    path = desk.folder / "wave.sav"
    pyreadstat.write_sav(frame, path, variable_value_labels={"area": {1: "华东", 2: "华南"}})
    desk.run(propose(path).text)
    assert desk.rows("SELECT choice, count(*) FROM answers WHERE question = 'area' GROUP BY 1 ORDER BY 1") == [
        ("华东", 20),
        ("华南", 20),
    ]


def test_events_that_stand_in_one_line_of_a_log_are_told_apart(desk: Desk) -> None:
    event = (
        "<event><string key='concept:name' value='{}'/><date key='time:timestamp' value='2026-06-01T08:00'/></event>"
    )
    trace = "<trace><string key='concept:name' value='c{}'/>" + event.format("ask") + event.format("buy") + "</trace>"
    log = "<log>" + "\n".join(trace.replace("{}", str(n)) for n in range(3)) + "</log>"
    desk.run(propose(desk.put("a.xes", log)).text)
    assert desk.rows("SELECT count(*) FROM interactions") == [(6,)]


def test_every_column_is_told_what_it_was_taken_for_and_why(desk: Desk) -> None:
    rows = "".join(f"r{i},2024-03-01,{i % 11},mail{i}@example.org,\n" for i in range(40))
    proposal = propose(desk.put("nps.csv", "response_id,date,nps,contact,nothing\n" + rows))
    told = {f.column: (f.becomes, f.reason) for f in proposal.findings}
    assert told["nps"][0] == "answers (nps)"
    assert told["contact"] == ("feedback.customer", "every value is an e-mail address")
    assert told["nothing"] == ("", "it is empty")


def test_day_or_month_first_is_a_doubt_when_both_read(desk: Desk) -> None:
    rows = "".join(f"r{i},0{i % 9 + 1}/05/2024,{i % 11}\n" for i in range(40))
    proposal = propose(desk.put("d.csv", "response_id,date,nps\n" + rows))
    assert any("day or month" in doubt for doubt in proposal.doubts)


@pytest.mark.parametrize("header", ["评分", "分数", "評分", "分數", "得分"])
def test_a_score_is_known_by_any_of_its_chinese_names(desk: Desk, header: str) -> None:
    proposal = propose(desk.put("e.csv", f"编号,{header},日期\n1,9,2026-01-02\n2,3,2026-01-03\n"))
    assert [group.questions for group in proposal.mapping.entities["feedback"].answers] == [{header: header}]


def test_a_few_wrong_values_do_not_hide_what_a_column_is(desk: Desk) -> None:
    rows = (
        "1,2024-03-05,9\n2,never,7\n3,2024-03-07,15\n4,2024-03-08,abc\n5,2024-03-09,3\n5,2024-03-09,3\n6,2024-03-10,0\n"
    )
    proposal = propose(desk.put("dirty.csv", "response id,date,nps score\n" + rows))
    feedback = proposal.mapping.entities["feedback"]
    assert (feedback.rule("feedback").from_, feedback.rule("at").from_) == ("response id", "date")
    assert [(g.kind, g.scale) for g in feedback.answers] == [("nps", "0-10")]
    assert [d for d in proposal.doubts if "'15', 'abc'" in d and d.endswith("will wait in quarantine: 2")]
    assert any("'never'" in doubt for doubt in proposal.doubts)
    done = desk.run(proposal.text).entities
    assert done == {"feedback": Fate(5, 1, 1), "answers": Fate(3, 1, 3)}


def test_what_is_left_out_says_why_it_is_left_out(desk: Desk) -> None:
    rows = "".join(f"r{i},2024-03-01,2024-04-01,{i % 11},{'new' if i % 2 else 'old'}\n" for i in range(40))
    proposal = propose(desk.put("a.csv", "response_id,created,due date,nps,status\n" + rows))
    why = {f.column: f.reason for f in proposal.findings if not f.becomes}
    assert why["due date"] == "'created' was taken for at"
    assert why["status"] == "it is called so; feedback have no place for it"


def test_a_question_is_no_customer_because_it_has_a_person_in_it(desk: Desk) -> None:
    question = "Does a person who reclines have any obligation to the person behind?"
    rows = "".join(
        f"{i},{'Yes, they always do' if i % 3 else 'No, they never do so'},{'X' if i % 2 else ''}\n" for i in range(40)
    )
    proposal = propose(desk.put("m.csv", f"RespondentID,{question},Which ones? / Films\n" + rows))
    told = {f.column: f.becomes for f in proposal.findings}
    assert told == {
        "RespondentID": "feedback.feedback",
        question: "answers (choice)",
        "Which ones? / Films": "answers (choice)",
    }


def test_what_tells_nothing_is_not_guessed(desk: Desk) -> None:
    with pytest.raises(NothingUnderstood, match="by hand"):
        propose(desk.put("x.csv", "a,b\n1,2\n"))


@real
@pytest.mark.parametrize(
    ("name", "understood", "at"),
    [
        ("qualtrics/qualtRics_sample.csv", "CSV, UTF-8, commas, 3 header rows", "RecordedDate"),
        ("qualtrics/qualtRics_sample_legacy.csv", "byte order mark, commas, 2 header rows", "V8"),
    ],
)
def test_qualtrics_exports_old_and_new_are_read(desk: Desk, name: str, understood: str, at: str) -> None:
    proposal = propose(DATA / name)
    assert understood in proposal.files[0].understood
    assert proposal.mapping.entities["feedback"].rule("at").from_.startswith(at[:1])
    desk.put(Path(name).name, (DATA / name).read_bytes())
    assert desk.run(proposal.text).entities["feedback"] == Fate(stored=1)


@real
def test_surveymonkey_puts_the_choices_into_a_second_header_row(desk: Desk) -> None:
    proposal = propose(DATA / "surveymonkey" / "StarWars.csv")
    assert "2 header rows" in proposal.files[0].understood
    columns = {f.column for f in proposal.findings}
    assert any("rank the Star Wars films" in c and c.endswith("Return of the Jedi") for c in columns)
    desk.put("StarWars.csv", (DATA / "surveymonkey" / "StarWars.csv").read_bytes())
    report = desk.run(proposal.text)
    assert report.entities["feedback"].stored == 1186
    assert report.entities["answers"].quarantined == 0


@real
@pytest.mark.parametrize("name", sorted(p.name for p in (DATA / "spss").glob("*.sav")) if DATA.is_dir() else [])
def test_every_sav_file_is_read_and_told(name: str) -> None:
    try:
        proposal = propose(DATA / "spss" / name)
    except NothingUnderstood:
        assert name in ("horticulture.sav", "physiology.sav")  # experiments, nobody was asked
    else:
        assert "SPSS" in proposal.files[0].understood
        assert proposal.findings
