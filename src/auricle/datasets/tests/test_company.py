"""What holds for every row of the company, in any size."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from auricle.datasets.company import MOST_CUSTOMERS, MOST_DAYS, Company, DemoOutOfBounds
from auricle.datasets.truth import TRUTH
from auricle.model.entities import ENTITIES, entity
from auricle.model.meaning import Meaning
from auricle.query.meaning.arriving import Understanding

from .conftest import tables_of

# Nothing of the demo's is refused; its texts are read, and cases opened, by the server once it runs.
FILLED = [name for name in ENTITIES if name not in ("quarantine", "readings", "cases")]
# Nobody is known by two ids here; the rest is what the company has no use for.
EMPTY = {
    "identities": {"into", "rule", "evidence", "state"},
    "interactions": {"campaign"},
    "feedback": {"properties"},
    "orders": {"campaign"},
    "contracts": {"properties"},
    "exposures": {"reason"},
}


def fingerprint(tables: dict[str, pa.Table]) -> dict[str, str]:
    found = {}
    for name, rows in tables.items():
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, rows.schema) as stream:
            stream.write_table(rows)
        found[name] = hashlib.sha256(sink.getvalue()).hexdigest()
    return found


def test_two_runs_give_the_same_bytes():
    company = Company(days=75, customers=300)
    assert fingerprint(tables_of(company)) == fingerprint(tables_of(company))


def test_where_batches_end_changes_nothing():
    company = Company(days=75, customers=300)
    assert fingerprint(tables_of(company, 1)) == fingerprint(tables_of(company, 10**9))


def test_more_days_add_earlier_ones_and_change_none():
    fewer, more = (tables_of(Company(days=days, customers=300)) for days in (75, 140))
    for name in ("orders", "exposures", "feedback", "answers"):
        key = entity(name).key
        again = more[name].filter(pc.is_in(more[name][key], fewer[name][key])).combine_chunks()
        assert again.equals(fewer[name])
    begins = datetime.fromisoformat(f"{TRUTH.last_day - timedelta(days=74)}T00:00:00+08:00")
    later = more["orders"].filter(pc.greater_equal(more["orders"]["at"], pa.scalar(begins)))
    assert later.combine_chunks().equals(fewer["orders"])


def test_earlier_years_have_customers_of_their_own():
    customers = tables_of(Company(days=1110, customers=300, entities=frozenset({"customers", "orders"})))
    assert customers["customers"].num_rows == 600
    buyers = customers["orders"]["customer"]
    assert pc.all(pc.is_in(buyers, customers["customers"]["customer"])).as_py()


def test_wanted_entities_are_the_same_as_in_the_whole():
    wanted = frozenset({"answers", "mentions"})
    some = tables_of(Company(days=75, customers=300, entities=wanted))
    whole = tables_of(Company(days=75, customers=300))
    assert fingerprint(some) == fingerprint({name: whole[name] for name in wanted})
    assert some.keys() == wanted


def test_every_entity_is_filled(small):
    assert set(small) == set(FILLED)
    assert all(rows.num_rows > 500 for rows in small.values())


@pytest.mark.parametrize("name", FILLED)
def test_every_column_is_filled_somewhere(small, name):
    empty = {c for c in small[name].column_names if small[name][c].null_count == small[name].num_rows}
    assert empty == ({"known_as"} & set(small[name].column_names)) | EMPTY.get(name, set())


@pytest.mark.parametrize("name", FILLED)
def test_rows_are_what_the_model_accepts(small, name):
    rows, kind = small[name], entity(name)
    assert rows.schema.equals(kind.schema)
    for column in kind.columns:
        values = rows[column.name].drop_null()
        assert not column.required or rows[column.name].null_count == 0, column.name
        assert not column.choices or set(values.unique().to_pylist()) <= set(column.choices), column.name
        if column.low is not None and len(values):
            assert float(pc.min(values).as_py()) >= column.low, column.name
        if column.high is not None and len(values):
            assert float(pc.max(values).as_py()) <= column.high, column.name


@pytest.mark.parametrize("name", FILLED)
def test_keys_name_one_row(small, name):
    key = small[name][entity(name).key]
    assert pc.count_distinct(key).as_py() == len(key)


@pytest.mark.parametrize("name", FILLED)
def test_links_lead_somewhere(small, name):
    for kind in map(entity, ("customers", "orders", "interactions", "feedback")):
        if kind.key in small[name].column_names and kind.name != name:
            links = small[name][kind.key].drop_null()
            assert pc.all(pc.is_in(links, small[kind.name][kind.key])).as_py(), kind.key


def test_events_of_the_website_mean_what_the_standard_rules_say(small):
    interactions = small["interactions"]
    sent = interactions.filter(pc.is_valid(interactions["properties"]))
    assert sent.num_rows > 10_000
    assert Understanding(Meaning()).again(sent).to_pylist() == []


@pytest.mark.parametrize("name", ["answers", "mentions"])
def test_facts_are_wide(small, name):
    feedback = small["feedback"]
    place = pc.index_in(small[name]["feedback"], feedback["feedback"])
    for column in entity(name).columns:
        if column.inherits:
            assert (
                small[name][column.name].combine_chunks().equals(feedback[column.name].take(place).combine_chunks())
            ), column.name


@pytest.mark.parametrize("name", [n for n in FILLED if "at" in entity(n).schema.names])
def test_nothing_happens_outside_the_demo(small, name):
    at = small[name]["at"]
    assert pc.min(at).as_py() >= datetime.fromisoformat(f"{TRUTH.first_day}T00:00:00+08:00")
    assert pc.max(at).as_py() < datetime.fromisoformat(f"{TRUTH.last_day + timedelta(days=1)}T00:00:00+08:00")


def test_what_has_not_happened_yet_is_not_told(small):
    orders = small["orders"]
    assert set(orders.filter(pc.equal(orders["status"], "shipped"))["delivered_at"].to_pylist()) == {None}
    assert pc.sum(pc.equal(orders["status"], "shipped")).as_py() > 0


def test_people_are_openly_made_up(small):
    customers = small["customers"]
    assert all(mail.endswith("@example.com") for mail in customers["email"].to_pylist())
    called = {name.rstrip("0123456789") for name in customers["name"].to_pylist()}
    assert called == {"示例顾客", "示例顧客", "Example customer "}


def test_scores_keep_their_scales(small):
    answers = small["answers"].filter(small["answers"]["score"].is_valid())
    low, high = zip(*(map(int, scale.split("-")) for scale in answers["scale"].to_pylist()), strict=True)
    scores = answers["score"].to_numpy()
    assert np.all((scores >= low) & (scores <= high) & (scores % 1 == 0))
    assert set(answers.filter(pc.equal(answers["kind"], "ces1"))["polarity"].to_pylist()) == {-1}


@pytest.mark.parametrize(
    ("size", "next_step"),
    [
        ({"days": 0}, "ask for more customers"),
        ({"days": MOST_DAYS + 1}, "ask for more customers"),
        ({"customers": MOST_CUSTOMERS + 1}, "ask for more days"),
    ],
)
def test_sizes_out_of_bounds_are_refused_with_a_way_out(size, next_step):
    with pytest.raises(DemoOutOfBounds, match=next_step):
        Company(**size)
