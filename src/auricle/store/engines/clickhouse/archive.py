"""Facts out to a snapshot and back, in the format that all engines share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from auricle.model.entities import ENTITIES
from auricle.model.entity import Entity
from auricle.store import snapshot as snapshots
from auricle.store.snapshot import Manifest

from . import arrival
from .change import Change
from .connection import Connections
from .tables import ORIGINS, order_of, quoted


def tables(connections: Connections) -> Iterator[tuple[str, pa.RecordBatchReader]]:
    """Every table of a snapshot with its rows; each is read before the next is asked for."""
    for entity in ENTITIES.values():
        names = ", ".join(quoted(c.name) for c in entity.columns)
        query = f"SELECT {names} FROM {quoted(entity.name)} ORDER BY {order_of(entity)}"
        with connections.reader(query) as reader:
            yield entity.name, _in_types_of(entity, reader)
    with connections.reader(f"SELECT origin FROM {ORIGINS} ORDER BY origin") as reader:
        yield snapshots.ORIGINS, reader


def _in_types_of(entity: Entity, reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(entity.schema, (batch.cast(entity.schema) for batch in reader))


def stage(change: Change, folder: Path, manifest: Manifest, zone: str) -> None:
    """Bring a snapshot's rows to the engine, in the change's tables ``whole``."""
    for entity in ENTITIES.values():
        known = entity.name in manifest.tables
        rows = snapshots.read(folder, manifest, entity.name) if known else entity.schema.empty_table()
        arrival.stage(change, entity, rows)
        arrival.admit(change, entity, zone, role="whole")
    origins = change.like("whole", ORIGINS)
    if snapshots.ORIGINS in manifest.tables:
        for batch in snapshots.read(folder, manifest, snapshots.ORIGINS):
            change.connections.add(origins, pa.Table.from_batches([batch]))
