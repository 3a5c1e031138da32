"""What a batch of events means, before it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache, reduce
from pathlib import Path

import duckdb
import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from auricle.model.entities import INTERACTIONS
from auricle.model.meaning import GIVEN, Meaning
from auricle.store.engines.duckdb.spelling import DuckDBSpelling

from .agents import Agent, agent
from .fields import CONTEXT, KEPT, OURS, RULE, STAMPS, path_of
from .rules import POSITION, Rules

EVENT = pa.schema(
    [(name, pa.string()) for name in ("event", "kind", "source", "properties", "context")]
    + [(name, pa.string()) for name in ("user_agent", "country", "language", *STAMPS)]
)
"""What ``events`` have besides columns of interactions; texts, ``properties`` and ``context`` JSON objects."""

_CONTEXT_SQL, _DECODED_SQL = (
    Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("context.sql", "decoded.sql")
)
_TOLD = ["context", "user_agent", "country", "language"]
_DERIVED = ("campaign",)


class Understanding:
    """Turns events into interactions by the rules of a workspace. Not to be shared by threads.

    Raises
        FilterError: a rule cannot be understood.
    """

    def __init__(self, meaning: Meaning):
        self._rules = Rules(meaning, DuckDBSpelling())
        self._connection = duckdb.connect(config={"threads": 1})
        self._connection.execute(_DECODED_SQL)
        self._spelled = lru_cache(maxsize=1)(self._asked)
        self._read, self._meant = (_Prepared(self._connection, name) for name in ("events", "derived"))

    def understood(self, events: pa.Table) -> pa.Table:
        """The interactions that events are: one row each, in the same order.

        Parameters
            events: the columns of ``EVENT`` (``event`` the name as sent, ``kind`` track, page or screen,
                ``source`` the name of the write key, ``user_agent``, ``country`` and ``language`` from the
                headers of the request, ``original_timestamp`` and ``sent_at`` the client's own words), and
                columns of interactions that are known already:
                ``interaction``, ``at``, ``customer``, ``known_as``, ``session``. All but ``event`` and
                ``kind`` of them may be null.
        Returns
            Those columns of interactions, those a rule gives, ``campaign`` and ``properties``: what was
            sent, with ``_event``, ``_kind``, ``_source``, ``_rule``, ``_context`` … beside it.
        """
        passed = tuple(name for name in events.schema.names if name not in EVENT.names)
        given = _typed(events)
        read = self._read.asked(_CONTEXT_SQL, given.select(_TOLD))
        found = self._meant.asked(self._spelled(passed), _beside(given.drop_columns(_TOLD), _with_agents(read)))
        return found.select([name for name in INTERACTIONS.schema.names if name in found.schema.names])

    def again(self, stored: pa.Table) -> pa.Table:
        """Interactions that came in as events, understood anew: those whose meaning changed, as they are now.

        Parameters
            stored: rows of interactions, with all their columns.
        """
        with _shown(self._connection, "stored", stored):
            tree = _asked_again(self._rules, stored.schema.names)
            return self._connection.sql(tree.sql(self._rules.dialect)).to_arrow_table()

    def _asked(self, passed: tuple[str, ...]) -> str:
        return _asked(self._rules, passed).sql(self._rules.dialect)

    def close(self) -> None:
        self._connection.close()


class _Prepared:
    """A question about a table that is another one each time: planned once, for the rules make a long one."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, name: str):
        self._connection, self._name = connection, name
        self._rows = pa.table({})
        self._planned: tuple[str, pa.Schema] | None = None

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """What the engine reads when it asks for the table."""
        return self._rows.__arrow_c_stream__(requested_schema)

    def asked(self, sql: str, rows: pa.Table) -> pa.Table:
        self._rows = rows
        if self._planned != (sql, rows.schema):
            self._connection.register(self._name, self)
            self._connection.execute(f"PREPARE asked_{self._name} AS {sql}")
            self._planned = sql, rows.schema
        try:
            return self._connection.sql(f"EXECUTE asked_{self._name}").to_arrow_table()
        finally:
            self._rows = rows.slice(0, 0)


@contextmanager
def _shown(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> Iterator[None]:
    connection.register(name, rows)
    try:
        yield
    finally:
        connection.unregister(name)


def _typed(events: pa.Table) -> pa.Table:
    """Columns in which every value is missing say so with a type of their own."""
    types = {**{f.name: f.type for f in INTERACTIONS.schema}, **{f.name: f.type for f in EVENT}}
    return events.cast(pa.schema([(name, types[name]) for name in events.schema.names]))


def _beside(rows: pa.Table, others: pa.Table) -> pa.Table:
    """The columns of two tables whose rows go together."""
    return pa.table([*rows.columns, *others.columns], names=[*rows.column_names, *others.column_names])


def _with_agents(read: pa.Table) -> pa.Table:
    """Device, system and browser of each row: looked up once for each user agent there is."""
    column = read.column("agent").combine_chunks().dictionary_encode()
    agents = [agent(text) for text in column.dictionary.to_pylist()]
    for part in Agent._fields:
        told = pa.array([getattr(found, part) for found in agents], pa.string()).take(column.indices)
        said = f"{part}_said"
        read = read.append_column(part, pc.coalesce(read.column(said), told) if said in read.column_names else told)
    return read


def _asked(rules: Rules, passed: Iterable[str]) -> exp.Select:
    """Over ``derived``: the paths that rules speak of, the rule of each row, and what it then means."""
    names = rules.fields.names
    lists = {
        column: [path_of(name)[skip:] for name in names if _home(name) == column] for column, skip in _LISTS.items()
    }
    read = exp.select("*", *(_extracted(column, paths) for column, paths in lists.items())).from_("derived")
    fields = exp.select("*", *rules.fields.columns(_tree(name, names) for name in names)).from_(read.subquery("read"))
    placed = exp.select("*", exp.alias_(rules.position, POSITION, quoted=True)).from_(fields.subquery("fields"))
    columns = [_column(name) for name in passed]
    given = [exp.alias_(rules.column(name), name, quoted=True) for name in GIVEN]
    rest = [*map(_column, _DERIVED), exp.alias_(_properties(rules), "properties", quoted=True)]
    return exp.select(*columns, *given, *rest).from_(placed.subquery("placed"))


def _asked_again(rules: Rules, columns: list[str]) -> exp.Select:
    """As ``_asked``, where everything lies in the properties already; only rows that change."""
    names = rules.fields.names
    read = exp.select("*", _extracted("properties", [path_of(name) for name in names])).from_("stored")
    places = (
        exp.Bracket(this=_column("within_properties"), expressions=[exp.Literal.number(n)], offset=1)
        for n in range(1, len(names) + 1)
    )
    fields = exp.select("*", *rules.fields.columns(places)).from_(read.subquery("read"))
    placed = exp.select("*", exp.alias_(rules.position, POSITION, quoted=True)).from_(fields.subquery("fields"))
    named = _call("json_merge_patch", _column("properties"), _call("json_object", _text(RULE[0]), rules.name))
    new = {**{name: rules.column(name) for name in GIVEN}, "properties": named}
    told = exp.select(*map(_column, columns), *(exp.alias_(tree, f"new_{name}") for name, tree in new.items()))
    changed = exp.or_(*(exp.NullSafeNEQ(this=_column(name), expression=_column(f"new_{name}")) for name in GIVEN))
    ruled = exp.NullSafeNEQ(this=_rule_in("properties"), expression=_rule_in("new_properties"))
    kept = (exp.alias_(_column(f"new_{name}" if name in new else name), name, quoted=True) for name in columns)
    return (
        exp.select(*kept).from_(told.from_(placed.subquery("placed")).subquery("told")).where(exp.or_(changed, ruled))
    )


def _rule_in(column: str) -> exp.Expression:
    return _call("json_extract_string", _column(column), _text(f"/{RULE[0]}"))


_LISTS = {"properties": 0, "context": 1}


def _home(name: str) -> str:
    """The column a name is found in: one of its own, or the JSON it reaches into."""
    return name if name in KEPT else name.partition(".")[0]


def _tree(name: str, names: tuple[str, ...]) -> exp.Expression:
    home = _home(name)
    if home not in _LISTS:
        return _column(home)
    position = [other for other in names if _home(other) == home].index(name) + 1
    return exp.Bracket(this=_column(f"within_{home}"), expressions=[exp.Literal.number(position)], offset=1)


def _extracted(column: str, paths: list[tuple[str, ...]]) -> exp.Expr:
    pointers = ["".join("/" + step.replace("~", "~0").replace("/", "~1") for step in path) for path in paths]
    wanted = exp.Array(expressions=[exp.Literal.string(pointer) for pointer in pointers or ["/"]])
    return exp.alias_(_call("json_extract_string", _column(column), wanted), f"within_{column}", quoted=True)


def _properties(rules: Rules) -> exp.Expression:
    """What was sent, with what Auricle knows beside it; a name that was sent and is ours is overwritten."""
    told = {**STAMPS, **{name: path[0] for name, path in KEPT.items()}}
    known = [_pair(ours, _call("to_json", _column(name))) for name, ours in told.items()]
    context = exp.Nullif(this=_column("context"), expression=_text("{}"))
    pairs = _call(
        "concat_ws", _text(","), *known, _pair(CONTEXT, context), _pair(RULE[0], _call("to_json", rules.name))
    )
    ours = _joined(_text("{"), pairs, _text("}"))
    sent = _column("properties")
    beside = _joined(_text("{"), pairs, _text(","), _call("substr", sent, exp.Literal.number(2)))
    cleared = _call("json_merge_patch", sent, _text(msgspec.json.encode(dict.fromkeys(OURS)).decode()))
    return (
        exp.Case(default=_call("json_merge_patch", cleared, ours))
        .when(exp.Coalesce(this=exp.EQ(this=sent, expression=_text("{}")), expressions=[exp.Boolean(this=True)]), ours)
        .when(exp.and_(_call("starts_with", sent, _text('{"')), exp.not_(_call("contains", sent, _text('"_')))), beside)
    )


def _pair(name: str, value: exp.Expression) -> exp.Expression:
    return _joined(_text(f'"{name}":'), value)


def _joined(*parts: exp.Expression) -> exp.Expression:
    """Texts put together; null when one of them is."""
    return reduce(lambda left, right: exp.DPipe(this=left, expression=right), parts)


def _text(text: str) -> exp.Literal:
    return exp.Literal.string(text)


def _column(name: str) -> exp.Column:
    return exp.column(name, quoted=True)


def _call(name: str, *arguments: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this=name, expressions=list(arguments))
