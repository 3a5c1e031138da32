"""Paths of channels that end in a conversion, or in nothing, and what each channel is owed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from ..analysis.attribution import FairShares, NoConversions, Removal, fair_shares, removal_effects
from ..analysis.estimator import Estimate
from ..analysis.roles import Roles, roles
from ..store.spelling import Spelling
from ..store.store import Store
from .journeys import NoSteps
from .steps import TABLE, Steps, column, grouped, named

ONLINE = frozenset(
    {"web", "website", "app", "email", "mail", "wechat", "mini-program", "social", "chat", "search", "ads"}
)
OFFLINE = frozenset({"store", "shop", "branch", "phone", "hotline", "counter", "event", "post"})
LOOK_BACK_DAYS = 30


@dataclass(frozen=True, slots=True)
class ChannelParts:
    """Channels on the way to ``conversion``, looking back so many days from each.

    ``removal`` and ``shares`` divide all conversions among the channels; ``online_to_offline`` is
    the share of the conversions begun online that ended offline (n is 0 where none began so).
    """

    conversion: str
    look_back_days: int
    paths: int
    conversions: int
    lost: int
    roles: Roles
    removal: Removal
    shares: FairShares
    online_to_offline: Estimate
    offline_to_online: Estimate
    query: str
    version: int


def channel_parts(asked: Steps, conversion: str, store: Store, look_back_days: int = LOOK_BACK_DAYS) -> ChannelParts:
    """What part each channel plays before the activity ``conversion``.

    A customer's touches are cut behind each conversion; what comes behind the last one converted
    nobody and is a lost path. A channel met twice running counts once.

    Raises
        NoSteps: nobody met any channel. NoConversions: nobody did ``conversion``.
    """
    version, tree = store.version(), conversion_paths(asked, conversion, look_back_days, store.spelling)
    found = store.query(tree)
    if not found.num_rows:
        raise NoSteps(asked)
    paths, won, lost = (found.column(name).to_pylist() for name in ("path", "converted", "lost"))
    if not sum(won):
        raise NoConversions(int(sum(lost)))
    parts = roles(paths, won)
    return ChannelParts(
        conversion,
        look_back_days,
        len(paths),
        round(sum(won)),
        round(sum(lost)),
        parts,
        removal_effects(paths, won, lost),
        fair_shares(paths, won),
        parts.crossing(ONLINE, OFFLINE),
        parts.crossing(OFFLINE, ONLINE),
        tree.sql(store.spelling.dialect, pretty=True),
        version,
    )


def conversion_paths(asked: Steps, conversion: str, look_back_days: int, spelling: Spelling) -> exp.Select:
    """Distinct paths of channels with how often each converted and how often it did not."""
    touches = _cut(asked, conversion, spelling)
    fresh = _within(touches, look_back_days, spelling)
    moved = _changes(fresh, spelling)
    sequence = spelling.sequence(column("step"), [column("at"), column("key")])
    left = column("left")
    each = grouped(
        exp.select(*named(run=column("run"), left=left, path=sequence)).from_(moved.subquery(TABLE)), 2
    ).subquery("walked")
    zero = exp.Literal.number(0)
    converts = exp.GT(this=column("left", "walked"), expression=zero)
    sums = named(
        converted=spelling.number(exp.Sum(this=_one(converts))),
        lost=spelling.number(exp.Sum(this=_one(exp.EQ(this=column("left", "walked"), expression=zero.copy())))),
    )
    return grouped(exp.select(*named(path=column("path", "walked")), *sums).from_(each), 1)


def _cut(asked: Steps, conversion: str, spelling: Spelling) -> exp.Select:
    """Touches with ``left``, the conversions of the run from here on: equal within one path, 0 behind the last."""
    rows = asked.rows(spelling, {"activity": "activity"}).subquery(TABLE)
    converts = _one(exp.EQ(this=column("activity"), expression=exp.Literal.string(conversion)))
    backwards = [exp.Ordered(this=column(name), desc=True, nulls_first=False) for name in ("at", "key")]
    left = exp.Window(this=exp.Sum(this=converts), partition_by=[column("run")], order=exp.Order(expressions=backwards))
    return exp.select(exp.Star(), *named(left=left)).from_(rows)


def _within(touches: exp.Select, days: int, spelling: Spelling) -> exp.Select:
    """Touches at most so many days before the last one of their path."""
    end = exp.Window(this=exp.Max(this=column("at")), partition_by=[column("run"), column("left")])
    ended = exp.select(exp.Star(), *named(ended_at=end)).from_(touches.subquery(TABLE))
    ago = spelling.seconds_between(column("at"), column("ended_at"))
    late = exp.LTE(this=ago, expression=exp.Literal.number(days * 86_400))
    return exp.select(exp.Star()).from_(ended.subquery(TABLE)).where(late)


def _changes(touches: exp.Select, spelling: Spelling) -> exp.Select:
    """Touches on another channel than the one before on the path."""
    backwards: list[exp.Expression] = [
        exp.Ordered(this=column(name), desc=True, nulls_first=False) for name in ("at", "key")
    ]
    before = spelling.next_value(column("step"), [column("run"), column("left")], backwards)
    seen = exp.select(exp.Star(), *named(previous=before)).from_(touches.subquery(TABLE))
    first = exp.Is(this=column("previous"), expression=exp.Null())
    other = exp.NEQ(this=column("previous"), expression=column("step"))
    return exp.select(exp.Star()).from_(seen.subquery(TABLE)).where(exp.or_(first, other))


def _one(claim: exp.Expression) -> exp.Expression:
    return exp.Case(ifs=[exp.If(this=claim, true=exp.Literal.number(1))], default=exp.Literal.number(0))
