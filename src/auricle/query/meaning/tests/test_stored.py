"""Rules run on what is stored, in every engine: what they would take, and what they change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest

from auricle.model.entities import INTERACTIONS
from auricle.model.meaning import Meaning, Rule, When
from auricle.query import rows
from auricle.query.meaning.arriving import EVENT, Understanding
from auricle.query.meaning.stored import Taken, last_day, preview
from auricle.query.window import Window
from auricle.store.conformance.candidates import CANDIDATES
from auricle.store.opening import StoreSettings
from auricle.store.store import Store

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 2)
OWN = (Rule("large", When("Order*", where="properties.total > 100"), touchpoint="till", value="=properties.total"),)


def events(*named: tuple[str, str]) -> pa.Table:
    """Events of one day, the last a day later, each with its properties as text."""
    given = [
        {**dict.fromkeys(EVENT.names), "interaction": str(n), "at": AT, "event": event, "kind": "track",
         "properties": properties}
        for n, (event, properties) in enumerate(named)
    ]  # fmt: skip
    given[-1]["at"] += timedelta(days=1)
    return Understanding(Meaning()).understood(pa.Table.from_pylist(given))


@pytest.fixture(scope="module", params=CANDIDATES)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    settings = StoreSettings(zone="UTC")
    with CANDIDATES[request.param].open(tmp_path_factory.mktemp(request.param) / "workspace", settings) as opened:
        assert last_day(opened) is None
        later = {"interaction": "y", "at": AT + timedelta(days=30), "activity": "call"}
        opened.append({"interactions": pa.Table.from_pylist([later], schema=INTERACTIONS.schema)})
        assert last_day(opened) is None
        opened.append({"interactions": events(
            ("Order Completed", '{"total":"250"}'), ("Order Completed", '{"total":20}'), ("Lamp Lit", "{}"),
            ("Lamp Lit", "{}"), ("Page Left", "{}"),
        )})  # fmt: skip
        imported = {"interaction": "x", "at": AT, "activity": "call"}
        opened.append({"interactions": pa.Table.from_pylist([imported], schema=INTERACTIONS.schema)})
        yield opened


def test_a_preview_says_what_each_rule_takes_and_what_none_takes(store: Store) -> None:
    assert last_day(store) == LAST
    meaning = Meaning(OWN)
    place = [rule.name for rule in meaning.rules].index("order placed")
    assert set(preview(store, meaning, Window(FIRST, FIRST))) == {
        Taken(None, "Lamp Lit", "track", 2),
        Taken(0, "Order Completed", "track", 1),
        Taken(place, "Order Completed", "track", 1),
    }
    assert preview(store, meaning, Window(LAST, LAST)) == (Taken(None, "Page Left", "track", 1),)
    assert sum(taken.events for taken in preview(store, meaning, Window(FIRST, LAST))) == 5


def test_only_what_changes_is_put_into_place_and_nothing_else_of_it_does(store: Store) -> None:
    stored = store.query(rows.select(rows.Wanted("interactions", where="activity <> 'call'"), store.spelling))
    changed = Understanding(Meaning(OWN)).again(stored).to_pylist()
    assert [(row["interaction"], row["touchpoint"], row["value"], row["stage"]) for row in changed] == [
        ("0", "till", 250.0, None)
    ]
    before = next(row for row in stored.to_pylist() if row["interaction"] == "0")
    differing = {name for name, value in before.items() if changed[0][name] != value}
    assert differing == {"touchpoint", "stage", "activity", "outcome", "properties"}
    assert json.loads(changed[0]["properties"]) == {**json.loads(before["properties"]), "_rule": "large"}
