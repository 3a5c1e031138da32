"""``init``: a folder becomes a workspace."""

from __future__ import annotations

import json as text
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

import auricle

from .refusal import Refused
from .terminal import Json, give, note, show, strong

TEMPLATE = """# A workspace of Auricle. Every key may be left out; docs/workspace.md explains them.
name: {name}

# The zone whose calendar days, weeks and months are meant everywhere. Change it only before facts arrive.
zone: {zone}

# The currency reports are in, ISO 4217. Amounts keep their own; currencies are never added up.
currency: {currency}

# The smallest group whose opinions are shown as a number.
floor: 5

# Where the facts are: in this folder, or in an engine that several machines share.
store:
  engine: duckdb

# Dimensions of your own, over the columns of an entity:
# dimensions:
#   shop_kind:
#     entity: orders
#     expression: "case when unit like 'F-%' then 'flagship' else 'shop' end"
#     meaning: Flagship or ordinary shop.
"""


def init(
    workspace: Annotated[Path, typer.Argument(help="The folder to make, or to make a workspace of.")],
    zone: Annotated[str, typer.Option("--zone", help="Time zone of its calendar, such as Asia/Shanghai.")] = "UTC",
    currency: Annotated[str, typer.Option("--currency", help="ISO 4217 code its reports are in.")] = "",
    name: Annotated[str, typer.Option("--name", help="What the company is called; the folder's name else.")] = "",
    json: Json = False,
) -> None:
    """Make a folder a workspace: settings, and places for its own measures and mappings.

    Done twice it changes nothing.
    """
    from auricle.model.settings import FILE

    made = not (workspace / FILE).exists()
    if made:
        found(workspace, name or workspace.resolve().name, zone, currency)
    if json:
        give({"workspace": workspace.resolve(), "made": made})
        return
    if not made:
        note(f"{workspace} is a workspace already; nothing was changed. Its settings: {workspace / FILE}")
        return
    show(f"{strong(workspace)} is a workspace now.")
    note(f"Next: auricle import {workspace} FILE   shows what it understands of a file before it stores anything")


def found(folder: Path, name: str, zone: str, currency: str) -> None:
    """Lay the workspace down; a wrong zone or currency is refused before anything is."""
    from auricle.model.settings import FILE, read_settings

    if currency and not (len(currency) == 3 and currency.isalpha() and currency.isupper()):
        raise Refused(f"{currency!r} is no currency", "Write its ISO 4217 code, such as CNY, HKD or EUR.")
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(20, "A file of that name is there", str(folder))
    quoted = {"name": name, "zone": zone, "currency": currency}
    settings = TEMPLATE.format(**{key: text.dumps(value, ensure_ascii=False) for key, value in quoted.items()})
    with TemporaryDirectory() as scratch:
        (Path(scratch) / FILE).write_text(settings, encoding="utf-8")
        read_settings(Path(scratch))
    for part in ("measures", "sources"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(settings, encoding="utf-8")
    auricle.open(folder).close()
