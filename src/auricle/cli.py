"""The command line: ``auricle``."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True)


@app.callback()
def auricle() -> None:
    """Listen to customers, understand, act, prove, tell."""
