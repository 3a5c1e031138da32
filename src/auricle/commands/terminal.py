"""Where a command speaks: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


class Report(Protocol):
    """Tells a progress bar how far a work is."""

    def __call__(self, done: float, total: float = 0, what: str = "") -> None:
        """``total`` is 0 while it is not known; ``what`` says what is being done now."""
        ...


PIPED_COLUMNS = 200  # a table that goes into a file or a pipe is not cut to a screen nobody has
PATIENCE_SECONDS = 1.0


def console(stream: Any = None) -> Console:
    """Made anew each time, so that it follows whatever standard output is now."""
    stream = sys.stdout if stream is None else stream
    piped = not stream.isatty() and "COLUMNS" not in os.environ
    return Console(file=stream, width=PIPED_COLUMNS if piped else None, highlight=False, soft_wrap=False)


def show(*parts: RenderableType) -> None:
    """Print a result for a person."""
    out = console()
    for part in parts:
        out.print(part)


def strong(name: object) -> str:
    """A name or a path in bold, its own brackets kept."""
    return f"[bold]{escape(str(name))}[/]"


def note(text: str) -> None:
    """Say something that is not the result."""
    console(sys.stderr).print(text, style="dim", markup=False)


def give(result: Any) -> None:
    """Print one JSON object and nothing else."""
    spoken = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(result, ensure_ascii=not spoken, allow_nan=False, default=_plain)
    sys.stdout.write(text + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "item"):  # a number of NumPy's
        return value.item()
    if hasattr(value, "as_integer_ratio"):  # an exact decimal
        return float(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def interactive() -> bool:
    """Whether there is a person to ask."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def confirmed(question: str, typed: str = "") -> bool:
    """Ask; with ``typed`` the person has to type just that."""
    if typed:
        return str(typer.prompt(question, err=True)).strip() == typed
    return typer.confirm(question, err=True)


@contextmanager
def progress(text: str) -> Iterator[Report]:
    """A bar on standard error for work that takes over a second; silent when nobody watches."""
    screen = console(sys.stderr)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal)
    task = bar.add_task(text, total=None)
    patience = threading.Timer(PATIENCE_SECONDS, bar.start)
    patience.daemon = True
    patience.start()

    def report(done: float, total: float = 0, what: str = "") -> None:
        bar.update(task, completed=done, total=total or None, description=what or text)

    try:
        yield report
    finally:
        patience.cancel()
        bar.stop()
