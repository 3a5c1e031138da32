"""Who belongs to the workspace: inviting, changing roles, removing."""

from __future__ import annotations

from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.http import require_POST

from . import actions
from .audit import record
from .forms import InviteForm, RoleForm
from .models import Invitation, Membership
from .roles import VERBS, Role, may


@may("manage people")
def people(request: HttpRequest) -> HttpResponse:
    return _people_page(request, InviteForm())


@may("manage people")
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Make a link for one colleague; it is shown once here, and sent where mail is set up."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _people_page(request, form, status=422)
    email, role = form.cleaned_data["email"], form.cleaned_data["role"]
    try:
        token = actions.invite(request.state.record, email, role, request.user)
    except actions.AlreadyHere:
        form.add_error("email", _("This person is a member already. Change their role below."))
        return _people_page(request, form, status=422)
    link = request.build_absolute_uri(reverse("invitation", kwargs={"token": token}))
    _send(request, email, link)
    record(request, N_("invited"), email, role=role)
    return _people_page(request, InviteForm(), link=link, invited=email)


@may("manage people")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Invitation.objects.of(request.state.record), pk=pk)
    record(request, N_("took back an invitation"), found.email)
    found.delete()
    return redirect(request.state.url("platform:people"))


@may("manage people")
@require_POST
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    membership, form = _member(request, pk), RoleForm(request.POST)
    if form.is_valid():
        return _or_last_owner(
            request,
            N_("changed a role"),
            membership,
            lambda: actions.change_role(membership, form.cleaned_data["role"]),
        )
    return redirect(request.state.url("platform:people"))


@may("manage people")
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    membership = _member(request, pk)
    return _or_last_owner(request, N_("removed a colleague"), membership, lambda: actions.remove_member(membership))


def _member(request: HttpRequest, pk: int) -> Membership:
    return get_object_or_404(request.state.record.memberships.select_related("user"), pk=pk)


def _or_last_owner(request, verb, membership, change) -> HttpResponse:  # type: ignore[no-untyped-def]
    try:
        change()
    except actions.LastOwner:
        messages.error(request, _("A workspace needs an owner. Make somebody else an owner first."))
    else:
        record(request, verb, membership.user.email, role=membership.role)
    return redirect(request.state.url("platform:people"))


def _people_page(request: HttpRequest, form: InviteForm, status: int = 200, **more: str) -> HttpResponse:
    context = {
        "members": request.state.record.memberships.select_related("user").order_by("user__email"),
        "invitations": Invitation.objects.of(request.state.record).filter(accepted_at=None).order_by("email"),
        "roles": Role.choices,
        "verbs": [(verb, [role in roles for role in Role]) for verb, roles in VERBS.items()],
        "form": form,
    }
    return render(request, "platform/people.html", {**context, **more}, status=status)


def _send(request: HttpRequest, email: str, link: str) -> None:
    subject = _("%(workspace)s on Auricle") % {"workspace": request.state.record.name}
    text = _("%(who)s invites you to %(workspace)s. Open this link within a week:\n\n%(link)s") % {
        "who": request.user,
        "workspace": request.state.record.name,
        "link": link,
    }
    send_mail(subject, text, None, [email], fail_silently=True)
