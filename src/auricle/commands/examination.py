"""Whether a machine and a workspace are well, a finding each."""

from __future__ import annotations

import math
import os
import platform
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import NamedTemporaryFile

import auricle
from auricle.collector.public import damaged, keys
from auricle.model.entities import ENTITIES
from auricle.model.settings import read_settings
from auricle.query.result import Result
from auricle.store.engines.owner.address import NAME, connect
from auricle.store.store import StoreBusy

from .figures import size
from .refusal import refusal
from .workspaces import workspaces_of

ENOUGH_BYTES = 1_000_000_000
CLOCKS_DIFFER_SECONDS = 5
SAMPLE_DAYS = 56


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, what was seen, and what to do when it is not."""

    what: str
    well: bool
    seen: str
    next: str = ""


def machine(folder: Path) -> Iterator[Finding]:
    python = sys.version_info >= (3, 11)
    yield Finding("Python", python, platform.python_version(), "Install Python 3.11 or newer.")
    yield Finding("versions", True, ", ".join(map(_version, ("auricle", "duckdb", "pyarrow", "sqlglot"))))
    yield _disk(folder)
    yield _clock(folder)


def journal(home: Path) -> Iterator[Finding]:
    """Whether the journal of a home was damaged, and who can no longer send because of it."""
    aside = damaged(home)
    if not aside:
        return
    seen = f"damaged, and set aside in {aside[-1].name}"
    yield Finding("journal", False, seen, "Look to the disk, and remove the folder when nothing in it is needed.")
    without = [folder.name for folder in workspaces_of(home) if not keys(home, folder.name)]
    if without:
        step = "Make new ones on the page of events, and give them to those who send."
        yield Finding("write keys", False, f"none left of {', '.join(without)}", step)


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} from its source"


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    needed = max(ENOUGH_BYTES, 2 * sum(path.stat().st_size for path in folder.glob("facts.*")))
    step = f"Free {size(needed)}: a store and a copy of it should fit."
    return Finding("disk", free >= needed, f"{size(free)} free", step)


def _clock(folder: Path) -> Finding:
    with NamedTemporaryFile(dir=folder) as file:
        apart = abs(time.time() - Path(file.name).stat().st_mtime)
    seen = f"{time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime())} UTC"
    step = "The disk's clock is another than this machine's: synchronise them."
    return Finding("clock", apart <= CLOCKS_DIFFER_SECONDS, seen, step)


def examine(folder: Path) -> Iterator[Finding]:
    """All there is to see of one workspace; a check that cannot be made is a finding too, each fault once."""
    faults: set[str] = set()
    for what, look in _LOOKS.items():
        try:
            found = look(folder)
        except Exception as problem:
            said = refusal(problem, "auricle doctor")
            if said.error in faults:
                continue
            faults.add(said.error)
            found = Finding(what, False, said.error, said.next)
        yield Finding(f"{folder.name}: {found.what}", found.well, found.seen, found.next)


def _settings(folder: Path) -> Finding:
    settings = read_settings(folder)
    return Finding("settings", True, f"zone {settings.zone}, floor {settings.floor}")


def _owner(folder: Path) -> Finding:
    mine = folder.stat().st_uid == os.geteuid() and os.access(folder, os.W_OK)
    return Finding("owner", mine, f"uid {folder.stat().st_uid}", f"Run: chown -R {os.geteuid()} {folder}")


def _socket(folder: Path) -> Finding:
    path = folder / NAME
    if not path.exists():
        return Finding("socket", True, "none; no server owns it")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Finding("socket", False, f"others may reach it ({mode:o})", f"Run: chmod 600 {path}")
    return Finding("socket", True, "a server owns it" if owned(folder) else "left by a server that is gone")


def owned(folder: Path) -> bool:
    """Whether another process owns the workspace's store and answers for it."""
    try:
        connect(folder).close()
    except StoreBusy:
        return False
    return True


def _store(folder: Path) -> Finding:
    with auricle.open(folder) as ws:
        facts = sum(ws.count(name) for name in ENTITIES)
        return Finding("store", True, f"opens; {facts:,} facts, version {ws.version}")


def _cubes(folder: Path) -> Finding:
    """Whether the cubes say what the facts say, over the last weeks of the measures this workspace looks at."""
    with auricle.open(folder) as ws:
        since = ws.last_day - timedelta(days=SAMPLE_DAYS)
        asked = {name: ws.measure(name, by="week", from_=since) for name in ws.settings.overview}
        kept = {name: result for name, result in asked.items() if result.from_cube}
        apart = [
            name
            for name, result in kept.items()
            if not alike(result, ws.measure(name, by="week", from_=since, use_cubes=False))
        ]
    step = f"Rebuild them: auricle backup {folder}, then restore it; and report this, it must not happen."
    seen = f"{', '.join(apart)} differ from the facts" if apart else f"{len(kept)} measures equal the facts"
    return Finding("cubes", not apart, seen, step)


def alike(one: Result, other: Result) -> bool:
    """Whether two results say the same, to the measure's own tolerance."""
    tolerance = one.definition.tolerance
    return len(one) == len(other) and all(
        (a.by, a.n, a.suppressed) == (b.by, b.n, b.suppressed)
        and (a.value == b.value or math.isclose(a.value or 0, b.value or 0, rel_tol=tolerance, abs_tol=tolerance))
        for a, b in zip(one.rows, other.rows, strict=True)
    )


_LOOKS: dict[str, Callable[[Path], Finding]] = {
    "settings": _settings,
    "owner": _owner,
    "socket": _socket,
    "store": _store,
    "cubes": _cubes,
}
