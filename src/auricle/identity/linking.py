"""Who is whom among the people a batch names: identities led to customers, step by step in the order of time."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from .rules import Rules, is_made_up, is_visitor

Identities = tuple[str, ...]
"""The identities one event names (``kind:value``, see ``Rules.found``), the most telling first."""


@dataclass(slots=True)
class Lead:
    """To whom an identity leads since when (microseconds of the epoch).

    ``original`` is whose it was before anything linked it; ``into``, ``rule`` and ``evidence`` say what did; one that
    ``is_changed`` is not stored so.
    """

    customer: str
    original: str
    since: int
    source: str = ""
    into: str = ""
    rule: str = ""
    evidence: str = ""
    is_changed: bool = False


@dataclass(slots=True)
class Party:
    """What is known of a customer when another may be the same.

    ``owned`` is what they have one of at most; ``handed`` are shared things of theirs that changed hands; ``apart`` and
    ``doubted`` are pairs (of them, of another) that somebody keeps apart, or that were refused before; ``since`` is
    when they were first met.
    """

    owned: set[str] = field(default_factory=set)
    handed: set[str] = field(default_factory=set)
    apart: set[tuple[str, str]] = field(default_factory=set)
    doubted: set[tuple[str, str]] = field(default_factory=set)
    since: int | None = None
    is_stored: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Why a customer went into another: the rule, the identity it was met with, who said so, and when."""

    customer: str
    into: str
    rule: str
    evidence: str
    source: str
    at: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two customers an event named together whom the rules keep apart; ``evidence`` is the identity in dispute."""

    customer: str
    other: str
    rule: str
    evidence: str
    source: str
    at: int


class Linking:
    """The people of one batch. ``leads`` holds, by identity, its leads in the order of time: most have one.

    ``alike`` are those merges whose two customers had facts under one name, that of a thing which changed hands.
    """

    def __init__(self, rules: Rules, leads: dict[str, list[Lead]], parties: dict[str, Party]):
        self.leads = leads
        self.merges: list[Link] = []
        self.conflicts: list[Conflict] = []
        self.alike: list[Link] = []
        self._rules, self._parties = rules, parties
        self._into: dict[str, str] = {}
        self._met: dict[Identities, str] = {}
        self._last: dict[str, Identities] = {}

    def now(self, customer: str) -> str:
        """The customer somebody is by what was learnt so far."""
        while (into := self._into.get(customer)) is not None:
            self._into[customer] = self._into.get(into, into)
            customer = into
        return customer

    def has_facts(self, customer: str) -> bool:
        """Whether there may be anything under this very id: it was stored, or is an id that others give."""
        return self._parties[customer].is_stored or not is_made_up(customer)

    def meet(self, identities: Identities, at: int, source: str, alias: bool) -> str:
        """Learn from identities that came together, later than all before; gives the customer they are of.

        What taught something once is not asked again until somebody else was met on a thing of theirs.
        """
        customer = self._met.get(identities)
        if (
            customer
            and not alias
            and all(self._last[thing] == identities for thing in identities if thing in self._last)
        ):
            return customer
        shared = tuple(identity for identity in identities if self._rules.is_shared(identity))
        own = tuple(identity for identity in identities if identity not in shared)
        if not own:
            return self._meet_shared(shared, at, source)
        self._last.update(dict.fromkeys(shared, identities))
        customer = self._met[identities] = self._meet_somebody(own, shared, at, source, alias)
        return customer

    def _meet_somebody(self, own: Identities, shared: Identities, at: int, source: str, alias: bool) -> str:
        customer = self._lead(own[0], at, source)
        for identity in own[1:]:
            other = self._lead(identity, at, source)
            if other != customer:
                customer = self._same(customer, other, (own[0], identity), at, source, alias)
        for identity in shared:
            customer = self._identify(identity, customer, own[0], at, source)
        return customer

    def _meet_shared(self, shared: Identities, at: int, source: str) -> str:
        """Nobody is identified: the first thing's person; a thing met for the first time is of whom the others are.

        Two that were known already stay whose they are, or a batch drained again would learn from its own end.
        """
        is_unknown = shared[0] not in self.leads
        customer = self._lead(shared[0], at, source)
        for identity in shared[1:]:
            is_new = identity not in self.leads
            other = self._lead(identity, at, source)
            if other != customer and (is_new or is_unknown):
                customer = self._same(customer, other, (shared[0], identity), at, source)
            is_unknown = is_unknown and is_new
        return customer

    def _lead(self, identity: str, at: int, source: str) -> str:
        """The customer an identity leads to at a time; one of its own when it is met for the first time."""
        leads = self.leads.get(identity)
        if leads is None:
            native = self._rules.native(identity)
            self.leads[identity] = [Lead(native, native, at, source, is_changed=True)]
            party = self._parties.setdefault(native, Party())
            if owned := self._rules.owned(identity):
                party.owned.add(owned)
            party.since = min(party.since or at, at)
            return self.now(native)
        return self.now(leads[0 if len(leads) == 1 else _place(leads, at)].customer)

    def _identify(self, identity: str, customer: str, by: str, at: int, source: str) -> str:
        """Somebody is identified on a shared thing: it leads to them from now on; an unknown on it is them."""
        other = self._lead(identity, at, source)
        if other == customer:
            return customer
        if is_visitor(other):
            return self._same(customer, other, (by, identity), at, source)
        for party in (self._parties[customer], self._parties[other]):
            party.handed.add(identity)
        leads = self.leads[identity]
        lead = Lead(customer, leads[0].original, at, source, customer, _rule(by, identity), by, is_changed=True)
        leads.insert(bisect_right(leads, at, key=lambda one: one.since), lead)
        return customer

    def _same(
        self, customer: str, other: str, evidence: tuple[str, str], at: int, source: str, alias: bool = False
    ) -> str:
        """Make two customers one, unless something keeps them apart; gives the one the event is of."""
        one, two = self._parties[customer], self._parties[other]
        if one.apart & {(b, a) for a, b in two.apart}:
            return customer
        if (both := one.owned & two.owned) and not alias:
            self._refuse(customer, other, f"different {min(both)}", evidence[1], at, source)
            return customer
        # An alias says which id is to be the customer's from now on: the one it names first.
        into, gone = (customer, other) if alias else sorted((customer, other), key=self._rank)
        self._into[gone] = into
        kept, lost = self._parties[into], self._parties[gone]
        kept.owned |= lost.owned
        is_alike = bool(kept.handed & lost.handed)
        kept.handed |= lost.handed
        kept.apart |= lost.apart
        kept.doubted |= lost.doubted
        kept.since = min(filter(None, (kept.since, lost.since)), default=None)
        rule = "alias" if alias else _rule(*evidence)
        met = evidence[0] if gone == other else evidence[1]
        self.merges.append(link := Link(gone, into, rule, met, source, at))
        if is_alike:
            self.alike.append(link)
        return into

    def _rank(self, customer: str) -> tuple[bool, bool, bool, int, str]:
        """The one with an id of their own stays, then a person, then whoever was known before."""
        party = self._parties[customer]
        return (is_made_up(customer), is_visitor(customer), not party.is_stored, party.since or 0, customer)

    def _refuse(self, customer: str, other: str, rule: str, evidence: str, at: int, source: str) -> None:
        one, two = self._parties[customer], self._parties[other]
        if not one.doubted & {(b, a) for a, b in two.doubted}:
            one.doubted.add((customer, other))
            two.doubted.add((other, customer))
            self.conflicts.append(Conflict(customer, other, rule, evidence, source, at))


def _place(leads: list[Lead], at: int) -> int:
    """Which lead holds at a time; what came before the first goes to the first."""
    return max(bisect_right(leads, at, key=lambda lead: lead.since) - 1, 0)


def _rule(one: str, other: str) -> str:
    return f"{one.partition(':')[0]} with {other.partition(':')[0]}"
