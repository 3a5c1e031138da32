"""What a programme would do in a month: how many it would ask, whom not and why, what they would answer, how surely.

The month is the last thirty days there are facts of, as if the programme had run for sixty before them (a panel:
from its first day). Computed on the facts, by the rules of today; nothing is written. Letters go at the programme's
times, to the quarter of an hour, by the clock that letters go by.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from auricle.analysis.expecting import expected_answers
from auricle.model.dimension import UnknownDimension
from auricle.query.panel import happened, panel
from auricle.query.window import Window
from auricle.store.relation import FilterError
from auricle.web.contacting.public import REASONS, Foreseen, Wishes, by_zone, foresee, zones_of
from auricle.web.integrations.public import official_account
from auricle.web.platform.public import ScreenState, in_words
from auricle.web.surveys.public import score_of
from auricle.workspace import Workspace

from .asking import CONTROL
from .chance import fraction, is_control, turn
from .models import Programme
from .planning import on_days
from .queries import Share
from .windows import SendTimes

MONTH, BEFORE = timedelta(days=30), timedelta(days=60)
QUARTER = 15 * 60
ENOUGH = 30
"""Invitations of a survey from which on its own response rate says more than that of all surveys."""
KINDS = Programme.Kind
ADDRESSES: dict[str, str] = {Programme.Channel.EMAIL: "email", Programme.Channel.SMS: "phone"}


@dataclass(frozen=True, slots=True)
class Simulation:
    """``wished`` is how often the programme would have wanted to ask from ``first`` to ``last``.

    ``segments`` are those asked by segment, ``answers`` what they would answer by the rate of ``rate_n`` invitations;
    None where nobody was ever invited. ``margin`` is half the interval that so many answers would leave around the
    survey's ``score``; None where that was never asked. ``trouble`` says why it could not be worked out.
    """

    first: date
    last: date
    wished: int = 0
    asked: int = 0
    people: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
    segments: tuple[tuple[str, int], ...] = ()
    answers: Share | None = None
    is_rate_its_own: bool = False
    score: str = ""
    margin: float | None = None
    trouble: str = ""

    @property
    def withheld(self) -> int:
        return self.wished - self.asked


def simulate(state: ScreenState, programme: Programme) -> Simulation:
    """Run a programme over the last days there are facts of, and tell of a month."""
    last = state.workspace.last_day
    first = last - MONTH + timedelta(days=1)
    began = first if programme.kind == KINDS.PANEL else first - BEFORE
    try:
        wishes, control = _wishes(state.workspace, programme, began, last)
    except (FilterError, UnknownDimension) as error:
        return Simulation(first, last, trouble=in_words(error))
    foreseen = foresee(state.record, wishes)
    foreseen.because[control] = CONTROL
    return _told(state, programme, wishes, foreseen, Simulation(first, last))


def _told(
    state: ScreenState, programme: Programme, wishes: Wishes, foreseen: Foreseen, window: Simulation
) -> Simulation:
    began = datetime.combine(window.first, time(), state.workspace.zone).timestamp()
    who, because = wishes.who[wishes.at >= began], foreseen.because[wishes.at >= began]
    asked = who[because == ""]
    segments = Counter(foreseen.segments[each] for each in asked.tolist())
    reasons = sorted(Counter(because[because != ""].tolist()).items(), key=lambda pair: (-pair[1], pair[0]))
    answers, is_own = _answers(state, programme, len(asked))
    score = score_of(state.record, programme.survey)
    return Simulation(
        window.first, window.last, len(who), len(asked), len(np.unique(asked)),
        tuple((str(REASONS[code]), n) for code, n in reasons), tuple(segments.most_common()), answers, is_own,
        score, _margin(state, programme, score, answers),
    )  # fmt: skip


def _margin(state: ScreenState, programme: Programme, score: str, answers: Share | None) -> float | None:
    """An interval narrows with the root of n: as wide as that of the answers so far, for as many as are expected."""
    if not score or answers is None or not answers.value:
        return None
    for where, least in ((f"survey = '{programme.survey}'", ENOUGH), ("", 2)):
        row = state.workspace.measure(score, where=where).total
        if row.n and row.n >= least and row.low is not None and row.high is not None:
            return float((row.high - row.low) / 2 * math.sqrt(row.n / answers.value))
    return None


def _answers(state: ScreenState, programme: Programme, asked: int) -> tuple[Share | None, bool]:
    """By the rate at which this survey was answered; by that of all surveys where it asked too few to tell."""
    for where, least, is_own in ((f"survey = '{programme.survey}'", ENOUGH, True), ("", 1, False)):
        row = state.workspace.measure("response_rate", where=where).total
        if row.n and row.n >= least and row.value is not None:
            found = expected_answers(asked, round(row.value * row.n), row.n)
            return Share(round(found.value), found.low, found.high, row.n), is_own
    return None, False


def _wishes(facts: Workspace, programme: Programme, first: date, last: date) -> tuple[Wishes, NDArray[np.bool_]]:
    """Whom the programme would have wanted to ask when, in the order of time; and which of them are not to be asked."""
    of = {KINDS.EVENT: _triggered, KINDS.DATE: _on_dates}.get(KINDS(programme.kind), _taking_turns)
    columns = _Columns()
    for names, seconds in of(facts, programme, first, last):
        columns.add(names, seconds)
    who, at = columns.arrays()
    names = list(columns.places)
    is_theirs = programme.is_in_their_zone
    zones = zones_of(programme.workspace, pa.array(names, pa.string())) if is_theirs else [facts.zone] * len(names)
    for zone, mask in by_zone(zones, who):
        at[mask] = _when_letters_go(programme.send_times, at[mask], zone)
    order = np.lexsort((who, at))
    control = np.array([is_control(programme.pk or 0, name, programme.control_share) for name in names], bool)
    is_by_wechat = programme.channel == Programme.Channel.WECHAT
    appid = (official_account(programme.workspace) or "not yet") if is_by_wechat else ""
    needed = ADDRESSES.get(programme.channel, "")
    wishes = Wishes(names, who[order], at[order], address=needed, appid=appid, beside=programme.survey, zones=zones)
    return wishes, control[wishes.who] if names else np.zeros(0, bool)


def _when_letters_go(times: SendTimes, at: NDArray[np.int64], zone: ZoneInfo) -> NDArray[np.int64]:
    """The next moments at which letters go: looked up once for each quarter of an hour that occurs."""
    quarters, of = np.unique(at // QUARTER, return_inverse=True)
    starts = (datetime.fromtimestamp(int(quarter) * QUARTER, UTC) for quarter in quarters)
    opens = np.fromiter((int(times.next(start, zone).timestamp()) for start in starts), np.int64, len(quarters))
    return np.maximum(at, opens[of])


class _Columns:
    """Customers by their place, and rows of place and seconds, gathered batch by batch."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self._who: list[NDArray[np.int32]] = []
        self._at: list[NDArray[np.int64]] = []

    def add(self, names: pa.Array, seconds: NDArray[np.int64]) -> None:
        coded = pc.dictionary_encode(names)
        places = [self.places.setdefault(name, len(self.places)) for name in coded.dictionary.to_pylist()]
        self._who.append(np.array(places, np.int32)[coded.indices.to_numpy(zero_copy_only=False)])
        self._at.append(seconds)

    def arrays(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        return np.concatenate([np.zeros(0, np.int32), *self._who]), np.concatenate([np.zeros(0, np.int64), *self._at])


Rows = Iterable[tuple[pa.Array, NDArray[np.int64]]]


def _triggered(facts: Workspace, programme: Programme, first: date, last: date) -> Rows:
    delay = timedelta(hours=programme.delay_hours)
    window = Window.of(first - delay, last - delay)
    own = facts.settings.own_dimensions
    for batch in happened(facts.store, programme.entity, programme.where, window, own, programme.moment):
        yield batch.column("customer"), _seconds(batch.column("at"), facts.zone) + int(delay.total_seconds())


def _seconds(at: pa.Array, zone: ZoneInfo) -> NDArray[np.int64]:
    """Moments as seconds; a day that has no time begins at midnight in the workspace's zone."""
    if pa.types.is_date(at.type):
        days, of = np.unique(at.to_numpy(zero_copy_only=False), return_inverse=True)
        midnights = [int(datetime.combine(day, time(), zone).timestamp()) for day in days.tolist()]
        return np.array(midnights, np.int64)[of]
    seconds = at.cast(pa.timestamp("s", "UTC"), safe=False).cast(pa.int64())
    return np.asarray(seconds.to_numpy(zero_copy_only=False))


def _on_dates(facts: Workspace, programme: Programme, first: date, last: date) -> Rows:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    for found in on_days(programme, days, facts):
        names = pa.array([each.customer for each in found], pa.string())
        yield names, np.array([int(each.due_at.timestamp()) for each in found], np.int64)


def _taking_turns(facts: Workspace, programme: Programme, first: date, last: date) -> Rows:
    """A panel would have begun on the first day; everybody in turn has their days in the calendar."""
    zone, times, pk, days = facts.zone, programme.send_times, programme.pk or 0, programme.cycle_days
    whole = (last - first).days + 1
    shift = 0 if programme.kind == KINDS.PANEL else first.toordinal()

    def moments(customer: str) -> Iterator[int]:
        place = (turn(pk, customer, days) - shift) % days
        ends = place + 1 if programme.kind == KINDS.PANEL else whole
        for offset in range(place, min(ends, whole), days):
            day = times.day_of_turn(first + timedelta(days=offset), fraction("weekday", pk, customer))
            at = times.moment(day, fraction("moment", pk, customer), zone)
            yield int(at.timestamp())

    for batch in panel(facts.store, programme.where, facts.settings.own_dimensions):
        rows = [(customer, at) for customer in batch.column("customer").to_pylist() for at in moments(customer)]
        names = pa.array([customer for customer, _ in rows], pa.string())
        yield names, np.array([at for _, at in rows], np.int64)
