"""Whatever events come in whatever batches, the people are the same, and what was merged can be taken apart again."""

from __future__ import annotations

from itertools import count, pairwise

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from auricle.identity.merging import merge, unmerge

from .town import Met, Town

_NAMES = count()
OWN = ("user:a", "user:b", "user:c", "unionid:u", "unionid:w", "email:x@x.cn", "email:y@x.cn", "openid:app/1")
SHARED = ("anonymous:1", "anonymous:2", "order:7", "device:t")
NAMED = some.sets(some.sampled_from(OWN + SHARED), min_size=1, max_size=3).map(
    lambda named: tuple(identity for identity in OWN + SHARED if identity in named)
)
EVENTS = some.lists(NAMED, min_size=1, max_size=9)
_quick = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


def _own(named: tuple[str, ...], name: str) -> tuple[str, ...]:
    """The same ids, in a world of their own."""
    return tuple(identity.replace(":", f":{name}", 1) for identity in named)


@_quick
@given(events=EVENTS, cuts=some.sets(some.integers(1, 8)), shuffled=some.randoms(use_true_random=False))
def test_order_in_a_batch_and_cuts_between_batches_do_not_change_the_people(
    old_town: Town, events: list[tuple[str, ...]], cuts: set[int], shuffled: object
) -> None:
    whole, cut = f"{next(_NAMES)}w-", f"{next(_NAMES)}c-"
    at_once = [Met(_own(named, whole), minute) for minute, named in enumerate(events)]
    shuffled.shuffle(at_once)  # type: ignore[attr-defined]
    old_town.drain(*at_once, name=whole)
    edges = [0, *sorted(cut for cut in cuts if cut < len(events)), len(events)]
    for first, last in pairwise(edges):
        part = [Met(_own(events[minute], cut), minute) for minute in range(first, last)]
        shuffled.shuffle(part)  # type: ignore[attr-defined]
        old_town.drain(*part, name=cut)
    assert _groups(old_town.whose(whole), whole) == _groups(old_town.whose(cut), cut)
    assert _groups(old_town.leads(_all(events, whole)), whole) == _groups(old_town.leads(_all(events, cut)), cut)


@_quick
@given(events=EVENTS)
@example(events=[("anonymous:2",), ("anonymous:1", "anonymous:2"), ("user:a", "anonymous:1")])
@example(events=[("anonymous:2",), ("anonymous:1",), ("anonymous:1", "anonymous:2"), ("user:a", "anonymous:1")])
def test_a_batch_drained_again_changes_nothing_and_gives_the_same(
    old_town: Town, events: list[tuple[str, ...]]
) -> None:
    name = f"{next(_NAMES)}-"
    batch = [Met(_own(named, name), minute) for minute, named in enumerate(events)]
    first = old_town.drain(*batch, name=name)
    version, again = old_town.store.version(), old_town.drain(*batch, name=name)
    assert (again.customers, again.known_as) == (first.customers, first.known_as)
    assert again.identities.num_rows == again.moves.num_rows == 0
    assert old_town.store.version() == version


@_quick
@given(events=EVENTS)
def test_a_machine_never_gives_one_customer_two_ids_of_an_owner(old_town: Town, events: list[tuple[str, ...]]) -> None:
    name = f"{next(_NAMES)}-"
    for minute, named in enumerate(events):
        old_town.drain(Met(_own(named, name), minute), name=name)
    leads = old_town.leads(_all(events, name))
    for kind in ("user", "unionid"):
        owners = [customer for identity, customer in leads.items() if identity.startswith(f"{kind}:")]
        assert len(owners) == len(set(owners))


@_quick
@given(before=EVENTS, meeting=NAMED, after=EVENTS)
@example(
    before=[("email:x@x.cn",), ("device:t",), ("unionid:u",)],
    meeting=("unionid:u", "email:x@x.cn", "device:t"),
    after=[("user:a",)],
)
def test_what_machines_merged_is_given_back_with_what_came_later(
    old_town: Town, before: list[tuple[str, ...]], meeting: tuple[str, ...], after: list[tuple[str, ...]]
) -> None:
    name = f"{next(_NAMES)}-"
    old_town.drain(*(Met(_own(named, name), minute) for minute, named in enumerate(before)), name=name)
    then = old_town.whose(name)
    merges = old_town.drain(Met(_own(meeting, name), 50), name=name).merges
    for link in reversed([one for one in merges if one.customer in then.values()]):
        unmerge(old_town.store, link.customer)
    now = old_town.whose(name)
    assert {key: now[key] for key in then} == then
    again = old_town.drain(Met(_own(meeting, name), 51), name=name)
    assert not {link.customer for link in again.merges} & set(then.values())


@_quick
@given(events=EVENTS, who=some.tuples(some.integers(0, 8), some.integers(0, 8)))
def test_a_merge_by_hand_and_its_undoing_leave_every_fact_where_it_was(
    old_town: Town, events: list[tuple[str, ...]], who: tuple[int, int]
) -> None:
    name = f"{next(_NAMES)}-"
    old_town.drain(*(Met(_own(named, name), minute) for minute, named in enumerate(events)), name=name)
    before, leads = old_town.whose(name), old_town.leads(_all(events, name))
    people = sorted(set(before.values()))
    one, other = people[who[0] % len(people)], people[who[1] % len(people)]
    if one != other:
        merge(old_town.store, one, other)
        assert one not in old_town.whose(name).values()
        unmerge(old_town.store, one)
        assert old_town.whose(name) == before
        assert old_town.leads(_all(events, name)) == leads


def _all(events: list[tuple[str, ...]], name: str) -> set[str]:
    return {identity for named in events for identity in _own(named, name)}


def _groups(whose: dict[str, str], name: str) -> set[frozenset[str]]:
    """What belongs together, whatever the customers are called."""
    people: dict[str, set[str]] = {}
    for key, customer in whose.items():
        people.setdefault(customer, set()).add(key.replace(name, "", 1))
    return {frozenset(group) for group in people.values()}
