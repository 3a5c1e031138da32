"""Journeys as designed, and how real ones go with them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.http import require_POST

from auricle.analysis.proportion import share_of
from auricle.query.result import Row
from auricle.understanding.conformance import Conforming
from auricle.understanding.steps import STEPS
from auricle.web.platform.public import amount, estimate, may, record, segments
from auricle.web.studies.public import studied

from . import actions
from .asking import Asked, asked_of, called, titled
from .forms import DesignForm
from .funnel_views import Conversion
from .models import Design
from .words import path_words, run_words

SHOWN = 12


@may("see numbers")
def designs(request: HttpRequest) -> HttpResponse:
    """The journeys as designed."""
    found = Design.objects.of(request.state.record)
    lines = [
        (design, path_words(tuple(design.steps), lambda step, d=design: called(request.state, d.step, step)))
        for design in found
    ]
    return render(request, "journeys/designs.html", {"lines": lines})


@may("see numbers")
def design(request: HttpRequest, pk: int) -> HttpResponse:
    """One design: how many go so, which steps are skipped, what is done besides."""
    meant = get_object_or_404(Design.objects.of(request.state.record), pk=pk)
    asked = replace(asked_of(request), run=meant.run, step=meant.step, steps=tuple(meant.steps))
    study = studied(request.state, "conformance", asked.of_steps)
    context: dict[str, Any] = {"design": meant, "study": study}
    if study.found is not None:
        context |= _shown(request, meant, asked, study.found)
    return render(request, "journeys/design.html", context)


@may("design journeys")
def edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Make a design, or change one."""
    meant = get_object_or_404(Design.objects.of(request.state.record), pk=pk) if pk else None
    asked = asked_of(request)
    first = (
        {"name": meant.name, "run": meant.run, "step": meant.step} if meant else {"run": asked.run, "step": asked.step}
    )
    step = request.POST.get("step") or first["step"]
    named = titled(request.state, step) if step in STEPS else ()
    form = DesignForm(request.POST or None, stops=meant.stops if meant else (), named=named, initial=first)
    if request.method == "POST" and form.is_valid():
        kept = actions.keep_design(request.state.record, request.user, form, meant)
        record(request, N_("designed a journey"), kept.name)
        return redirect(request.state.url("journeys:design", pk=kept.pk))
    context = {"form": form, "design": meant}
    return render(request, "journeys/edit.html", context, status=422 if form.errors else 200)


@may("design journeys")
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    meant = get_object_or_404(Design.objects.of(request.state.record), pk=pk)
    record(request, N_("removed a designed journey"), meant.name)
    actions.remove_design(meant)
    return redirect(request.state.url("journeys:designs"))


def _shown(request: HttpRequest, meant: Design, asked: Asked, found: Conforming) -> dict[str, Any]:
    laid, stages = found.found, [stop["stage"] for stop in meant.stops]

    def title(step: object) -> str:
        return called(request.state, asked.step, str(step))

    def besides(step: object) -> str:
        return _("%(step)s, again") % {"step": title(step)} if step in found.design else title(step)

    rows = [Row({"step": title(kept.step)}, *_told(share_of(kept.in_place, laid.runs))) for kept in laid.steps]
    return {
        "found": found,
        "headline": _headline(found, title),
        "how_many": run_words(found.run, laid.runs),
        "in_order": estimate(Row({}, *_told(laid.in_order)), "share"),
        "conforming": estimate(Row({}, *_told(laid.conforming)), "share"),
        "fitness": amount(laid.fitness, "share"),
        "lines": [
            (stage, title(kept.step), kept, amount(kept.skipped / laid.runs, "share"))
            for stage, kept in zip(stages, laid.steps, strict=True)
        ],
        "besides": [(besides(step), n, amount(n / laid.runs, "share")) for step, n in laid.besides[:SHOWN]],
        "paths": [(path_words(p.steps, title), p.runs, amount(fit, "share")) for p, fit in found.paths[:SHOWN]],
        "chart": segments(
            Conversion(tuple(rows)), title=_("Who took each step in its place"),
            subtitle=_("Share with its 95% interval"), name="conformance", keeps_order=True,
        ),
    }  # fmt: skip


def _told(found: Any) -> tuple[int, float, float, float, float]:
    return found.n, found.value, found.low, found.high, found.standard_error


def _headline(found: Conforming, title: Any) -> str:
    laid = found.found
    share = amount(laid.conforming.value, "share")
    worst = max(laid.steps, key=lambda kept: kept.skipped)
    if not worst.skipped:
        return _("%(share)s go exactly as designed, and nobody skips a step") % {"share": share}
    return _("%(share)s go exactly as designed; %(step)s is skipped most often, by %(skipped)s") % {
        "share": share,
        "step": title(worst.step),
        "skipped": amount(worst.skipped / laid.runs, "share"),
    }
