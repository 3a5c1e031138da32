"""How a command is told its workspace and its home.

Nothing here imports more than typer until it is asked, so that help and completion come at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def home_of(given: Path | None) -> Path:
    """The home as given, else $AURICLE_HOME, else ``home`` here."""
    from auricle.workspace import home

    return given or home()


def folder_of(workspace: str) -> Path:
    """The folder of a workspace named as a folder or by its name in the home."""
    from auricle.workspace import folder_of

    return folder_of(workspace)


def workspaces_of(home: Path) -> list[Path]:
    """The workspaces of a home, by name."""
    from auricle.model.settings import FILE

    return sorted(path.parent for path in (home / "workspaces").glob(f"*/{FILE}"))


def _completed(incomplete: str) -> list[str]:
    return [path.name for path in workspaces_of(home_of(None)) if path.name.startswith(incomplete)]


Workspace = Annotated[
    str, typer.Argument(help="A folder that holds auricle.yaml, or a name in the home.", autocompletion=_completed)
]
Home = Annotated[Path | None, typer.Option("--home", help="The installation's folder; $AURICLE_HOME, else ./home.")]
