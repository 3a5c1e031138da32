"""How a command finds its workspace and its home."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from auricle.model.settings import FILE


def home(given: Path | None = None) -> Path:
    """The folder of an installation: as given, else $AURICLE_HOME, else ``home`` here."""
    return given or Path(os.environ.get("AURICLE_HOME") or "home")


def workspaces_of(folder: Path) -> list[Path]:
    """The workspaces of a home, by name."""
    return sorted(path.parent for path in (folder / "workspaces").glob(f"*/{FILE}"))


def _completed(incomplete: str) -> list[str]:
    return [path.name for path in workspaces_of(home()) if path.name.startswith(incomplete)]


Workspace = Annotated[
    str, typer.Argument(help="A folder that holds auricle.yaml, or a name in the home.", autocompletion=_completed)
]
Home = Annotated[Path | None, typer.Option("--home", help="The installation's folder; $AURICLE_HOME, else ./home.")]
