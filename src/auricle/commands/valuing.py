"""``money``: what a score is worth, the checks it must stand, and what a programme would give back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import RenderableType
from rich.text import Text

import auricle

from .measuring import From, Measure, To, Where, day
from .moving import estimate_json
from .terminal import Json, give, progress, show
from .workspaces import Workspace

if TYPE_CHECKING:
    from auricle.analysis.delay import Delays
    from auricle.analysis.estimator import Estimate
    from auricle.analysis.programme import ReturnOnExperience
    from auricle.understanding.money import ScoreAndMoney

SLOPES = {
    "after": "one point more goes with, after it",
    "placebo": "the same of money before the score",
    "beyond": "after it, with the money before taken into account",
    "within": "customers who answered twice: change for change",
}


def money(
    workspace: Workspace,
    measure: Measure,
    from_: From = "",
    to: To = "",
    days: Annotated[int, typer.Option("--days", help="For how many days after --to money is counted.")] = 180,
    by: Annotated[str, typer.Option("--by", help="A dimension whose points are valued apart: segment.")] = "",
    where: Where = "",
    spent: Annotated[str, typer.Option("--spent", help="The measure of orders to add up.")] = "revenue",
    cost: Annotated[float, typer.Option("--cost", help="What a programme costs; with --points, what it returns.")] = 0,
    points: Annotated[float, typer.Option("--points", help="Points of the answer (no index) it is to bring.")] = 0,
    margin: Annotated[float, typer.Option("--margin", help="Give or take so many of these points (95%).")] = 0,
    customers: Annotated[int, typer.Option("--customers", help="Whom it reaches; all who answered else.")] = 0,
    json: Json = False,
) -> None:
    """What a score is worth in money: what customers spend in the days after it, by the score they gave.

    An association that must stand checks: the money before, customers alike, customers who answered twice. With
    --points and --cost also the return on a programme that is to bring so many points: return on experience (ROX).
    """
    from auricle.understanding.returns import returned_by

    first, last = day(from_, "--from"), day(to, "--to")
    with auricle.open(workspace) as ws, progress(f"valuing {measure}"):
        found = ws.score_and_money(measure, first, last, days, by, where, spent)
    programme = returned_by(found, points, margin, cost, customers) if cost or points else None
    if json:
        give({**money_json(found), "programme": _programme_json(programme) if programme else None})
    else:
        show(*money_table(found, programme))


def _programme_json(found: ReturnOnExperience) -> dict[str, Any]:
    return {"gain": estimate_json(found.gain), "ratio": estimate_json(found.ratio), "pays_back": found.pays_back}


def money_json(found: ScoreAndMoney) -> dict[str, Any]:
    from auricle.understanding.keeping import as_json

    return {name: value for name, value in as_json(found).items() if name != "query"}


def money_table(found: ScoreAndMoney, programme: ReturnOnExperience | None) -> Iterator[RenderableType]:
    from .figures import count
    from .tables import table

    curve = found.curve
    point = _span(curve.point, found.currency)
    yield Text(f"{found.measure}: an answer one point higher goes with {point} a customer", style="bold")
    yield Text(
        f"score {found.said}, money {found.spent}; {count(found.customers)} customers, {curve.shape}", style="dim"
    )
    right = ("n", "spent", "on the curve", "one more adds")
    made = table("score", *right, right=right)
    for step in curve.steps:
        gain = f"{step.gain.value:,.0f}" if step.gain else ""
        made.add_row(f"{step.score:g}", count(step.n), f"{step.mean.value:,.0f}", f"{step.fitted.value:,.0f}", gain)
    yield made
    if curve.enough is not None and curve.point.low > 0:
        yield Text(f"from {curve.enough:g} on a further point no longer pays", style="dim")
    for name, said in SLOPES.items():
        slope = getattr(found, name)
        yield Text(f"{said}: {_span(slope, found.currency) if slope else 'too few to tell'}", style="dim")
    if found.matched:
        said = f"{100 * found.matched.overlap:.0f}% have somebody to compare with"
        yield Text(f"satisfied beside others alike: {_span(found.matched.gap, found.currency)}; {said}", style="dim")
    speaks = found.coverage
    share = f"{100 * speaks.share:.0f}% of customers and {100 * speaks.heard.share_of_money:.0f}% of the money"
    yield Text(f"the score speaks for {share}; those heard spend {speaks.verdict}", style="dim")
    yield Text(_when(found.delays), style="dim")
    for group, one in found.groups.items():
        told = f"{_span(one.point, found.currency)}, {one.shape}" if one else "too few to tell"
        yield Text(f"{group or 'not said'}: {told}", style="dim")
    if programme:
        ratio, likely = programme.ratio, f"it pays back with a chance of {programme.pays_back:.0%}"
        span = f"{100 * ratio.low:.0f}% to {100 * ratio.high:.0f}%"
        yield Text(f"return on experience {100 * ratio.value:.0f}% ({span}); {likely}", style="bold")


def _when(found: Delays | None) -> str:
    from auricle.understanding.purses import MONTH_DAYS

    if found is None:
        return "when the money follows: too few to tell"
    if found.best is None:
        return "when the money follows: on customers kept aside no month of it is foretold"
    first, last = MONTH_DAYS * found.best + 1, MONTH_DAYS * (found.best + 1)
    said = f"the money follows best {first} to {last} days later ({100 * found.sure:.0f}% of redraws agree)"
    others = ", ".join(f"{MONTH_DAYS * i + 1} to {MONTH_DAYS * (i + 1)}" for i in found.rivals)
    return f"{said}; {others} may be as good" if others else said


def _span(found: Estimate, currency: str) -> str:
    return f"{found.value:,.1f} {currency} ({found.low:,.1f} to {found.high:,.1f})".replace("  ", " ")
