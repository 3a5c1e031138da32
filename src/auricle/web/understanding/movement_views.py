"""Why a score moved between two periods."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from auricle.analysis.estimator import Estimate
from auricle.understanding.fates import OTHERS
from auricle.understanding.movement import Movement
from auricle.web.measures.public import dimension_title, spanned, value_title
from auricle.web.platform.public import (
    Chart,
    Period,
    ScreenState,
    Step,
    amount,
    bridge,
    changed,
    estimate,
    grouped,
    may,
    signed,
    too_few,
)
from auricle.web.studies.public import Studied, studied

from .asking import MovementForm
from .exporting import FORMATS, exported
from .movement_words import Said, fate, level, row, scored

NUMBERS = ("share", *(f"{name}{end}" for name in ("score", "adds") for end in ("", "_low", "_high")))
EXPORTED = pa.schema(
    [(name, pa.string()) for name in ("kind", "name", "unit")]
    + [(name, pa.int64()) for name in ("n_before", "n")]
    + [(name, pa.float64()) for name in NUMBERS]
)
BETTER = {"higher": 1, "lower": -1}


@may("see numbers")
def movement(request: HttpRequest) -> HttpResponse:
    """The finding in words, the picture, the parts, how sure it is, and what to do next."""
    form, study = _asked(request)
    context: dict[str, Any] = {
        "form": form,
        "formats": FORMATS,
        "study": study,
        "may_import": request.state.may("import data"),
    }
    if form.score is not None:
        context["title"] = form.score.called(request.state.language)
        if study is not None and study.found is not None:
            context |= _shown(request.state, Said(study.found, context["title"], BETTER.get(form.score.better, 0)))
    return render(request, "understanding/movement.html", context, status=422 if form.errors else 200)


@may("export numbers")
def export(request: HttpRequest) -> HttpResponse:
    """The parts, groups and steps as a file; there is one once it is worked out."""
    return exported(request, "movement", _asked(request), _table)


def _asked(request: HttpRequest) -> tuple[MovementForm, Studied | None]:
    span, state = spanned(request), request.state
    form = MovementForm(request.GET, state.workspace, state.language, span)
    form.full_clean()
    if form.score is None or form.errors:
        return form, None
    asked = {
        "measure": form.score.name, "by": form.grouped_by, "where": state.where,
        "before_from": form.cleaned_data["before_from"].isoformat(),
        "before_to": form.cleaned_data["before_to"].isoformat(),
        "from": span.start.isoformat(), "to": span.end.isoformat(),
    }  # fmt: skip
    return form, studied(state, "movement", asked)


def _shown(state: ScreenState, said: Said) -> dict[str, Any]:
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
        Step(_("The change"), found.change.n, found.change.value, found.change.low, found.change.high),
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
        "score": scored(part, unit),
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
    """What the page shows, a line each: totals, parts, groups, and who went from which answer to which."""
    totals = [
        _exported("before", "", found.before.n, score=found.before),
        _exported("after", "", found.after.n, score=found.after),
        _exported("change", "", found.change.n, adds=found.change),
    ]
    if had := found.had_the_gone_stayed:
        totals.append(_exported("had the gone stayed", "", had.n, score=had))
    parts = [
        _exported("part", part.name, part.n, adds=part.effect) | {"share": part.share, "score": part.score}
        for part in found.parts
    ]
    within = [_exported("stayed", name, found.stayed.n, adds=getattr(found, name)) for name in ("rate", "mix")]
    groups = [
        _exported(found.by, str(line.value), line.n_after) | {"n_before": line.n_before, "adds": line.total}
        for line in found.segments
    ]
    steps = [
        _exported("transition", f"{level(found.unit, was)} → {level(found.unit, now)}", n)
        for was, counts in zip(found.levels, found.transitions, strict=True)
        for now, n in zip(found.levels, counts, strict=True)
    ]
    lines = [line | {"unit": found.unit} for line in (*totals, *parts, *within, *groups)]
    return pa.Table.from_pylist([*lines, *steps], EXPORTED)


def _exported(
    kind: str, name: str, n: int | None, *, adds: Estimate | None = None, score: Estimate | None = None
) -> dict[str, Any]:
    line: dict[str, Any] = {"kind": kind, "name": name, "n": n}
    for column, found in (("adds", adds), ("score", score)):
        if found:
            line |= {column: found.value, f"{column}_low": found.low, f"{column}_high": found.high}
    return line
