"""``worth``, ``leaving``, ``pace``, ``staying``, ``cohorts``, ``silent``: what customers will bring, and who goes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

import auricle

from .figures import DASH, count, time
from .measuring import To, Where, day
from .tables import plain
from .terminal import Json, give, progress, show
from .workspaces import Workspace

if TYPE_CHECKING:
    from auricle.analysis.estimator import Estimate
    from auricle.analysis.hazard import Hazards
    from auricle.analysis.risk import Factor
    from auricle.understanding.buying import Buying
    from auricle.understanding.leaving import Leaving
    from auricle.understanding.silence import Silence
    from auricle.understanding.staying import Cohort, Staying

Until = To
Days = Annotated[int, typer.Option("--days", help="Days without any sign of life that count as having left.", min=30)]
SECONDS_A_DAY = 86_400


def worth(
    workspace: Workspace,
    to: Until = "",
    where: Where = "",
    weeks: Annotated[float, typer.Option("--weeks", help="Weeks to look ahead.", min=1)] = 52,
    by: Annotated[str, typer.Option("--by", help="What to tell apart: segment, persona, traits.tier …")] = "segment",
    json: Json = False,
) -> None:
    """What customers will bring: who is still active, how often they will buy, for how much."""
    with auricle.open(workspace) as ws, progress("fitting purchases"):
        found = ws.buying(day(to, "--to"), where, weeks, by)
    _say(found, _worth_table(found), json)


def leaving(workspace: Workspace, to: Until = "", days: Days = 180, json: Json = False) -> None:
    """Who will give no sign of life: calibrated chances with reasons, and how well they did on a past unseen."""
    with auricle.open(workspace) as ws, progress("learning who left"):
        found = ws.leaving(day(to, "--to"), days)
    _say(found, _leaving_table(found), json)


def pace(
    workspace: Workspace,
    since: Annotated[str, typer.Argument(help="The day on which what was known counts: YYYY-MM-DD.")],
    to: Until = "",
    days: Days = 180,
    json: Json = False,
) -> None:
    """What goes with falling silent sooner after a day: Cox regression on what was known on it."""
    with auricle.open(workspace) as ws, progress("following customers"):
        found = ws.pace(day(since, "SINCE"), day(to, "--to"), days)
    _say(found, _pace_table(found), json)


def staying(
    workspace: Workspace,
    by: Annotated[str, typer.Option("--by", help="What to tell apart: segment, plan, channel, region.")] = "segment",
    to: Until = "",
    where: Where = "",
    json: Json = False,
) -> None:
    """How long contracts are kept, those still running counted rightly."""
    with auricle.open(workspace) as ws, progress("following contracts"):
        found = ws.staying(by, day(to, "--to"), where)
    _say(found, _staying_table(found), json)


def cohorts(
    workspace: Workspace,
    by: Annotated[str, typer.Option("--by", help="Length of a period: month, quarter or year.")] = "quarter",
    to: Until = "",
    where: Where = "",
    json: Json = False,
) -> None:
    """Buyers by when they first bought, and the share that bought again in each period after it."""
    with auricle.open(workspace) as ws, progress("following cohorts"):
        found = ws.cohorts(by, day(to, "--to"), where)
    _say({"by": by, "cohorts": found}, _cohorts_table(found), json)


def silent(workspace: Workspace, to: Until = "", days: Days = 180, json: Json = False) -> None:
    """Promoters by their last answer who have given no sign of life since."""
    with auricle.open(workspace) as ws, progress("looking for the silent"):
        found = ws.silent_promoters(day(to, "--to"), days)
    _say(found, _silent_table(found), json)


def _say(found: object, table: Iterable[RenderableType], json: bool) -> None:
    if json:
        from auricle.understanding.keeping import as_json

        give(as_json(found))
    else:
        show(*table)


def _worth_table(found: Buying) -> Iterable[RenderableType]:
    money = found.currency
    yield Text(
        f"{money} {found.total.value:,.0f} ({found.total.low:,.0f} to {found.total.high:,.0f}) to expect in "
        f"{found.ahead_weeks:g} weeks from {count(found.total.n)} customers, {found.total.active:,.0f} of them active",
        style="bold",
    )
    if found.checked:
        yield Text(
            f"checked on {found.checked.weeks:g} weeks it had not seen: {found.checked.foretold:,.0f} purchases "
            f"foretold, {count(found.checked.happened)} happened",
            style="dim",
        )
    rows = [
        (
            str(s.group or DASH),
            count(s.n),
            f"{s.active / s.n:.1%}",
            f"{s.value:,.0f}",
            f"{s.low:,.0f} to {s.high:,.0f}",
        )
        for s in found.groups
    ]
    yield plain(rows, found.by, "n", "active", "value", "95% range", right=("n", "active", "value", "95% range"))


def _leaving_table(found: Leaving) -> Iterable[RenderableType]:
    judged = found.judged
    yield Text(
        f"{found.expected:,.0f} of {count(found.n)} customers are expected to give no sign of life in "
        f"{found.horizon_days} days",
        style="bold",
    )
    yield Text(
        f"checked on {found.judged_on}: AUC {judged.auc.value:.3f} ({judged.auc.low:.3f} to {judged.auc.high:.3f}); of "
        f"the tenth at most risk {_share(judged.precision_at_top)} left, of all {judged.usual_share:.1%}",
        style="dim",
    )
    rows = [(f.name, f"{f.weight:+.2f}", f"{f.low:+.2f} to {f.high:+.2f}") for f in _strongest(found)]
    yield plain(rows, "what goes with leaving", "weight", "95% interval", right=("weight", "95% interval"))
    most = [(r.customer, f"{r.chance:.1%}", ", ".join(reason.name for reason in r.reasons)) for r in found.most[:10]]
    yield plain(most, "customer", "chance", "because of", right=("chance",))


def _strongest(found: Leaving) -> list[Factor]:
    return sorted(found.model.factors, key=lambda factor: -abs(factor.weight))


def _staying_table(found: Staying) -> Iterable[RenderableType]:
    yield Text(f"{count(found.ended)} of {count(found.n)} customers under contract have ended it", style="bold")
    rows = [
        (str(g.name or DASH), count(g.curve.n), time(g.curve.median * SECONDS_A_DAY), _at_a_year(g.curve.share_at(365)))
        for g in found.groups
    ]
    yield plain(rows, found.by, "n", "half by", "there after a year", right=("n", "half by", "there after a year"))
    if found.difference:
        yield Text(f"log-rank: chi-squared {found.difference.chi_squared:.2f}, p {found.difference.p:.3f}", style="dim")
    if found.renewals:
        began, ahead = found.renewals.remaining[0], ", ".join(count(round(n)) for n in found.renewals.ahead)
        yield Text(f"of the {count(began)} who began in {found.renewals.year}, the coming renewals will leave {ahead}")
    else:
        yield Text("what the coming renewals will leave cannot be told yet", style="dim")


def _pace_table(found: Hazards) -> Iterable[RenderableType]:
    yield Text(f"{count(found.left)} of {count(found.n)} customers fell silent", style="bold")
    rows = [
        (each.name, f"{each.ratio:.3f}", f"{each.low:.3f} to {each.high:.3f}", f"{each.p:.3f}")
        for each in sorted(found.effects, key=lambda each: each.p)
    ]
    titles = ("one more multiplies the pace by", "95% interval", "p")
    yield plain(rows, "what was known", *titles, right=titles)


def _at_a_year(share: float) -> str:
    return DASH if share != share else f"{share:.1%}"


def _cohorts_table(found: tuple[Cohort, ...]) -> Iterable[RenderableType]:
    width = max((len(cohort.kept) for cohort in found), default=0)
    names = [f"+{place + 1}" for place in range(width)]
    rows = [
        (
            cohort.period,
            count(cohort.n),
            *(f"{kept.value:.0%}" for kept in cohort.kept),
            *[""] * (width - len(cohort.kept)),
        )
        for cohort in found
    ]
    yield plain(rows, "first bought", "n", *names, right=("n", *names))


def _silent_table(found: Silence) -> Iterable[RenderableType]:
    if found.share is None:
        yield Text("too few promoters to show")
        return
    yield Text(f"{_share(found.share)} of {count(found.share.n)} promoters fell silent", style="bold")
    rows = [(s.customer, str(s.score), s.said_on.isoformat(), s.last_sign_on.isoformat()) for s in found.silent[:20]]
    yield plain(rows, "customer", "score", "said on", "last sign", right=("score",))


def _share(found: Estimate) -> str:
    return f"{found.value:.1%} ({found.low:.1%} to {found.high:.1%})"
