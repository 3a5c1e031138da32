"""Runs a mapping: files in, rows stored, duplicate or quarantined, in one transaction of the store."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from auricle.identity import Resolution, Resolver, Rules, read_rules
from auricle.model.entities import ANSWERS, ENTITIES, QUARANTINE
from auricle.store.store import Appended, Store

from ..sentence import sentence
from .belonging import Source, resolve_customers
from .contradictions import Arrival, arriving, settle
from .mapping import Mapping
from .parents import gather_parents
from .plan.answers import plan_answers
from .plan.entity import plan_entity
from .plan.plan import Plan
from .refused import Refused
from .report import Fate, FileRead, ImportReport, Progress, silent
from .staging import MEMORY, Staging, staging

_BATCH = 100_000


def run(
    mapping: Mapping,
    folder: Path,
    store: Store,
    *,
    progress: Progress = silent,
    scratch: Path | None = None,
    memory: str = MEMORY,
    rules: Rules | None = None,
) -> ImportReport:
    """Import the files of ``folder`` that a mapping names.

    Parameters
        scratch: where to stage what does not fit into ``memory``; the system's place for temporary files if None.
        rules: by which ids customers are known; the default ones if None.
    Returns
        What became of every row: per entity, read = stored + duplicate + quarantined.
    Raises
        SourceFault: a file or the mapping is wrong as a whole; nothing was stored.
    """
    with staging(scratch, memory) as engine:
        for done, alias in enumerate(mapping.files):
            progress(sentence("reading {file}", file=alias), done, len(mapping.files))
            engine.open(mapping, alias, folder)
        engine.lock()
        rules = rules or read_rules(zone=store.zone)
        plans, resolution = plan_all(mapping, engine, store, rules)
        report = Delivery(mapping.name, engine, store, progress).deliver(plans)
        if resolution:
            Resolver(store, rules).keep(resolution)
    progress("putting in order", 0, 0)
    store.tidy()
    return report


@dataclass(slots=True)
class Delivery:
    """Hands the rows of plans to a store, and those it refuses to the quarantine."""

    source: str
    engine: Staging
    store: Store
    progress: Progress
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:16])
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    _invalid: dict[str, int] = field(default_factory=dict)

    def deliver(self, plans: list[Plan]) -> ImportReport:
        refused = Refused(self.engine)
        refused.add_unreadable(plans)
        arrivals = []
        for done, plan in enumerate(plans):
            self.progress(sentence("checking {table}", table=plan.entity.name), done, len(plans))
            arrivals.append(arriving(self.engine, plan))
        appended = self.store.append(self._batch(arrivals, refused))
        added = appended.stored.get(QUARANTINE.name, 0)
        fates = {a.plan.entity.name: self._fate(a, appended) for a in arrivals}
        for arrival in arrivals:
            name = arrival.plan.entity.name
            conflicting = appended.conflicting.get(name)
            if conflicting is not None and conflicting.num_rows:
                fates[name] = settle(self.engine, arrival, conflicting, self.store, refused, fates[name])
        late = refused.quarantine(self.source, self.id, self.at)
        if late is not None:
            added += self.store.append({QUARANTINE.name: late}).stored.get(QUARANTINE.name, 0)
        return self._report(fates, refused, added)

    def _batch(self, arrivals: list[Arrival], refused: Refused) -> dict[str, pa.Table | pa.RecordBatchReader]:
        """Readers in the order they are to be read: the quarantine is gathered while the facts go by."""
        batch: dict[str, pa.Table | pa.RecordBatchReader] = {a.plan.entity.name: self._accepted(a) for a in arrivals}
        quarantine = pa.RecordBatchReader.from_batches(QUARANTINE.schema, self._quarantined(arrivals, refused))
        return {**batch, QUARANTINE.name: quarantine}

    def _accepted(self, arrival: Arrival) -> pa.RecordBatchReader:
        reader = self.engine.cursor().sql(arrival.sql).to_arrow_reader(_BATCH)
        schema = reader.schema.remove(reader.schema.get_field_index("_refused"))
        return pa.RecordBatchReader.from_batches(schema, self._passing(arrival.plan.entity.name, reader))

    def _passing(self, entity: str, reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
        done = self._invalid[entity] = 0
        for batch in reader:
            refused = batch.column("_refused")
            if invalid := pc.sum(refused).as_py() or 0:
                self._invalid[entity] += invalid
                batch = batch.filter(pc.invert(refused))
            done += batch.num_rows
            yield batch.drop_columns(["_refused"])
            self.progress(sentence("storing {table}", table=entity), done, 0)

    def _quarantined(self, arrivals: list[Arrival], refused: Refused) -> Iterator[pa.RecordBatch]:
        for arrival in arrivals:
            if self._invalid.get(arrival.plan.entity.name, 1):
                refused.add_invalid(arrival.plan)
        rows = refused.quarantine(self.source, self.id, self.at)
        for batch in rows or []:
            yield batch.cast(QUARANTINE.schema)

    def _fate(self, arrival: Arrival, appended: Appended) -> Fate:
        name = arrival.plan.entity.name
        return Fate(appended.stored.get(name, 0), appended.duplicate.get(name, 0) + arrival.superseded)

    def _report(self, fates: dict[str, Fate], refused: Refused, added: int) -> ImportReport:
        reasons = refused.counts()
        for (entity, _), rows in reasons.items():
            fates[entity] = replace(fates[entity], quarantined=fates[entity].quarantined + rows)
        files = tuple(
            FileRead(alias, opened.name, opened.understood.said)
            for alias, found in self.engine.files.items()
            for opened in found
        )
        return ImportReport(self.id, self.source, fates, files, reasons, sum(reasons.values()) - added)


def plan_all(mapping: Mapping, engine: Staging, store: Store, rules: Rules) -> tuple[list[Plan], Resolution | None]:
    """One plan per entity of the mapping, and one for the answers a feedback is taken apart into.

    Beside them what the identities in the files taught, to be kept once the rows are stored.
    """
    zone = mapping.zone or store.zone
    said = {name: Source(rule, engine.origin(name, rule, mapping, zone)) for name, rule in mapping.entities.items()}
    sources, resolution = resolve_customers(mapping.name, said, engine, store, rules)
    plans: dict[str, Plan] = {}
    for name, source in sources.items():
        entity, rule, origin = ENTITIES[name], source.rule, source.origin
        plan = plan_entity(entity, rule, origin)
        if entity.has("feedback") and name != "feedback":
            parents = gather_parents(engine, plan, plans.get("feedback"), store)
            plan = plan_entity(entity, rule, origin, parents=parents)
        plans[name] = plan
        if rule.answers:
            plans[ANSWERS.name] = plan_answers(rule, origin)
    return list(plans.values()), resolution
