"""``export`` and ``erase``: rows out, and people out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

import auricle

from .figures import count
from .measuring import From, To, Where, day
from .refusal import Refused
from .serving import web_room
from .tables import plain
from .terminal import Json, Yes, confirmed, give, interactive, note, progress, show, strong
from .workspaces import Workspace

if TYPE_CHECKING:
    from auricle.workspace import Workspace as Opened

Customer = Annotated[str, typer.Option("--customer", help="Everything of this one customer, from every entity.")]


def export(
    workspace: Workspace,
    entity: Annotated[str, typer.Argument(help="The entity whose rows to write.")] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write: .csv, .xlsx, .parquet.")] = None,
    where: Where = "",
    from_: From = "",
    to: To = "",
    customer: Customer = "",
    quarantine: Annotated[Path | None, typer.Option("--quarantine", help="Write what was not accepted here.")] = None,
    json: Json = False,
) -> None:
    """All rows of an entity, all of one customer, or all that was not accepted, into a file.

    Text that a spreadsheet would run as a formula is made harmless in CSV and Excel.
    """
    from auricle.exports import write

    if quarantine is not None:
        of_quarantine(workspace, quarantine, json)
        return
    if customer:
        of_customer(workspace, customer, output or Path(f"{customer}.json"), json)
        return
    if not entity or output is None:
        raise Refused("it is not said what to export, or into which file", "Say: auricle export acme answers -o a.csv")
    with auricle.open(workspace) as ws, progress(f"exporting {entity}") as report:
        rows = ws.stream(entity, where=where, from_=day(from_, "--from"), to=day(to, "--to"))
        written = write(rows, output, report)
    if json:
        give({"file": output, "entity": entity, "rows": written})
    else:
        show(f"{strong(output)}: {count(written)} rows of {entity}")


def of_quarantine(workspace: str, output: Path, json: bool) -> None:
    """The rows that wait, each with its reason beside its own columns, to be mended and replayed."""
    from auricle.sources import export_quarantine

    with auricle.open(workspace) as ws, progress("exporting the quarantine") as report:
        written = export_quarantine(ws.store, output, written=report)
        done = {state: ws.count("quarantine", f"state = '{state}'") for state in ("replayed", "dismissed")}
    if json:
        give({"file": output, "entity": "quarantine", "rows": written, **done})
        return
    show(f"{strong(output)}: {count(written)} rows that wait")
    if any(done.values()):
        note(f"Not in it: {count(done['replayed'])} were replayed before, {count(done['dismissed'])} dismissed.")
    note(f"Mend the columns behind quarantine_…, then: auricle import {workspace} --replay {output}")


def of_customer(workspace: str, customer: str, output: Path, json: bool) -> None:
    """Everything there is about one customer, to be given to them."""
    if output.suffix not in (".json", ".zip"):
        raise Refused(f"{output} has no ending that says its format", "Name it .json, or .zip for one CSV per entity.")
    with auricle.open(workspace) as ws, progress("gathering"):
        found = ws.export(customer)
    if output.suffix == ".zip":
        found.write_zip(output)
    else:
        output.write_text(found.to_json(), encoding="utf-8")
    counts = {name: len(rows) for name, rows in found.rows.items()}
    if json:
        give({"file": output, "customer": found.customer, "rows": counts})
    else:
        show(f"{strong(output)}: all of {strong(found.customer)}", _counted(counts))


def erase(
    workspace: Workspace,
    customer: Annotated[str, typer.Argument(help="The customer's id, or an identity that leads to them.")],
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Remove a customer from every entity, every file and every page of the server. It cannot be undone."""
    with auricle.open(workspace) as ws:
        found, folder = ws.export(customer), ws.folder.resolve()
        counts = {name: len(rows) for name, rows in found.rows.items()}
        if not yes:
            _agree(found.customer, counts)
        removed = {} if _is_served(folder) else _erased(ws, found.customer)
    if _is_served(folder):
        with progress("erasing"):
            removed = web_room().erase_customer(folder.parents[1], folder.name, found.customer)
    if json:
        give({"erased": found.customer, "rows": dict(removed)})
    else:
        show(f"{strong(found.customer)} is erased.", _counted(removed))
        note("Backups and snapshots made before still hold them: remove those, or erase again after restoring one.")


def _is_served(folder: Path) -> bool:
    """Whether a server keeps anything about the people of this workspace."""
    return _is_in_a_home(folder) and ((folder.parents[1] / "app.db").exists() or "AURICLE_DATABASE" in os.environ)


def _is_in_a_home(folder: Path) -> bool:
    return folder.parent.name == "workspaces"


def _erased(ws: Opened, customer: str) -> Mapping[str, int]:
    from auricle.collector.public import forget

    folder = ws.folder.resolve()
    with progress("erasing"):
        if _is_in_a_home(folder):
            forget(folder.parents[1], folder.name, ws.store, customer)
        return ws.erase(customer)


def _agree(customer: str, counts: Mapping[str, int]) -> None:
    if not interactive():
        raise Refused(f"erasing {customer} cannot be undone and nobody is here to ask", "Add --yes if you mean it.")
    going = ", ".join(f"{count(n)} {name}" for name, n in counts.items())
    note(f"This will go, for good: {going}")
    if not confirmed(f"Type {customer} to erase them", typed=customer):
        raise Refused(f"{customer} was not typed; nothing was erased", "Run it again if you mean it.")


def _counted(counts: Mapping[str, int]) -> Table:
    rows = [[name, count(n)] for name, n in counts.items() if n]
    return plain(rows, "entity", "rows", right=("rows",))
