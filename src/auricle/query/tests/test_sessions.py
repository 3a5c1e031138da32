"""Where a visit begins and ends, on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from auricle.model.session import USUAL, Sessions
from auricle.query import rows
from auricle.query.window import EVER, Window
from auricle.store.conformance.candidates import CANDIDATES
from auricle.store.opening import StoreSettings
from auricle.store.store import Store

from .facts import FIRST, batch, company, interaction

MINUTE = 1 / 60


def step(key: int, minutes: float, **more: Any) -> dict[str, Any]:
    return interaction(key, minutes * MINUTE, **{"channel": "web", "activity": "page", **more})


@pytest.fixture(scope="module", params=CANDIDATES)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    settings = StoreSettings(zone="Asia/Shanghai")
    with CANDIDATES[request.param].open(tmp_path_factory.mktemp(request.param) / "workspace", settings) as opened:
        yield opened


def sessions(store: Store, settings: Sessions = USUAL, window: Window = EVER) -> list[dict[str, Any]]:
    wanted = rows.Wanted("sessions", window=window, sessions=settings)
    return store.query(rows.select(wanted, store.spelling)).to_pylist()


def test_a_visit_ends_with_a_pause_and_with_the_customer(store: Store) -> None:
    steps = [
        step(1, 0, touchpoint="home", campaign="spring"),
        step(2, 30, activity="search"),
        step(3, 60.5),
        step(4, 61, customer="c2", channel="app"),
        step(5, 61, customer="c2", channel="app", activity="screen"),
        step(6, 61, customer=None),
        step(7, 61, channel="phone"),
    ]
    store.append(batch({"interactions": steps}))
    found = [
        tuple(row[name] for name in ("session", "customer", "pages", "events", "duration_seconds"))
        for row in sessions(store)
    ]
    assert found == [("i0001", "c1", 1, 2, 1800.0), ("i0003", "c1", 1, 1, 0.0), ("i0004", "c2", 2, 2, 0.0)]
    first = sessions(store)[0]
    assert (first["touchpoint"], first["campaign"], first["channel"]) == ("home", "spring", "web")
    assert (first["at"], first["ended_at"]) == (FIRST, FIRST + timedelta(minutes=30))


def test_the_pause_and_the_channels_are_settings(store: Store) -> None:
    assert [row["events"] for row in sessions(store, Sessions(minutes=31))] == [3, 2]
    assert [row["events"] for row in sessions(store, Sessions(minutes=29))] == [1, 1, 1, 2]
    assert [row["session"] for row in sessions(store, Sessions(channels=("phone",)))] == ["i0007"]


def test_a_window_cuts_no_visit_at_its_edges(store: Store) -> None:
    midnight = datetime(2025, 6, 1, 16, tzinfo=FIRST.tzinfo)  # of 2 June in Shanghai
    over = [step(n, 0, customer="c3") | {"at": midnight + timedelta(minutes=m)} for n, m in ((20, -9), (21, 9))]
    store.append(batch({"interactions": over}))
    eve, day = date(2025, 6, 1), date(2025, 6, 2)
    assert [row["events"] for row in sessions(store, window=Window(eve, eve))] == [2]
    assert sessions(store, window=Window(day, day)) == []


def test_every_engine_finds_the_visits_that_plain_python_finds(store: Store) -> None:
    store.append(batch({"interactions": company()["interactions"]}))
    window = Window(date(2025, 2, 1), date(2025, 2, 28))
    inside = [row for row in sessions(store) if window.start <= (row["at"] + timedelta(hours=8)).date() <= window.end]
    assert sessions(store, window=window) == inside
    assert sum(row["events"] for row in sessions(store)) == sum(
        row["customer"] is not None and row["channel"] in USUAL.channels
        for row in store.query(rows.select(rows.Wanted("interactions"), store.spelling)).to_pylist()
    )
