"""``chart``, ``anomalies``, ``forecast`` and ``people``: what is unusual, what comes next, who needs help."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

import auricle

from .figures import DASH, count
from .measuring import From, Measure, To, Where, day
from .tables import plain
from .terminal import Json, give, progress, show
from .workspaces import Workspace

if TYPE_CHECKING:
    from auricle.understanding.anomalies import Anomalies, Story
    from auricle.understanding.charting import ControlChart, Outlook
    from auricle.understanding.people import Fairly

Grain = Annotated[str, typer.Option("--by", help="Length of a step: day, week, month, quarter or year.")]
RULES = {"beyond": "beyond the limits", "run": "eight or more on one side", "drift": "a small shift that stays"}


def chart(
    workspace: Workspace,
    measure: Measure,
    by: Grain = "month",
    kind: Annotated[str, typer.Option("--chart", help="auto, laney, xmr, or ewma for small shifts.")] = "auto",
    changed: Annotated[str, typer.Option("--changed", help="Days something known changed, with commas.")] = "",
    where: Where = "",
    from_: From = "",
    to: To = "",
    json: Json = False,
) -> None:
    """A measure's control chart: how far it moves when nothing in particular happens, and what is beyond that."""
    days = [day(text.strip(), "--changed") for text in changed.split(",") if text.strip()]
    first, last = day(from_, "--from"), day(to, "--to")
    with auricle.open(workspace) as ws, progress(f"charting {measure}"):
        found = ws.control_chart(measure, by, where, first, last, kind, days)
    _say(found, _chart_table(found), json)


def anomalies(
    workspace: Workspace,
    measure: Measure,
    by: Grain = "month",
    where: Where = "",
    from_: From = "",
    to: To = "",
    json: Json = False,
) -> None:
    """What is unusual in any group of a measure: one story a cause, those who are hurt most first."""
    first, last = day(from_, "--from"), day(to, "--to")
    with auricle.open(workspace) as ws, progress(f"searching {measure}") as report:
        found = ws.anomalies(measure, by, where, first, last, lambda what, n, m: report(n, m, what))
    _say(found, _stories_table(found), json)


def forecast(
    workspace: Workspace,
    measure: Measure,
    by: Grain = "month",
    ahead: Annotated[int, typer.Option("--ahead", help="How many steps to look ahead.", min=1, max=60)] = 6,
    where: Where = "",
    from_: From = "",
    to: To = "",
    json: Json = False,
) -> None:
    """What comes next, by the method that would have erred least before."""
    first, last = day(from_, "--from"), day(to, "--to")
    with auricle.open(workspace) as ws, progress(f"looking ahead of {measure}"):
        found = ws.outlook(measure, by, ahead, where, first, last)
    _say(found, _outlook_table(found), json)


def people(
    workspace: Workspace,
    measure: Measure,
    who: Annotated[str, typer.Option("--who", help="employee or unit.")] = "employee",
    where: Where = "",
    from_: From = "",
    to: To = "",
    json: Json = False,
) -> None:
    """Employees or units compared for the cases they had; who is unlucky is not called weak."""
    first, last = day(from_, "--from"), day(to, "--to")
    with auricle.open(workspace) as ws, progress(f"comparing by {measure}"):
        found = ws.fairly(measure, who, where, first, last)
    _say(found, _people_table(found), json)


def _say(found: object, table: Iterable[RenderableType], json: bool) -> None:
    if json:
        from auricle.understanding.keeping import as_json

        give(as_json(found))
    else:
        show(*table)


def _chart_table(found: ControlChart) -> Iterable[RenderableType]:
    from auricle.query.text import amount

    yield Text(f"{len(found.signals)} of {len(found.points)} periods of {found.measure} signal", style="bold")

    def told(value: float | None) -> str:
        return DASH if value is None else amount(value, found.unit, found.currency)

    rows = [
        (p.period, count(p.n), told(p.value), told(p.least), told(p.most), RULES.get(p.rule, ""))
        for p in found.points
    ]  # fmt: skip
    yield plain(rows, found.grain, "n", "value", "lower limit", "upper limit", "signal", right=("n", "value"))


def _stories_table(found: Anomalies) -> Iterable[RenderableType]:
    stories = "1 story" if len(found.stories) == 1 else f"{len(found.stories)} stories"
    yield Text(f"{stories} in {found.groups} groups from {found.first} to {found.last}", style="bold")
    untold = f", {count(found.untold)} of too few people to be shown" if found.untold else ""
    yield Text(f"{count(found.tested)} periods tested, {count(found.alarms)} stood out{untold}", style="dim")
    yield plain([_story_row(found, each) for each in found.stories], "where", "when", "expected", "came", "change",
                "customers", "hurt", right=("expected", "came", "change", "customers", "hurt"))  # fmt: skip


def _story_row(found: Anomalies, each: Story) -> tuple[str, ...]:
    from auricle.query.text import amount

    where = ", ".join(f"{name} {value}" for name, value in each.group.items()) or "everybody"
    hurt = DASH if each.hurt is None else f"{each.hurt:,.0f}"
    low, high = (amount(value, found.unit) for value in (each.low, each.high))
    return (
        where, ", ".join(each.periods), amount(each.expected, found.unit), amount(each.value, found.unit),
        f"{low} to {high}", count(each.customers), hurt,
    )  # fmt: skip


def _outlook_table(found: Outlook) -> Iterable[RenderableType]:
    from auricle.query.text import amount

    best, covered = found.found, f"{found.found.covered:.0%}"
    yield Text(f"{found.measure} by {best.method}", style="bold")
    if best.checked:
        yield Text(f"{covered} of {best.checked} points it had not seen lay in its 95% interval", style="dim")

    def told(value: float | None) -> str:
        return DASH if value is None else amount(value, found.unit, found.currency)

    rows = [(p.period, told(p.value), told(p.low), told(p.high)) for p in found.points if p.is_ahead]
    yield plain(rows, found.grain, "expected", "low", "high", right=("expected", "low", "high"))
    tried = [(each.method, told(each.error) if each.points else DASH) for each in best.tried]
    yield plain(tried, "method", "mean error before", right=("mean error before",))


def _people_table(found: Fairly) -> Iterable[RenderableType]:
    from auricle.query.text import amount

    different = [each for each in found.people if each.verdict in ("lower", "higher")]
    differ = "differs" if len(different) == 1 else "differ"
    yield Text(f"{len(different)} of {len(found.people)} {differ} by more than their cases and chance", style="bold")
    rows = [
        (
            each.who, count(each.n), amount(each.raw, found.unit), amount(each.expected, found.unit),
            f"{amount(each.low, found.unit)} to {amount(each.high, found.unit)}", each.verdict,
        )
        for each in found.people
    ]  # fmt: skip
    right = ("n", "mean", "for these cases", "to expect")
    yield plain(rows, found.who, "n", "mean", "for these cases", "to expect", "verdict", right=right)
