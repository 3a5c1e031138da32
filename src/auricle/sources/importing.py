"""Runs a mapping: files in, rows stored, duplicate or quarantined, in one transaction of the store."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from auricle.model.entities import ANSWERS, ENTITIES
from auricle.store.store import Store

from .conflicts import settle_conflicts
from .contradictions import find_contradictions
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
) -> ImportReport:
    """Import the files of ``folder`` that a mapping names.

    Parameters
        scratch: where to stage what does not fit into ``memory``; the system's place for temporary files if None.
    Returns
        What became of every row: per entity, read = stored + duplicate + quarantined.
    Raises
        SourceFault: a file or the mapping is wrong as a whole; nothing was stored.
    """
    with staging(scratch, memory) as engine:
        for done, alias in enumerate(mapping.files):
            progress(f"reading {alias}", done, len(mapping.files))
            engine.open(mapping, alias, folder)
        engine.lock()
        return _Import(mapping, engine, store, progress).run()


@dataclass(slots=True)
class _Import:
    mapping: Mapping
    engine: Staging
    store: Store
    progress: Progress

    def run(self) -> ImportReport:
        plans = plan_all(self.mapping, self.engine, self.store)
        refused = Refused(self.engine)
        refused.add_unreadable(plans)
        accepted: dict[str, str] = {}
        for done, plan in enumerate(plans):
            self.progress(f"checking {plan.entity.name}", done, len(plans))
            refused.add_invalid(plan)
            accepted[plan.entity.name] = find_contradictions(self.engine, plan, refused)
        return self._store(plans, refused, accepted)

    def _store(self, plans: list[Plan], refused: Refused, accepted: dict[str, str]) -> ImportReport:
        id_, at = f"{self.mapping.name}-{uuid.uuid4().hex[:12]}", datetime.now(UTC)
        batch: dict[str, pa.Table | pa.RecordBatchReader] = {
            name: self._reader(name, sql) for name, sql in accepted.items()
        }
        quarantine = refused.quarantine(self.mapping.name, id_, at)
        if quarantine is not None:
            batch["quarantine"] = quarantine
        appended = self.store.append(batch)
        fates = {p.entity.name: Fate(appended.stored[p.entity.name], appended.duplicate[p.entity.name]) for p in plans}
        for plan in plans:
            conflicting = appended.conflicting.get(plan.entity.name)
            if conflicting is not None and conflicting.num_rows:
                name = plan.entity.name
                fates[name] = settle_conflicts(
                    self.engine, plan, accepted[name], conflicting, self.store, refused, fates[name]
                )
        late = refused.quarantine(self.mapping.name, id_, at)
        if late is not None:
            self.store.append({"quarantine": late})
        return self._report(id_, fates, refused)

    def _reader(self, entity: str, sql: str) -> pa.RecordBatchReader:
        reader = self.engine.cursor().sql(sql).to_arrow_reader(_BATCH)
        return pa.RecordBatchReader.from_batches(reader.schema, self._watched(entity, reader))

    def _watched(self, entity: str, reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
        done = 0
        for batch in reader:
            yield batch
            done += batch.num_rows
            self.progress(f"storing {entity}", done, 0)

    def _report(self, id_: str, fates: dict[str, Fate], refused: Refused) -> ImportReport:
        reasons = refused.counts()
        for (entity, _), rows in reasons.items():
            fates[entity] = replace(fates[entity], quarantined=fates[entity].quarantined + rows)
        files = tuple(
            FileRead(alias, o.name, str(o.understood)) for alias, found in self.engine.files.items() for o in found
        )
        return ImportReport(id_, self.mapping.name, fates, files, reasons)


def plan_all(mapping: Mapping, engine: Staging, store: Store) -> list[Plan]:
    """One plan per entity of the mapping, and one for the answers a feedback is taken apart into."""
    zone = mapping.zone or store.zone
    plans: dict[str, Plan] = {}
    for name, rule in mapping.entities.items():
        entity = ENTITIES[name]
        origin = engine.origin(name, rule, mapping, zone)
        plan = plan_entity(entity, rule, origin)
        if entity.has("feedback") and name != "feedback":
            parents = gather_parents(engine, plan, plans.get("feedback"), store)
            plan = plan_entity(entity, rule, origin, parents=parents)
        plans[name] = plan
        if rule.answers:
            plans[ANSWERS.name] = plan_answers(rule, origin)
    return list(plans.values())
