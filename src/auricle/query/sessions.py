"""Visits: what a customer did on web or app without a long pause, computed where the facts are.

Sessions are not stored: a row that arrives late may join two of them. They are a relation like any
other, made by window functions over each customer's interactions in the order of time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlglot import exp

from ..model.dimension import Dimension
from ..model.entities import INTERACTIONS, SESSIONS, entity
from ..model.session import PAGES, Sessions
from ..store.relation import Relation
from ..store.spelling import Spelling
from .window import Window

_READ = ("interaction", "at", "day", "customer", "channel", "touchpoint", "campaign", "activity")
_OF_THE_FIRST = {"session": "interaction", "channel": "channel", "touchpoint": "touchpoint", "campaign": "campaign"}
_MARGIN = timedelta(days=1)


def relation(name: str, spelling: Spelling, own: Iterable[Dimension], sessions: Sessions, window: Window) -> Relation:
    """An entity to select from, whether it is stored or, as sessions are, computed.

    Only rows of the window have to be right: sessions are looked for from a day before it to a day after.
    """
    source = session_rows(sessions, window, spelling) if name == SESSIONS.name else None
    return Relation(entity(name), spelling, own, source)


def session_rows(sessions: Sessions, window: Window, spelling: Spelling) -> exp.Subquery:
    """One row per session, with the columns of ``SESSIONS`` and ``day``."""
    begun = exp.select(*map(_column, _READ), exp.alias_(_begins(sessions, spelling), "begins", quoted=True))
    runs = exp.select("*", exp.alias_(_so_far(), "run", quoted=True))
    rows = runs.from_(begun.from_(_marked(sessions, window, spelling).subquery("marked")).subquery("begun"))
    gathered = _gathered().from_(rows.subquery("runs")).group_by(_column("customer"), _column("run"))
    return _named(spelling).from_(gathered.subquery("gathered")).subquery()


def _marked(sessions: Sessions, window: Window, spelling: Spelling) -> exp.Select:
    """Interactions of customers on the channels, each with the time of the one before it."""
    facts = Relation(INTERACTIONS, spelling)
    at, customer, key = (facts.expression(name) for name in ("at", "customer", "interaction"))
    backwards: list[exp.Expression] = [exp.Ordered(this=tree.copy(), desc=True) for tree in (at, key)]
    before = exp.alias_(spelling.next_value(at, [customer], backwards), "before", quoted=True)
    known = exp.Not(this=exp.Is(this=customer.copy(), expression=exp.Null()))
    channels = [exp.Literal.string(channel) for channel in sessions.channels]
    visits = exp.In(this=facts.expression("channel"), expressions=channels)
    wider = Window(
        window.start - _MARGIN if window.start else None,
        window.end + _MARGIN if window.end else None,
    ).condition(facts.expression("day"))
    columns = (exp.alias_(facts.expression(name), name, quoted=True) for name in _READ)
    return facts.select(*columns, before).where(*filter(None, (known, visits, wider)))


def _begins(sessions: Sessions, spelling: Spelling) -> exp.Expression:
    gap = spelling.seconds_between(_column("before"), _column("at"))
    paused = exp.GT(this=exp.paren(gap), expression=exp.Literal.number(60 * sessions.minutes))
    first = exp.Is(this=_column("before"), expression=exp.Null())
    return exp.Case(default=exp.Literal.number(0)).when(exp.or_(first, paused), exp.Literal.number(1))


def _so_far() -> exp.Expression:
    """How many sessions of the customer have begun: the number of the one a row belongs to."""
    return exp.Window(
        this=exp.Sum(this=_column("begins")),
        partition_by=[_column("customer")],
        order=exp.Order(expressions=[exp.Ordered(this=_column(name)) for name in ("at", "interaction")]),
        spec=exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW"),
    )


def _gathered() -> exp.Select:
    """Named apart from the columns they are made of: an engine may take a name for the new column."""
    is_first = exp.EQ(this=_column("begins"), expression=exp.Literal.number(1))
    firsts = {
        name: exp.Max(this=exp.Case().when(is_first.copy(), _column(column))) for name, column in _OF_THE_FIRST.items()
    }
    seen = exp.In(this=_column("activity"), expressions=[exp.Literal.string(page) for page in PAGES])
    counted = exp.Case().when(seen, exp.Literal.number(1))
    sums: dict[str, exp.Expression] = {
        "at": exp.Min(this=_column("at")),
        "ended_at": exp.Max(this=_column("at")),
        "day": exp.Min(this=_column("day")),
        "pages": exp.Count(this=counted, big_int=True),
        "events": exp.Count(this=exp.Star(), big_int=True),
    }
    trees = [exp.alias_(tree, f"its_{name}", quoted=True) for name, tree in {**firsts, **sums}.items()]
    return exp.select(exp.alias_(_column("customer"), "its_customer", quoted=True), *trees)


def _named(spelling: Spelling) -> exp.Select:
    lasted = spelling.seconds_between(_column("its_at"), _column("its_ended_at"))
    names = [column.name for column in SESSIONS.columns if column.name != "duration_seconds"]
    columns = [exp.alias_(_column(f"its_{name}"), name, quoted=True) for name in (*names, "day")]
    return exp.select(*columns, exp.alias_(lasted, "duration_seconds", quoted=True))


def _column(name: str) -> exp.Column:
    return exp.column(name, quoted=True)
