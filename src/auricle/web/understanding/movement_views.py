"""Why a score moved between two periods."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.analysis.top_box import UnknownScale
from auricle.understanding.fates import OTHERS, TooFewApart, TooFewTwice
from auricle.understanding.movement import Movement, OpenWindow, WindowsOverlap
from auricle.web.measures.public import REFUSALS, dimension_title, spanned, value_title
from auricle.web.platform.public import (
    Chart,
    Period,
    ScreenState,
    Span,
    Step,
    amount,
    bridge,
    changed,
    download,
    estimate,
    grouped,
    in_words,
    may,
    record,
    remembered,
    signed,
    too_few,
)

from .asking import MovementForm
from .exporting import FORMATS
from .movement_words import Said, fate, level, row

CANNOT_TELL = (*REFUSALS, OpenWindow, TooFewApart, TooFewTwice, UnknownScale, WindowsOverlap)
BETTER = {"higher": 1, "lower": -1}


@may("see numbers")
def movement(request: HttpRequest) -> HttpResponse:
    """The finding in words, the picture, the parts, how sure it is, and what to do next."""
    form, span = _asked(request)
    context: dict[str, Any] = {"form": form, "formats": FORMATS, "may_import": request.state.may("import data")}
    if form.score is None or form.errors:
        return render(request, "understanding/movement.html", context, status=422 if form.errors else 200)
    context["title"] = form.score.called(request.state.language)
    try:
        found = _found(request.state, form, span)
    except CANNOT_TELL as refusal:
        return render(request, "understanding/movement.html", {**context, "trouble": in_words(refusal)})
    said = Said(found, context["title"], BETTER.get(form.score.better, 0))
    return render(request, "understanding/movement.html", {**context, **_shown(request.state, said, form)})


@may("export numbers")
def export(request: HttpRequest) -> HttpResponse:
    """The parts and groups as a file."""
    (form, span), ending = _asked(request), request.GET.get("format", "csv")
    if ending not in FORMATS or form.score is None or form.errors:
        raise Http404
    try:
        found = _found(request.state, form, span)
    except CANNOT_TELL as refusal:
        raise Http404 from refusal
    record(request, N_("exported numbers"), found.measure, analysis="movement", where=found.where, format=ending)
    return download(_table(found), f"movement-{found.measure}.{ending}")


def _asked(request: HttpRequest) -> tuple[MovementForm, Span]:
    span = spanned(request)
    form = MovementForm(request.GET, request.state.workspace, request.state.language, span)
    form.full_clean()
    return form, span


def _found(state: ScreenState, form: MovementForm, span: Span) -> Movement:
    assert form.score
    name, by = form.score.name, form.grouped_by
    before = (form.cleaned_data["before_from"], form.cleaned_data["before_to"])
    after = (span.start, span.end)
    return remembered(
        state.workspace,
        ("movement", name, before, after, by, state.where),
        lambda: state.workspace.movement(name, before, after, by, state.where),
    )


def _shown(state: ScreenState, said: Said, form: MovementForm) -> dict[str, Any]:
    found = said.found
    before = Period(found.before_window.start, found.before_window.end)
    return {
        "said": said,
        "found": found,
        "before_period": str(before),
        "now": estimate(row(found.after), found.unit),
        "before": estimate(row(found.before), found.unit),
        "change": changed(found.change.value, found.change.low, found.change.high, found.unit),
        "tone": said.tone(found.change) if said.is_clear else "noise",
        "chart": _picture(state, said, str(before)),
        "parts": [_line(said, part.name) for part in found.parts],
        "groups": [_group(state, found, line) for line in found.segments],
        "by_title": dimension_title(found.by) if found.by else "",
        "levels": [level(found.unit, value) for value in found.levels],
        "transitions": _transitions(found),
        "mix": changed(found.mix.value, found.mix.low, found.mix.high, found.unit),
        "rate": changed(found.rate.value, found.rate.low, found.rate.high, found.unit),
    }


def _picture(state: ScreenState, said: Said, before: str) -> Chart:
    found = said.found
    steps = [
        Step(fate(part), part.n, part.effect.value, part.effect.low, part.effect.high, said.tone(part.effect))
        for part in found.parts
    ]
    return bridge(
        (_("Before"), row(found.before)),
        steps,
        (_("Now"), row(found.after)),
        unit=found.unit,
        title=_("What each group of customers adds to the change"),
        subtitle=_("%(title)s · %(before)s, then %(now)s")
        % {"title": said.title, "before": before, "now": state.period},
        name=f"movement-{found.measure}",
    )


def _line(said: Said, name: str) -> dict[str, Any]:
    part = said.found.part(name)
    assert part
    unit, effect = said.found.unit, part.effect
    return {
        "name": name,
        "title": fate(part),
        "n": part.n,
        "share": amount(part.share, "share"),
        "score": amount(part.score, unit),
        "effect": changed(effect.value, effect.low, effect.high, unit),
        "tone": {"even": "noise"}.get(said.tone(effect), said.tone(effect)),
    }


def _group(state: ScreenState, found: Movement, line: Any) -> dict[str, Any]:
    """What a group adds: by those who stayed, those who left, those who came, and in all."""
    unit, effects = found.unit, line.effects
    called = (
        _("Others, too few apart") if line.value == OTHERS
        else value_title(state.workspace, found.by, line.value, state.language)
    )  # fmt: skip
    return {
        "title": called,
        "n_before": line.n_before,
        "n_after": line.n_after,
        "stayed": signed(effects["rate"] + effects["mix"], unit),
        "left": signed(effects["gone"] + effects["silent"], unit),
        "came": signed(effects["new"] + effects["returned"], unit),
        "total": signed(line.total, unit),
    }


def _transitions(found: Movement) -> list[tuple[str, list[str]]]:
    def shown(count: int | None) -> str:
        return too_few() if count is None else grouped(count)

    return [
        (level(found.unit, value), [shown(count) for count in line])
        for value, line in zip(found.levels, found.transitions, strict=True)
    ]


def _table(found: Movement) -> pa.Table:
    parts = [_exported("part", part.name, part.n, part.effect.value, part.effect) for part in found.parts]
    groups = [_exported(found.by, str(line.value), line.n_after, line.total, None) for line in found.segments]
    return pa.Table.from_pylist(
        [*parts, *groups, _exported("change", "", found.change.n, found.change.value, found.change)]
    )


def _exported(kind: str, name: str, n: int, value: float, interval: Any) -> dict[str, Any]:
    low, high = (interval.low, interval.high) if interval else (None, None)
    return {"kind": kind, "name": name, "n": n, "adds": value, "low": low, "high": high}
