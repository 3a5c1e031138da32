"""``prove``: whether something that was done moved a measure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

import auricle

from .measuring import From, Measure, To, Where, day
from .terminal import Json, give, progress, show
from .workspaces import Workspace

if TYPE_CHECKING:
    from auricle.understanding.proof import Proof

SAID = {
    "higher": "it rose",
    "lower": "it fell",
    "no clear change": "no effect found",
    "cannot tell": "this cannot be told",
}


def prove(
    workspace: Workspace,
    measure: Measure,
    start: Annotated[str, typer.Option("--start", help="The day on which it began.")],
    where: Where = "",
    against: Annotated[
        str, typer.Option("--against", help="rest, mixture, past, or a filter of whom to compare with.")
    ] = "",
    by: Annotated[str, typer.Option("--by", help="A dimension of units: unit, region.")] = "",
    from_: From = "",
    to: To = "",
    grain: Annotated[str, typer.Option("--grain", help="month or week; chosen by the days when not said.")] = "",
    cost: Annotated[float, typer.Option("--cost", help="What it cost, for the return on it.", min=0)] = 0.0,
    reached: Annotated[int, typer.Option("--reached", help="How many customers it reaches.", min=0)] = 0,
    json: Json = False,
) -> None:
    """Whether something that was done worked: before and after, beside what would have been.

    The filter says where it was done. No effect found is a result.
    """
    first, last = day(from_, "--from"), day(to, "--to")
    with auricle.open(workspace) as ws, progress(f"comparing {measure}"):
        found = ws.prove(measure, day(start, "--start"), where, against, by, first, last, grain, cost, reached)
    if json:
        from auricle.understanding.keeping import as_json

        give({name: value for name, value in as_json(found).items() if name != "query"})
    else:
        show(*proof_table(found))


def proof_table(found: Proof) -> Iterator[RenderableType]:
    from auricle.query.text import amount

    from .figures import DASH, count
    from .results import interval
    from .tables import table

    effect = found.effect
    told = f"{amount(effect.value, found.unit)} ({interval(effect.low, effect.high, found.unit)})"
    yield Text(f"{found.measure}: {SAID[found.verdict]}: {told}, p {found.p:.3f}", style="bold")
    yield Text(
        f"from {found.starts_on}, {found.grain} by {found.grain}, against {found.against}; "
        f"{count(found.n_before)} answers before, {count(found.n_after)} after",
        style="dim",
    )
    right = ("n", "value", "beside", "gap", "95% interval")
    made = table(found.grain, "side", *right, right=right)
    for point in found.points:
        value, other, gap = (
            DASH if v is None else amount(v, found.unit) for v in (point.value, point.other, point.gap)
        )
        bounds = DASH if point.gap is None else interval(point.gap_low, point.gap_high, found.unit)
        made.add_row(point.period, point.side, DASH if point.n is None else count(point.n), value, other, gap, bounds)
    yield made
    yield from (Text(line, style="dim") for line in _remarks(found))


def _remarks(found: Proof) -> Iterator[str]:
    from auricle.query.text import amount

    if found.drift_p is not None:
        drift = "no drift between both is clear" if found.ran_alike else "both drifted apart, so nothing can be told"
        joint = "" if found.joint_p is None else f", joint p {found.joint_p:.3f}"
        yield f"Before the start {drift} (drift p {found.drift_p:.3f}{joint})."
    if found.aside and found.with_all:
        yield (
            f"Set aside, because something else happened there: {', '.join(found.aside)}; "
            f"with them the effect is {amount(found.with_all.value, found.unit)}."
        )
    if found.weights:
        parts = sorted(found.weights.items(), key=lambda part: -part[1])
        fit = "fits" if found.fits else "does not fit"
        yield f"The mixture {fit} (misses by {found.miss:.3g}): " + ", ".join(f"{n} {w:.0%}" for n, w in parts) + "."
    if found.returned:
        back = found.returned
        ratio = f"{back.ratio.value:.0%} ({back.ratio.low:.0%} to {back.ratio.high:.0%})"
        yield f"Return on experience: {ratio}; it pays back with a chance of {back.pays_back:.0%}."
