"""What the pages of the room show, as files: groups for everybody, customers for who may export them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.analysis.estimator import Estimate
from auricle.analysis.retention import Curve
from auricle.understanding.buying import Buying, Expected, GroupWorth
from auricle.understanding.leaving import Leaving
from auricle.understanding.silence import Silence
from auricle.understanding.staying import Cohort
from auricle.web.platform.public import download, may, record
from auricle.web.studies.public import Studied

from .asking import leaving_asked, pace_asked, silent_asked, staying_asked, worth_asked
from .kinds import Kept, Pace
from .words import reason, step, stepped

FORMATS = ("csv", "xlsx", "parquet")

Line = dict[str, Any]


@may("export numbers")
def export_worth(request: HttpRequest) -> HttpResponse:
    """What each group and, for who may export customers, each of those listed will bring."""
    return _exported(request, worth_asked(request), worth_table)


@may("export numbers")
def export_leaving(request: HttpRequest) -> HttpResponse:
    """What goes with leaving, the chance in each segment and of each customer listed, with the reasons."""
    return _exported(request, leaving_asked(request), leaving_table)


@may("export numbers")
def export_pace(request: HttpRequest) -> HttpResponse:
    """What multiplies the pace of falling silent."""
    return _exported(request, pace_asked(request)[1], pace_table)


@may("export numbers")
def export_staying(request: HttpRequest) -> HttpResponse:
    """The share of contracts kept by days, and of buyers who came back by quarters."""
    return _exported(request, staying_asked(request), staying_table)


@may("export numbers")
def export_silent(request: HttpRequest) -> HttpResponse:
    """The share of promoters who fell silent in each segment, and each of them listed."""
    return _exported(request, silent_asked(request), silent_table)


def _exported(request: HttpRequest, study: Studied | None, table: Callable[[Any, bool], pa.Table]) -> HttpResponse:
    ending = request.GET.get("format", "csv")
    if ending not in FORMATS or study is None or study.found is None:
        raise Http404
    rows = table(study.found, request.state.may("export customers"))
    record(request, N_("exported numbers"), analysis=study.kind, rows=rows.num_rows, format=ending)
    return download(rows, f"{study.kind}.{ending}")


def worth_table(found: Buying, names: bool) -> pa.Table:
    """Money is in ``currency``, over ``weeks`` from ``until``; ``active`` is the share, or chance, still buying."""

    def group(what: str, each: GroupWorth) -> Line:
        return {"what": what, "group": each.group, "customers": each.n, "active": each.active / each.n, **_ends(each)}

    def one(what: str, each: Expected) -> Line:
        said = {"what": what, "customer": each.customer, "group": each.group, "customers": 1}
        return {**said, "repeats": each.repeats, "active": each.active, "purchases": each.purchases, **_ends(each)}

    lines = [group("all", found.total), *(group(found.by, each) for each in found.groups)]
    if names:
        lines += [one("worth most", each) for each in found.best] + [one("fading", each) for each in found.fading]
    common = {"currency": found.currency, "weeks": found.ahead_weeks, "until": found.until}
    return pa.Table.from_pylist([{**each, **common} for each in lines], schema=WORTH)


def leaving_table(found: Leaving, names: bool) -> pa.Table:
    """``odds`` are times a standard deviation more of what was known multiplies the odds of leaving by."""
    lines: list[Line] = [{"what": "all", "customers": found.n, "chance": found.expected / found.n}]
    lines += [
        {"what": "segment", "segment": each.segment, "customers": each.n, "chance": each.chance}
        for each in found.segments
    ]
    for each in found.model.factors:
        odds = (float(np.exp(end)) for end in (each.weight, each.low, each.high))
        lines.append(
            {"what": "known", "of": each.name, **dict(zip(("odds", "odds_low", "odds_high"), odds, strict=True))}
        )
    if names:
        lines += [
            {
                "what": "customer", "of": each.customer, "segment": each.segment, "customers": 1, "chance": each.chance,
                "reasons": " · ".join(map(reason, each.reasons)),
            }
            for each in found.most
        ]  # fmt: skip
    common = {"days": found.horizon_days, "until": found.until}
    return pa.Table.from_pylist([{**each, **common} for each in lines], schema=LEAVING)


def pace_table(found: Pace, names: bool) -> pa.Table:
    """``ratio`` is what ``step`` more of what was ``known`` multiplies the pace by; ``p`` that of no difference."""
    hazards = found.hazards
    common = {
        "customers": hazards.n, "left": hazards.left, "days": found.quiet_days, "since": found.since,
        "until": found.until,
    }  # fmt: skip
    lines = []
    for each in hazards.effects:
        ratio, low, high = stepped(each)
        lines.append(
            {"known": each.name, "step": step(each.name), "ratio": ratio, "low": low, "high": high, "p": each.p}
        )
    return pa.Table.from_pylist([{**each, **common} for each in lines], schema=PACE)


def staying_table(kept: Kept, names: bool) -> pa.Table:
    """Shares still kept ``after`` so many of the ``unit``, of so many customers still watched then."""
    lines = [line for each in kept.cohorts for line in _returned(each)]
    if kept.staying is not None:
        lines = [line for each in kept.staying.groups for line in _kept(each.name, each.curve)] + lines
    return pa.Table.from_pylist(lines, schema=STAYING)


def silent_table(found: Silence, names: bool) -> pa.Table:
    if found.share is None:
        raise Http404
    lines: list[Line] = [{"what": "all", **_share(found.share)}]
    lines += [{"what": "segment", "segment": name, **_share(each)} for name, each in found.segments]
    if names:
        lines += [
            {
                "what": "customer", "customer": each.customer, "segment": each.segment, "score": each.score,
                "said_on": each.said_on, "last_sign_on": each.last_sign_on,
            }
            for each in found.silent
        ]  # fmt: skip
    common = {"days": found.quiet_days, "until": found.until}
    return pa.Table.from_pylist([{**each, **common} for each in lines], schema=SILENT)


def _kept(name: str | None, found: Curve) -> Iterator[Line]:
    columns = (found.times, found.at_risk, found.share, found.low, found.high)
    for after, n, share, low, high in zip(*columns, strict=True):
        said = {"what": "contracts", "of": name, "after": int(after), "unit": "days", "customers": int(n)}
        yield {**said, "share": float(share), "low": float(low), "high": float(high)}


def _returned(found: Cohort) -> Iterator[Line]:
    for place, each in enumerate(found.kept):
        yield {"what": "buyers", "of": found.period, "after": place + 1, "unit": "quarters", **_share(each)}


def _ends(found: GroupWorth | Expected) -> Line:
    return {"value": found.value, "low": found.low, "high": found.high}


def _share(found: Estimate) -> Line:
    return {"customers": found.n, "share": found.value, "low": found.low, "high": found.high}


def _schema(**types: pa.DataType) -> pa.Schema:
    return pa.schema(list(types.items()))


_TEXT, _COUNT, _NUMBER, _DAY = pa.string(), pa.int64(), pa.float64(), pa.date32()
WORTH = _schema(
    what=_TEXT, customer=_TEXT, group=_TEXT, customers=_COUNT, repeats=_COUNT, active=_NUMBER, purchases=_NUMBER,
    value=_NUMBER, low=_NUMBER, high=_NUMBER, currency=_TEXT, weeks=_NUMBER, until=_DAY,
)  # fmt: skip
LEAVING = _schema(
    what=_TEXT, of=_TEXT, segment=_TEXT, customers=_COUNT, chance=_NUMBER, reasons=_TEXT, odds=_NUMBER,
    odds_low=_NUMBER, odds_high=_NUMBER, days=_COUNT, until=_DAY,
)  # fmt: skip
PACE = _schema(
    known=_TEXT, step=_COUNT, ratio=_NUMBER, low=_NUMBER, high=_NUMBER, p=_NUMBER, customers=_COUNT, left=_COUNT,
    days=_COUNT, since=_DAY, until=_DAY,
)  # fmt: skip
STAYING = _schema(
    what=_TEXT, of=_TEXT, after=_COUNT, unit=_TEXT, customers=_COUNT, share=_NUMBER, low=_NUMBER, high=_NUMBER
)
SILENT = _schema(
    what=_TEXT, customer=_TEXT, segment=_TEXT, customers=_COUNT, share=_NUMBER, low=_NUMBER, high=_NUMBER,
    score=_COUNT, said_on=_DAY, last_sign_on=_DAY, days=_COUNT, until=_DAY,
)  # fmt: skip
