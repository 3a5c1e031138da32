from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from auricle.web.platform import actions
from auricle.web.platform.facts import close
from auricle.web.platform.models import AuditEntry, Invitation, Membership, RecordIsFinal, User, Workspace
from auricle.web.platform.queries import setup_token
from auricle.web.platform.roles import VERBS, Role, UnknownVerb, allows
from auricle.web.platform.scope import NoWorkspace

SignedIn = Callable[[User | None], Client]
FIRST = {
    "email": "First@Example.com", "name": "", "password": "correct horse battery",
    "workspace_name": "Harbour Tea", "zone": "Asia/Shanghai", "currency": "CNY",
}  # fmt: skip


def test_the_first_owner_sets_the_server_up_once(db: None, settings: Any, tmp_path: Path):
    settings.HOME = tmp_path
    client, address = Client(), f"/set-up/{setup_token()}/"
    assert client.get("/set-up/guessed/").status_code == 404
    assert "terminal" in client.get("/accounts/login/").content.decode()
    first = client.post(address, {**FIRST, "currency": "cny"}, HTTP_ACCEPT_LANGUAGE="zh-tw")
    assert first["Location"] == "/w/harbour-tea/"
    assert User.objects.get().language == "zh-hant", "letters to them are in the language they read"
    assert Membership.objects.get().role == Role.OWNER
    assert "Asia/Shanghai" in (tmp_path / "workspaces/harbour-tea/auricle.yaml").read_text()
    assert 'currency: "CNY"' in (tmp_path / "workspaces/harbour-tea/auricle.yaml").read_text()
    entry = AuditEntry.objects.of(Workspace.objects.get()).get()
    assert (entry.who, entry.verb) == ("first@example.com", "opened the workspace")
    assert Client().get(address).status_code == 404
    assert "terminal" not in Client().get("/accounts/login/").content.decode()
    assert Client().login(email="first@example.com", password="correct horse battery")
    close("harbour-tea")


def test_chinese_names_get_an_address_each_and_no_name_is_given_twice(owner: User, settings: Any, tmp_path: Path):
    settings.HOME = tmp_path
    (tmp_path / "workspaces" / "workspace-1").mkdir(parents=True)
    assert actions.open_workspace("示例零售", "UTC", "", owner).workspace.slug == "workspace-2"
    assert actions.open_workspace("示例咖啡", "UTC", "", owner).workspace.slug == "workspace-3"
    with pytest.raises(actions.NameTaken):
        actions.open_workspace("示例零售", "UTC", "", owner)


def test_a_weak_password_is_refused_beside_its_field(db: None):
    said = {"HTTP_ACCEPT_LANGUAGE": "zh-hans"}
    page = Client().post(f"/set-up/{setup_token()}/", {**FIRST, "password": "password"}, **said)
    assert page.status_code == 200
    assert "id_password_error" in page.content.decode()
    assert "密码至少要有 10 个字符。" in page.content.decode()
    assert not User.objects.exists()


def test_nobody_signs_up_uninvited(owner: User):
    Client().post(
        "/accounts/signup/", {"email": "a@b.example", "password1": FIRST["password"], "password2": FIRST["password"]}
    )
    assert not User.objects.filter(email="a@b.example").exists()


def test_a_colleague_comes_by_a_link_that_works_once(owner: User, workspace: Workspace, signed_in: SignedIn):
    page = signed_in(owner).post("/w/acme/people/invite/", {"email": "ana@example.com", "role": "analyst"})
    link = page.context["link"]
    assert link in mail.outbox[0].body
    said = {"name": "Ana", "password": "a longer sentence"}
    assert Client().post(link, said, HTTP_ACCEPT_LANGUAGE="zh-cn")["Location"] == "/w/acme/"
    assert User.objects.get(email="ana@example.com").language == "zh-hans"
    assert Membership.objects.get(user__email="ana@example.com").role == Role.ANALYST
    assert Client().get(link).status_code == 404
    assert [entry.verb for entry in AuditEntry.objects.of(workspace)] == ["joined the workspace", "invited"]
    again = signed_in(owner).post("/w/acme/people/invite/", {"email": "Ana@example.com", "role": "viewer"})
    assert again.status_code == 422
    assert "member already" in again.content.decode()


def test_an_invitation_lets_nobody_in_but_its_address(
    owner: User, workspace: Workspace, stranger: User, signed_in: SignedIn
):
    token = actions.invite(workspace, "ana@example.com", Role.OWNER, owner)
    assert signed_in(stranger).post(f"/invitation/{token}/").status_code == 403
    assert not stranger.memberships.filter(workspace=workspace).exists()


def test_an_invitation_runs_out(owner: User, workspace: Workspace):
    token = actions.invite(workspace, "ana@example.com", Role.VIEWER, owner)
    Invitation.objects.of(workspace).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(f"/invitation/{token}/").status_code == 404


def test_an_account_that_exists_signs_in_to_accept(
    owner: User, workspace: Workspace, stranger: User, signed_in: SignedIn
):
    token = actions.invite(workspace, stranger.email, Role.VIEWER, owner)
    assert Client().get(f"/invitation/{token}/")["Location"] == f"/accounts/login/?next=/invitation/{token}/"
    assert signed_in(stranger).post(f"/invitation/{token}/").status_code == 302
    assert stranger.memberships.get(workspace=workspace).role == Role.VIEWER


def test_the_last_owner_stays(owner: User, signed_in: SignedIn):
    member = owner.memberships.get()
    signed_in(owner).post(f"/w/acme/people/{member.pk}/role/", {"role": "viewer"})
    signed_in(owner).post(f"/w/acme/people/{member.pk}/remove/")
    member.refresh_from_db()
    assert member.role == Role.OWNER


@pytest.mark.parametrize("page", ["people", "audit"])
def test_a_viewer_manages_nothing(teammate: User, signed_in: SignedIn, page: str):
    assert signed_in(teammate).get(f"/w/acme/{page}/").status_code == 403


def test_only_owners_erase_and_manage():
    for verb in ("erase customers", "manage people", "change settings", "read audit log"):
        assert VERBS[verb] == {Role.OWNER}


def test_a_verb_that_is_none_is_refused():
    with pytest.raises(UnknownVerb, match="add it to VERBS"):
        allows(Role.OWNER, "fly")


def test_what_was_done_is_written_down_and_stays(owner: User, workspace: Workspace, signed_in: SignedIn):
    signed_in(owner).post("/w/acme/people/invite/", {"email": "ana@example.com", "role": "analyst"})
    entry = AuditEntry.objects.of(workspace).get()
    assert (entry.who, entry.verb, entry.subject) == ("owner@example.com", "invited", "ana@example.com")
    assert entry.address == "127.0.0.1"
    for change in (entry.save, entry.delete, AuditEntry.objects.of(workspace).delete):
        with pytest.raises(RecordIsFinal):
            change()
    with pytest.raises(RecordIsFinal):
        AuditEntry.objects.of(workspace).update(who="somebody else")


def test_the_log_is_exported_whole_and_filtered_as_seen(owner: User, workspace: Workspace, signed_in: SignedIn):
    for number in range(120):
        AuditEntry.objects.create(workspace=workspace, who="=cmd()", verb="invited", subject=str(number))
    AuditEntry.objects.create(workspace=workspace, who="ana", verb="erased customer")
    client = signed_in(owner)
    everything = b"".join(client.get("/w/acme/audit/export/")).decode("utf-8-sig").splitlines()
    some = b"".join(client.get("/w/acme/audit/export/?verb=erased+customer")).decode("utf-8-sig").splitlines()
    assert (len(everything), len(some)) == (122, 2)
    assert "'=cmd()" in everything[1] + everything[2]


@pytest.mark.parametrize(
    "attempt",
    [
        lambda rows: list(rows.all()),
        lambda rows: rows.count(),
        lambda rows: rows.filter(email="x").exists(),
        lambda rows: rows.update(email="x"),
        lambda rows: rows.all().delete(),
        lambda rows: rows.get(pk=1),
        lambda rows: rows.order_by("pk").first(),
        lambda rows: list(rows.values_list("email").iterator()),
        lambda rows: list(User.objects.filter(pk__in=rows.values("invited_by"))),
        lambda rows: rows.aggregate(),
    ],
)
def test_rows_without_a_workspace_are_refused(db: None, attempt: Callable[[object], object]):
    with pytest.raises(NoWorkspace, match=r"Invitation\.objects\.of\(workspace\)"):
        attempt(Invitation.objects)


def test_signing_in_is_slowed_down(owner: User):
    for _ in range(5):
        Client().post("/accounts/login/", {"login": owner.email, "password": "wrong"})
    client = Client()
    page = client.post("/accounts/login/", {"login": owner.email, "password": "correct horse battery"})
    assert "sessionid" not in client.cookies
    assert page.status_code in (200, 429)
