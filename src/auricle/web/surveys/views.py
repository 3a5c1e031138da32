"""The surveys of a workspace: the list, a new one, its preview, its publication."""

from __future__ import annotations

import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from auricle.questionnaire import answered, read
from auricle.questionnaire.templates import UnknownTemplate
from auricle.web.platform.public import in_words, may, record

from . import actions
from .actions import AsksNothing, NotPublishable
from .answering.asked import Asked, Whom
from .answering.pages import Carried, step_page, thanks_page
from .answering.posted import carried, misread_answers, posted_answers
from .answering.walk import asked_for, spoken
from .appearing import tell
from .forms import NewSurveyForm
from .making import NotTaken, begun, offers
from .models import Survey
from .queries import latest, listed, survey

MOST_SAID = 30
PREVIEWED = "0" * 32
"""The response of everybody who only looks: random order is the same each time."""


@may("see surveys")
def surveys(request: HttpRequest) -> HttpResponse:
    may_edit = request.state.may("edit surveys")
    return render(request, "surveys/surveys.html", {"surveys": listed(request.state), "may_edit": may_edit})


@may("edit surveys")
def new(request: HttpRequest) -> HttpResponse:
    """A survey from a template, from a file of another tool, or from nothing."""
    form = NewSurveyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            found = begun(said["template"], said["file"], said["name"], request.state.language)
        except NotTaken as refusal:
            form.add_error("file", str(refusal))
        except UnknownTemplate as missing:
            form.add_error(None, in_words(missing))
        else:
            row = actions.make_survey(
                request.state.record, request.user, said["name"], found.document, listening=found.listening,
                is_anonymous=found.is_anonymous,
            )  # fmt: skip
            record(request, N_("made a survey"), row.name, survey=row.public)
            for left in found.left_out[:MOST_SAID]:
                messages.warning(request, left)
            return redirect(request.state.url("surveys:design", pk=row.pk))
    context = {"form": form, "templates": offers(request.state.language)}
    return render(request, "surveys/new.html", context, status=422 if form.is_bound else 200)


@may("edit surveys")
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the draft the version that people answer."""
    row = survey(request.state, pk)
    try:
        version = actions.publish(row, request.user)
    except NotPublishable as refusal:
        for each in refusal.hindrances:
            messages.error(request, _("%(place)s: %(reason)s") % {"place": each.path, "reason": in_words(each.reason)})
    except AsksNothing:
        messages.error(request, _("The survey asks nothing yet; add a question."))
    else:
        tell(row.workspace, request.build_absolute_uri("/"))
        record(request, N_("published a survey"), row.name, survey=row.public, version=version.number)
        messages.success(request, _("Version %(number)s can be answered now.") % {"number": version.number})
    return redirect(request.state.url("surveys:design", pk=pk))


@may("edit surveys")
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a survey, or open it again."""
    row = survey(request.state, pk)
    is_open = request.POST.get("open") == "yes"
    actions.set_open(row, is_open)
    tell(row.workspace, request.build_absolute_uri("/"))
    record(request, N_("opened a survey") if is_open else N_("closed a survey"), row.name, survey=row.public)
    return redirect(request.state.url("surveys:design", pk=pk))


@may("see surveys")
@csrf_exempt  # it changes nothing
@xframe_options_sameorigin
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as who answers will see it; nothing is kept. Its policy is the answering page's own."""
    row = survey(request.state, pk)
    found, whom = _drafted(row, request.path)
    language = request.POST.get("language") or request.GET.get("language") or request.state.language
    state = Carried(
        PREVIEWED, 0, 0, int(time.time()), carried(request.POST), spoken(found.questionnaire, language),
        request.POST.get("page") or request.GET.get("at", ""),
    )  # fmt: skip
    if request.method != "POST":
        return step_page(found, whom, state, frames="'self'")
    questions = asked_for(found.questionnaire, request.POST.get("asked", ""))
    answers, misread = posted_answers(questions, request.POST), misread_answers(questions, request.POST, state.language)
    state = state.with_given(answered(found.questionnaire, state.given, answers))
    do, walk = request.POST.get("do", "next"), state.walk(found.questionnaire)
    if do.startswith("language "):
        other = state.in_language(spoken(found.questionnaire, do[9:]))
        return step_page(found, whom, other, misread=misread, frames="'self'")
    if do == "back":
        return step_page(found, whom, state, walk.at(walk.before), frames="'self'")
    misread = walk.misread(misread)
    if walk.is_wrong or misread:
        return step_page(found, whom, state, walk, shows_wrong=True, misread=misread, frames="'self'")
    if walk.after:
        return step_page(found, whom, state.further(), walk.at(walk.after), frames="'self'")
    return thanks_page(found, whom, state.language, walk, frames="'self'")


def _drafted(row: Survey, path: str) -> tuple[Asked, Whom]:
    version = latest(row)
    asked = Asked(
        row.workspace.slug, row.pk, row.public, row.name, True, row.is_anonymous, version.number if version else 0,
        read(row.draft), row.brand_name or row.workspace.name, row.brand_colour, row.brand_logo,
    )  # fmt: skip
    return asked, Whom(path, is_kiosk=False)
