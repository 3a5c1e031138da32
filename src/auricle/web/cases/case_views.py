"""One case: its page, and everything one does on it."""

from __future__ import annotations

import secrets
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from auricle.identity.people import UnknownCustomer
from auricle.web.contacting.public import REASONS
from auricle.web.customers.public import latest_days
from auricle.web.platform.public import may

from . import actions
from .acquaintance import acquaintance
from .forms import AttachmentForm, CommentForm, OpenForm, ReplyForm, TaskForm, WorkForm
from .history import Actor, broken_at
from .letters import NoAddress, reply
from .models import Attachment, Case, State, Task
from .opening import Opening, open_case
from .portrait import earlier, history, said_in, similar, told, worked
from .presence import present
from .queries import called, state_names

CHOSEN_BY_HAND = (State.OPEN, State.ANSWERED, State.WAITING)


@may("see cases")
def case(request: HttpRequest, number: int) -> HttpResponse:
    found = _one(request, number)
    return _page(request, found)


def _page(request: HttpRequest, found: Case, status: int = 200, **forms: object) -> HttpResponse:
    state, names = request.state, state_names(request.state.record)
    customer = present(state.record, found.customer)
    known = acquaintance(state.record, customer) if customer else None
    others = earlier(state, found)
    question = found.questions.all().of(state.record).order_by("-closing").first()
    context = {
        "case": found,
        "name": (known.name if known else "") or customer,
        "customer": customer,
        "email": known.email if known else "",
        "touchpoint": called(state, "touchpoint", found.touchpoint),
        "unit": called(state, "unit", found.unit),
        "state_name": names[found.state],
        "states": [(value.value, names[value]) for value in CHOSEN_BY_HAND],
        "said": said_in(state, found),
        "earlier": [(each, names[each.state]) for each in others],
        "receipts": told(state, found),
        "similar": similar(state, found),
        "worked": worked(state, found),
        "mergeable": [each for each in others if each.is_open and found.is_open],
        "history": history(state, found, names),
        "broken_at": broken_at(found),
        "days": latest_days(state.workspace, customer) if customer else (),
        "reply_form": _reply_form(found),
        "comment_form": CommentForm(),
        "task_form": TaskForm(),
        "attachment_form": AttachmentForm(),
        "work_form": _work_form(request, found),
        "question": question,
        "because": REASONS.get(question.because, "") if question else "",
        "parts": {
            "messages": found.messages.all().of(state.record).select_related("user"),
            "comments": found.comments.all().of(state.record).select_related("user"),
            "tasks": found.tasks.all().of(state.record),
            "attachments": found.attachments.all().of(state.record).defer("content"),
        },
        **forms,
    }
    return render(request, "cases/case.html", context, status=status)


def _reply_form(case: Case) -> ReplyForm:
    return ReplyForm(initial={"form": secrets.token_hex(8), "subject": _("About what you told us")})


def _work_form(request: HttpRequest, case: Case) -> WorkForm:
    now = {"owner": str(case.owner_id or ""), "severity": case.severity, "cause": str(case.cause_id or "")}
    return WorkForm(initial=now, workspace=request.state.record)


@may("work on cases")
def new(request: HttpRequest) -> HttpResponse:
    """Open a case by hand."""
    initial = {"customer": request.GET.get("customer", ""), "form": secrets.token_hex(8)}
    form = OpenForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            customer = request.state.workspace.person(said["customer"])
        except UnknownCustomer:
            form.add_error("customer", _("There is no customer of this id. Search for them, and open it from there."))
        else:
            opening = Opening(customer, f"hand:{said['form']}", words=said["words"], severity=said["severity"])
            opened = open_case(request.state.record, opening, Actor(request.user))
            return redirect(request.state.url("cases:case", number=opened.number))
    return render(request, "cases/new.html", {"form": form}, status=422 if form.errors else 200)


@may("work on cases")
@require_POST
def write(request: HttpRequest, number: int) -> HttpResponse:
    """A letter to the customer."""
    found, form = _one(request, number), ReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, reply_form=form)
    try:
        reply(found, form.cleaned_data["subject"], form.cleaned_data["text"], request.user, form.cleaned_data["form"])
    except NoAddress:
        form.add_error(None, _("No e-mail address of theirs is known. Call them, and write down what was said."))
        return _page(request, found, 422, reply_form=form)
    messages.success(request, _("Your letter is on its way. Their answer will stand here."))
    return _back(request, found)


@may("work on cases")
@require_POST
def comment(request: HttpRequest, number: int) -> HttpResponse:
    found, form = _one(request, number), CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, comment_form=form)
    actions.comment(found, form.cleaned_data["text"], request.user, request.build_absolute_uri("/"))
    return _back(request, found, "comments")


@may("work on cases")
@require_POST
def work(request: HttpRequest, number: int) -> HttpResponse:
    """Owner, severity and cause."""
    found, form = _one(request, number), WorkForm(request.POST, workspace=request.state.record)
    if not form.is_valid():
        return _page(request, found, 422, work_form=form)
    by = Actor(request.user)
    actions.assign(found, form.chosen_owner, by)
    actions.set_severity(found, form.cleaned_data["severity"], by)
    actions.set_cause(found, form.chosen_cause, by)
    return _back(request, found)


@may("work on cases")
@require_POST
def move(request: HttpRequest, number: int) -> HttpResponse:
    """Take it, set its status, close it, reopen it."""
    found, by, to = _one(request, number), Actor(request.user), request.POST.get("to", "")
    if to == "mine":
        actions.assign(found, request.user, by)
    elif to == State.CLOSED:
        actions.close_case(found, by, request.build_absolute_uri("/"))
    elif to == State.REOPENED:
        actions.reopen_case(found, by)
    elif to in CHOSEN_BY_HAND:
        try:
            actions.set_state(found, to, by)
        except actions.CaseIsClosed:
            messages.warning(request, _("This case is closed. Reopen it first."))
    else:
        raise Http404
    return _back(request, found)


@may("work on cases")
@require_POST
def task(request: HttpRequest, number: int) -> HttpResponse:
    """Something to be done, or that one of them is done."""
    found, by = _one(request, number), Actor(request.user)
    if done := request.POST.get("task", ""):
        rows = Task.objects.of(request.state.record).select_related("case")
        mine = get_object_or_404(rows, pk=int(done) if done.isdecimal() else 0, case=found)
        actions.do_task(mine, mine.done_at is None, by)
        return _back(request, found, "tasks")
    form = TaskForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, task_form=form)
    actions.add_task(found, form.cleaned_data["text"], request.user, form.cleaned_data["due_on"], by)
    return _back(request, found, "tasks")


@may("work on cases")
@require_POST
def attach(request: HttpRequest, number: int) -> HttpResponse:
    found, form = _one(request, number), AttachmentForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > Attachment.MOST_BYTES:
                raise actions.TooLarge
            actions.attach(found, file.name, file.read(), request.user)
            return _back(request, found, "attachments")
        except actions.TooLarge:
            form.add_error("file", _("A file may have 5 MB, and a case twenty files. Take a smaller one."))
    return _page(request, found, 422, attachment_form=form)


@may("see cases")
def attachment(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """The file as a download, never shown inside a page of ours."""
    rows = Attachment.objects.of(request.state.record)
    found = get_object_or_404(rows, pk=pk, case__number=number)
    response = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    response["Content-Security-Policy"] = "sandbox"
    return response


@may("work on cases")
@require_POST
def merge(request: HttpRequest, number: int) -> HttpResponse:
    """Take another open case of the same customer in."""
    found, other = _one(request, number), request.POST.get("case", "")
    gone = _one(request, int(other) if other.isdecimal() else 0)
    try:
        actions.merge(gone, found, Actor(request.user))
    except actions.CannotMerge:
        messages.warning(request, _("Only two open cases of one customer can become one."))
    return _back(request, found)


def _one(request: HttpRequest, number: int) -> Case:
    rows = Case.objects.of(request.state.record).select_related("workspace", "owner", "cause__parent", "merged_into")
    return get_object_or_404(rows, number=number)


def _back(request: HttpRequest, case: Case, place: str = "") -> HttpResponse:
    address = request.state.url("cases:case", number=case.number)
    return redirect(f"{address}#{place}" if place else address)
