"""Makes the workspace of the demo company: settings, labels, products, facts."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from importlib.resources import files
from pathlib import Path

from auricle.model import labels, settings
from auricle.understanding.voices import own
from auricle.workspace import Workspace, WorkspaceExists, create

from .company import DEFAULT_CUSTOMERS, DEFAULT_DAYS, Company

Progress = Callable[[int, int], None]


class DemoLost(RuntimeError):
    """The store did not take every row of the demo, which is a fault of ours."""


def make_demo(
    workspace: Path | str,
    *,
    days: int = DEFAULT_DAYS,
    customers: int = DEFAULT_CUSTOMERS,
    entities: Collection[str] = (),
    progress: Progress | None = None,
) -> Workspace:
    """Make a workspace that holds the demo company, and open it. It is there whole or not at all.

    Parameters
        workspace: the folder to be; a workspace must not be there yet.
        days: how many days until the company's fixed last day; more days begin earlier.
        customers: how many customers in each three years.
        entities: the entities to store, for benchmarks that need few; empty stores all.
        progress: called with days made and days in all.
    Raises
        WorkspaceExists: the folder is a workspace already.
        DemoOutOfBounds: days or customers are out of bounds.
    """
    company, folder = Company(days, customers, frozenset(entities)), Path(workspace)
    if (folder / settings.FILE).exists():
        raise WorkspaceExists(folder)
    making = folder.parent / f".{folder.name}.making"
    shutil.rmtree(making, ignore_errors=True)
    create(making).close()
    write_settings(making)
    with Workspace(making) as unfinished:
        fill(unfinished, company, progress)
        unfinished.store.tidy()
    if folder.exists():
        folder.rmdir()
    making.rename(folder)
    return Workspace(folder)


def write_settings(folder: Path) -> None:
    """Put the demo's settings, labels and products into a folder."""
    codebooks = files(__package__).joinpath("codebooks")
    for name in (settings.FILE, labels.FILE, own.FILE):
        (folder / name).write_text(codebooks.joinpath(name).read_text("utf-8"), "utf-8")


def fill(workspace: Workspace, company: Company, progress: Progress | None = None) -> None:
    """Add every row of the company to a workspace."""
    for batch, reached in company.batches():
        rows = {name: table.num_rows for name, table in batch.items()}
        if dict(workspace.add(batch).stored) != rows:
            raise DemoLost(f"not every row of the demo up to {reached} was stored; remove the folder and try again")
        if progress:
            progress((reached - company.first_day).days + 1, company.days)
