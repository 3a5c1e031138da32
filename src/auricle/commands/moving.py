"""``movement``: why a score moved between two windows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import RenderableType
from rich.text import Text

import auricle

from .measuring import From, Measure, To, Where, before, day
from .terminal import Json, give, progress, show
from .workspaces import Workspace

if TYPE_CHECKING:
    from auricle.analysis.estimator import Estimate
    from auricle.understanding.movement import Movement

FATES = {
    "stayed": "answered both times",
    "gone": "gone: answered before, nothing heard or seen of them since",
    "silent": "silent: answered before, still customers",
    "new": "new customers",
    "returned": "customers before, silent then",
    "left": "answered before only",
    "came": "answered after only",
}


def movement(
    workspace: Workspace,
    measure: Measure,
    from_: From = "",
    to: To = "",
    before_from: Annotated[str, typer.Option("--before-from", help="First day to compare with.")] = "",
    before_to: Annotated[str, typer.Option("--before-to", help="Last day to compare with.")] = "",
    by: Annotated[str, typer.Option("--by", help="A dimension whose groups' parts are told apart: segment.")] = "",
    where: Where = "",
    quiet_days: Annotated[
        int, typer.Option("--quiet-days", help="Days without a sign of life to count as gone.")
    ] = 180,
    json: Json = False,
) -> None:
    """Why a score moved: customers who changed their mind, who left and who came, nothing left over.

    With only --from and --to it is compared with the same number of days just before.
    """
    earlier = before(from_, to, before_from, before_to, "")
    now = (day(from_, "--from"), day(to, "--to"))
    with auricle.open(workspace) as ws, progress(f"following {measure}"):
        found = ws.movement(measure, earlier, now, by, where, quiet_days)
    if json:
        give(movement_json(found))
    else:
        show(*movement_table(found))


def movement_json(found: Movement) -> dict[str, Any]:
    from auricle.query.interchange import number, window_json

    return {
        "measure": found.measure,
        "unit": found.unit,
        "before_window": window_json(found.before_window),
        "after_window": window_json(found.after_window),
        "where": found.where or None,
        "by": found.by or None,
        **{name: estimate_json(getattr(found, name)) for name in ("before", "after", "change", "rate", "mix")},
        "cause": found.cause.name if found.cause else None,
        "parts": [
            {
                "part": part.name,
                "n": part.n,
                "share": part.share,
                "score": number(part.score),
                **estimate_json(part.effect),
            }
            for part in found.parts
        ],
        "groups": [
            {"group": line.value, "n_before": line.n_before, "n_after": line.n_after, **line.effects}
            for line in found.segments
        ],
        "levels": list(found.levels),
        "transitions": [list(row) for row in found.transitions],
        "had_the_gone_stayed": estimate_json(found.had_the_gone_stayed) if found.had_the_gone_stayed else None,
        "quiet_days": found.quiet_days,
        "version": found.version,
    }


def estimate_json(found: Estimate) -> dict[str, Any]:
    from auricle.query.interchange import number

    return {"n": found.n, "value": number(found.value), "low": number(found.low), "high": number(found.high)}


def movement_table(found: Movement) -> Iterator[RenderableType]:
    from auricle.query.text import amount

    from .figures import count
    from .results import interval, label
    from .tables import table

    yield Text(finding(found), style="bold")
    yield Text(f"{found.before_window}, then {found.after_window}; one answer a customer, their last", style="dim")
    right = ("n", "their score", "adds", "95% interval")
    made = table("who", *right, right=right)
    for part in found.parts:
        made.add_row(FATES[part.name], count(part.n), amount(part.score, found.unit), *_effect(part.effect, found.unit))
    made.add_section()
    made.add_row("the change", "", "", *_effect(found.change, found.unit), style="bold")
    yield made
    if found.segments:
        groups = table(found.by, "n before", "n after", "adds", right=("n before", "n after", "adds"))
        for line in found.segments:
            groups.add_row(label(line.value), count(line.n_before), count(line.n_after), amount(line.total, found.unit))
        yield groups
    if found.had_the_gone_stayed:
        stayed = found.had_the_gone_stayed
        said = f"Had the gone stayed at their last score: {amount(stayed.value, found.unit)}"
        yield Text(f"{said} ({interval(stayed.low, stayed.high, found.unit)})", style="dim")


def finding(found: Movement) -> str:
    """What moved the score, in a sentence that claims no more than the intervals."""
    from auricle.query.text import amount

    change, cause = found.change, found.cause
    if change.low <= 0 <= change.high:
        return f"{found.measure}: no clear change ({amount(change.value, found.unit)})"
    moved = f"{found.measure} {'rose' if change.value > 0 else 'fell'} by {amount(abs(change.value), found.unit)}"
    if cause is None:
        return f"{moved}; no single part of it is clear"
    return f"{moved}; the largest part: those who {_DID[cause.name]} ({amount(cause.effect.value, found.unit)})"


_DID = {
    "stayed": "answered both times",
    "gone": "have gone",
    "silent": "fell silent",
    "new": "are new",
    "returned": "were silent before",
    "left": "answered before only",
    "came": "answered after only",
}


def _effect(effect: Estimate, unit: str) -> tuple[str, str]:
    from auricle.query.text import amount

    from .results import interval

    return amount(effect.value, unit), interval(effect.low, effect.high, unit)
