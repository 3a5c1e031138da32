"""``drivers``: what goes with a score, and how much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import RenderableType
from rich.text import Text

import auricle

from .measuring import From, Measure, To, Where, day
from .moving import estimate_json
from .refusal import Refused
from .terminal import Json, give, progress, show
from .workspaces import Workspace

if TYPE_CHECKING:
    from auricle.understanding.drivers import Explained, WhatDrives

OF = "answers"


def drivers(
    workspace: Workspace,
    measure: Measure,
    from_: From = "",
    to: To = "",
    of: Annotated[
        str, typer.Option("--of", help="What may explain it, with commas: answers, themes, operations.")
    ] = OF,
    by: Annotated[str, typer.Option("--by", help="A dimension whose groups are explained apart: segment, unit.")] = "",
    where: Where = "",
    target: Annotated[
        str,
        typer.Option("--target", help="What is explained: score, or what customers did after it: returned, spent."),
    ] = "score",
    days: Annotated[int, typer.Option("--days", help="For how many days after an answer that is looked at.")] = 180,
    spent: Annotated[str, typer.Option("--spent", help="The measure of orders that is spent.")] = "revenue",
    json: Json = False,
) -> None:
    """What goes with a score, and how much: each driver's exact share of the differences in it, with its interval.

    A share is an association and no proof of a cause. A driver that tells nothing of its own is said to. With
    --target returned or spent, it is coming back or spending in the days after an answer that is explained.
    """
    first, last = day(from_, "--from"), day(to, "--to")
    with auricle.open(workspace) as ws, progress(f"explaining {measure}") as report:
        found = ws.drivers(
            measure, by, where, first, last, _families(of), lambda what, n, m: report(n, m, what),
            target=target, days=days, spent=spent,
        )  # fmt: skip
    if json:
        give(drivers_json(found))
    else:
        show(*drivers_table(found))


def _families(of: str) -> tuple[str, ...]:
    from auricle.understanding.wide import FAMILIES

    given = tuple(name.strip() for name in of.split(",") if name.strip())
    wrong = [name for name in given if name not in FAMILIES]
    if wrong or not given:
        raise Refused(f"--of {of!r} names nothing that explains", f"Choose among {', '.join(FAMILIES)}.")
    return given


def drivers_json(found: WhatDrives) -> dict[str, Any]:
    from auricle.query.interchange import window_json

    return {
        "measure": found.measure,
        "target": found.target,
        "days": found.days or None,
        "unit": found.unit,
        "currency": found.currency or None,
        "window": window_json(found.window),
        "where": found.where or None,
        "of": list(found.families),
        "by": found.by or None,
        "n": found.n,
        "answers": found.answers,
        "explained": estimate_json(found.explained),
        "drivers": [_driver_json(each) for each in found.drivers],
        "left_out": [{"driver": each.candidate.name, "why": each.said} for each in found.left_out],
        "alike": [{"one": a.name, "other": b.name, "correlation": r} for a, b, r in found.alike],
        "groups": [
            {
                "group": group.value,
                "n": group.n,
                "explained": estimate_json(group.explained),
                "drivers": [
                    {**_driver_json(each), "beside_all": group.beside[each.candidate.name]} for each in group.drivers
                ],
            }
            for group in found.groups
        ],
        "too_small": list(found.too_small),
        "version": found.version,
    }


def _driver_json(each: Explained) -> dict[str, Any]:
    return {
        "driver": each.candidate.name,
        "clear": each.is_clear,
        "correlation": each.correlation,
        **{name: estimate_json(getattr(each, name)) for name in ("share", "slope", "mean")},
        "log_odds": estimate_json(each.odds) if each.odds else None,
    }


def _target(found: WhatDrives) -> str:
    said = {"returned": "coming back", "spent": "what is spent"}.get(found.target)
    return f"{said} within {found.days} days of an answer to {found.measure}" if said else found.measure


def drivers_table(found: WhatDrives) -> Iterator[RenderableType]:
    from auricle.query.text import amount
    from auricle.understanding.movement import direction

    from .figures import count
    from .results import interval
    from .tables import table

    said = f"{amount(found.explained.value, 'share')} of the differences in {_target(found)} are explained"
    yield Text(f"{said} ({interval(found.explained.low, found.explained.high, 'share')})", style="bold")
    yield Text(f"{count(found.n)} complete answers of {count(found.answers)}; an association, no cause", style="dim")
    right = ("share", "95% interval", "one more adds", "its mean")
    made = table("driver", *right, "", right=right)
    for each in found.drivers:
        made.add_row(
            each.candidate.subject,
            amount(each.share.value, "share"),
            interval(each.share.low, each.share.high, "share"),
            amount(each.slope.value, found.unit, found.currency),
            f"{each.mean.value:.2f}",
            "" if each.is_clear else f"[dim]{'not clear' if direction(each.slope) else 'nothing of its own'}[/]",
        )
    yield made
    for left in found.left_out:
        yield Text(f"left out: {left.candidate.subject}, {left.said}", style="dim")
    for one, other, related in found.alike:
        yield Text(f"hard to tell apart: {one.subject} and {other.subject} (correlation {related:.2f})", style="dim")
    for group in found.groups:
        first = max((each for each in group.drivers if each.is_clear), key=lambda each: each.share.value, default=None)
        what = "none is clear"
        if first:
            what = f"{first.candidate.subject} first with {amount(first.share.value, 'share')}"
        said = f"{group.value or 'not said'}: {what}"
        yield Text(f"{said}, n {count(group.n)}", style="dim")
