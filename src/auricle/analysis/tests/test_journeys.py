import csv
from collections import Counter
from datetime import datetime
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.journeys import journey_map
from auricle.analysis.refusals import DifferentLengths, MissingLabel, MissingValue, NoResponses

EVENTS = st.lists(st.tuples(st.integers(0, 4), st.sampled_from("abc"), st.integers(0, 9)), min_size=1, max_size=40)


def read(path):
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    times = [datetime.fromisoformat(row["time:timestamp"]).timestamp() for row in rows]
    return [row["case:concept:name"] for row in rows], [row["concept:name"] for row in rows], times


def test_the_running_example_is_mapped_as_pm4py_does(shared_data):
    # pm4py.discover_dfg, pm4py.get_variants
    found = journey_map(*read(shared_data / "journey_logs" / "running-example.csv"))
    assert (found.runs, found.events, len(found.edges), len(found.variants)) == (6, 42, 16, 6)


def test_the_receipt_log_is_mapped_as_pm4py_does(shared_data):
    found = journey_map(*read(shared_data / "journey_logs" / "receipt.csv"))
    assert (found.runs, found.events, len(found.edges), len(found.variants)) == (1434, 8577, 99, 116)
    assert found.variants[0].runs == 713


def test_a_case_by_hand():
    # 1: ask 0, wait 10, ask 40, buy 100;  2: ask 5, wait 25;  3: ask
    found = journey_map(
        [1, 2, 1, 1, 2, 1, 3],
        ["buy", "wait", "ask", "wait", "ask", "ask", "ask"],
        [100, 25, 0, 10, 5, 40, 7],
    )
    edges = {(edge.before, edge.after): (edge.count, edge.runs, edge.mean_seconds) for edge in found.edges}
    assert edges == {("ask", "wait"): (2, 2, 15.0), ("wait", "ask"): (1, 1, 30.0), ("ask", "buy"): (1, 1, 60.0)}
    assert found.edges[0].count == 2
    assert found.starts == {"ask": 3}
    assert found.ends == {"buy": 1, "wait": 1, "ask": 1}
    assert {variant.activities for variant in found.variants} == {
        ("ask", "wait", "ask", "buy"),
        ("ask", "wait"),
        ("ask",),
    }


@given(EVENTS)
def test_it_is_what_a_plain_loop_counts(events):
    runs, activities, times = zip(*events, strict=True)
    found = journey_map(runs, activities, times)
    sequences = [
        tuple(activity for _, activity, _ in sorted((e for e in events if e[0] == run), key=lambda e: e[2]))
        for run in sorted(set(runs))
    ]
    pairs = Counter(pair for sequence in sequences for pair in pairwise(sequence))
    assert {(edge.before, edge.after): edge.count for edge in found.edges} == pairs
    assert {variant.activities: variant.runs for variant in found.variants} == Counter(sequences)
    assert found.starts == Counter(sequence[0] for sequence in sequences)
    assert found.ends == Counter(sequence[-1] for sequence in sequences)
    assert sum(edge.count for edge in found.edges) == found.events - found.runs


def test_events_of_one_instant_keep_their_order():
    assert journey_map([1, 1, 1], list("cab"), [5, 5, 5]).variants[0].activities == ("c", "a", "b")


def test_instants_will_do_for_seconds():
    times = np.array(["2018-03-01T00:00:00.000", "2018-03-01T00:00:01.500"], "datetime64[ms]")
    assert journey_map([1, 1], ["a", "b"], times).edges[0].mean_seconds == 1.5
    stamps = pa.array(times).cast(pa.timestamp("us", tz="UTC"))
    assert journey_map(pa.array([1, 1]), pa.array(["a", "b"]), stamps).edges[0].mean_seconds == 1.5


def test_one_event_is_a_journey_without_edges():
    found = journey_map(["x"], ["ask"], [0])
    assert (found.runs, found.events, found.edges) == (1, 1, ())


def test_refusals_name_the_event():
    with pytest.raises(NoResponses, match="events: no values"):
        journey_map([], [], [])
    with pytest.raises(MissingLabel, match="activities: None at position 1 names nothing"):
        journey_map([1, 1], ["a", None], [0, 1])
    with pytest.raises(MissingLabel, match="runs: None at position 0 names nothing"):
        journey_map([None], ["a"], [0])
    with pytest.raises(MissingValue, match="times: None at position 1"):
        journey_map([1, 1], ["a", "b"], [0, None])
    with pytest.raises(DifferentLengths, match="runs has 1, activities has 2"):
        journey_map([1], ["a", "b"], [0, 1])
