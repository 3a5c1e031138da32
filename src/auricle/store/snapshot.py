"""A copy of all facts as Parquet: one folder per entity, and a manifest that tells whether it is whole.

The format is the same for every engine, so that a snapshot of one fills another.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

MANIFEST = "manifest.json"
ORIGINS = "origins"
"""The table of origins appended so far, kept beside the entities; one text column ``origin``."""


KEPT_IN = "snapshots"
"""The folder inside a workspace's whose snapshots an erasure reaches too."""


class SnapshotDamaged(ValueError):
    """A snapshot is not what was written; nothing was restored from it."""

    def __init__(self, folder: Path, what: str):
        super().__init__(f"the snapshot {folder} cannot be restored: {what}; use another snapshot")


class Part(msgspec.Struct, frozen=True):
    """The one file of a table, relative to the snapshot."""

    file: str
    rows: int
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    written_at: datetime
    version: int
    tables: dict[str, Part]
    format: int = 1


def write(folder: Path, tables: Iterable[tuple[str, pa.RecordBatchReader]], version: int) -> Path:
    """Write tables (entities and ``origins``) into a new folder inside ``folder``; gives its path.

    The folder appears under its name only when everything in it is on disk.
    """
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    final = folder / f"{now:%Y%m%dT%H%M%S%f}-v{version}"
    unfinished = folder / f"{final.name}.unfinished"
    try:
        parts = {name: _write_part(unfinished, name, reader) for name, reader in tables}
        write_manifest(unfinished, Manifest(now, version, parts))
        unfinished.rename(final)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    _sync(folder)
    return final


def kept_in(workspace: Path) -> list[Path]:
    """The snapshots that lie in a workspace's own folder."""
    folder = workspace / KEPT_IN
    return sorted(f for f in folder.iterdir() if (f / MANIFEST).is_file()) if folder.is_dir() else []


def write_manifest(snapshot: Path, manifest: Manifest) -> None:
    draft = snapshot / f"{MANIFEST}.unfinished"
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    _sync(draft)
    draft.replace(snapshot / MANIFEST)
    _sync(snapshot)


def read_manifest(snapshot: Path) -> Manifest:
    try:
        return msgspec.json.decode((snapshot / MANIFEST).read_bytes(), type=Manifest)
    except OSError as error:
        raise SnapshotDamaged(snapshot, f"its {MANIFEST} cannot be read ({error.strerror})") from error
    except msgspec.MsgspecError as error:
        raise SnapshotDamaged(snapshot, f"its {MANIFEST} is cut short or altered ({error})") from error


def check(snapshot: Path) -> Manifest:
    """The manifest, once every file was found whole.

    Raises
        SnapshotDamaged: names the first file that is missing, cut short or altered.
    """
    manifest = read_manifest(snapshot)
    for part in manifest.tables.values():
        path = snapshot / part.file
        if not path.is_file():
            raise SnapshotDamaged(snapshot, f"{part.file} is missing")
        if path.stat().st_size != part.bytes:
            raise SnapshotDamaged(snapshot, f"{part.file} has {path.stat().st_size} of {part.bytes} bytes")
        if _digest(path) != part.sha256:
            raise SnapshotDamaged(snapshot, f"{part.file} was altered after it was written")
    return manifest


def read(snapshot: Path, manifest: Manifest, table: str) -> pa.RecordBatchReader:
    """The rows of one table, a batch at a time."""
    part = pq.ParquetFile(snapshot / manifest.tables[table].file)
    return pa.RecordBatchReader.from_batches(part.schema_arrow, part.iter_batches())


def rewrite_part(snapshot: Path, manifest: Manifest, table: str, kept: pa.RecordBatchReader) -> Manifest:
    """Put other rows in place of a table's, in a new file; the old file goes once the manifest is right."""
    old = manifest.tables[table]
    part = _write_part(snapshot, table, kept, f"rows-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.parquet")
    changed = msgspec.structs.replace(manifest, tables={**manifest.tables, table: part})
    write_manifest(snapshot, changed)
    (snapshot / old.file).unlink()
    return changed


def _write_part(snapshot: Path, table: str, reader: pa.RecordBatchReader, file: str = "rows.parquet") -> Part:
    (snapshot / table).mkdir(parents=True, exist_ok=True)
    path = snapshot / table / file
    rows = 0
    with pq.ParquetWriter(path, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
            rows += batch.num_rows
    _sync(path)
    _sync(path.parent)
    return Part(f"{table}/{file}", rows, path.stat().st_size, _digest(path))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Wait until a file or folder is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
