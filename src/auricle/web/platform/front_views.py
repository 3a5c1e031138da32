"""Pages outside any workspace: where one lands, how one gets in, and one's own account."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from . import actions
from .audit import write_down
from .forms import NewWorkspaceForm, PasswordForm, ProfileForm, SetUpForm
from .models import Invitation, Membership, User
from .queries import is_setup_token, open_invitation

SIGN_IN_BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def front(request: HttpRequest) -> HttpResponse:
    """The person's workspace when they have one, the choice when they have several."""
    memberships = list(request.user.memberships.select_related("workspace").order_by("workspace__name"))
    if len(memberships) == 1:
        return redirect("platform:enter", workspace=memberships[0].workspace.slug)
    return render(request, "platform/front.html", {"joined": memberships})


def profile(request: HttpRequest) -> HttpResponse:
    """The person's own account: name, password, second factor."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your account was changed."))
        return redirect("profile")
    return render(request, "platform/profile.html", {"form": form})


def new_workspace(request: HttpRequest) -> HttpResponse:
    """Another workspace, for those who own one already."""
    if not request.user.memberships.filter(role="owner").exists():
        raise Http404
    form = NewWorkspaceForm(request.POST or None, initial={"zone": "UTC"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            opened = actions.open_workspace(data["workspace_name"], data["zone"], data["currency"], request.user)
        except actions.NameTaken:
            form.add_error("workspace_name", _("A workspace of this name is there already. Choose another name."))
        else:
            _write_down(request, opened, N_("opened the workspace"))
            return redirect("platform:enter", workspace=opened.workspace.slug)
    return render(request, "platform/new_workspace.html", {"form": form})


@login_not_required
@never_cache
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """The first account and workspace, for whoever read the token where the server was started."""
    if not is_setup_token(token):
        raise Http404
    form = SetUpForm(request.POST or None, initial={"zone": "UTC"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            membership = actions.set_up(
                data["workspace_name"], data["zone"], data["currency"], data["email"], data["password"], data["name"]
            )
        except actions.NameTaken:
            form.add_error("workspace_name", _("A workspace of this name is there already. Choose another name."))
        else:
            _write_down(request, membership, N_("opened the workspace"))
            return _signed_in(request, membership)
    return render(request, "platform/set_up.html", {"form": form})


@login_not_required
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """A colleague's way in: with the account they have, or with a new one."""
    found = open_invitation(token)
    if found is None:
        return render(request, "platform/invitation_closed.html", status=404)
    if request.user.is_authenticated:
        return _join_as_oneself(request, found)
    if User.objects.filter(email=found.email).exists():
        return redirect_to_login(request.path)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {"name": form.cleaned_data["name"], "language": request.LANGUAGE_CODE}
        user = User.objects.create_user(found.email, form.cleaned_data["password"], **said)
        membership = actions.accept_invitation(found, user)
        _write_down(request, membership, N_("joined the workspace"))
        return _signed_in(request, membership)
    return render(request, "platform/invitation.html", {"invitation": found, "form": form})


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Http404
    if request.user.is_authenticated:
        request.user.language = language
        request.user.save(update_fields=["language"])
    response = redirect(_own_address(request, request.POST.get("next", "/")))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, samesite="Lax", secure=request.is_secure()
    )
    return response


def _join_as_oneself(request: HttpRequest, found: Invitation) -> HttpResponse:
    """An invitation is for its address: a link that leaks lets nobody else in."""
    if request.user.email != found.email:
        return render(request, "platform/invitation_other.html", {"invitation": found}, status=403)
    if request.method == "POST":
        membership = actions.accept_invitation(found, request.user)
        _write_down(request, membership, N_("joined the workspace"))
        return redirect("platform:enter", workspace=membership.workspace.slug)
    return render(request, "platform/invitation.html", {"invitation": found, "form": None})


def _write_down(request: HttpRequest, membership: Membership, verb: str) -> None:
    address = request.META.get("REMOTE_ADDR") or None
    detail = {"role": membership.role}
    write_down(membership.workspace, membership.user, verb, membership.user.email, detail, address=address)


def _signed_in(request: HttpRequest, membership: Membership) -> HttpResponse:
    login(request, membership.user, backend=SIGN_IN_BACKEND)
    return redirect("platform:enter", workspace=membership.workspace.slug)


def _own_address(request: HttpRequest, address: str) -> str:
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours else "/"
