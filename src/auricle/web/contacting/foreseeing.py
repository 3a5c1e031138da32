"""What the ledger would have decided of many wishes at once: nothing is written, nobody is asked.

The same reasons in the same order as ``deciding``, over columns. Who was contacted before is read from the facts.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from auricle.web.platform.public import Workspace, facts_of
from auricle.workspace import Workspace as Facts

from .deciding import rules_of
from .models import OptOut, Rules, digest_of
from .reaching import openids
from .reasons import BLACKOUT, BOUNCED, CAP, NO_ADDRESS, NO_CONSENT, NOT_SAMPLED, OPTED_OUT, QUIET, QUIET_KIND, QUOTA

DAY = 86_400
BATCH = 50_000
KNOWN = ("customer", "email", "phone", "consent", "segment")
Seconds = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Wishes:
    """Whom somebody wants to approach when: ``who`` are places in ``customers``, ``at`` seconds UTC, of one length.

    ``address`` is what of a customer is needed: ``email``, ``phone``, or nothing when empty; ``appid`` the official
    account that must know them. ``beside`` is a survey whose own invitations are left out of what was said before,
    because the wishes stand in their place. ``zones`` are those of ``customers`` by which letters go; the workspace's
    when empty.
    """

    customers: Sequence[str]
    who: NDArray[np.int32]
    at: Seconds
    kind: str = "survey"
    address: str = "email"
    appid: str = ""
    beside: str = ""
    zones: Sequence[ZoneInfo] = ()


@dataclass(frozen=True, slots=True)
class Foreseen:
    """``because`` of each wish, in the order given, empty where they would be approached; ``segments`` of each
    customer."""

    because: NDArray[np.object_]
    segments: Sequence[str]

    @property
    def reasons(self) -> Mapping[str, int]:
        return Counter(self.because[self.because != ""].tolist())


def foresee(record: Workspace, wishes: Wishes) -> Foreseen:
    """What would become of each wish by the rules, opt-outs and consents of today."""
    rules, facts = rules_of(record), facts_of(record.slug)
    of_customers, segments = _of_customers(record, rules, facts, wishes)
    because = of_customers[wishes.who]
    for reason, mask in ((BLACKOUT, _blackouts(record, rules, wishes)), (NOT_SAMPLED, _left_out(rules, wishes))):
        because[mask & (because == "")] = reason
    contacts = list(_contacts(facts, rules, wishes))
    _too_much(rules, wishes, because, contacts)
    _beyond_quota(facts.zone, rules, wishes, because, contacts)
    return Foreseen(because, segments)


def _of_customers(
    record: Workspace, rules: Rules, facts: Facts, wishes: Wishes
) -> tuple[NDArray[np.object_], list[str]]:
    """Why each customer would not be approached whenever it were, and their segment."""
    out, refused = _opted_out(record, wishes.kind)
    because = np.full(len(wishes.customers), "", object)
    segments = [""] * len(wishes.customers)
    place = {customer: at for at, customer in enumerate(wishes.customers)}
    because[:] = NO_ADDRESS if wishes.address or wishes.appid else ""
    followers = openids(record, pa.array(wishes.customers, pa.string()), wishes.appid) if wishes.appid else {}
    for row in _known(facts, wishes.customers):
        at, address = place[row["customer"]], (row[wishes.address or "email"] or "").strip()
        segments[at] = row["segment"] or ""
        refusal = OPTED_OUT if row["customer"] in out else refused.get(digest_of(address), "") if refused else ""
        refuses = row["consent"] is False or (rules.demands_consent and not row["consent"])
        is_known = row["customer"] in followers if wishes.appid else bool(address or not wishes.address)
        missing = "" if is_known else NO_ADDRESS
        because[at] = missing or refusal or (NO_CONSENT if refuses else "")
    return because, segments


def _known(facts: Facts, customers: Sequence[str]) -> Iterator[dict[str, Any]]:
    for first in range(0, len(customers), BATCH):
        keys = pa.array(customers[first : first + BATCH], pa.string())
        yield from facts.store.find("customers", keys, columns=KNOWN).to_pylist()


def _opted_out(record: Workspace, kind: str) -> tuple[set[str], dict[str, str]]:
    """Customers that want nothing of a kind, and why not of each address, by its digest."""
    said = OptOut.objects.of(record).filter(kind__in=("", kind)).values_list("customer", "address_digest", "how")
    rows = sorted(said, key=lambda row: row[2] != OptOut.How.BOUNCE)  # what somebody said weighs more
    why = {digest: BOUNCED if how == OptOut.How.BOUNCE else OPTED_OUT for _, digest, how in rows if digest}
    return {customer for customer, _, _ in rows if customer}, why


def by_zone(zones: Sequence[ZoneInfo], who: NDArray[np.int32]) -> Iterator[tuple[ZoneInfo, NDArray[np.bool_]]]:
    """Each zone, and which of ``who``, places in ``zones``, are in it."""
    codes = {zone: code for code, zone in enumerate(dict.fromkeys(zones))}
    of = np.array([codes[zone] for zone in zones], np.int32)[who] if len(who) else np.zeros(0, np.int32)
    for zone, code in codes.items():
        yield zone, of == code


def _blackouts(record: Workspace, rules: Rules, wishes: Wishes) -> NDArray[np.bool_]:
    at, mask = wishes.at, np.zeros(len(wishes.at), bool)
    zones = wishes.zones or [facts_of(record.slug).zone] * len(wishes.customers)
    for zone, theirs in by_zone(zones, wishes.who) if rules.blackouts else ():
        for first, last in rules.blackouts:
            start, after = (_midnight(day, zone) for day in (first, _next_day(last)))
            mask |= theirs & (at >= start) & (at < after)
    return mask


def _midnight(day: str, zone: ZoneInfo) -> int:
    return int(datetime.combine(date.fromisoformat(day), time(), zone).timestamp())


def _next_day(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _left_out(rules: Rules, wishes: Wishes) -> NDArray[np.bool_]:
    """Chance takes the share of the rules; others than it will take then, as many."""
    return np.random.default_rng(0).random(len(wishes.at)) >= rules.share_of(wishes.kind)


def _contacts(facts: Facts, rules: Rules, wishes: Wishes) -> Iterator[tuple[int, int, bool]]:
    """What was said to these customers: place, seconds, and whether it was a survey."""
    if not len(wishes.at):
        return
    place = {customer: at for at, customer in enumerate(wishes.customers)}
    days = max(rules.quiet_days, rules.quiet_days_of(wishes.kind), rules.most_days if rules.most else 0, 31)
    first, last = (datetime.fromtimestamp(int(edge), UTC).date() for edge in (wishes.at.min(), wishes.at.max()))
    where = "kind in ('invitation', 'open_invitation', 'message')"
    for batch in facts.stream("exposures", where, first - timedelta(days=days), last):
        for row in batch.select(["customer", "at", "kind", "survey"]).to_pylist():
            is_survey = row["kind"] != "message"
            if row["customer"] in place and not (is_survey and row["survey"] == wishes.beside):
                yield place[row["customer"]], int(row["at"].timestamp()), is_survey


def _too_much(
    rules: Rules, wishes: Wishes, because: NDArray[np.object_], contacts: Sequence[tuple[int, int, bool]]
) -> None:
    """Quiet periods and the cap, person by person in the order of time; who is asked becomes quiet in turn."""
    free = np.flatnonzero(because == "")
    lines = [(int(wishes.who[i]), int(wishes.at[i]), 1, int(i)) for i in free]
    lines += [(who, at, 0, is_survey) for who, at, is_survey in contacts]
    person, heard = -1, _Heard(rules, wishes.kind)
    for who, at, is_wish, which in sorted(lines):
        if who != person:
            person, heard = who, _Heard(rules, wishes.kind)
        if not is_wish:
            heard.hear(at, bool(which))
        elif reason := heard.hindrance(at):
            because[which] = reason
        else:
            heard.hear(at, True)


class _Heard:
    """What one person has heard from us."""

    def __init__(self, rules: Rules, kind: str):
        self._quiet, self._quiet_kind = rules.quiet_days * DAY, rules.quiet_days_of(kind) * DAY
        self._most, self._most_seconds = rules.most, rules.most_days * DAY
        self._last = self._last_of_kind = -(10**12)
        self._all: deque[int] = deque()

    def hear(self, at: int, is_of_kind: bool) -> None:
        self._last = at
        self._last_of_kind = at if is_of_kind else self._last_of_kind
        self._all.append(at)

    def hindrance(self, at: int) -> str:
        if at - self._last < self._quiet:
            return QUIET
        if at - self._last_of_kind < self._quiet_kind:
            return QUIET_KIND
        while self._all and at - self._all[0] >= self._most_seconds:
            self._all.popleft()
        return CAP if self._most and len(self._all) >= self._most else ""


def _beyond_quota(
    zone: ZoneInfo,
    rules: Rules,
    wishes: Wishes,
    because: NDArray[np.object_],
    contacts: Sequence[tuple[int, int, bool]],
) -> None:
    """A quota of a calendar month goes to the first of it."""
    quota = rules.quota_of(wishes.kind)
    if not quota:
        return
    lines = [(int(wishes.at[i]), int(i)) for i in np.flatnonzero(because == "")]
    lines += [(at, -1) for _, at, is_survey in contacts if is_survey]
    filled: Counter[str] = Counter()
    for at, which in sorted(lines):
        month = datetime.fromtimestamp(at, zone).strftime("%Y-%m")
        if which >= 0 and filled[month] >= quota:
            because[which] = QUOTA
        else:
            filled[month] += 1
