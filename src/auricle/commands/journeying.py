"""``journeys``, ``step-scores``, ``funnel``, ``conformance``, ``channels``: what customers do, in which order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

import auricle

from .figures import DASH, count, time
from .measuring import From, To, Where, day
from .tables import plain
from .terminal import Json, give, progress, show
from .workspaces import Workspace

if TYPE_CHECKING:
    from auricle.analysis.estimator import Estimate
    from auricle.understanding.channels import ChannelParts
    from auricle.understanding.conformance import Conforming
    from auricle.understanding.funnels import Funnel
    from auricle.understanding.journeys import JourneyMap
    from auricle.understanding.step_scores import StepScores

Run = Annotated[str, typer.Option("--run", help="What holds steps together: customer, journey (a case) or session.")]
Step = Annotated[str, typer.Option("--step", help="What a step is called by: activity, touchpoint, channel or stage.")]
Names = Annotated[list[str], typer.Argument(help="The steps in their order.")]


def journeys(
    workspace: Workspace,
    run: Run = "customer",
    step: Step = "activity",
    where: Where = "",
    from_: From = "",
    to: To = "",
    json: Json = False,
) -> None:
    """What customers really do: which step follows which, how long after, and on which paths."""
    with auricle.open(workspace) as ws, progress("following journeys"):
        found = ws.journeys(run, step, where, day(from_, "--from"), day(to, "--to"))
    _say(found, _map_table(found), json)


def step_scores(
    workspace: Workspace,
    step: Step = "activity",
    where: Where = "",
    from_: From = "",
    to: To = "",
    json: Json = False,
) -> None:
    """What customers said of each step, the worst first, and where it hurts: clearly below the other steps."""
    with auricle.open(workspace) as ws, progress("reading what was said of each step"):
        found = ws.step_scores(step, where, day(from_, "--from"), day(to, "--to"))
    if not json:
        show(*(_scores_table(found) if found else [Text("No answer speaks of a step.")]))
        return
    from auricle.understanding.keeping import as_json

    said = as_json(found) if found else {"measure": None, "unit": None, "rows": []}
    give({**said, "pain": as_json(found.pain) if found and found.pain else None})


def funnel(
    workspace: Workspace,
    steps: Names,
    run: Run = "customer",
    step: Step = "activity",
    where: Where = "",
    from_: From = "",
    to: To = "",
    json: Json = False,
) -> None:
    """How many get from step to step, and how long it takes, counting rightly who may still get there."""
    with auricle.open(workspace) as ws, progress("following the funnel"):
        found = ws.funnel(steps, run, step, where, day(from_, "--from"), day(to, "--to"))
    _say(found, _funnel_table(found), json)


def conformance(
    workspace: Workspace,
    steps: Names,
    run: Run = "journey",
    step: Step = "activity",
    where: Where = "",
    from_: From = "",
    to: To = "",
    json: Json = False,
) -> None:
    """How real paths go with a journey as designed: what is skipped, taken out of turn, or done besides."""
    with auricle.open(workspace) as ws, progress("laying paths beside the design"):
        found = ws.conformance(steps, run, step, where, day(from_, "--from"), day(to, "--to"))
    _say(found, _conformance_table(found), json)


def channels(
    workspace: Workspace,
    conversion: Annotated[str, typer.Argument(help="The activity that counts as a conversion: order_placed.")],
    where: Where = "",
    from_: From = "",
    to: To = "",
    look_back_days: Annotated[
        int, typer.Option("--look-back-days", help="Days before a conversion in which a touch belongs to it.", min=1)
    ] = 30,
    json: Json = False,
) -> None:
    """What part each channel plays on the way to a conversion, and what would be lost without it."""
    with auricle.open(workspace) as ws, progress("following channels"):
        found = ws.channel_parts(conversion, where, day(from_, "--from"), day(to, "--to"), look_back_days)
    _say(found, _channels_table(found), json)


def _say(found: object, table: Iterable[RenderableType], json: bool) -> None:
    if json:
        from auricle.understanding.keeping import as_json

        give(as_json(found))
    else:
        show(*table)


def _map_table(found: JourneyMap) -> Iterable[RenderableType]:
    yield Text(f"{count(found.runs)} runs by {found.run}, {count(found.variants)} different paths", style="bold")
    rows = [(m.before, m.after, count(m.n), time(m.median_seconds), time(m.mean_seconds)) for m in found.moves]
    yield plain(rows, "from", "to", "times", "median", "mean", right=("times", "median", "mean"))
    paths = [(count(path.runs), " → ".join(path.steps)) for path in found.paths[:10]]
    yield plain(paths, "runs", "path", right=("runs",))


def _scores_table(found: StepScores) -> Iterable[RenderableType]:
    from auricle.query.text import amount

    from .results import SUPPRESSED, interval

    yield Text(f"{found.pain.step} hurts" if found.pain else "no step is clearly worse than the others", style="bold")
    rows = [
        (
            str(row.by["step"]),
            SUPPRESSED if row.suppressed else amount(row.value, found.unit),
            interval(row.low, row.high, found.unit),
            count(row.n),
        )
        for row in found.rows
    ]
    yield plain(rows, "step", found.measure, "interval", "n", right=("interval", "n"))


def _funnel_table(found: Funnel) -> Iterable[RenderableType]:
    rows = [
        (
            part.name,
            count(part.reached),
            _share(part.from_previous),
            _share(part.from_first),
            time(part.waiting.median) if part.waiting else DASH,
        )
        for part in found.steps
    ]
    right = ("reached", "of the step before", "of the first", "half by")
    yield plain(rows, "step", *right, right=right)
    yield Text(
        "half by: when half of all at the step before are here, those who may still come counted in", style="dim"
    )


def _conformance_table(found: Conforming) -> Iterable[RenderableType]:
    laid = found.found
    yield Text(f"{_share(laid.conforming)} of {count(laid.runs)} runs go exactly so", style="bold")
    yield Text(f"{_share(laid.in_order)} take every step in order; fitness {laid.fitness:.3f}", style="dim")
    rows = [(str(k.step), count(k.in_place), count(k.out_of_turn), count(k.skipped)) for k in laid.steps]
    yield plain(rows, "step", "in place", "out of turn", "skipped", right=("in place", "out of turn", "skipped"))
    besides = [(f"{step}, again" if step in found.design else str(step), count(n)) for step, n in laid.besides]
    yield plain(besides, "done besides", "runs", right=("runs",))


def _channels_table(found: ChannelParts) -> Iterable[RenderableType]:
    lost = dict(zip(found.removal.channels, found.removal.effect.tolist(), strict=True))
    owed = dict(zip(found.shares.channels, found.shares.conversions.tolist(), strict=True))
    yield Text(f"{count(found.conversions)} conversions on {count(found.paths)} different paths", style="bold")
    rows = [
        (
            str(r.channel), *map(count, (r.on, r.first, r.assist, r.last)), f"{lost[r.channel]:.1%}",
            f"{owed[r.channel]:,.1f}",
        )
        for r in found.roles.roles
    ]  # fmt: skip
    right = ("on", "first", "assist", "last", "lost without", "fair share")
    yield plain(rows, "channel", *right, right=right)


def _share(found: Estimate | None) -> str:
    if found is None or found.value != found.value:
        return DASH
    return f"{found.value:.1%} ({found.low:.1%} to {found.high:.1%})"
