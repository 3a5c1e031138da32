"""Merging, chains of merges, and taking them back in any order: every event returns to whom it came from."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import pytest

from auricle.identity import merging
from auricle.identity.merging import NotMerged
from auricle.identity.people import SameCustomer, UnknownCustomer
from auricle.query.tests.conftest import Opened
from auricle.query.tests.facts import feedback, interaction, order
from auricle.workspace import Workspace

PEOPLE = {
    "customers": [{"customer": name} for name in ("a", "b", "c")],
    "identities": [{"identity": "email:a@x", "kind": "email", "value": "a@x", "customer": "a", "original": "a"}],
    "orders": [order(1, customer="a"), order(2, customer="b"), order(3, customer="c"),
               order(4, customer="a", known_as="email:a@x"), order(5, customer="b", known_as="openid:unheard-of")],
    "feedback": [feedback(1, 1, customer="a"), feedback(2, 1, customer="c")],
    "interactions": [interaction(1, 1, customer="a", known_as="device:d1"),
                     interaction(2, 1, customer="b", known_as="device:d1")],
}  # fmt: skip


def held(ws: Workspace) -> dict[str, set[str]]:
    """Keys of facts by customer."""
    names = ("orders", "feedback", "interactions")
    rows = [(row["customer"], row[name.removesuffix("s")]) for name in names for row in ws.facts(name).to_pylist()]
    return {who: {key for customer, key in rows if customer == who} for who, _ in rows}


def test_a_chain_taken_back_from_its_middle_gives_back_what_was_there_then(workspace: Opened) -> None:
    ws = workspace(PEOPLE)
    ws.merge("a", into="b")
    then = held(ws)
    ws.merge("b", into="c")
    assert set(held(ws)) == {"c"}
    ws.unmerge("b")
    assert held(ws) == then
    assert ws.person("a") == "b"


@pytest.mark.parametrize("back", list(permutations("ab")))
def test_a_chain_is_taken_back_in_any_order(workspace: Opened, back: tuple[str, ...]) -> None:
    ws = workspace(PEOPLE)
    before = held(ws)
    ws.merge("a", into="b")
    ws.merge("b", into="c")
    for one in back:
        ws.unmerge(one)
    assert held(ws) == before
    assert ws.merges() == ()


def test_merges_in_force_say_into_whom_and_with_whom_they_are(workspace: Opened) -> None:
    ws = workspace(PEOPLE)
    ws.merge("a", into="b")
    ws.merge("b", into="c")
    found = [(one.customer, one.into, one.holder) for one in ws.merges()]
    assert found == [("b", "c", "c"), ("a", "b", "c")]
    assert (ws.merges(0, 1), ws.merges(1, 1)) == (ws.merges()[:1], ws.merges()[1:])
    assert ws.count_merges() == 2


def test_a_merge_may_be_made_again_the_other_way_round(workspace: Opened) -> None:
    ws = workspace(PEOPLE)
    before = held(ws)
    ws.merge("a", into="b")
    ws.unmerge("a")
    ws.merge("b", into="a")
    assert ws.person("b") == "a"
    ws.unmerge("b")
    assert held(ws) == before


def test_merging_in_a_circle_is_refused(workspace: Opened) -> None:
    ws = workspace(PEOPLE)
    ws.merge("a", into="b")
    for one, other in (("b", "a"), ("a", "b"), ("a", "a")):
        with pytest.raises(SameCustomer):
            ws.merge(one, into=other)
    with pytest.raises(NotMerged):
        ws.unmerge("b")


def test_the_merged_are_found_once_and_under_the_one_they_are_now(workspace: Opened) -> None:
    ws = workspace({**PEOPLE, "customers": [{"customer": "a", "name": "Ada"}, {"customer": "b", "name": "Ada L"}]})
    ws.merge("a", into="b")
    assert [found.customer for found in ws.find("ada")] == ["b"]


def test_a_merge_cut_short_is_finished_when_asked_again(workspace: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    ws = workspace(PEOPLE)
    with monkeypatch.context() as broken:
        broken.setattr(type(ws.store), "reassign", _killed)
        with pytest.raises(KeyboardInterrupt):
            ws.merge("a", into="b")
    ws.merge("a", into="b")
    assert set(held(ws)) == {"b", "c"}


def _killed(*_: object, **__: object) -> Iterator[None]:
    raise KeyboardInterrupt


def test_erasing_one_of_a_chain_erases_all_of_it_and_leaves_no_name(workspace: Opened) -> None:
    ws = workspace(PEOPLE)
    ws.merge("a", into="b")
    ws.merge("b", into="c")
    removed = ws.erase("a")
    assert removed["orders"] == 5
    assert held(ws) == {}
    assert ws.count("identities") == ws.count("customers") == 0
    for name in "abc":
        with pytest.raises(UnknownCustomer):
            ws.person(name)


def test_erasing_the_other_after_taking_back_leaves_no_trace_of_them(workspace: Opened) -> None:
    ws = workspace(PEOPLE)
    ws.merge("a", into="b")
    ws.unmerge("a")
    ws.erase("b")
    assert all("b" not in row.values() for row in ws.facts("identities").to_pylist())
    assert ws.facts("identities").column("rule").to_pylist().count(merging.TAKEN_BACK) == 1
