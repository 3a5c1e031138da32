"""Copies of a workspace or a home, gathered and brought back whole."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

import auricle

from .examination import owned
from .refusal import Refused
from .terminal import Report
from .workspaces import workspaces_of

SNAPSHOT = "snapshot"
MET = "ids"
DATABASES = (".db",)
LEFT_OUT = (
    ".duckdb",
    ".wal",
    ".sock",
    ".lock",
    "-wal",
    "-shm",
    ".tmp",
    ".part",
)  # what a snapshot holds, or nobody needs


class Moved:
    """Adds up what was moved and tells the bar."""

    def __init__(self, report: Report, total: float = 0):
        self.report, self.total, self.done = report, total, 0

    def __call__(self, count: int) -> None:
        self.done += count
        self.report(self.done, self.total)


def stage_home(source: Path, into: Path) -> None:
    """A consistent copy of a home: its databases, its own files, its workspaces.

    What was met is copied before the journal, and the journal before the facts: what the one holds is in the next.
    """
    for path in (source / MET).rglob("*"):
        if path.is_file():
            with suppress(FileNotFoundError):  # merged into another meanwhile
                _copy(path, into / path.relative_to(source))
    for path in source.iterdir():
        if path.is_file():
            _copy(path, into / path.name)
    for workspace in workspaces_of(source):
        stage_workspace(workspace, into / "workspaces" / workspace.name)


def stage_workspace(source: Path, into: Path) -> None:
    """Its files as they are, its facts as a snapshot."""
    into.mkdir(parents=True, exist_ok=True)
    for path in source.rglob("*"):
        if path.is_file():
            _copy(path, into / path.relative_to(source))
    with auricle.open(source) as ws:
        ws.snapshot(into / SNAPSHOT)


def _copy(path: Path, into: Path) -> None:
    if path.name.endswith(LEFT_OUT):
        return
    into.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix not in DATABASES:
        shutil.copy2(path, into)
        return
    with closing(sqlite3.connect(path)) as original, closing(sqlite3.connect(into)) as copy:
        original.backup(copy)
    into.chmod(path.stat().st_mode & 0o777)


@contextmanager
def beside(target: Path, purpose: str) -> Iterator[Path]:
    """A folder to work in, on the disk of ``target``, gone at the end."""
    target.resolve().parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(mkdtemp(prefix=f".auricle-{purpose}-", dir=target.resolve().parent))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch)


def refuse_in_use(target: Path) -> None:
    """A folder whose store a server owns is not pulled from under it."""
    for folder in (target, *workspaces_of(target)):
        if owned(folder):
            raise Refused(f"a server owns {folder}", "Stop it, then restore.")


def bring_back(unpacked: Path, kind: str) -> None:
    """Put the snapshots of an unpacked workspace, or of all those in a home, into their stores."""
    for folder in [unpacked] if kind == "workspace" else workspaces_of(unpacked):
        with auricle.open(folder) as ws:
            ws.restore(next((folder / SNAPSHOT).iterdir()))
        shutil.rmtree(folder / SNAPSHOT)


def exchange(new: Path, target: Path, aside: Path) -> None:
    """Put ``new`` in the place of ``target``; what was there is put back when that fails."""
    if target.exists():
        target.rename(aside)
    try:
        new.rename(target)
    except OSError:
        if aside.exists():
            aside.rename(target)
        raise
