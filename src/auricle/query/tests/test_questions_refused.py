"""Questions that cannot be answered say why and what to ask instead."""

from __future__ import annotations

from decimal import Decimal

import pytest

from auricle.model.catalogue import UnknownMeasure
from auricle.model.dimension import UnknownDimension
from auricle.query.ask import NeedsPeriod, NotShared, OffScale, TooManyPeriods
from auricle.query.fold import MixedCurrencies, MixedScales, ScaleUnknown
from auricle.query.question import CannotWeight
from auricle.query.window import DayOutOfReach, EndsBeforeItStarts, NotADate
from auricle.store.typed import FilterError
from auricle.workspace import Workspace

from .conftest import Opened
from .facts import answer, contract, order


def test_amounts_of_two_currencies_are_never_added(workspace: Opened) -> None:
    ws = workspace({"orders": [order(1), order(2, currency="EUR"), order(3, "5", currency=None)]})
    with pytest.raises(MixedCurrencies, match=r"CNY, EUR; group by currency, or filter, .* where currency = 'CNY'"):
        ws.measure("revenue")
    found = ws.measure("revenue", by="currency")
    assert [row.value for row in found.rows] == [10.0, 10.0, 5.0]
    assert (found.total.value, found.total.n) == (None, 3)
    assert found.currency == ""
    assert ws.measure("revenue", where="currency = 'EUR'").currency == "EUR"


def test_amounts_without_a_currency_are_in_the_workspaces(workspace: Opened) -> None:
    ws = workspace({"orders": [order(1), order(2, "5", currency=None)]})
    assert (ws.measure("revenue").total.value, ws.measure("revenue").currency) == (15.0, "CNY")


def test_revenue_kept_in_two_currencies_is_refused_too(workspace: Opened) -> None:
    held = [contract(1, "2024-01-01", None), contract(2, "2024-01-01", None, currency="EUR")]
    ws = workspace({"contracts": held})
    with pytest.raises(MixedCurrencies):
        ws.measure("net_revenue_retention", from_="2025-01-01", to="2025-01-31")
    assert ws.measure("retention", from_="2025-01-01", to="2025-01-31").total.value == 1.0


def test_answers_on_two_scales_are_never_pooled(workspace: Opened) -> None:
    rows = [answer(i, 1 + i % 5, kind="csat", scale="1-5") for i in range(10)]
    rows += [answer(100 + i, 1 + i % 7, kind="csat", scale="1-7") for i in range(10)]
    ws = workspace({"answers": rows})
    for name in ("csat", "csat_mean"):
        with pytest.raises(MixedScales, match=r"1-5, 1-7.*scale = '1-5'"):
            ws.measure(name)
    assert [row.by["scale"] for row in ws.measure("csat", by="scale").rows] == ["1-5", "1-7"]
    assert ws.measure("csat", by="scale").total.value is None
    assert ws.measure("csat", where="scale = '1-7'").total.n == 10


def test_a_turned_scale_is_another_scale(workspace: Opened) -> None:
    rows = [answer(i, 3, kind="rating", scale="1-5", polarity=1 if i % 2 else -1) for i in range(12)]
    with pytest.raises(MixedScales, match="1-5 reversed"):
        workspace({"answers": rows}).measure("rating")


@pytest.mark.parametrize("name, kind, scale", [("nps", "nps", "0-10"), ("csat", "csat", "1-5")])
def test_a_scale_that_does_not_say_its_polarity_is_the_usual_one(
    workspace: Opened, name: str, kind: str, scale: str
) -> None:
    rows = [answer(i, 5, kind=kind, scale=scale, polarity=1 if i % 2 else None) for i in range(12)]
    assert workspace({"answers": rows}).measure(name).total.n == 12


def test_scores_off_their_scale_are_left_out_and_counted(workspace: Opened) -> None:
    scores = [10.0] * 6 + [11.0, -1.0, 7.5, None]
    ws = workspace({"answers": [answer(i, score) for i, score in enumerate(scores)]})
    found = ws.measure("nps")
    assert (found.total.value, found.total.n) == (100.0, 6)
    assert found.excluded == {"without score": 1, "outside scale": 2, "not a whole number": 1}


def test_nps_of_another_scale_is_refused(workspace: Opened) -> None:
    with pytest.raises(OffScale, match="some are on 1-5; correct the scale in the mapping"):
        workspace({"answers": [answer(i, 5, scale="1-5") for i in range(9)]}).measure("nps")


def test_a_top_box_needs_to_know_the_scale(workspace: Opened) -> None:
    rows = [answer(i, 5, kind="csat", scale=None) for i in range(9)]
    with pytest.raises(ScaleUnknown, match="9 have none; give it in the mapping"):
        workspace({"answers": rows}).measure("csat")


def test_a_measure_of_start_and_end_needs_a_period(workspace: Opened) -> None:
    ws = workspace({"contracts": [contract(1, "2024-01-01", None)]})
    with pytest.raises(NeedsPeriod, match="say from and to, or group by a month"):
        ws.measure("retention")
    assert ws.measure("retention", by="month", from_="2024-02-01", to="2024-02-29").total.value == 1.0
    with pytest.raises(TooManyPeriods, match="a longer grain than day"):
        ws.measure("retention", by="day", from_="2000-01-01", to="2024-02-29")


def test_a_rate_is_grouped_by_what_both_sides_have(acme: Workspace) -> None:
    with pytest.raises(NotShared, match="orders cannot be grouped or filtered by 'source'"):
        acme.measure("complaint_rate", by="source")


@pytest.mark.parametrize(
    ("asked", "error", "says"),
    [
        ({"measure": "npss"}, UnknownMeasure, "there is no measure 'npss'; did you mean nps"),
        ({"measure": "satisfaction"}, UnknownMeasure, "did you mean csat, csat_mean"),
        ({"measure": "满意度"}, UnknownMeasure, "csat"),
        ({"measure": "zzz"}, UnknownMeasure, "there are ad_conversion, "),
        ({"measure": "nps", "by": "touch_point"}, UnknownDimension, "did you mean touchpoint"),
        ({"measure": "nps", "by": "colour"}, UnknownDimension, "cannot be grouped or filtered by 'colour'"),
        ({"measure": "nps", "where": "colour = 'red'"}, FilterError, "'colour'"),
        ({"measure": "nps", "where": "channel = 3"}, FilterError, "write it in quotes: '3'"),
        ({"measure": "nps", "where": "1 = 1; drop table answers"}, FilterError, "not allowed"),
        ({"measure": "nps", "where": "channel = (select 1)"}, FilterError, "not allowed"),
        ({"measure": "nps", "from_": "1.2.2025"}, NotADate, "write it like 2018-03-05"),
        ({"measure": "nps", "from_": "0001-01-01"}, DayOutOfReach, "choose a day from 1800-01-01 to 2199-12-31"),
        ({"measure": "nps", "to": "9999-12-31"}, DayOutOfReach, "9999-12-31 is too far away"),
        ({"measure": "nps", "from_": "2025-02-01", "to": "2025-01-01"}, EndsBeforeItStarts, "swap from and to"),
        ({"measure": "revenue", "weighted": True}, CannotWeight, "ask for it unweighted"),
    ],
)
def test_a_question_that_names_what_is_not_there_says_so(
    acme: Workspace, asked: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error) as raised:
        acme.measure(**asked)  # type: ignore[arg-type]
    assert says in str(raised.value)


def test_amounts_stay_exact_whatever_their_number(workspace: Opened) -> None:
    ws = workspace({"orders": [order(i, amount="0.10") for i in range(1000)]})
    for use_cubes in (True, False):
        assert Decimal(str(ws.measure("revenue", use_cubes=use_cubes).total.value)) == 100
