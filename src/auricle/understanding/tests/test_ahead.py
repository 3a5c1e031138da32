"""What is unusual, what comes next and who needs help, in a workspace whose truth is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

import auricle
from auricle.analysis.control import TooFewPoints
from auricle.analysis.fairness import TooFewPeople
from auricle.analysis.forecasting import TooFewToForecast
from auricle.analysis.surprise import TooShortAPast
from auricle.query.tests.conftest import Opened
from auricle.query.tests.facts import batch
from auricle.understanding.anomalies import NoAverage
from auricle.understanding.charting import NotAChart, NotAGrain
from auricle.understanding.people import NobodyNamed, NotWho
from auricle.workspace import Workspace

CHANNELS, SEGMENTS = ("chat", "phone", "email"), ("families", "homeowners")


def calls() -> dict[str, list[dict[str, object]]]:
    """Two years of answers to nine employees: chat failed in October 2025, and E7 always does worse."""
    random = np.random.default_rng(9)
    customers = [{"customer": f"C-{i}", "segment": SEGMENTS[i % 2]} for i in range(900)]
    answers = []
    for i in range(9_000):
        at = datetime(2024, 1, 1, 9, tzinfo=UTC) + timedelta(days=int(i * 731 // 9_000))
        channel, employee = CHANNELS[int(random.integers(3))], f"E{int(random.integers(1, 10))}"
        good = 0.8 - 0.35 * (employee == "E7") - 0.4 * (channel == "chat" and (at.year, at.month) == (2025, 10))
        answers.append({
            "answer": f"A-{i}", "feedback": f"F-{i}", "customer": f"C-{int(random.integers(900))}", "at": at,
            "channel": channel, "employee": employee, "unit": "team", "question": "csat", "kind": "csat",
            "scale": "1-5", "polarity": 1, "score": 5.0 if random.random() < good else 2.0,
        })  # fmt: skip
    return {"customers": customers, "answers": answers}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with auricle.create(tmp_path_factory.mktemp("calls") / "calls", zone="UTC", currency="CNY") as ws:
        ws.add(batch(calls()))
        yield ws


def test_one_cause_is_one_story(known: Workspace):
    found = known.anomalies("csat", from_="2025-01-01", to="2025-12-31")
    (story,) = found.stories
    assert story.group == {"channel": "chat"}
    assert story.periods == ("2025-10",)
    assert story.is_worse
    assert story.low < -0.4 < story.high < 0
    assert found.alarms > 1
    assert story.with_it == found.alarms - 1
    assert story.customers is not None
    assert story.hurt == pytest.approx(story.customers * story.touched)


def beside_few(few: int) -> dict[str, list[dict[str, object]]]:
    """The same with half of the chats of that month, and a fourth channel that so few used in it."""
    rows = calls()
    in_it = [row for row in rows["answers"] if row["channel"] == "chat" and str(row["at"]).startswith("2025-10")]
    gone = {row["answer"] for row in in_it[::2]}
    kept = [row for row in rows["answers"] if row["answer"] not in gone]
    post = [{**row, "answer": f"P-{i}", "feedback": f"P-{i}", "channel": "post"} for i, row in enumerate(in_it[:few])]
    return {**rows, "answers": [*kept, *post]}


@pytest.mark.parametrize("few", [0, 3])
def test_no_story_tells_what_a_table_of_the_same_conceals(few: int, workspace: Opened):
    ws = workspace(beside_few(few))
    october = {"from_": "2025-10-01", "to": "2025-10-31"}
    cells = {row.by["channel"]: row for row in ws.measure("csat", by=["channel"], **october).rows}
    concealed = {channel for channel, row in cells.items() if row.suppressed}
    assert concealed == ({"chat", "post"} if few else set())  # all less phone, email and chat would be the few
    found = ws.anomalies("csat", from_="2025-01-01", to="2025-12-31")
    assert all(story.group.get("channel") not in concealed for story in found.stories)
    for story in found.stories:
        told = [row for row in ws.measure("csat", by=[*story.group], **october).rows if row.by == story.group]
        assert [(row.n, row.value) for row in told] == [(story.n, story.value)]
    assert (len(found.stories), found.alarms > found.untold) == ((0, False) if few else (1, True))


def test_before_it_happened_nothing_is_unusual(known: Workspace):
    assert known.anomalies("csat", from_="2025-01-01", to="2025-09-30").stories == ()


def test_a_filter_goes_with_the_search(known: Workspace):
    assert known.anomalies("csat", where="channel <> 'chat'", from_="2025-01-01", to="2025-12-31").stories == ()


def test_the_chart_names_the_rule_and_begins_anew_where_something_changed(known: Workspace):
    found = known.control_chart("csat", where="channel = 'chat'")
    assert [(point.period, point.rule) for point in found.signals] == [("2025-10", "beyond")]
    parted = known.control_chart("csat", where="channel = 'chat'", changes=["2025-09-15"])
    assert parted.stretches == ("2024-01", "2025-10")
    centres = {point.period: point.centre for point in parted.points}
    assert centres["2025-09"] != centres["2025-10"]


def test_who_does_worse_is_found_and_nobody_else(known: Workspace):
    found = known.fairly("csat")
    assert {each.who: each.verdict for each in found.people if each.verdict != "alike"} == {"E7": "lower"}
    assert [each.who for each in found.people] == sorted(each.who for each in found.people)


def test_what_comes_next_has_an_interval_as_wide_as_a_month_s_answers(known: Workspace):
    found = known.outlook("csat", ahead=3, to="2025-12-31")
    coming = [point for point in found.points if point.is_ahead]
    assert [point.period for point in coming] == ["2026-01", "2026-02", "2026-03"]
    last = next(point for point in reversed(found.points) if not point.is_ahead)
    assert coming[0].high - coming[0].low > 0.8 * (last.high - last.low)  # type: ignore[operator]


def test_what_cannot_be_asked_is_refused(known: Workspace):
    refusals = (
        (NoAverage, lambda: known.anomalies("revenue")),
        (NotAGrain, lambda: known.anomalies("csat", grain="fortnight")),
        (NotAGrain, lambda: known.control_chart("csat", grain="fortnight")),
        (NotAChart, lambda: known.control_chart("csat", chart="pie")),
        (NotWho, lambda: known.fairly("csat", who="customer")),
        (TooFewPeople, lambda: known.fairly("csat", who="unit")),
        (NobodyNamed, lambda: known.fairly("nps")),
    )
    for refusal, ask in refusals:
        with pytest.raises(refusal):
            ask()


def test_an_empty_workspace_is_told_so(workspace: Opened):
    empty = workspace()
    for refusal, ask in (
        (TooShortAPast, lambda: empty.anomalies("csat")),
        (TooFewPoints, lambda: empty.control_chart("csat")),
        (TooFewToForecast, lambda: empty.outlook("csat")),
        (NobodyNamed, lambda: empty.fairly("csat")),
    ):
        with pytest.raises(refusal):
            ask()
