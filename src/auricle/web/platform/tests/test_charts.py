from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from django.template import Context, Template
from django.utils.translation import override

from auricle.web.platform.charts import HeatCell, Limits, Note, distribution, heat, segments, trend
from auricle.web.platform.charts.bridge import Step, bridge
from auricle.web.platform.charts.calendar import spoken, without_gaps


@dataclass(frozen=True)
class Row:
    by: Mapping[str, object]
    n: int | None
    value: float | None
    low: float | None = None
    high: float | None = None
    suppressed: bool = False


@dataclass(frozen=True)
class Result:
    rows: tuple[Row, ...]
    unit: str = "points"
    more: dict[str, object] = field(default_factory=dict)


MONTHS = Result((
    Row({"month": "2017-12"}, 100, 30.0, 20.0, 40.0),
    Row({"month": "2018-02"}, 80, 50.0, 40.0, 60.0),
    Row({"month": "2018-03"}, None, None, suppressed=True),
))  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2018-12-31", "2019-01-01"),
        ("2020-W53", "2021-W01"),
        ("2018-12", "2019-01"),
        ("2018-Q4", "2019-Q1"),
        ("2018", "2019"),
    ],
)
def test_periods_follow_one_another_over_the_end_of_a_year(first: str, last: str):
    assert without_gaps([last, first]) == [first, last]


def test_a_period_is_written_as_people_write_it():
    assert [spoken(period) for period in ("2026", "2026-Q3", "2026-W05")] == ["2026", "Q3 2026", "week 5, 2026"]
    with override("zh-hant"):
        assert [spoken(period) for period in ("2026-Q3", "2026-W05")] == ["2026 年第 3 季", "2026 年第 5 週"]


def test_a_trend_shows_the_months_that_have_nothing():
    assert without_gaps(["2017-12", "2018-02"]) == ["2017-12", "2018-01", "2018-02"]
    chart = trend(MONTHS, title="It rose")
    assert [line[1] for line in chart.table] == [
        "30.0 ± 10.0", "no data", "50.0 ± 10.0", "not shown (protects fewer than 5 people)",
    ]  # fmt: skip
    assert [point.get("value") for point in chart.data["points"]] == [30.0, None, 50.0, None]


def test_a_trend_says_in_words_what_it_shows():
    chart = trend(MONTHS, title="It rose", limits=Limits(40, 35, 45), notes=(Note("2018-02-14", "New carrier"),))
    assert "lowest 30.0 in Dec 2017, highest 50.0 in Feb 2018" in chart.summary
    assert "Outside the limits: Dec 2017, Feb 2018." in chart.summary
    assert chart.data["notes"] == [{"index": 2, "text": "New carrier"}]


def test_segments_come_highest_first_and_likeness_is_said():
    rows = (
        Row({"channel": "web"}, 50, 10.0, 5.0, 15.0),
        Row({"channel": "app"}, 50, 30.0, 25.0, 35.0),
        Row({"channel": None}, 50, 28.0, 20.0, 36.0),
        Row({"channel": "fax"}, None, None, suppressed=True),
    )
    chart = segments(Result(rows), title="App leads")
    assert [line[0] for line in chart.table] == ["app", "not stated", "web", "fax"]
    assert [point["label"] for point in chart.data["points"]] == ["app", "not stated", "web"]
    assert "their intervals overlap: not stated." in chart.summary
    in_order = segments(Result(rows), title="App leads", keeps_order=True)
    assert [point["label"] for point in in_order.data["points"]] == ["web", "app", "not stated"]
    assert in_order.summary == chart.summary


def test_a_distribution_has_every_score_of_its_scale():
    chart = distribution({10: 3, 6: 1}, title="Three in four", is_nps=True)
    assert len(chart.table) == 11
    assert chart.table[10] == ("10", "75.0%", "3")
    assert [chart.data["points"][score]["tone"] for score in (6, 7, 8, 9)] == ["bad", "even", "even", "good"]


def test_shares_are_of_all_answers_also_of_those_too_few_to_show():
    chart = distribution({10: 30, 9: 10}, title="Three in five", hidden=(2,), total=50)
    assert [chart.table[score][1] for score in (2, 9, 10)] == ["", "20.0%", "60.0%"]


def test_heat_runs_from_the_worst_to_the_best_and_turns_where_lower_is_better():
    cells = {("pay", str(i)): HeatCell(str(i), value=float(i)) for i in (1, 2, 3)}
    tones = [c.tone for c in heat(cells, rows=["pay"], columns=["1", "2", "3"]).rows[0][1]]
    turned = [c.tone for c in heat(cells, rows=["pay"], columns=["1", "2", "3"], better="lower").rows[0][1]]
    assert tones == ["heat--3", "heat-0", "heat-3"]
    assert turned == ["heat-3", "heat-0", "heat--3"]


def test_what_customers_typed_stays_text_in_a_picture():
    rows = (Row({"channel": "</script><script>alert(1)</script>"}, 50, 10.0, 5.0, 15.0),)
    page = Template("{% load auricle %}{% chart c %}").render(Context({"c": segments(Result(rows), title="<b>")}))
    assert "<script>alert" not in page
    assert "<b>" not in page


def test_steps_too_short_to_be_seen_beside_their_totals_stand_without_them():
    def drawn(before: float, after: float) -> list[object]:
        total = [("", Row({}, 100, value, value - 1, value + 1)) for value in (before, after)]
        steps = [Step("gone", 10, 2.0, 1.0, 3.0), Step("new", 20, after - before - 2.0, -2.0, 0.0)]
        change = Step("in all", 100, after - before, 0.0, 2.0)
        return bridge(total[0], steps, total[1], change, unit="points", title="").data["bars"]  # type: ignore[return-value]

    hung = [(bar["label"], bar["from"], bar["to"]) for bar in drawn(5.0, 6.0)]  # type: ignore[index]
    assert hung == [("", 0, 5.0), ("gone", 5.0, 7.0), ("new", 7.0, 6.0), ("", 0, 6.0)]
    alone = [(bar["label"], bar["from"], bar["to"]) for bar in drawn(80.0, 81.0)]  # type: ignore[index]
    assert alone == [("gone", 0.0, 2.0), ("new", 2.0, 1.0), ("in all", 0.0, 1.0)]
