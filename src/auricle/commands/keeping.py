"""``snapshot``, ``backup`` and ``restore``: copies that are whole."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

import auricle

from .figures import size
from .refusal import Refused
from .terminal import Json, give, note, progress, show, strong
from .workspaces import Home, Workspace, folder_of, home_of

Target = Annotated[Path | None, typer.Option("--output", "-o", help="The archive to write: .tar.zst or .tar.gz.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


def snapshot(
    workspace: Workspace,
    folder: Annotated[
        Path | None, typer.Argument(help="Where to write it; the workspace's own snapshots else.")
    ] = None,
    json: Json = False,
) -> None:
    """All facts of a workspace as Parquet files, one folder per entity, readable by anything."""
    with auricle.open(workspace) as ws, progress("writing the snapshot"):
        written = ws.snapshot(folder)
    if json:
        give({"snapshot": written})
    else:
        show(f"Snapshot in {strong(written)}")


def backup(
    workspace: Annotated[str, typer.Argument(help="A workspace; without one, the whole home.")] = "",
    output: Target = None,
    home_folder: Home = None,
    json: Json = False,
) -> None:
    """One file with everything of a workspace, or of a whole home: settings, facts, accounts.

    It may run while a server does. The file names every part with its checksum.
    """
    from . import archive, copies

    source = folder_of(workspace) if workspace else _existing(home_of(home_folder))
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    target = output or Path(f"{source.resolve().name}-{stamp}.tar.zst")
    if target.exists():
        raise Refused(f"{target} is there already", "Name another file with --output.")
    with copies.beside(target, "backup") as scratch, progress("gathering") as report:
        (copies.stage_workspace if workspace else copies.stage_home)(source, scratch)
        moved = copies.Moved(report, sum(path.stat().st_size for path in scratch.rglob("*") if path.is_file()))
        manifest = archive.pack(scratch, target, "workspace" if workspace else "home", source.resolve().name, moved)
    if json:
        give({"archive": target, "kind": manifest.kind, "files": len(manifest.files), "bytes": manifest.size})
    else:
        show(f"{strong(target)}: {len(manifest.files)} files, {size(manifest.size)} unpacked.")
    if not workspace and os.environ.get("AURICLE_DATABASE"):
        note("Accounts and dashboards are in PostgreSQL ($AURICLE_DATABASE), not in this file: copy them with pg_dump.")


def restore(
    source: Annotated[Path, typer.Argument(help="An archive that auricle backup wrote.")],
    target: Annotated[Path, typer.Argument(help="The folder to restore: a workspace's, or a home.")],
    force: Force = False,
    json: Json = False,
) -> None:
    """Bring back a backup. Every byte is checked before anything here changes."""
    from . import archive, copies

    if target.exists() and any(target.iterdir()) and not force:
        raise Refused(f"{target} is not empty", "Restore into another folder, or replace it with --force.")
    copies.refuse_in_use(target)
    with copies.beside(target, "restore") as scratch, progress("checking and unpacking") as report:
        manifest = archive.unpack(source, scratch / "new", copies.Moved(report))
        copies.bring_back(scratch / "new", manifest.kind)
        copies.exchange(scratch / "new", target, scratch / "old")
    if json:
        give({"restored": target, "kind": manifest.kind, "made_at": manifest.made_at, "files": len(manifest.files)})
    else:
        show(f"{strong(target)} is as it was at {manifest.made_at}.")
        note("See that it is well: auricle doctor " + str(target))


def _existing(folder: Path) -> Path:
    if not folder.is_dir():
        raise Refused(f"there is no home at {folder}", "Name a workspace, or the home with --home.")
    return folder
