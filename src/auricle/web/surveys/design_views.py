"""The editor: the questions of a draft, one question, and what holds for all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.http import require_POST

from auricle.questionnaire import language_of, locale
from auricle.web.platform.public import may, record

from . import actions, editing
from .actions import EditedMeanwhile
from .appearing import tell
from .comparing import OPERATORS
from .designing import design_of
from .editing import KINDS, NoSuchQuestion, said, saying
from .forms import SettingsForm
from .models import Survey
from .queries import survey
from .question_form import INPUTS, MEASURED, form_of, posted_question
from .skip_form import without_rules
from .validator_form import KINDS as CHECK_KINDS


@may("edit surveys")
def design(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions, their order, and the page as who answers will see it."""
    row = survey(request.state, pk)
    wanted = (request.GET.get("shown", ""), locale(request.state.language), row.languages[0])
    context = {
        "survey": row,
        "design": design_of(request.state, row),
        "kinds": KINDS,
        "shown": next(language for language in wanted if language in row.languages),
        "device": "desktop" if request.GET.get("device") == "desktop" else "phone",
        "address": request.build_absolute_uri(f"/s/{row.public}/"),
    }
    return render(request, "surveys/design.html", context)


@may("edit surveys")
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as it is: a SurveyJS document that other tools and ``new`` read."""
    row = survey(request.state, pk)
    text = json.dumps(row.draft, ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": content_disposition_header(True, f"survey-{row.public[:8]}.json")}
    return HttpResponse(text, content_type="application/json", headers=headers)


@may("edit surveys")
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Add, move, remove a question, or begin a page with it."""
    row = survey(request.state, pk)
    verb, name = request.POST.get("do", ""), request.POST.get("name", "")
    try:
        document, name = _changed(row, verb, name, request.POST.get("kind", ""))
        actions.keep_draft(row, document, row.draft_number)
    except NoSuchQuestion as missing:
        raise Http404 from missing
    except EditedMeanwhile:
        messages.error(request, _("Somebody else changed the draft just now; look at it and try again."))
    if verb == "add":
        return redirect(request.state.url("surveys:question", {"name": name}, pk=pk))
    return redirect(f"{request.state.url('surveys:design', pk=pk)}#q-{name}")


def _changed(row: Survey, verb: str, name: str, kind: str) -> tuple[Mapping[str, Any], str]:
    match verb:
        case "add":
            return editing.with_added(row.draft, kind)
        case "up" | "down":
            return editing.moved(row.draft, name, -1 if verb == "up" else 1), name
        case "remove":
            return editing.without(without_rules(row.draft, name), name), name
        case "break":
            return editing.with_break(row.draft, name), name
    raise Http404


@may("edit surveys")
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """One question, in all languages side by side."""
    row = survey(request.state, pk)
    first = next((str(each.get("name", "")) for _number, each in editing.elements(row.draft)), "")
    name = request.GET.get("name", first)
    try:
        if request.method == "POST":
            return _kept(request, row, name)
        return _question_page(request, row, row.draft, name, {})
    except NoSuchQuestion as missing:
        raise Http404 from missing


def _kept(request: HttpRequest, row: Survey, name: str) -> HttpResponse:
    document, code, wrong = posted_question(row, name, request.POST)
    if wrong:
        return _question_page(request, row, document, code, wrong)
    number = request.POST.get("number", "")
    try:
        actions.keep_draft(row, document, int(number) if number.isdecimal() else -1)
    except EditedMeanwhile:
        wrong = {
            "document": _(
                "Somebody else changed the draft since you opened this page; what you typed is still here. "
                "Keep it once more to put it into their draft."
            )
        }
        return _question_page(request, row, document, code, wrong)
    if request.POST.get("then") == "stay":
        return redirect(request.state.url("surveys:question", {"name": code}, pk=row.pk))
    return redirect(f"{request.state.url('surveys:design', pk=row.pk)}#q-{code}")


def _question_page(
    request: HttpRequest, row: Survey, document: Mapping[str, Any], name: str, wrong: Mapping[str, str]
) -> HttpResponse:
    context = {
        "survey": row,
        "form": form_of(row, document, name, wrong),
        "operators": OPERATORS,
        "inputs": INPUTS,
        "measured": MEASURED,
        "check_kinds": CHECK_KINDS,
    }
    return render(request, "surveys/question.html", context, status=422 if wrong else 200)


@may("edit surveys")
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, languages, look, title and closing words."""
    row = survey(request.state, pk)
    codes = [language_of(code) for code in row.languages]
    form = SettingsForm(
        request.POST or None, request.FILES or None, instance=row, initial={"languages": codes, "first": codes[0]}
    )
    if request.method == "POST" and form.is_valid():
        _settle(row, form, request)
        tell(row.workspace, request.build_absolute_uri("/"))
        record(request, N_("changed a survey"), row.name, survey=row.public)
        messages.success(request, _("The settings are kept."))
        return redirect(request.state.url("surveys:settings", pk=pk))
    texts = [
        (key, label, [(code, said(row.draft.get(key), code, row.languages[0])) for code in row.languages])
        for key, label in (("title", _("Title")), ("completedHtml", _("Words at the end")))
    ]
    context = {"survey": row, "form": form, "texts": texts}
    return render(request, "surveys/settings.html", context, status=422 if form.is_bound else 200)


def _settle(row: Survey, form: SettingsForm, request: HttpRequest) -> None:
    chosen = form.cleaned_data
    if chosen["logo"] or chosen["no_logo"]:
        row.brand_logo = "" if chosen["no_logo"] else chosen["logo"]
    before, first = row.languages, chosen["first"]
    stay = [code for code in map(language_of, before) if code in chosen["languages"]]
    row.languages = [locale(code) for code in dict.fromkeys([first, *stay, *chosen["languages"]])]
    changes: dict[str, Any] = {}
    for key in ("title", "completedHtml"):
        texts = {code: request.POST.get(f"{key}:{code}", "") for code in before if f"{key}:{code}" in request.POST}
        if texts:
            changes[key] = saying(texts, before[0], row.draft.get(key))
    if row.languages != before:
        changes["auricleLanguages"] = row.languages
    draft = editing.with_properties(row.draft, changes)
    row.draft = editing.written_in(draft, before[0], row.languages[0])
    row.draft_number += 1
    row.save()
