"""``measure``, ``compare`` and ``explain``: numbers, each with its n and its interval."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

import auricle

from .refusal import Refused
from .terminal import Json, give, progress, show
from .workspaces import Workspace

if TYPE_CHECKING:
    from auricle.query.result import Result

Measure = Annotated[str, typer.Argument(help="The measure's name; auricle list measures shows them all.")]
By = Annotated[str, typer.Option("--by", help="Dimensions to break it down by, with commas: month,touchpoint.")]
Where = Annotated[str, typer.Option("--where", help="Only these: \"channel = 'web' and score >= 9\".")]
From = Annotated[str, typer.Option("--from", help="First day, as 2018-01-01, in the workspace's zone.")]
To = Annotated[str, typer.Option("--to", help="Last day, itself included.")]
Weighted = Annotated[bool, typer.Option("--weighted", help="Let each answer count with its weight.")]


def measure(
    workspace: Workspace,
    measure: Measure,
    by: By = "",
    where: Where = "",
    from_: From = "",
    to: To = "",
    weighted: Weighted = False,
    json: Json = False,
) -> None:
    """A measure in all, or broken down, with n and interval.

    A group of fewer people's opinions than the workspace's floor is suppressed: it carries no number.
    """
    from . import results

    with asked(workspace, measure, by, where, from_, to, weighted) as result:
        if json:
            from auricle.query.interchange import result_json

            give(result_json(result))
        else:
            show(*results.result_table(result))


def explain(
    workspace: Workspace,
    measure: Measure,
    by: By = "",
    where: Where = "",
    from_: From = "",
    to: To = "",
    weighted: Weighted = False,
    json: Json = False,
) -> None:
    """How a number comes about: definition, formula, query, n, coverage and what was left out."""
    from . import results

    with asked(workspace, measure, by, where, from_, to, weighted) as result:
        if json:
            give(results.explanation_json(result.explain()))
        else:
            show(escape(repr(result.explain())))


def compare(
    workspace: Workspace,
    measure: Measure,
    by: By = "",
    where: Where = "",
    from_: From = "",
    to: To = "",
    before_from: Annotated[str, typer.Option("--before-from", help="First day to compare with.")] = "",
    before_to: Annotated[str, typer.Option("--before-to", help="Last day to compare with.")] = "",
    before_where: Annotated[str, typer.Option("--before-where", help="Compare with these; --where else.")] = "",
    weighted: Weighted = False,
    json: Json = False,
) -> None:
    """Whether a measure differs between two windows, or two groups, by more than noise.

    With only --from and --to it is compared with the same number of days just before.
    """
    from . import results

    earlier = before(from_, to, before_from, before_to, before_where)
    with (
        asked(workspace, measure, by, where, from_, to, weighted) as now,
        asked(workspace, measure, by, before_where or where, *earlier, weighted) as then,
    ):
        comparison = now.compare(then)
        if json:
            from auricle.query.interchange import comparison_json

            give(comparison_json(comparison))
        else:
            show(*results.comparison_table(comparison, then, now))


@contextmanager
def asked(workspace: str, measure: str, by: str, where: str, from_: str, to: str, weighted: bool) -> Iterator[Result]:
    """The result of a question to a workspace."""
    names = [name.strip() for name in by.split(",") if name.strip()]
    with auricle.open(workspace) as ws, progress(f"measuring {measure}"):
        yield ws.measure(
            measure, by=names, where=where, from_=day(from_, "--from"), to=day(to, "--to"), weighted=weighted
        )


def day(text: str, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2018-01-31", param_hint=option) from None


def before(from_: str, to: str, before_from: str, before_to: str, before_where: str) -> tuple[str, str]:
    """The window to compare with: as given, else the same number of days just before."""
    if before_from or before_to:
        return before_from, before_to
    if before_where:
        return from_, to
    first, last = day(from_, "--from"), day(to, "--to")
    if first is None or last is None:
        raise Refused(
            "there is nothing to compare with",
            "Give --from and --to (the days just before are taken), --before-from and --before-to, or --before-where.",
        )
    length = last - first + timedelta(days=1)
    return (first - length).isoformat(), (last - length).isoformat()
