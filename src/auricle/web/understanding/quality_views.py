"""Answers that may not mean what they say, and the score with and without them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from auricle.understanding.movement import direction
from auricle.understanding.quality import AnswerQuality, Flag
from auricle.web.measures.public import spanned
from auricle.web.platform.public import (
    Chart,
    Rows,
    amount,
    changed,
    difference,
    estimate,
    grouped,
    may,
    segments,
    too_few,
)
from auricle.web.studies.public import Studied, studied

from .asking import ScoreForm
from .exporting import FORMATS, exported
from .movement_words import row

FLAGS: dict[str, str | Promise] = {
    "straight": gettext_lazy("The same mark for every rating"),
    "contradicts": gettext_lazy("The score contradicts its own ratings"),
    "repeated": gettext_lazy("The same words as another answer"),
    "fast": gettext_lazy("Too fast to have been read"),
    "any": gettext_lazy("Any of these"),
}


ENDS = {"": "value", "_low": "low", "_high": "high"}
EXPORTED = pa.schema(
    [("flag", pa.string()), ("unit", pa.string())]
    + [(name, pa.int64()) for name in ("answers", "judged", "n")]
    + [(f"{name}{end}", pa.float64()) for name in ("score", "without", "shift") for end in ENDS]
)


@may("see numbers")
def quality(request: HttpRequest) -> HttpResponse:
    """How many answers look careless, and whether that moves the score."""
    form, study = _asked(request)
    context: dict[str, Any] = {"form": form, "formats": FORMATS, "may_import": request.state.may("import data")}
    if form.score is not None and study is not None:
        context |= {"study": study, "title": form.score.called(request.state.language)}
        if study.found is not None:
            context |= _shown(study.found, context["title"])
    return render(request, "understanding/quality.html", context)


@may("export numbers")
def export(request: HttpRequest) -> HttpResponse:
    """Every flag with the score without its answers, as a file; there is one once it is worked out."""
    return exported(request, "quality", _asked(request), _table)


def _asked(request: HttpRequest) -> tuple[ScoreForm, Studied | None]:
    span, state = spanned(request), request.state
    form = ScoreForm(request.GET, state.workspace, state.language)
    if form.score is None:
        return form, None
    days = {"from": span.start.isoformat(), "to": span.end.isoformat()}
    return form, studied(state, "quality", {"measure": form.score.name, "where": state.where, **days})


def _table(found: AnswerQuality) -> pa.Table:
    return pa.Table.from_pylist([_exported(found, flag) for flag in (*found.flags, found.any)], schema=EXPORTED)


def _exported(found: AnswerQuality, flag: Flag) -> dict[str, Any]:
    parts = {"score": found.score, "without": flag.without, "shift": flag.shift}
    ends = {f"{name}{end}": getattr(e, part) if e else None for name, e in parts.items() for end, part in ENDS.items()}
    return {"flag": flag.name, "unit": found.unit, "answers": found.answers, "judged": flag.judged, "n": flag.n, **ends}


def _shown(found: AnswerQuality, title: str) -> dict[str, Any]:
    return {
        "found": found,
        "headline": _headline(found, title),
        "score": estimate(row(found.score), found.unit),
        "n": grouped(found.answers),
        "lines": flagged(found),
        "chart": _picture(found, title),
    }


def _headline(found: AnswerQuality, title: str) -> str:
    flag = found.any
    if not flag.judged:
        return _("The answers do not carry what it takes to judge them")
    if not flag.n:
        return _("Hardly any answer to %(title)s looks careless") % {"title": title}
    share = amount(flag.n / found.answers, "share")
    if flag.shift is None or direction(flag.shift) == 0:
        return _("%(share)s of the answers look careless; %(title)s does not clearly change without them") % {
            "share": share,
            "title": title,
        }
    said = {"share": share, "title": title, "change": difference(flag.shift.value, found.unit)}
    if flag.shift.value > 0:
        return _("%(share)s of the answers look careless; without them %(title)s is %(change)s higher") % said
    return _("%(share)s of the answers look careless; without them %(title)s is %(change)s lower") % said


def flagged(found: AnswerQuality) -> list[dict[str, Any]]:
    """Each flag with its answers, and the score without them, in words."""
    return [_line(found, flag) for flag in (*found.flags, found.any)]


def _line(found: AnswerQuality, flag: Flag) -> dict[str, Any]:
    shift = flag.shift
    return {
        "title": str(FLAGS[flag.name]),
        "n": _count(flag),
        "share": amount(flag.n / found.answers, "share") if flag.n else "",
        "judged": grouped(flag.judged),
        "without": estimate(row(flag.without), found.unit) if flag.without else "–",
        "shift": changed(shift.value, shift.low, shift.high, found.unit) if shift else "–",
        "is_clear": bool(shift and direction(shift)),
    }


def _count(flag: Flag) -> str:
    if flag.n is None:
        return too_few()
    return grouped(flag.n) if flag.judged else _("cannot tell")


def _picture(found: AnswerQuality, title: str) -> Chart:
    """The score of all answers, and without those of each flag."""
    without = [(flag, flag.without) for flag in (*found.flags, found.any) if flag.without]
    shown = [(_("All answers"), row(found.score))]
    shown += [(_("Without: %(flag)s") % {"flag": FLAGS[flag.name]}, row(each)) for flag, each in without]
    labelled = [replace(each, by={"": name}) for name, each in shown]
    return segments(
        Rows(labelled, found.unit),
        title=_("The score with and without them"),
        subtitle=title,
        total=labelled[0],
        name=f"quality-{found.measure}",
    )
