"""Comments as they were read, filtered, and corrected where they were read wrongly."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.http import require_POST

from auricle.web.measures.public import REFUSALS, spanned, value_title
from auricle.web.platform.public import ScreenState, in_words, may, record

from . import actions, queries
from .forms import NOT_SPOKEN_OF, CommentsForm, CorrectionForm
from .queries import Comment, Wanted, comment, themes_to_speak_of
from .words import ACTIONS, CONFLICTS, EFFORTS, EMOTIONS, LANGUAGES, TONES, theme_title, tone_of

VERDICT_OF = {"positive": "1", "neutral": "0", "negative": "-1"}


@may("see rows")
def comments(request: HttpRequest) -> HttpResponse:
    """Comments of the period, the newest first, with what was read in each."""
    span = spanned(request)
    state = request.state
    form = CommentsForm(request.GET, _themes(state), _products(state))
    asked, page = form.asked, _page(request.GET.get("page", ""))
    wanted = Wanted(state.where, span.start, span.end, **asked)
    try:
        found, more = queries.comments(state.workspace, wanted, (page - 1) * queries.PAGE)
    except REFUSALS as refusal:
        return render(request, "voices/comments.html", {"form": form, "trouble": in_words(refusal)}, status=422)
    context = {
        "form": form,
        "comments": [_shown(state, each) for each in found],
        "page": page,
        "newer": _at(request, page - 1) if page > 1 else "",
        "older": _at(request, page + 1) if more else "",
        "narrowed": any(asked.values()),
        "headline": _headline(state, asked),
        "may_correct": state.may("correct readings"),
        "themes": _themes(state),
    }
    return render(request, "voices/comments.html", context)


@may("correct readings")
@require_POST
def correct(request: HttpRequest) -> HttpResponse:
    """Take a correction in and show the comment as it is read now."""
    state, facts = request.state, request.state.workspace
    form = CorrectionForm(request.POST, themes_to_speak_of(state))
    there = comment(facts, request.POST.get("feedback", "")[:200])
    if there is None:
        return _refused(request, None, _("This comment is no longer there."), 404)
    if not form.is_valid():
        return _refused(request, there, " ".join(each for errors in form.errors.values() for each in errors), 422)
    theme = form.cleaned_data["theme"]
    word = actions.word_of(facts, there.feedback, theme) if theme else ""
    said = form.correction(word)
    actions.correct(state.record, request.user, said)
    record(
        request,
        N_("corrected a reading"),
        said.feedback,
        theme=said.theme,
        sentiment=said.sentiment,
        action=said.action,
    )
    if not request.headers.get("HX-Request"):
        return redirect(state.url("voices:comments"))
    return _again(request, comment(facts, said.feedback))


def _refused(request: HttpRequest, there: Comment | None, trouble: str, status: int) -> HttpResponse:
    """In place of the comment, which stays open with what to mend, or as a page where there is no script."""
    if request.headers.get("HX-Request"):
        return _again(request, there, trouble)
    return render(request, "voices/trouble.html", {"trouble": trouble}, status=status)


def _again(request: HttpRequest, there: Comment | None, trouble: str = "") -> HttpResponse:
    state = request.state
    context = {"may_correct": True, "themes": _themes(state), "trouble": trouble}
    return render(request, "voices/comment.html", context | ({"each": _shown(state, there)} if there else {}))


def _products(state: ScreenState) -> list[tuple[str, str]]:
    names = state.workspace.themes.products
    return [(name, value_title(state.workspace, "product", name, state.language)) for name in names]


def _themes(state: ScreenState) -> list[tuple[str, str]]:
    named = [(each.name, theme_title(state, each.name)) for each in state.workspace.themes.themes]
    return sorted(named, key=lambda pair: pair[1])


def _shown(state: ScreenState, each: Comment) -> dict[str, Any]:
    row = each.reading
    tone = tone_of(row["sentiment"])
    hints = [EMOTIONS.get(row["emotion"] or ""), EFFORTS.get(row["effort"] or "")]
    return {
        "key": each.feedback,
        "at": each.at,
        "customer": each.customer if state.may("see customers") else "",
        "text": each.text,
        "lang": row["language"] if row["language"] not in (None, "other") else "",
        "language": LANGUAGES.get(row["language"] or "", _("no language")),
        "tone": tone,
        "tone_title": TONES[tone] if row["sentiment"] is not None else _("cannot tell"),
        "action": ACTIONS.get(row["action"] or "", ""),
        "action_code": row["action"],
        "product": value_title(state.workspace, "product", row["product"], state.language) if row["product"] else "",
        "conflict": CONFLICTS.get(row["conflict"] or "", ""),
        "hints": [hint for hint in hints if hint],
        "channel": value_title(state.workspace, "channel", row["channel"], state.language) if row["channel"] else "",
        "mentions": [
            {
                "theme": mention["theme"],
                "title": theme_title(state, mention["theme"]),
                "verdict": VERDICT_OF[tone_of(mention["sentiment"])],
                "tone": tone_of(mention["sentiment"]),
                "tone_title": TONES[tone_of(mention["sentiment"])],
                "words": _stretch(each.text, mention),
                "by_person": mention["labelled_by"] == "person",
            }
            for mention in each.mentions
        ],
        "verdicts": [("1", TONES["positive"]), ("0", TONES["neutral"]), ("-1", TONES["negative"])],
        "none": NOT_SPOKEN_OF,
        "actions": list(ACTIONS.items()),
    }


def _stretch(text: str, mention: Any) -> str:
    start, end = mention["span_start"], mention["span_end"]
    return text[start:end] if start is not None and end is not None else ""


def _headline(state: ScreenState, asked: dict[str, str]) -> str:
    if asked["theme"]:
        return _("What customers say of %(theme)s") % {"theme": theme_title(state, asked["theme"])}
    if asked["action"] == "answer":
        return _("Comments that need an answer")
    if asked["conflict"]:
        return _("Comments whose words contradict their score")
    return _("What customers say, in their own words")


def _page(text: str) -> int:
    return min(max(int(text), 1), 500) if text.isdigit() else 1


def _at(request: HttpRequest, page: int) -> str:
    query = {**request.GET.dict(), "page": str(page)}
    return f"?{urlencode(query)}"
