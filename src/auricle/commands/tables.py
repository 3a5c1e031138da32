"""Results as tables for a terminal, from 80 columns up."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

ROOMY = 110  # columns from which a picture of the intervals fits beside the numbers
PICTURE = 28


def table(*columns: str, right: Sequence[str] = (), title: str = "") -> Table:
    """An empty table; columns named in ``right`` hold numbers and are never broken."""
    made = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", title_style="bold", pad_edge=False)
    for column in columns:
        number = column in right
        made.add_column(column, justify="right" if number else "left", no_wrap=number, overflow="fold")
    return made


def roomy(out: Console) -> bool:
    return out.width >= ROOMY


def picture(low: float, value: float, high: float, least: float, most: float) -> Text:
    """An interval as a line and its point as a dot, on the scale least … most of the whole table."""

    def place(x: float) -> int:
        return round((x - least) / (most - least) * (PICTURE - 1)) if most > least else PICTURE // 2

    start, dot, end = place(low), place(value), place(high)
    marks = ["─" if start <= i <= end else " " for i in range(PICTURE)]
    marks[dot] = "●"
    return Text("".join(marks), style="cyan")


def plain(rows: Sequence[Sequence[str]], *columns: str, right: Sequence[str] = ()) -> Table:
    """A table of text as it stands: brackets in it are no markup."""
    made = table(*columns, right=right)
    for row in rows:
        made.add_row(*map(Text, row))
    return made
