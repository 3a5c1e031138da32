"""What customers speak of: all themes, and one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from auricle.analysis.change import Change
from auricle.analysis.estimator import Estimate
from auricle.query.result import Row
from auricle.understanding.voices.themes import ProductShare, ThemeShare, Voices
from auricle.understanding.voices.words import ThemeWords
from auricle.web.measures.public import REFUSALS, spanned, value_title
from auricle.web.platform.public import (
    Chart,
    Rows,
    ScreenState,
    amount,
    changed,
    estimate,
    grouped,
    in_words,
    may,
    remembered,
    segments,
    too_few,
    trend,
)

from .queries import themes_to_speak_of
from .words import headline, theme_title

DRAWN = 15


@may("see numbers")
def voices(request: HttpRequest) -> HttpResponse:
    """Which themes customers speak of, how, and what has changed."""
    span = spanned(request)
    state = request.state
    asked = ("voices", span.start, span.end, state.where)
    try:
        found = remembered(state.workspace, asked, lambda: state.workspace.voices(span.start, span.end, state.where))
    except REFUSALS as refusal:
        return render(request, "voices/voices.html", {"trouble": in_words(refusal)}, status=422)
    return render(request, "voices/voices.html", _shown(state, found))


def _shown(state: ScreenState, found: Voices) -> dict[str, Any]:
    themes = [theme for theme in found.themes if theme.n]
    context: dict[str, Any] = {"found": found, "may_import": state.may("import data")}
    if not found.texts:
        return context
    return context | {
        "headline": headline(state, found),
        "net": estimate(row_of({}, found.sentiment), "score") if found.sentiment else "",
        "texts": grouped(found.texts or 0),
        "lines": [_line(state, theme) for theme in found.themes],
        "products": [_product(state, each) for each in found.products],
        "rising": [theme_title(state, theme.theme) for theme in themes if theme.is_rising],
        "asking": estimate(row_of({}, found.asking), "share") if found.asking else "",
        "conflicts": estimate(row_of({}, found.conflicts), "share") if found.conflicts else "",
        "shares": _picture(state, themes, "share") if themes else None,
        "tones": _picture(state, themes, "sentiment") if themes else None,
    }


def _picture(state: ScreenState, themes: Sequence[ThemeShare], part: str) -> Chart:
    rows = [row_of({"theme": theme_title(state, each.theme)}, getattr(each, part)) for each in themes[:DRAWN]]
    if part == "share":
        title, subtitle = _("What customers speak of"), _("Share of texts that speak of a theme with an opinion")
        return segments(Rows(rows, "share"), title=title, subtitle=subtitle, name="theme-shares")
    title, subtitle = _("How they speak of it"), _("Mean sentiment from -1 (bad) to 1 (good)")
    return segments(Rows(rows, "score"), title=title, subtitle=subtitle, name="theme-sentiment")


def _line(state: ScreenState, theme: ThemeShare) -> dict[str, Any]:
    line: dict[str, Any] = {"theme": theme.theme, "title": theme_title(state, theme.theme), "is_shown": bool(theme.n)}
    if theme.n is None:
        return line | {"too_few": too_few()}
    return line | {
        "n": theme.n,
        "share": estimate(row_of({}, theme.share), "share"),
        "sentiment": estimate(row_of({}, theme.sentiment), "score"),
        "negative": amount(theme.negative.value, "share") if theme.negative else "–",
        "moved": _moved(theme.moved, "share"),
        "felt": _moved(theme.felt, "score"),
        "felt_tone": _tone(theme.felt),
        "is_rising": theme.is_rising,
        "touchpoint": _touchpoint(state, theme.theme),
    }


def _product(state: ScreenState, each: ProductShare) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": each.product,
        "title": value_title(state.workspace, "product", each.product, state.language),
    }
    if each.n is None or each.share is None:
        return shown | {"too_few": too_few()}
    felt = estimate(row_of({}, each.sentiment), "score") if each.sentiment else _("cannot tell")
    return shown | {"n": each.n, "share": estimate(row_of({}, each.share), "share"), "sentiment": felt}


def _touchpoint(state: ScreenState, theme: str) -> str:
    code = next((each.touchpoint for each in state.workspace.themes.themes if each.name == theme), "")
    return value_title(state.workspace, "touchpoint", code, state.language) if code else ""


def _moved(change: Change | None, unit: str) -> str:
    return changed(change.difference, change.low, change.high, unit) if change else "–"


def _tone(change: Change | None) -> str:
    if change is None or change.low <= 0 <= change.high:
        return "noise"
    return "good" if change.difference > 0 else "bad"


def row_of(by: dict[str, Any], found: Estimate | None) -> Row:
    if found is None:
        return Row(by, None, None, None, None, None, suppressed=True)
    return Row(by, found.n, found.value, found.low, found.high, found.standard_error)


@may("see numbers")
def theme(request: HttpRequest, theme: str) -> HttpResponse:
    """One theme: its trend, who says it and where, and the words themselves for who may see them."""
    span = spanned(request)
    state = request.state
    if theme not in themes_to_speak_of(state):
        raise Http404
    title = theme_title(state, theme)
    named = f"theme = '{theme.replace(chr(39), chr(39) * 2)}'"
    where = f"({state.where}) and {named}" if state.where else named
    days = {"from_": span.start, "to": span.end}
    try:
        total = state.workspace.measure("mention_sentiment", where=where, **days)
        negative = state.workspace.measure("negative_mentions", where=where, **days).total
        over = state.workspace.measure("mention_sentiment", by=[span.grain], where=where, **days)
        parts = [(by, state.workspace.measure("mention_sentiment", by=by, where=where, **days)) for by in PARTS]
    except REFUSALS as refusal:
        return render(request, "voices/theme.html", {"title": title, "trouble": in_words(refusal)}, status=422)
    context = {
        "theme": theme,
        "title": title,
        "where": named,
        "total": total.total,
        "sentiment": estimate(total.total, "score"),
        "negative": estimate(negative, "share"),
        "headline": _theme_headline(title, negative),
        "trend": trend(over, title=_("How they speak of it over time"), subtitle=title, name=f"theme-{theme}"),
        "parts": [_part(state, by, result) for by, result in parts],
        "initiative": _initiative(state, title, named),
        "words": _words(state, theme, span.start, span.end) if state.may("see rows") and total.total.n else None,
    }
    return render(request, "voices/theme.html", context)


def _initiative(state: ScreenState, title: str, where: str) -> str:
    """Where the theme becomes an initiative, proven by how they speak of it; empty where one may not."""
    asked = {"cause_kind": "theme", "cause": title, "name": title, "measure": "mention_sentiment", "where": where}
    return state.url("initiatives:new", asked | {"how": "past"}) if state.may("run initiatives") else ""


PARTS = ("touchpoint", "channel", "segment")


def _words(state: ScreenState, theme: str, start: Any, end: Any) -> ThemeWords | None:
    def look() -> ThemeWords | None:
        return state.workspace.theme_words(theme, start, end, state.where)

    return remembered(state.workspace, ("theme words", theme, start, end, state.where), look)


def _theme_headline(title: str, negative: Row) -> str:
    if negative.value is None or negative.low is None or negative.high is None:
        return _("Too few customers spoke of %(theme)s to say how") % {"theme": title}
    said = {"theme": title, "share": amount(negative.value, "share")}
    if negative.low > 0.5:
        return _("What customers say of %(theme)s is mostly complaint: %(share)s of its mentions are negative") % said
    if negative.high < 0.5:
        return _("Customers mostly praise %(theme)s; %(share)s of its mentions are negative") % said
    return _("Praise and complaint of %(theme)s are about even: %(share)s of its mentions are negative") % said


def _part(state: ScreenState, by: str, result: Any) -> Chart:
    rows = [
        Row({by: value_title(state.workspace, by, row.by[by], state.language)}, *_numbers(row), row.suppressed)
        for row in result.rows
    ]
    titles = {"touchpoint": _("By touchpoint"), "channel": _("By channel"), "segment": _("By segment")}
    return segments(
        Rows(rows, "score"),
        title=titles[by],
        subtitle=_("Mean sentiment from -1 (bad) to 1 (good)"),
        total=result.total,
        name=f"theme-by-{by}",
    )


def _numbers(row: Row) -> tuple[Any, ...]:
    return row.n, row.value, row.low, row.high, row.standard_error
