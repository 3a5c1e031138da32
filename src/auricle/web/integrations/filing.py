"""Files of a folder, stored as any import is; a file that fails holds up no other."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils import timezone

from auricle.sources import ImportReport, SourceFault, run
from auricle.store.batch import ValueRefused
from auricle.web.imports.public import kept_mapping
from auricle.web.platform.public import UNREADY, facts_of, keepable

from .files.transport import mark
from .incoming import Reading
from .models import Integration, Pull
from .sending import BROKE

log = logging.getLogger(__name__)


def reading_of(way: Integration, position: dict[str, Any] | None = None) -> Reading:
    return Reading(way.settings, way.secrets, position or {}, way.workspace.slug)


def files_read(reading: Pull) -> list[dict[str, Any]]:
    """What became of the files of a folder, the last read first."""
    files: dict[str, dict[str, Any]] = reading.position.get("files", {})
    found = [{"name": name, **fate, "at": datetime.fromisoformat(fate["at"])} for name, fate in files.items()]
    return sorted(found, key=lambda each: each["at"], reverse=True)


def keep_files(way: Integration, paths: Iterable[Path], folder: Path) -> dict[str, dict[str, Any]]:
    """Read files together and say what became of each, by its name: rows read and stored, or why there are none."""
    marks = {path.relative_to(folder).as_posix(): mark(path) for path in paths}
    try:
        fate = _rows(_imported(way, folder, marks))
    except (SourceFault, ValueRefused, OSError, *UNREADY) as error:
        fate = {"trouble": keepable(error)}
    except Exception:
        log.exception("reading files of %s broke", way.pk)
        fate = {"trouble": keepable(BROKE)}
    return {name: {"mark": seen, "at": timezone.now().isoformat(), **fate} for name, seen in marks.items()}


def _imported(way: Integration, folder: Path, names: Iterable[str]) -> ImportReport:
    facts = facts_of(way.workspace.slug)
    mapping = kept_mapping(way.workspace.slug, way.settings["mapping"])
    with TemporaryDirectory(prefix="auricle-pull-") as scratch:
        for name in names:
            (Path(scratch) / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / name, Path(scratch) / name)
        return run(mapping, Path(scratch), facts.store, rules=facts.rules)


def _rows(report: ImportReport) -> dict[str, int]:
    fates = report.entities.values()
    return {name: sum(getattr(fate, name) for fate in fates) for name in ("read", "stored", "duplicate", "quarantined")}
