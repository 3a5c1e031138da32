"""``voices``, ``theme`` and ``read``: what customers speak of, in numbers and in their words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

import auricle

from .figures import DASH, count
from .measuring import From, To, Where, day
from .tables import plain
from .terminal import Json, give, progress, show
from .workspaces import Workspace

if TYPE_CHECKING:
    from auricle.analysis.change import Change
    from auricle.analysis.estimator import Estimate
    from auricle.understanding.voices.themes import Voices
    from auricle.understanding.voices.words import Found, ThemeWords


def read(
    workspace: Workspace,
    learn: Annotated[bool, typer.Option("--learn", help="Learn from words beside a score first.")] = False,
    json: Json = False,
) -> None:
    """Read the texts that were not read yet: language, sentiment, themes, what they ask for."""
    from auricle.understanding.keeping import as_json

    with auricle.open(workspace) as ws, progress("reading texts") as bar:
        known = ws.learn_texts() if learn else ws.known_of_texts
        found = ws.read_texts(progress=lambda _, done, total: bar(done, total))
    if json:
        give({**as_json(found), "judged": as_json(known.judged) if known.judged else None})
        return
    show(Text(f"{count(found.texts)} texts read, {count(found.mentions)} mentions found, by {found.label}"))
    if judged := known.judged:
        before, after = judged.before / judged.n, judged.after / judged.n
        show(Text(f"right on {after:.1%} of {count(judged.n)} comments never seen; before learning {before:.1%}"))


def voices(
    workspace: Workspace,
    from_: From = "",
    to: To = "",
    where: Where = "",
    unnamed: Annotated[bool, typer.Option("--unnamed", help="Themes found in the words, without being told.")] = False,
    json: Json = False,
) -> None:
    """What customers speak of, how they feel about it, and what is changing."""
    from auricle.understanding.keeping import as_json

    with auricle.open(workspace) as ws:
        first, last = day(from_, "--from"), day(to, "--to")
        found = ws.found_themes(first, last, where) if unnamed else ws.voices(first, last, where)
    if json:
        give(as_json(found))
        return
    show(*(_found_table(found) if unnamed else _voices_table(found)))  # type: ignore[arg-type]


def theme(
    workspace: Workspace,
    theme: Annotated[str, typer.Argument(help="A theme, such as delivery.")],
    from_: From = "",
    to: To = "",
    where: Where = "",
    json: Json = False,
) -> None:
    """What is said of one theme: phrases that set it apart, quotes for and against."""
    from auricle.understanding.keeping import as_json

    with auricle.open(workspace) as ws:
        found = ws.theme_words(theme, day(from_, "--from"), day(to, "--to"), where)
    if json:
        give({"theme": theme, "found": as_json(found) if found else None})
        return
    show(*(_theme_table(found) if found else [Text("too few to show")]))


def _voices_table(found: Voices) -> Iterable[RenderableType]:
    yield Text(f"{count(found.texts or 0)} texts, {found.window}", style="bold")
    if not found.texts:
        yield Text("no text of these days was read; auricle read reads those that were not yet", style="dim")
    rows = [
        (
            each.theme + (" (rising)" if each.is_rising else ""),
            DASH if each.n is None else count(each.n),
            _percent(each.share),
            _moved(each.moved, "%"),
            _number(each.sentiment),
            _moved(each.felt, ""),
        )
        for each in found.themes
    ]
    names = ("n", "share", "change", "sentiment", "change of it")
    yield plain(rows, "theme", *names, right=names)
    if found.products:
        named = ("n", "share", "sentiment")
        products = [
            (each.product, DASH if each.n is None else count(each.n), _percent(each.share), _number(each.sentiment))
            for each in found.products
        ]
        yield plain(products, "product", *named, right=named)


def _found_table(found: Found) -> Iterable[RenderableType]:
    rows = [(", ".join(e.phrases), count(e.texts), f"{e.known or DASH} {e.covered:.0%}", e.quote) for e in found.themes]
    yield plain(rows, "phrases", "texts", "nearest theme, named", "one of them", right=("texts",))
    rising = ", ".join(each.phrase for each in found.rising) or DASH
    yield Text(f"new from {found.week.start} to {found.week.end}: {rising}")


def _theme_table(found: ThemeWords) -> Iterable[RenderableType]:
    yield Text(f"{found.theme}: {count(found.texts)} texts", style="bold")
    yield Text("sets it apart: " + (", ".join(each.phrase for each in found.phrases) or DASH))
    for title, side in (("complaints", found.blame), ("praise", found.praise)):
        yield Text(title, style="dim")
        yield from (Text(f"  {quote.text}") for quote in side)


def _percent(found: Estimate | None) -> str:
    return f"{found.value:.1%} ({found.low:.1%} to {found.high:.1%})" if found else "too few to show"


def _number(found: Estimate | None) -> str:
    return f"{found.value:+.2f} ({found.low:+.2f} to {found.high:+.2f})" if found else DASH


def _moved(change: Change | None, unit: str) -> str:
    if change is None:
        return DASH
    scale = 100 if unit else 1
    said = f"{scale * change.difference:+.1f}{unit}" if unit else f"{change.difference:+.2f}"
    return said if change.low > 0 or change.high < 0 else f"{said} (no clear change)"
