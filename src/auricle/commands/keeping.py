"""``snapshot``, ``backup`` and ``restore``: copies that are whole."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated

import typer

import auricle

from . import archive
from .figures import size
from .refusal import Refused
from .terminal import Json, give, note, progress, show
from .workspaces import Home, Workspace, folder_of, home, workspaces_of

SNAPSHOT = "snapshot"
DATABASES = (".db",)
LEFT_OUT = (".duckdb", ".wal", ".sock", "-wal", "-shm", ".tmp", ".part")  # a snapshot holds what they hold

Target = Annotated[Path | None, typer.Option("--output", "-o", help="The archive to write: .tar.zst or .tar.gz.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


def snapshot(
    workspace: Workspace,
    folder: Annotated[Path, typer.Argument(help="Where to write it, a folder that does not exist.")],
    json: Json = False,
) -> None:
    """All facts of a workspace as Parquet files, one folder per entity, readable by anything."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"{folder} is not empty", "Name a folder that does not exist yet.")
    with auricle.open(workspace) as ws, progress("writing the snapshot"):
        written = ws.snapshot(folder)
    if json:
        give({"snapshot": written})
    else:
        show(f"Snapshot in [bold]{written}[/]")


def backup(
    workspace: Annotated[str, typer.Argument(help="A workspace; without one, the whole home.")] = "",
    output: Target = None,
    home_folder: Home = None,
    json: Json = False,
) -> None:
    """One file with everything of a workspace, or of a whole home: settings, facts, accounts.

    It may run while a server does. The file names every part with its checksum.
    """
    source = folder_of(workspace) if workspace else _existing(home(home_folder))
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    target = output or Path(f"{source.resolve().name}-{stamp}.tar.zst")
    if target.exists():
        raise Refused(f"{target} is there already", "Name another file with --output.")
    scratch = Path(mkdtemp(prefix=".auricle-backup-", dir=target.resolve().parent))
    try:
        with progress("gathering") as report:
            (stage_workspace if workspace else stage_home)(source, scratch)
            moved = Moved(report, sum(path.stat().st_size for path in scratch.rglob("*") if path.is_file()))
            manifest = archive.pack(scratch, target, "workspace" if workspace else "home", source.resolve().name, moved)
    finally:
        shutil.rmtree(scratch)
    if json:
        give({"archive": target, "kind": manifest.kind, "files": len(manifest.files), "bytes": manifest.size})
    else:
        show(f"[bold]{target}[/]: {len(manifest.files)} files, {size(manifest.size)} unpacked.")


def restore(
    source: Annotated[Path, typer.Argument(help="An archive that auricle backup wrote.")],
    target: Annotated[Path, typer.Argument(help="The folder to restore: a workspace's, or a home.")],
    force: Force = False,
    json: Json = False,
) -> None:
    """Bring back a backup. Every byte is checked before anything here changes."""
    if target.exists() and any(target.iterdir()) and not force:
        raise Refused(f"{target} is not empty", "Restore into another folder, or replace it with --force.")
    target.resolve().parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(mkdtemp(prefix=".auricle-restore-", dir=target.resolve().parent))
    try:
        with progress("checking and unpacking") as report:
            manifest = archive.unpack(source, scratch / "new", Moved(report, None))
            for folder in _staged(scratch / "new", manifest.kind):
                bring_back(folder)
        exchange(scratch / "new", target, scratch / "old")
    finally:
        shutil.rmtree(scratch)
    if json:
        give({"restored": target, "kind": manifest.kind, "made_at": manifest.made_at, "files": len(manifest.files)})
    else:
        show(f"[bold]{target}[/] is as it was at {manifest.made_at}.")
        note("See that it is well: auricle doctor " + str(target))


class Moved:
    """Adds up what was moved and tells the bar."""

    def __init__(self, report: object, total: float | None):
        self.report, self.total, self.done = report, total, 0

    def __call__(self, count: int) -> None:
        self.done += count
        self.report(self.done, self.total)


def stage_home(source: Path, into: Path) -> None:
    """A consistent copy of a home: its databases, its own files, its workspaces."""
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


def _staged(folder: Path, kind: str) -> list[Path]:
    return [folder] if kind == "workspace" else workspaces_of(folder)


def bring_back(folder: Path) -> None:
    """Put the snapshot in an unpacked workspace into its store."""
    with auricle.open(folder) as ws:
        ws.restore(folder / SNAPSHOT)
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


def _existing(folder: Path) -> Path:
    if not folder.is_dir():
        raise Refused(f"there is no home at {folder}", "Name a workspace, or the home with --home.")
    return folder
