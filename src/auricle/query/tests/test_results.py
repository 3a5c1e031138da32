"""What one can do with a result."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pyarrow as pa
import pytest

from auricle.query.comparison import NotComparable
from auricle.query.text import width
from auricle.workspace import Workspace

from .conftest import Opened
from .facts import answer, feedback, order


def test_a_result_prints_value_half_interval_and_n(workspace: Opened) -> None:
    rows = [answer(i, 10, channel="web") for i in range(12)] + [answer(100 + i, 0, channel="微信") for i in range(3)]
    rows += [answer(200 + i, 9, channel="app") for i in range(6)]
    ws = workspace({"answers": rows})
    said = repr(ws.measure("nps", by="channel", to="2025-03-31"))
    title, head, *body = said.splitlines()
    assert title == "Net Promoter Score · until 2025-03-31"
    assert head.split() == ["channel", "points", "n"]
    assert re.search(r"web +100\.0 ± \d+\.\d +12", said)
    assert "not shown (protects fewer than 5 people)" in said
    assert len({width(line) for line in (head, *body) if "not shown" not in line}) == 1
    assert "no row fits" in repr(ws.measure("nps", by="channel", where="channel = 'store'"))


def test_an_interval_is_printed_in_the_unit_of_its_value(acme: Workspace) -> None:
    assert re.search(r"\d+\.\d% ± \d+\.\d%", repr(acme.measure("csat")))
    assert re.search(r"\d min \d\d s ± ", repr(acme.measure("handling_time")))
    assert re.search(r"[\d,]+\.\d\d CNY ± ", repr(acme.measure("revenue")))


def test_a_notebook_gets_a_table_and_a_picture_without_script(acme: Workspace) -> None:
    for by in ("month", "channel"):
        html = acme.measure("csat", by=by)._repr_html_()
        assert "<script" not in html
        assert "style=" not in html.replace('style="text-align:left"', "")
        svg = ElementTree.fromstring(re.search(r"<svg.*</svg>", html)[0])
        assert svg.attrib["role"] == "img"
        assert svg.attrib["aria-label"].startswith("Customer satisfaction by")
        shapes = [each.tag.rpartition("}")[2] for each in svg]
        assert ("polyline" in shapes and "polygon" in shapes) == (by == "month")
        assert "circle" in shapes


def test_what_customers_typed_is_text_in_a_notebook(workspace: Opened) -> None:
    ws = workspace({"orders": [order(i, channel=f"<b onclick=x>{i}") for i in range(3)]})
    assert "<b" not in ws.measure("orders", by="channel")._repr_html_()


def test_a_result_becomes_columns_for_other_tools(acme: Workspace) -> None:
    found = acme.measure("csat", by=["month", "channel"])
    table = found.to_arrow()
    names = ["month", "channel", "n", "value", "low", "high", "standard_error", "suppressed"]
    assert table.column_names == names
    assert table.num_rows == len(found) == len(found.rows)
    assert pa.table(found).equals(table)  # through __arrow_c_stream__
    hidden = [row for row in table.to_pylist() if row["suppressed"]]
    assert all(row["n"] is None and row["value"] is None for row in hidden)


def test_polars_and_pandas_take_it_where_they_are_installed(acme: Workspace) -> None:
    found = acme.measure("orders", by="channel")
    for package, to in (("polars", found.to_polars), ("pandas", found.to_pandas)):
        try:
            __import__(package)
        except ImportError:
            with pytest.raises(ImportError, match=f"{package} is not installed; install it, or use to_arrow"):
                to()
        else:
            assert next(iter(to().columns)) == "channel"


def test_a_result_explains_itself(acme: Workspace) -> None:
    told = acme.measure("nps", where="channel = 'web'", from_="2025-01-01", to="2025-02-28").explain()
    assert told.formula.startswith("NPS = 100 (p - d)")
    assert "Rocks" in told.source
    assert told.n == acme.measure("nps", where="channel = 'web'", from_="2025-01-01", to="2025-02-28").total.n
    assert told.excluded["without score"] == acme.count(
        "answers", "kind = 'nps' and channel = 'web' and score is null", "2025-01-01", "2025-02-28"
    )
    assert 0 < told.coverage <= 1
    said = repr(told)
    conditions = "kind = 'nps' and channel = 'web'"
    for part in ("Net Promoter Score (nps)", conditions, "2025-01-01 to 2025-02-28", "a cube", "SELECT"):
        assert part in said


def test_coverage_is_the_share_of_known_customers_heard(workspace: Opened) -> None:
    ws = workspace(
        {
            "customers": [{"customer": f"c{i}"} for i in range(4)],
            "feedback": [feedback(i, customer=c) for i, c in enumerate(["c1", "c1", None])],
        }
    )  # fmt: skip
    assert ws.measure("orders").coverage == 0.25
    assert ws.measure("orders", from_="2026-01-01").coverage == 0.0


def test_a_clear_change_of_the_total_is_called_and_judged(workspace: Opened) -> None:
    rows = [answer(i, 0 if i < 40 else 10) for i in range(50)]
    rows += [answer(100 + i, 10 if i < 40 else 0, day=40) for i in range(50)]
    ws = workspace({"answers": rows})
    january, february = ws.measure("nps", to="2025-01-31"), ws.measure("nps", from_="2025-02-01")
    (change,) = february.compare(january).rows
    assert change.change == pytest.approx(120.0)
    assert change.low > 0
    assert change.p < 0.001
    assert (change.verdict, change.better) == ("higher", True)
    (back,) = january.compare(february).rows
    assert (back.verdict, back.better) == ("lower", False)
    assert back.change == pytest.approx(-change.change)


def test_across_segments_chance_finds_are_not_called(workspace: Opened) -> None:
    """One of twenty segments moves by what alone would be called at 5%; among twenty it is not."""
    rows, key = [], 0
    for segment in range(20):
        for month in (0, 40):
            high = 30 + (10 if segment == 0 and month else 0)
            for i in range(60):
                rows.append(answer(key, 10 if i < high else 0, day=month, channel=f"s{segment:02}"))
                key += 1
    ws = workspace({"answers": rows})
    before = ws.measure("nps", by="channel", to="2025-01-31")
    after = ws.measure("nps", by="channel", from_="2025-02-01")
    changes = after.compare(before).rows
    assert len(changes) == 20
    assert {change.verdict for change in changes} == {"no clear change"}
    alone = ws.measure("nps", where="channel = 's00'", from_="2025-02-01")
    (one,) = alone.compare(ws.measure("nps", where="channel = 's00'", to="2025-01-31")).rows
    assert one.p < 0.1 < changes[0].p


def test_only_results_of_one_measure_are_compared(acme: Workspace) -> None:
    with pytest.raises(NotComparable, match="compare results of one measure"):
        acme.measure("nps").compare(acme.measure("csat"))


def test_a_suppressed_group_has_no_change(workspace: Opened) -> None:
    ws = workspace({"answers": [answer(i, 10, day=40 if i > 2 else 0) for i in range(20)]})
    (change,) = ws.measure("nps", from_="2025-02-01").compare(ws.measure("nps", to="2025-01-31")).rows
    assert (change.change, change.verdict, change.better) == (None, "cannot tell", None)
