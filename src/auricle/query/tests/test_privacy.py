"""Nobody's answer can be worked out from what is shown, whatever is subtracted from what."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from auricle.model.calendar import first_day, written
from auricle.query.fold import Axis
from auricle.query.guard import SinglesOut
from auricle.query.privacy import conceal
from auricle.query.result import Result
from auricle.workspace import Workspace

from .conftest import Opened
from .facts import answer, feedback, order

FLOOR = 5


def shown(result: Result) -> dict[Any, int]:
    return {tuple(row.by.values()): row.n for row in result.rows if not row.suppressed and row.n is not None}


def people(counts: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
    """Answers so many for each channel and touchpoint, all on one day."""
    cells = [cell for cell, n in counts.items() for _ in range(n)]
    return [answer(i, float(i % 11), channel=channel, touchpoint=at) for i, (channel, at) in enumerate(cells)]


def test_a_small_group_carries_no_number_at_all(workspace: Opened) -> None:
    ws = workspace({"answers": people({("web", "a"): 4})})
    for row in (*ws.measure("nps", by="channel").rows, ws.measure("nps").total):
        assert row.suppressed
        assert (row.n, row.value, row.low, row.high, row.standard_error) == (None,) * 5


def test_what_is_no_opinion_is_shown_however_small(workspace: Opened) -> None:
    assert workspace({"orders": [order(1)]}).measure("orders").total.value == 1


def test_the_floor_is_the_workspaces_own(workspace: Opened) -> None:
    ws = workspace({"answers": people({("web", "a"): 4})})
    ws.close()
    for floor, hidden in ((4, False), (5, True)):
        (ws.folder / "auricle.yaml").write_text(f"floor: {floor}\n", encoding="utf-8")
        with Workspace(ws.folder) as again:
            assert again.measure("nps").total.suppressed is hidden


def test_the_total_minus_the_shown_groups_is_not_a_small_one(workspace: Opened) -> None:
    ws = workspace({"answers": people({("web", "a"): 20, ("app", "a"): 9, ("store", "a"): 3})})
    found = ws.measure("nps", by="channel")
    assert shown(found) == {("web",): 20}  # app went too, or store would follow
    assert found.total.n == 32


def test_two_small_groups_that_are_few_together_take_a_third(workspace: Opened) -> None:
    ws = workspace({"answers": people({("web", "a"): 20, ("app", "a"): 9, ("store", "a"): 2, ("call", "a"): 2})})
    assert shown(ws.measure("nps", by="channel")) == {("web",): 20}


def test_a_filter_shows_nothing_that_its_breakdown_hides(workspace: Opened) -> None:
    ws = workspace({"answers": people({("web", "a"): 20, ("app", "a"): 9, ("store", "a"): 3})})
    assert ws.measure("nps", where="channel = 'web'").total.n == 20
    for where in (
        "channel = 'store'",
        "channel = 'app'",  # total - web - app = store
        "channel <> 'store'",  # its complement is the three
        "channel in ('web', 'app')",
        "channel = 'web' or channel = 'app'",
        "not (channel = 'store')",
        "channel like 's%'",
        "not channel like 's%'",
    ):
        assert ws.measure("nps", where=where).total.suppressed, where
        assert all(row.suppressed for row in ws.measure("nps", by="touchpoint", where=where).rows), where
    assert ws.measure("nps", where="channel in ('app', 'store')").total.n == 12  # total - web, no more


def test_a_filter_on_scores_does_not_give_away_the_few_others(workspace: Opened) -> None:
    ws = workspace({"answers": [answer(i, 10 if i < 12 else 0) for i in range(14)]})
    assert ws.measure("nps", where="score >= 9").total.suppressed
    assert ws.measure("nps", where="score < 9").total.suppressed


def test_nobody_is_singled_out_by_name(workspace: Opened) -> None:
    ws = workspace({"answers": people({("web", "a"): 20})})
    for name in ("customer", "feedback", "answer", "order", "at", "customer.customer", "order.order"):
        with pytest.raises(SinglesOut, match="would single out one of them"):
            ws.measure("nps", by=name)
    with pytest.raises(SinglesOut, match="timeline"):
        ws.measure("nps", where="customer <> 'c3'")


def test_months_cannot_be_taken_from_their_quarter_or_the_year(workspace: Opened) -> None:
    days = {0: 3, 31: 12, 59: 20, 95: 30, 130: 9}  # January 3, February 12, March 20, April 30, May 9
    rows = [answer(100 * day + i, 9, day=day) for day, n in days.items() for i in range(n)]
    ws = workspace({"answers": rows})
    months, quarters = shown(ws.measure("nps", by="month")), shown(ws.measure("nps", by="quarter"))
    assert ("2025-01",) not in months
    assert quarters[("2025-Q1",)] == 35
    first_quarter = quarters[("2025-Q1",)] - sum(months.get((f"2025-0{m}",), 0) for m in (1, 2, 3))
    assert first_quarter >= FLOOR
    assert len([m for m in ("2025-01", "2025-02", "2025-03") if (m,) not in months]) >= 2
    assert ws.measure("nps").total.n - sum(months.values()) >= FLOOR


def test_a_rate_over_opinions_keeps_the_floor_of_its_denominator(workspace: Opened) -> None:
    ws = workspace(
        {"feedback": [feedback(i, kind="complaint") for i in range(3)], "orders": [order(i) for i in range(4)]}
    )
    assert ws.measure("complaint_rate").total.suppressed


CHANNELS, TOUCHPOINTS = ("web", "app", "store"), ("a", "b", "c")


@settings(max_examples=150, deadline=None)
@given(n=st.lists(st.one_of(st.just(0), st.integers(1, 20)), min_size=16, max_size=16))
@example(n=[40, 2, 0, 0, 0, 40, *[0] * 10])
def test_no_subtraction_over_breakdowns_isolates_a_small_group(n: list[int]) -> None:
    """An attacker holds every breakdown of two names, sees where nobody is, and solves for the hidden cells."""
    cells, sizes = np.array(list(product(range(4), range(4)))), np.array(n, float)
    if not sizes.any():
        return
    known = _equations(cells, sizes)
    for target in np.eye(len(cells))[(sizes > 0) & (sizes < FLOOR)]:
        assert not _follows(known, target)


@settings(max_examples=60, deadline=None)
@given(n=st.lists(st.integers(0, 12), min_size=12, max_size=12))
def test_no_subtraction_over_calendars_isolates_a_small_month(n: list[int]) -> None:
    from datetime import date

    days = [date(2025, month, 1) for month, size in enumerate(n, start=1) if size]
    sizes = np.array([size for size in n if size], float)
    if not days:
        return
    known = []
    for grain in ("month", "quarter", "year"):
        label = [written(grain, first_day(grain, day)) for day in days]
        firsts = sorted({first_day(grain, day) for day in days})
        codes = np.array([[firsts.index(first_day(grain, day))] for day in days])
        groups, member = np.unique(codes, axis=0, return_inverse=True)
        total = np.bincount(member.ravel(), sizes)
        axis = Axis(grain, grain, tuple(sorted(set(label))), tuple(firsts), groups[:, 0])
        hidden = conceal([axis], groups, total, FLOOR)
        known += [(member.ravel() == i).astype(float) for i in range(len(groups)) if not hidden.groups[i]]
        if not hidden.total:
            known.append(np.ones(len(days)))
    for target in np.eye(len(days))[(sizes > 0) & (sizes < FLOOR)]:
        assert not _follows(known, target)


@settings(max_examples=25, deadline=None)
@given(n=st.lists(st.sampled_from([1, 1, 2, 3, 6, 9, 40]), min_size=24, max_size=24))
def test_no_subtraction_over_calendars_and_a_name_isolates_few_of_any_grain(n: list[int]) -> None:
    """An attacker holds months, quarters and years, alone and by a name, and solves for few of any of them."""
    from datetime import date

    cells, sizes = np.array(list(product(range(2), range(12)))), np.array(n, float)
    known: list[Any] = []
    few: list[Any] = []
    for grain, named in product(("", "month", "quarter", "year"), (False, True)):
        firsts = [first_day(grain, date(2025, month + 1, 1)) for _, month in cells]
        days = sorted(set(firsts)) if grain else []
        columns = [cells[:, 0]] if named else []
        columns += [np.array([days.index(day) for day in firsts])] if grain else []
        codes = np.stack(columns, 1) if columns else np.zeros((len(cells), 0), int)
        groups, member = np.unique(codes, axis=0, return_inverse=True)
        total = np.bincount(member.ravel(), sizes, len(groups))
        axes = [Axis("name", "", (0, 1), (0, 1), groups[:, 0])] if named else []
        axes += [Axis(grain, grain, tuple(map(str, days)), tuple(days), groups[:, -1])] if grain else []
        hidden = conceal(axes, groups, total, FLOOR)
        inside = [(member.ravel() == i).astype(float) for i in range(len(groups))]
        known += [row for row, gone in zip(inside, hidden.groups, strict=True) if not gone]
        few += [row for row, size in zip(inside, total, strict=True) if 0 < size < FLOOR]
    for target in few:
        assert not _follows(known, target)


def test_one_answer_at_the_end_takes_a_month_with_it_and_no_quarter(workspace: Opened) -> None:
    days = {0: 30, 31: 30, 59: 30, 90: 30, 120: 20, 151: 30, 181: 1}  # January to June, and one in July
    ws = workspace({"answers": [answer(100 * day + i, 9, day=day) for day, n in days.items() for i in range(n)]})
    assert [key for (key,) in shown(ws.measure("nps", by="month"))] == [f"2025-0{m}" for m in (1, 2, 3, 4, 6)]
    assert shown(ws.measure("nps", by="quarter")) == {("2025-Q1",): 90}


def _equations(cells: Any, sizes: Any) -> list[Any]:
    """The sums an attacker sees, as rows over the cells: shown groups of every breakdown, and those of nobody."""
    known = []
    for names in ((), (0,), (1,), (0, 1)):
        every, member = np.zeros((1, 0), int), np.zeros(len(cells), int)
        if names:
            every, member = np.unique(cells[:, names], axis=0, return_inverse=True)
            member = np.asarray(member).ravel()
        total = np.bincount(member, sizes)
        there = np.flatnonzero(total > 0)
        axes = [Axis("xy"[i], "", tuple(range(4)), tuple(range(4)), every[there, k]) for k, i in enumerate(names)]
        hidden = conceal(axes, every[there], total[there], FLOOR)
        unknown = {tuple(code) for code in hidden.absent.tolist()}
        unknown |= {tuple(code) for code in every[there[hidden.groups]].tolist()}
        known += [(member == i).astype(float) for i, code in enumerate(every.tolist()) if tuple(code) not in unknown]
        if not hidden.total:
            known.append(np.ones(len(cells)))
    return known


def _follows(known: list[Any], target: Any) -> bool:
    """Whether the target is a combination of what is known."""
    if not known:
        return False
    matrix = np.array(known)
    found, *_ = np.linalg.lstsq(matrix.T, target, rcond=None)
    return bool(np.allclose(matrix.T @ found, target, atol=1e-8))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_totals_of_filters_never_leave_a_small_rest(acme: Workspace, data: st.DataObject) -> None:
    """Total minus a filter's total, per group and over all, is nothing, or hidden, or at least the floor."""
    name = data.draw(st.sampled_from(["channel", "touchpoint", "segment", "customer.region"]))
    value = data.draw(st.sampled_from(["web", "app", "store", "delivery", "gold", "silver", "north"]))
    by = data.draw(st.sampled_from([(), ("month",), ("touchpoint",), ("week",)]))
    whole, part = acme.measure("csat", by=by), acme.measure("csat", by=by, where=f"{name} = '{value}'")
    sizes: dict[Any, int] = defaultdict(int, shown(whole))
    for key, n in shown(part).items():
        rest = sizes[key] - n if key in sizes else FLOOR
        assert rest == 0 or rest >= FLOOR, (name, value, key)
    if part.total.n and whole.total.n:
        assert whole.total.n == part.total.n or whole.total.n - part.total.n >= FLOOR
