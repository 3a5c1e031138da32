"""Tries quarantined rows again: after they were mended in a file, or after the mapping was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import reduce
from pathlib import Path

import msgspec
import pyarrow as pa
from sqlglot import exp

from auricle.identity import Resolution, Resolver, Rules, read_rules
from auricle.model.entities import ANSWERS, ENTITIES, FEEDBACK, QUARANTINE
from auricle.store.store import Appended, Store

from .. import quoting
from ..belonging import Source, resolve_customers
from ..faults import ColumnMissing
from ..kinds import open_file
from ..mapping import EntityRule, FileOptions, Mapping
from ..opened import OpenedFile
from ..parents import gather_parents
from ..plan.answers import plan_answers
from ..plan.entity import ROW as NUMBER
from ..plan.entity import Origin, headers_named, plan_entity
from ..plan.plan import Plan
from ..refused import UNREAD
from ..report import Fate, ImportReport
from ..staging import Staging, staging
from .export import PREFIX
from .waiting import Place, Waiting, waiting_rows

ROW = PREFIX + "row"
_THEIRS = {NUMBER: "_its_row", "_file": "_its_file"}
_ASKED_AT_ONCE = 5_000


@dataclass(slots=True)
class _Again:
    """Rows to try for one entity; ``rows[i]`` is what the quarantined rows ``ids[i]`` of one place say now."""

    ids: list[list[str]] = field(default_factory=list)
    rows: list[MappingOf[str, str | None]] = field(default_factory=list)
    places: dict[Place, int] = field(default_factory=dict)

    def add(self, row: Waiting, says: MappingOf[str, str | None]) -> None:
        if row.place not in self.places:
            self.places[row.place] = len(self.rows)
            self.ids.append([])
            self.rows.append(says)
        self.ids[self.places[row.place]].append(row.row)


def replay(mapping: Mapping, store: Store, mended: Path | None = None, rules: Rules | None = None) -> ImportReport:
    """Try the waiting rows of a source again, all of them or those in a mended export.

    Rows that pass now are stored (or found to be stored already) and their quarantined rows become
    ``replayed``; the others keep waiting and count as quarantined.

    Raises
        SourceFault: the mended file cannot be read, or is no export of a quarantine.
    """
    with staging() as engine:
        again = _gather(mapping, store, _mended_rows(engine, mended) if mended else None)
        rules = rules or read_rules(zone=store.zone)
        plans, resolution = _plans(engine, mapping, store, again, rules)
        passed = {name: _passed(engine, plan, len(again[name].ids)) for name, plan in plans.items()}
        appended = store.append({name: _reader(engine, plan.accepted) for name, plan in plans.items()})
        if resolution:
            Resolver(store, rules).keep(resolution)
        for name, conflicting in appended.conflicting.items():
            passed[name] -= _rows_of(engine, plans[name], conflicting)
        done = {id_ for name, indexes in passed.items() for i in indexes for id_ in again[name].ids[i]}
        still = {id_ for n in plans for i, ids in enumerate(again[n].ids) if i not in passed[n] for id_ in ids}
        _mark_replayed(store, sorted(done - still))
        fates = {name: _fate(engine, plan, appended) for name, plan in plans.items()}
        return ImportReport("", mapping.name, fates, reasons=_reasons(engine, plans, appended))


def refuse_no_export(path: Path) -> None:
    """A SourceFault unless the file is an export of a quarantine, mended or not."""
    with staging() as engine:
        _opened(engine, path)


def _mended_rows(engine: Staging, path: Path) -> dict[str, dict[str, str | None]]:
    """What a mended export says now, by the id of the quarantined row."""
    opened = _opened(engine, path)
    found: dict[str, dict[str, str | None]] = {}
    for batch in engine.cursor().sql(opened.relation(placed=False)).to_arrow_reader(_ASKED_AT_ONCE):
        for row in batch.to_pylist():
            found[row[ROW]] = {h: _without_apostrophe(v) for h, v in row.items() if not h.startswith(PREFIX)}
    return found


def _opened(engine: Staging, path: Path) -> OpenedFile:
    opened = open_file(path, path.name, FileOptions(pattern=path.name), engine.folder)
    opened.examine(engine.connection)
    if ROW not in opened.headers.names:
        raise ColumnMissing(path.name, ROW, opened.headers.names)
    return opened


def _without_apostrophe(value: str | None) -> str | None:
    return value[1:] if value and value[0] == "'" and value[1:2] in tuple("=+-@\t\r") else value


def _gather(mapping: Mapping, store: Store, mended: dict[str, dict[str, str | None]] | None) -> dict[str, _Again]:
    """What is to be tried, by entity: every waiting row whose place was mended, or every one there is."""
    again: dict[str, _Again] = defaultdict(_Again)
    waiting = list(waiting_rows(store, mapping.name))
    said = {row.place: mended[row.row] for row in waiting if row.row in mended} if mended is not None else {}
    for row in waiting:
        if mended is None or row.place in said:
            for entity in _targets(mapping, row):
                number = row.raw.get(NUMBER) or f"line{row.line}"  # a line that did not come apart has no number
                place = {_THEIRS[NUMBER]: number, _THEIRS["_file"]: row.file}
                says = {**said.get(row.place, row.raw), **place}
                again[entity].add(row, {header: value for header, value in says.items() if header != NUMBER})
    return dict(again)


def _targets(mapping: Mapping, row: Waiting) -> Iterator[str]:
    """The entity a row was to become; a line that did not come apart is tried for all that read its file."""
    if UNREAD not in row.raw:
        yield row.entity
        return
    for name, rule in mapping.entities.items():
        alias = rule.from_ or next(iter(mapping.files))
        if not rule.select and fnmatch(row.file or "", mapping.file(alias).pattern):
            yield name
            if rule.answers:
                yield ANSWERS.name


def _plans(
    engine: Staging, mapping: Mapping, store: Store, again: dict[str, _Again], rules: Rules
) -> tuple[dict[str, Plan], Resolution | None]:
    said = {}
    for name in (n for n in ENTITIES if n in again):
        taken_apart = name == ANSWERS.name and name not in mapping.entities
        rule = mapping.entities.get(FEEDBACK.name if taken_apart else name)
        if rule is not None:
            rule = _as_it_came(rule)
            said[name] = Source(rule, _origin(engine, name, mapping, rule, again[name], store))
    sources, resolution = resolve_customers(mapping.name, said, engine, store, rules)
    plans: dict[str, Plan] = {}
    for name, source in sources.items():
        rule, origin = source.rule, source.origin
        if name == ANSWERS.name and name not in mapping.entities:
            plans[name] = plan_answers(rule, origin)
            continue
        plans[name] = plan_entity(ENTITIES[name], rule, origin)
        if ENTITIES[name].has("feedback") and name != FEEDBACK.name:
            parents = gather_parents(engine, plans[name], plans.get(FEEDBACK.name), store)
            plans[name] = plan_entity(ENTITIES[name], rule, origin, parents=parents)
    return plans, resolution


def _as_it_came(rule: EntityRule) -> EntityRule:
    """The rule reading number and file of a row as they were when the row came, not its place among the mended."""
    said = {name: rule.rule(name) for name in rule.columns}
    columns = {
        name: msgspec.structs.replace(
            column,
            from_=_THEIRS.get(column.from_, column.from_),
            template=reduce(
                lambda text, its: text.replace(f"{{{its}}}", f"{{{_THEIRS[its]}}}"), _THEIRS, column.template
            ),
        )
        for name, column in said.items()
    }
    return msgspec.structs.replace(rule, columns=columns)


def _origin(engine: Staging, entity: str, mapping: Mapping, rule: EntityRule, again: _Again, store: Store) -> Origin:
    """The rows to be tried as a table; ``_row`` is their position among them."""
    named = [h for column in rule.columns for h in headers_named(rule.rule(column))]
    named += [h for group in rule.answers for code in group.questions for h in group.question(code).headers]
    headers = tuple(dict.fromkeys([*named, *(h for row in again.rows for h in row if h != UNREAD)]))
    columns = {h: pa.array([row.get(h) for row in again.rows], pa.string()) for h in headers}
    table = pa.table(
        {
            "_file": pa.array([ids[0] for ids in again.ids], pa.string()),
            "_row": pa.array(range(len(again.ids))),
            **columns,
        }
    )
    name = quoting.name(f"again {entity}")
    engine.load(f"CREATE TABLE {name} AS SELECT * FROM given", table)
    alias = rule.from_ or next(iter(mapping.files))
    return Origin(f"SELECT * FROM {name}", headers, (alias,), mapping.file(alias), mapping.zone or store.zone)


def _passed(engine: Staging, plan: Plan, rows: int) -> set[int]:
    refused = engine.connection.execute(
        f"SELECT DISTINCT _row FROM ({plan.core}) WHERE _problem IS NOT NULL"
    ).fetchall()
    return set(range(rows)) - {row for (row,) in refused}


def _rows_of(engine: Staging, plan: Plan, conflicting: pa.Table) -> set[int]:
    keys = quoting.name(f"conflicting {plan.entity.name}")
    engine.load(f"CREATE TABLE {keys} AS SELECT DISTINCT {plan.key} AS key FROM given", conflicting)
    sql = f"SELECT DISTINCT _row FROM ({plan.core}) WHERE {plan.key} IN (SELECT key FROM {keys})"
    return {row for (row,) in engine.connection.execute(sql).fetchall()}


def _reader(engine: Staging, sql: str) -> pa.RecordBatchReader:
    return engine.cursor().sql(sql).to_arrow_reader(100_000)


def _fate(engine: Staging, plan: Plan, appended: Appended) -> Fate:
    name = plan.entity.name
    refused = engine.connection.execute(f"SELECT count(*) FROM ({plan.core}) WHERE _problem IS NOT NULL").fetchall()
    conflicting = appended.conflicting[name].num_rows if name in appended.conflicting else 0
    return Fate(appended.stored.get(name, 0), appended.duplicate.get(name, 0), refused[0][0] + conflicting)


def _reasons(engine: Staging, plans: dict[str, Plan], appended: Appended) -> dict[tuple[str, str], int]:
    """Why rows still wait, counted by entity and reason."""
    found: dict[tuple[str, str], int] = {}
    for name, plan in plans.items():
        if plan.refused:
            sql = f"SELECT reason, count(*) FROM ({plan.refused}) GROUP BY 1 ORDER BY 1"
            found |= {(name, reason): rows for reason, rows in engine.connection.execute(sql).fetchall()}
        if name in appended.conflicting:
            found[name, "contradicts"] = appended.conflicting[name].num_rows
    return found


def _mark_replayed(store: Store, ids: list[str]) -> None:
    for start in range(0, len(ids), _ASKED_AT_ONCE):
        columns = [exp.column(c.name, quoted=True) for c in QUARANTINE.columns]
        chosen = exp.column(QUARANTINE.key, quoted=True).isin(*ids[start : start + _ASKED_AT_ONCE])
        rows = store.query(exp.select(*columns).from_(store.spelling.table(QUARANTINE.name)).where(chosen))
        state = pa.array(["replayed"] * rows.num_rows, pa.string())
        store.replace(QUARANTINE.name, rows.set_column(rows.schema.get_field_index("state"), "state", state))
