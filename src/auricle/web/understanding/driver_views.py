"""What drives a score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from auricle.analysis.estimator import Estimate
from auricle.query.result import Row
from auricle.understanding.drivers import Explained, Group
from auricle.understanding.movement import direction
from auricle.web.measures.public import dimension_title, spanned, value_title
from auricle.web.platform.public import (
    Chart,
    Rows,
    ScreenState,
    Thing,
    amount,
    grouped,
    may,
    quadrant,
    segments,
)
from auricle.web.studies.public import Studied, studied

from .asking import DriversForm
from .driver_words import Said, performance, step_of
from .exporting import FORMATS, exported
from .money_views import money_days


@may("see numbers")
def drivers(request: HttpRequest) -> HttpResponse:
    """The finding in words, the picture, every driver, how sure it is, and where to begin."""
    form, study = _asked(request)
    context: dict[str, Any] = {
        "form": form,
        "formats": FORMATS,
        "study": study,
        "may_import": request.state.may("import data"),
    }
    if form.score is not None and study is not None:
        context["title"] = form.score.called(request.state.language)
        if study.found is not None:
            said = Said(request.state, study.found, context["title"])
            context |= _shown(request.state, said, request.GET.get("group", ""))
    return render(request, "understanding/drivers.html", context)


@may("export numbers")
def export(request: HttpRequest) -> HttpResponse:
    """Every driver, in all and in each group, as a file; there is one once it is worked out."""
    return exported(request, "drivers", _asked(request), lambda found: _table(Said(request.state, found, "")))


def _asked(request: HttpRequest) -> tuple[DriversForm, Studied | None]:
    span = spanned(request)
    state = request.state
    form = DriversForm(request.GET, state.workspace, state.language)
    if form.score is None:
        return form, None
    asked = {
        "measure": form.score.name, "of": form.data["of"], "by": form.grouped_by, "where": state.where,
        "from": span.start.isoformat(), "to": span.end.isoformat(),
        "target": form.data["target"], "days": money_days(span),
    }  # fmt: skip
    return form, studied(state, "drivers", asked)


def _shown(state: ScreenState, said: Said, group: str) -> dict[str, Any]:
    found = said.found
    shares = [Row({"": f"{i} {said.called(d.candidate)}"}, *_parts(d.share)) for i, d in enumerate(found.drivers, 1)]
    return {
        "said": said,
        "found": found,
        "shares": segments(
            Rows(shares, "share"),
            title=_("Share of the differences that go with each"),
            subtitle=_("%(title)s · of %(rows)s complete answers") % {"title": said.target, "rows": grouped(found.n)},
            name=f"drivers-{found.measure}",
        ),
        "quadrant": _quadrant(said),
        "lines": [_line(said, i, each) for i, each in enumerate(found.drivers, 1)],
        "n": grouped(found.n),
        "answers": grouped(found.answers),
        "groups": [_group(state, said, each) for each in found.groups],
        "beside": _beside(state, said, group),
        "by_title": dimension_title(found.by) if found.by else "",
        "initiative": _initiative(state, said),
        "too_small": _(", ").join(
            value_title(state.workspace, found.by, value, state.language) for value in found.too_small
        ),
    }


def _initiative(state: ScreenState, said: Said) -> str:
    """Where the driver to begin with becomes an initiative; empty where none is clear or one may not."""
    first = said.first_to_mend
    if first is None or not state.may("run initiatives"):
        return ""
    title = said.called(first.candidate)
    asked = {"cause_kind": "driver", "cause": title, "name": title, "measure": said.found.measure}
    return state.url("initiatives:new", asked)


def _parts(found: Estimate) -> tuple[int, float, float, float, float]:
    return found.n, found.value, found.low, found.high, found.standard_error


def _quadrant(said: Said) -> Chart | None:
    things = _things(said, said.found.drivers)
    if len(things) < 2:
        return None
    return quadrant(
        things,
        done=_("How well it is done"),
        matters=_("How much it matters"),
        title=_("What matters, and how well it is done"),
        subtitle=_(
            "Numbers are those of the table. Top left: matters more, done less well. Hollow: not clear of its own."
        ),
        name=f"quadrant-{said.found.measure}",
    )


def _things(said: Said, drivers: Sequence[Explained]) -> list[Thing]:
    return [
        Thing(f"{i} {said.called(d.candidate)}", done, (d.share.value, d.share.low, d.share.high), d.is_clear)
        for i, d in enumerate(drivers, 1)
        if (done := performance(d)) is not None
    ]


def _beside(state: ScreenState, said: Said, chosen: str) -> Chart | None:
    """The quadrant of one group, the largest unless another is chosen, each dot tied to that of the whole."""
    groups = said.found.groups
    stated = [each for each in groups if each.value is not None]
    group = next((each for each in groups if str(each.value) == chosen), next(iter([*stated, *groups]), None))
    whole = _things(said, said.found.drivers)
    if group is None or group.n == said.found.n or len(whole) < 2:
        return None
    title = value_title(state.workspace, said.found.by, group.value, state.language)
    differing = [each for each in _things(said, group.drivers) if each.done[1] < each.done[2]]
    return quadrant(
        differing,
        whole,
        done=_("How well it is done"),
        matters=_("How much it matters"),
        title=_("%(group)s beside the whole") % {"group": title},
        subtitle=_("Dots: this group, n %(n)s. Diamonds and lines: all customers. Hollow: not clear of its own.")
        % {"n": grouped(group.n)},
        name=f"quadrant-{said.found.measure}-group",
    )


def _line(said: Said, place: int, each: Explained) -> dict[str, Any]:
    share, step, worth = each.share, step_of(each.candidate), said.worth(each)
    done = performance(each)
    return {
        "title": f"{place} {said.called(each.candidate)}",
        "share": amount(share.value, "share"),
        "span": _("%(low)s to %(high)s") % {"low": amount(share.low, "share"), "high": amount(share.high, "share")},
        "slope": worth if step == 1 else _("%(worth)s per %(step)s") % {"worth": worth, "step": grouped(step)},
        "mean": grouped(each.mean.value, 2),
        "done": amount(done[0], "share") if done else "",
        "is_clear": each.is_clear,
        "own": _("not clear") if direction(each.slope) else _("nothing"),
    }


def _group(state: ScreenState, said: Said, group: Group) -> dict[str, Any]:
    first = max((each for each in group.drivers if each.is_clear), key=lambda each: each.share.value, default=None)
    return {
        "title": value_title(state.workspace, said.found.by, group.value, state.language),
        "value": str(group.value),
        "n": group.n,
        "explained": _("%(value)s (%(low)s to %(high)s)") % _ends(group.explained),
        "first": said.called(first.candidate) if first else _("none is clear"),
        "share": _("%(value)s (%(low)s to %(high)s)") % _ends(first.share) if first else "–",
        "higher": said.beside(group, "higher") or "–",
        "lower": said.beside(group, "lower") or "–",
    }


def _ends(share: Estimate) -> dict[str, str]:
    return {name: amount(getattr(share, name), "share") for name in ("value", "low", "high")}


def _table(said: Said) -> pa.Table:
    lines = [_exported(said, "", said.found.explained, each) for each in said.found.drivers]
    lines += [_exported(said, str(g.value), g.explained, each) for g in said.found.groups for each in g.drivers]
    return pa.Table.from_pylist(lines)


def _exported(said: Said, group: str, explained: Estimate, each: Explained) -> dict[str, Any]:
    parts = {"share": each.share, "one_more_adds": each.slope, "mean": each.mean, "all_explain": explained}
    numbers = {
        f"{name}{end}": value
        for name, part in parts.items()
        for end, value in (("", part.value), ("_low", part.low), ("_high", part.high))
    }
    named = {"group": group, "driver": each.candidate.name, "called": said.called(each.candidate)}
    units = {"unit": said.found.unit, "currency": said.found.currency}
    return {**named, "n": each.share.n, "clear": each.is_clear, **units, "correlation": each.correlation, **numbers}
