"""Whose rows are, where a mapping gives identities instead of a customer: resolved as the events of a collector are."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import msgspec
import pyarrow as pa

from auricle.identity import Identities, Resolution, Resolver, Rules, UnknownKind
from auricle.store.store import Store

from . import quoting
from .faults import UnknownIdentity
from .mapping import ColumnRule, EntityRule
from .plan.entity import Origin, identity_texts
from .staging import Staging

_CUSTOMER, _KNOWN_AS = "_customer", "_known_as"


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows of an entity come from, and by what rule."""

    rule: EntityRule
    origin: Origin


def resolve_customers(
    name: str, sources: Mapping[str, Source], engine: Staging, store: Store, rules: Rules
) -> tuple[dict[str, Source], Resolution | None]:
    """The sources with a customer for every row, and what their identities taught; all files are one batch.

    Raises
        UnknownIdentity: a mapping names a kind of identity that the rules do not know.
    """
    sets = {entity: _sets(entity, source, engine, rules) for entity, source in sources.items() if _said(source.rule)}
    if not sets:
        return dict(sources), None
    batch = [identities for table in sets.values() for identities in table.identities]
    resolution = Resolver(store, rules).resolve(batch, [time.time_ns() // 1_000] * len(batch), name)
    done, found = dict(sources), iter(zip(resolution.customers, resolution.known_as, strict=True))
    for entity, table in sets.items():
        done[entity] = _resolved(entity, sources[entity], table, found, engine)
    return done, resolution


@dataclass(frozen=True, slots=True)
class _Sets:
    """The different combinations of identities in the rows of an entity: as text, and as they are written."""

    kinds: list[str]
    texts: pa.Table
    identities: list[Identities]


def _said(rule: EntityRule) -> dict[str, str]:
    return rule.rule("customer").identities if "customer" in rule.columns else {}


def _sets(entity: str, source: Source, engine: Staging, rules: Rules) -> _Sets:
    kinds = sorted(_said(source.rule), key=lambda kind: rules.order.get(kind, 0))
    try:
        for kind in kinds:
            rules.kind(kind)
    except UnknownKind as error:
        raise UnknownIdentity(entity, error) from error
    texts = identity_texts(_said(source.rule), kinds)
    columns = ", ".join(f"{text} AS {_column(kind)}" for kind, text in texts.items())
    table = engine.cursor().sql(f"SELECT DISTINCT {columns} FROM ({source.origin.sql})").to_arrow_table()
    written = [_written(rules, kind, table.column(place)) for place, kind in enumerate(kinds)]
    return _Sets(kinds, table, [tuple(filter(None, named)) for named in zip(*written, strict=True)])


def _column(kind: str) -> str:
    return quoting.name(f"_identity_{kind}")


def _written(rules: Rules, kind: str, values: pa.ChunkedArray) -> list[str]:
    return [rules.identity(kind, value) for value in values.to_pylist()]


def _resolved(
    entity: str, source: Source, sets: _Sets, found: Iterator[tuple[str | None, str | None]], engine: Staging
) -> Source:
    """The source beside a table of whose each combination is."""
    whose = [next(found) for _ in sets.identities]
    table = sets.texts.append_column(_CUSTOMER, pa.array([customer for customer, _ in whose], pa.string()))
    table = table.append_column(_KNOWN_AS, pa.array([name for _, name in whose], pa.string()))
    name = quoting.name(f"people of {entity}")
    engine.load(f"CREATE TABLE {name} AS SELECT * FROM given", table)
    texts = identity_texts(_said(source.rule), sets.kinds)
    same = " AND ".join(f"w.{_column(kind)} IS NOT DISTINCT FROM {text}" for kind, text in texts.items())
    sql = f"SELECT o.*, w.{_CUSTOMER}, w.{_KNOWN_AS} FROM ({source.origin.sql}) AS o LEFT JOIN {name} AS w ON {same}"
    columns = {**source.rule.columns, "customer": ColumnRule(from_=_CUSTOMER)}
    if entity not in ("customers", "identities"):
        columns["known_as"] = ColumnRule(from_=_KNOWN_AS)
    return Source(msgspec.structs.replace(source.rule, columns=columns), replace(source.origin, sql=sql))
