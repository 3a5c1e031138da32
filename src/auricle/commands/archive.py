"""One file that holds a folder, and can tell whether it is whole.

A manifest stands first and names every file with its size and SHA-256, so that a copy which was cut
or changed is refused before anything is written.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from .refusal import Refused

MANIFEST = "manifest.json"
FORMAT = 1
CODECS = {".zst": "zstd", ".gz": "gzip"}
Moved = Callable[[int], None]
"""Told the number of bytes each time some were moved."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds: ``files`` maps a path to its size in bytes and its SHA-256."""

    kind: str
    name: str
    made_at: str
    files: dict[str, tuple[int, str]]
    format: int = FORMAT

    @property
    def size(self) -> int:
        return sum(size for size, _ in self.files.values())


def pack(folder: Path, archive: Path, kind: str, name: str, moved: Moved = lambda _: None) -> Manifest:
    """Write a folder into an archive, under another name until it is whole."""
    manifest = Manifest(kind, name, datetime.now(UTC).isoformat(timespec="seconds"), _sums(folder))
    unfinished = archive.with_name(f".{archive.name}.part")
    try:
        with pa.CompressedOutputStream(str(unfinished), _codec(archive)) as out:
            _write(out, folder, manifest, moved)
        unfinished.replace(archive)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def unpack(archive: Path, folder: Path, moved: Moved = lambda _: None) -> Manifest:
    """Read an archive into an empty folder and check every byte of it.

    Raises:
        Refused: it is no archive of Auricle, is cut, was changed, or names a path outside the folder.
    """
    try:
        with pa.CompressedInputStream(str(archive), _codec(archive)) as stream:
            return _read(stream, folder, archive, moved)
    except (tarfile.TarError, EOFError, pa.ArrowException, OSError, ValueError) as problem:
        if isinstance(problem, FileNotFoundError) and not archive.exists():
            raise
        raise damaged(archive, str(problem)) from problem


def damaged(archive: Path, why: str) -> Refused:
    return Refused(f"{archive} is not a whole archive of Auricle: {why}", "Restore from another copy of it.")


def _codec(archive: Path) -> str:
    try:
        return CODECS[archive.suffix]
    except KeyError:
        raise Refused(f"{archive} has no known ending", "Name it with .tar.zst or .tar.gz at its end.") from None


def _sums(folder: Path) -> dict[str, tuple[int, str]]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.stat().st_size, _sum(path)) for path in found}


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(out: Any, folder: Path, manifest: Manifest, moved: Moved) -> None:
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        head = tarfile.TarInfo(MANIFEST)
        head.size = len(text)
        tar.addfile(head, io.BytesIO(text))
        for path, (size, _) in manifest.files.items():
            tar.add(folder / path, arcname=path, recursive=False)
            moved(size)


def _read(stream: Any, folder: Path, archive: Path, moved: Moved) -> Manifest:
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        members = iter(tar)
        manifest = _manifest(tar, members, archive)
        missing = dict(manifest.files)
        for member in members:
            size, expected = missing.pop(member.name, (-1, ""))
            if not member.isfile() or member.size != size:
                raise damaged(archive, f"{member.name} is not as its manifest says")
            tar.extract(member, folder, filter="data")
            if _sum(folder / member.name) != expected:
                raise damaged(archive, f"{member.name} was changed")
            moved(size)
    if missing:
        raise damaged(archive, f"{next(iter(missing))} is missing")
    return manifest


def _manifest(tar: tarfile.TarFile, members: Iterator[tarfile.TarInfo], archive: Path) -> Manifest:
    first = next(members, None)
    file: IO[bytes] | None = tar.extractfile(first) if first is not None and first.name == MANIFEST else None
    if file is None:
        raise damaged(archive, "it has no manifest")
    said = json.loads(file.read())
    if said.get("format") != FORMAT:
        raise Refused(f"{archive} was written by a newer Auricle", "Restore it with that version.")
    files = {path: (int(size), str(checksum)) for path, (size, checksum) in said["files"].items()}
    return Manifest(said["kind"], said["name"], said["made_at"], files)
