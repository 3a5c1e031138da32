"""What changes accounts, workspaces and memberships."""

from __future__ import annotations

from itertools import count

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language

from .facts import create_folder, folder_of
from .models import Invitation, Membership, User, Workspace
from .queries import forget_setup_token
from .roles import Role


class LastOwner(ValueError):
    """A workspace must keep somebody who can change it."""


class InvitationClosed(ValueError):
    """The link was used, has run out, or was taken back."""


class AccountExists(ValueError):
    """The address belongs to somebody who must sign in to accept."""


class NameTaken(ValueError):
    """Another workspace has this name, or one that gives the same address."""


class AlreadyHere(ValueError):
    """Who is invited is a member already."""


@transaction.atomic
def ensure_owner(slug: str, email: str, password: str) -> Membership:
    """An account with this password that owns this workspace, made where it is missing."""
    workspace, _ = Workspace.objects.get_or_create(slug=slug, defaults={"name": slug.replace("-", " ").title()})
    user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(email, password)
    if not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    membership, _ = Membership.objects.update_or_create(user=user, workspace=workspace, defaults={"role": Role.OWNER})
    return membership


@transaction.atomic
def set_up(workspace: str, zone: str, currency: str, email: str, password: str, name: str = "") -> Membership:
    """The first account and its workspace; workspaces whose folders are there already become theirs too."""
    owner = User.objects.create_user(email, password, name=name, language=get_language() or "")
    membership = open_workspace(workspace, zone, currency, owner)
    for folder in sorted(folder_of("").glob("*/auricle.yaml")):
        found, _ = Workspace.objects.get_or_create(slug=folder.parent.name, defaults={"name": folder.parent.name})
        Membership.objects.get_or_create(user=membership.user, workspace=found, defaults={"role": Role.OWNER})
    forget_setup_token()
    return membership


@transaction.atomic
def open_workspace(name: str, zone: str, currency: str, owner: User) -> Membership:
    """A new workspace with an empty folder, owned by this person."""
    slug = slugify(name)[:60] or _free_slug()
    if Workspace.objects.filter(name__iexact=name).exists() or _is_taken(slug):
        raise NameTaken(name)
    workspace = Workspace.objects.create(slug=slug, name=name)
    membership = Membership.objects.create(user=owner, workspace=workspace, role=Role.OWNER)
    create_folder(slug, name, zone, currency)
    return membership


def invite(workspace: Workspace, email: str, role: str, by: User) -> str:
    """Open a way in for one colleague; the token of its link, kept nowhere else."""
    if workspace.memberships.filter(user__email=email.lower()).exists():
        raise AlreadyHere(email)
    token = Invitation.new_token()
    Invitation.objects.of(workspace).filter(email=email.lower(), accepted_at=None).delete()
    Invitation.objects.create(
        workspace=workspace,
        email=email.lower(),
        role=role,
        digest=Invitation.digest_of(token),
        invited_by=by,
        expires_at=timezone.now() + Invitation.LIFETIME,
    )
    return token


@transaction.atomic
def accept_invitation(invitation: Invitation, user: User) -> Membership:
    """Let this person in as invited; a membership they have already is kept as it is."""
    current = Invitation.objects.of(invitation.workspace).select_for_update().get(pk=invitation.pk)
    if not current.is_open:
        raise InvitationClosed
    current.accepted_at = timezone.now()
    current.save(update_fields=["accepted_at"])
    membership, _ = Membership.objects.get_or_create(
        user=user, workspace=current.workspace, defaults={"role": current.role}
    )
    return membership


@transaction.atomic
def change_role(membership: Membership, role: str) -> None:
    _keep_an_owner(membership, leaving=role != Role.OWNER)
    membership.role = role
    membership.save(update_fields=["role"])


@transaction.atomic
def remove_member(membership: Membership) -> None:
    _keep_an_owner(membership, leaving=True)
    membership.delete()


def _free_slug() -> str:
    """An address for a name that has no letter an address may have, as Chinese ones."""
    return next(slug for number in count(1) if not _is_taken(slug := f"workspace-{number}"))


def _is_taken(slug: str) -> bool:
    return Workspace.objects.filter(slug=slug).exists() or folder_of(slug).exists()


def _keep_an_owner(membership: Membership, leaving: bool) -> None:
    owners = membership.workspace.memberships.select_for_update().filter(role=Role.OWNER)
    if leaving and membership.role == Role.OWNER and len(owners) == 1:  # a count would lock none of them
        raise LastOwner
