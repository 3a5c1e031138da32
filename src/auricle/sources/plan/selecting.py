"""A mapping's ``select:``: one SELECT over the files of the source, and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from ...sentence import sentence
from ..faults import SelectRefused

# What sqlglot has no class for and DuckDB has; none of them reads or tells anything but its arguments.
_ALLOWED = """
    age arg_max arg_min bar bit_count century chr damerau_levenshtein date_part dayname decade epoch epoch_ms
    factorial favg format fsum hamming hash isfinite isinf isodow isoyear json_array_length
    json_extract_string json_keys json_type json_valid jaccard julian kurtosis len list_aggregate
    list_contains list_count list_distinct list_extract list_has_any list_position list_slice list_sort
    list_sum list_unique mad make_date make_time make_timestamp md5 millisecond mode monthname nfc_normalize
    ord printf regexp_extract_all regexp_full_match regexp_matches reservoir_quantile sha256 split_part
    strip_accents string_split struct_extract struct_pack suffix prefix timezone to_days to_hours to_minutes
    to_seconds trim_scale try_strptime unicode url_decode yearweek
"""
_FUNCTIONS = frozenset(_ALLOWED.split())
_FORBIDDEN = (exp.ReadCSV, exp.ReadParquet, exp.Placeholder, exp.Parameter, exp.SessionParameter, exp.Into, exp.Lock)


@dataclass(frozen=True, slots=True)
class Selection:
    """``sql`` gives, beside what was selected, ``_file`` and ``_row`` of the first table named (null where untold)."""

    sql: str
    tables: tuple[str, ...]


def read_select(entity: str, text: str, aliases: Collection[str]) -> Selection:
    """Parse and vet a SELECT.

    Raises
        SelectRefused: it is not one SELECT, names a table that is no file of the mapping, or calls a
            function that is not on the list.
    """
    try:
        statements = sqlglot.parse(text, dialect="duckdb")
    except sqlglot.errors.SqlglotError as error:
        raise SelectRefused(
            entity, sentence("it is not SQL we can read ({error})", error=str(error).splitlines()[0])
        ) from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise SelectRefused(entity, sentence("write one SELECT and nothing else"))
    tree = statements[0]
    tables = _tables(entity, tree, aliases)
    _refuse_functions(entity, tree)
    return Selection(_with_place(tree, aliases).sql("duckdb"), tables)


def _tables(entity: str, tree: exp.Query, aliases: Collection[str]) -> tuple[str, ...]:
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    named: dict[str, None] = {}
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier) or table.args.get("db"):
            raise SelectRefused(
                entity,
                sentence(
                    "{table} is not a file of this mapping; use {aliases}",
                    table=table.sql("duckdb"),
                    aliases=", ".join(aliases),
                ),
            )
        if table.name in aliases:
            named[table.name] = None
        elif table.name not in own:
            raise SelectRefused(
                entity,
                sentence(
                    "there is no file {table!r}; the mapping has {aliases}",
                    table=table.name,
                    aliases=", ".join(aliases),
                ),
            )
    if not named:
        raise SelectRefused(entity, sentence("it reads no file; select from {aliases}", aliases=", ".join(aliases)))
    return tuple(named)


def _refuse_functions(entity: str, tree: exp.Query) -> None:
    for node in tree.walk():
        if isinstance(node, _FORBIDDEN):
            raise SelectRefused(
                entity,
                sentence("{node} may not be used here; select from the mapping's files only", node=node.sql("duckdb")),
            )
        if isinstance(node, exp.Anonymous) and node.name.lower() not in _FUNCTIONS:
            raise SelectRefused(
                entity, sentence("the function {node} is not on the list of those a mapping may call", node=node.name)
            )


def _with_place(tree: exp.Query, aliases: Collection[str]) -> exp.Query:
    first = _first_table(tree)
    if not isinstance(tree, exp.Select) or first is None or first.name not in aliases:
        return _without_place(tree)
    row, file = (exp.column(c, table=first.alias_or_name) for c in ("_row", "_file"))
    if tree.args.get("distinct"):
        tree.set("distinct", None)
        tree = tree.group_by(exp.var("ALL"), copy=False)
    if tree.args.get("group") or any(_is_aggregate(e) for e in tree.expressions):
        return tree.select(
            exp.alias_(exp.ArgMin(this=file, expression=row), "_file"), exp.alias_(exp.Min(this=row.copy()), "_row")
        )
    return tree.select(exp.alias_(file, "_file"), exp.alias_(row, "_row"))


def _first_table(tree: exp.Query) -> exp.Table | None:
    from_ = tree.args.get("from_") or tree.args.get("from")
    return from_.this if from_ is not None and isinstance(from_.this, exp.Table) else None


def _is_aggregate(expression: exp.Expression) -> bool:
    return any(
        isinstance(node, exp.AggFunc) and not isinstance(node.parent, exp.Window)
        for node in expression.find_all(exp.AggFunc)
    )


def _without_place(tree: exp.Query) -> exp.Query:
    nothing = [
        exp.alias_(exp.cast(exp.null(), kind), alias) for kind, alias in (("varchar", "_file"), ("bigint", "_row"))
    ]
    return exp.select("*", *nothing).from_(tree.subquery("selected"))
