"""How well texts are read, what has been learnt, and themes that nobody named."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from auricle.analysis.estimator import Sums
from auricle.analysis.proportion import Proportion
from auricle.analysis.voices.phrases import KeyPhrase
from auricle.understanding.voices.known import Known
from auricle.understanding.voices.words import Found
from auricle.web.measures.public import spanned
from auricle.web.platform.public import ScreenState, amount, estimate, grouped, may, remembered, too_few
from auricle.web.studies.public import studied

from .models import Corrected
from .views import row_of
from .words import LANGUAGES, theme_title, tone_of

COVERAGE = ("coverage of readings",)


@may("see numbers")
def reading(request: HttpRequest) -> HttpResponse:
    """How often the reading is right, before and after learning, and what it cannot do."""
    spanned(request)
    state = request.state
    known, mine = state.workspace.known_of_texts, Corrected.objects.of(state.record)
    context: dict[str, Any] = {
        "known": known,
        "study": studied(state, "learn_texts", {}),
        "may_teach": state.may("teach reading"),
        "corrected": grouped(mine.count()),
        "wrong_themes": grouped(mine.exclude(theme="").filter(sentiment=None).count()),
        "waiting": mine.count() > known.corrections,
        "headline": _("Texts are read by our own word lists; nothing has been learnt yet"),
        "coverage": [_covered(*line) for line in remembered(state.workspace, COVERAGE, lambda: _coverage(state))],
    }
    if known.judged:
        context |= _judged(known)
    return render(request, "voices/reading.html", context)


def _judged(known: Known) -> dict[str, Any]:
    judged = known.judged
    assert judged
    before, after = _share(judged.before, judged.n), _share(judged.after, judged.n)
    said = {"share": amount(judged.after / judged.n, "share"), "before": amount(judged.before / judged.n, "share")}
    text = (
        _("It reads %(share)s of comments rightly that it had never seen; before learning it was %(before)s")
        if known.is_used
        else _("Learning did not help: our own lists read %(before)s rightly, and go on being used")
    )
    usual = max(judged.good, judged.n - judged.good)
    return {
        "headline": text % said,
        "before": before,
        "after": after,
        "usual": _share(usual, judged.n),
        "told": amount(judged.told / judged.n, "share"),
        "n": judged.n,
        "learnt_on": date.fromisoformat(known.learnt_on),
        "words": known.wrong_words,
    }


def _share(right: int, n: int) -> str:
    return estimate(
        row_of({}, Proportion().estimate(Sums(1, {"n": np.array([float(n)]), "x": np.array([float(right)])}))[0]),
        "share",
    )


def _coverage(state: ScreenState) -> list[tuple[str, int | None, float | None]]:
    """Of each language: how many texts, and of what share of them the feeling can be told."""
    workspace = state.workspace
    whole = workspace.measure("texts_read", by="language")
    told = {row.by["language"]: row for row in workspace.measure("text_sentiment", by="language").rows}
    lines = []
    for row in whole.rows:
        known = told.get(row.by["language"])
        share = (known.n or 0) / row.n if row.n and known and known.n is not None else None
        lines.append((str(row.by["language"] or ""), row.n, share))
    return lines


def _covered(name: str, n: int | None, share: float | None) -> tuple[str, str, str]:
    texts = grouped(n) if n is not None else too_few()
    told = amount(share, "share") if share is not None else too_few()
    return str(LANGUAGES.get(name, _("no language"))), texts, told


@may("see rows")
def found(request: HttpRequest) -> HttpResponse:
    """Themes found in the words without being told any, and phrases new in the last week of the period."""
    span = spanned(request)
    state = request.state
    asked = {"from": span.start.isoformat(), "to": span.end.isoformat(), "where": state.where}
    study = studied(state, "found_themes", asked)
    context: dict[str, Any] = {"study": study}
    if study.found is not None:
        context |= _found(state, study.found)
    return render(request, "voices/found.html", context)


def _found(state: ScreenState, seen: Found) -> dict[str, Any]:
    themes = [
        {
            "phrases": list(each.phrases),
            "n": each.texts,
            "tone": tone_of(each.sentiment),
            "sentiment": grouped(each.sentiment, 2) if each.sentiment is not None else _("cannot tell"),
            "known": theme_title(state, each.known) if each.known else "",
            "covered": amount(each.covered, "share"),
            "is_new": each.covered < 0.5,
            "quote": each.quote,
        }
        for each in seen.themes
    ]
    new = [each for each in themes if each["is_new"]]
    said = {"n": grouped(len(new)), "all": grouped(len(themes))}
    return {
        "seen": seen,
        "texts": grouped(seen.texts),
        "themes": themes,
        "rising": [_phrase(each) for each in seen.rising],
        "headline": _("%(n)s of %(all)s groups of texts are mostly about what no theme names") % said
        if new
        else _("The themes you have name what customers speak of"),
    }


def _phrase(each: KeyPhrase) -> dict[str, Any]:
    return {"phrase": each.phrase, "n": each.texts, "others": each.others}
