"""Paths of channels that end in a conversion, or in nothing, and what each channel is owed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from ..analysis.attribution import FairShares, NoConversions, Removal, fair_shares, removal_effects
from ..analysis.converting import Converting
from ..analysis.estimator import Estimate
from ..analysis.roles import Roles, roles
from ..store.spelling import Spelling
from ..store.store import Store
from .journeys import NoSteps
from .steps import TABLE, Steps, among, column, grouped, named
from .walking import parts_of

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
    version = store.version()
    paths, won, lost = _paths(asked, conversion, look_back_days, store)
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
        _touches(asked, store.spelling).sql(store.spelling.dialect, pretty=True),
        version,
    )


def _paths(
    asked: Steps, conversion: str, look_back_days: int, store: Store
) -> tuple[list[tuple[str, ...]], list[int], list[int]]:
    """Distinct paths of channels with how often each converted and how often it did not, in one pass over the touches.

    The engine puts them in order, within its memory; at hand is the path under way.
    """
    channels = _channels(asked, store)
    if not channels:
        raise NoSteps(asked)
    found = Converting(channels, look_back_days * 86_400_000_000)
    for runs, instants, steps in parts_of(store, _coded(asked, conversion, channels, store.spelling)):
        found.take(runs, instants, steps >> 1, steps & 1)
    paths, won, lost = found.paths()
    return paths, won.tolist(), lost.tolist()


def _channels(asked: Steps, store: Store) -> tuple[str, ...]:
    named_by = grouped(exp.select(*named(step=column("step"))).from_(asked.rows(store.spelling).subquery(TABLE)), 1)
    return tuple(sorted(store.query(named_by).column("step").to_pylist()))


def _touches(asked: Steps, spelling: Spelling) -> exp.Select:
    return asked.rows(spelling, {"activity": "activity"})


def _coded(asked: Steps, conversion: str, channels: tuple[str, ...], spelling: Spelling) -> exp.Select:
    """By run and time: the number of each run, the instant, twice the channel's code and one more where it converts."""
    even = [
        exp.If(this=exp.Literal.string(name), true=exp.Literal.number(2 * code)) for code, name in enumerate(channels)
    ]
    converts = exp.EQ(this=column("activity"), expression=exp.Literal.string(conversion))
    odd = exp.Case(ifs=[exp.If(this=converts, true=exp.Literal.number(1))], default=exp.Literal.number(0))
    code = exp.Add(this=exp.Case(this=column("step"), ifs=even), expression=odd)
    tree = exp.select(*named(run=spelling.text_number(column("run")), at=column("at"), step=code))
    rows = tree.from_(_touches(asked, spelling).subquery(TABLE)).where(among(column("step"), channels))
    return rows.order_by(column("run"), column("at"), column("key"))
