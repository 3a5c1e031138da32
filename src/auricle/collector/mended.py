"""Events that were refused, mended in a file, and sent again as their key's."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from auricle.sources.quarantine.export import PREFIX
from auricle.sources.quarantine.waiting import EVENT, EVENT_BEGINS
from auricle.workspace import Workspace

from .sending import NoKey, send_again

ROW, REASON, FILE = f"{PREFIX}row", f"{PREFIX}reason", f"{PREFIX}file"
CONTRADICTS = "contradicts"


class NotAnExport(ValueError):
    """The file is not one that was exported to be mended."""


@dataclass(frozen=True, slots=True)
class Again:
    """How many events of a mended file were sent again, and how many were left: they contradict a stored one."""

    sent: int
    left: int


def send_mended(home: Path, name: str, workspace: Workspace, file: bytes) -> Again:
    """Send the events of a mended export once more; their rows of the quarantine become replayed.

    ``name`` is the workspace's in its ``home``. Rows of files, which an export holds too, are not looked at.

    Raises
        NotAnExport: the file lacks the columns of an export, or is no text.
    """
    lines = _lines(file)
    chosen = {line[ROW]: line[EVENT] for line in lines if line.get(REASON) != CONTRADICTS}
    waiting = _waiting(workspace, chosen)
    by_source: dict[str, list[str]] = defaultdict(list)
    for row in waiting.column("row").to_pylist():
        by_source[row.partition(":")[0]].append(row)
    sent: list[str] = []
    for source, rows in by_source.items():
        try:
            send_again(home, name, source, [chosen[row] for row in rows])
        except NoKey:
            continue
        sent += rows
    _say_replayed(workspace, waiting, sent)
    return Again(len(sent), len(lines) - len(sent))


def _lines(file: bytes) -> list[dict[str, str]]:
    try:
        reader = csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""))
        if not {ROW, EVENT} <= set(reader.fieldnames or ()):
            raise NotAnExport
        return [line for line in reader if line[ROW] and line[EVENT] and not line.get(FILE)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotAnExport from error


def _waiting(workspace: Workspace, chosen: dict[str, str]) -> pa.Table:
    """The rows of the file that wait here; what was sent again already is not sent twice."""
    quoted = ", ".join("'" + row.replace("'", "''") + "'" for row in chosen) or "''"
    found = workspace.facts("quarantine", where=f"state = 'waiting' and row in ({quoted})")
    found = found.filter(pc.starts_with(found.column("raw"), EVENT_BEGINS))
    return found.select([name for name in found.column_names if name != "day"])


def _say_replayed(workspace: Workspace, waiting: pa.Table, sent: list[str]) -> None:
    done = waiting.filter(pc.is_in(waiting.column("row"), pa.array(sent, pa.string())))
    if done.num_rows:
        at = done.schema.get_field_index("state")
        workspace.replace("quarantine", done.set_column(at, "state", pa.array(["replayed"] * done.num_rows)))
