"""``export`` and ``erase``: rows out, and people out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import auricle
from auricle.exports import write

from .figures import count
from .measuring import From, To, Where, day
from .refusal import Refused
from .tables import plain
from .terminal import Json, Yes, confirmed, give, interactive, note, progress, show
from .workspaces import Workspace

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
    if quarantine is not None:
        entity, output = "quarantine", quarantine
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
        show(f"[bold]{output}[/]: {count(written)} rows of {entity}")
