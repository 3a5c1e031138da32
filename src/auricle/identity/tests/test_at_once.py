"""Two who learn one new identity at the same moment: a drain and an import, each in a process of its own."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest

from auricle.identity import Resolution
from auricle.identity.learning import learning
from auricle.identity.rules import is_made_up

from .town import Met, Town

VISIT = Met(("email:a@x.cn", "anonymous:b1"), 1)
ORDER = Met(("user:42", "email:a@x.cn"), 2)


def test_both_read_before_either_writes_and_it_is_one_person(town: Town) -> None:
    both_have_read = Barrier(2)

    def drain(event: Met) -> None:
        found = town.resolve([event])
        both_have_read.wait(10)
        town.append(town.resolver.keep(found), event)

    threads = [Thread(target=drain, args=(event,)) for event in (VISIT, ORDER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert town.whose() == {"1": "42", "2": "42"}
    assert town.leads(("email:a@x.cn", "user:42")) == {"email:a@x.cn": "42", "user:42": "42"}


@pytest.mark.parametrize(("first", "last"), [(VISIT, ORDER), (ORDER, VISIT)])
def test_facts_that_were_stored_before_follow(town: Town, first: Met, last: Met) -> None:
    early = town.resolve([last])
    town.append(early, last)
    town.drain(first)
    town.resolver.keep(early)
    assert town.whose() == {"1": "42", "2": "42"}


def test_whoever_learns_waits_for_who_does_so_already(town: Town) -> None:
    found, kept = town.resolve([VISIT]), list[Resolution]()
    waiting = Thread(target=lambda: kept.append(town.resolver.keep(found)))
    with learning(town.store.folder):
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        assert town.leads(["email:a@x.cn"]) == {}
        other = town.resolve([ORDER])
        town.store.reassign(other.moves, other.identities)
    waiting.join(20)
    assert is_made_up(found.customers[0] or "")
    assert [resolution.customers for resolution in kept] == [["42"]]


def test_nothing_is_read_again_where_nobody_was_quicker(town: Town) -> None:
    found = town.resolve([VISIT])
    assert town.resolver.keep(found) is found
