"""Files that another system writes into a folder: read by schedule, once, and each that fails says why."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from auricle.web.integrations.actions import keep
from auricle.web.integrations.models import Integration, Pull
from auricle.web.integrations.rounds import pull_due
from auricle.web.platform.models import User, Workspace
from auricle.web.platform.public import facts_of

pytestmark = pytest.mark.django_db(transaction=True)
MAPPING = """\
name: helpdesk
zone: Asia/Shanghai
files: {tickets: "tickets*.csv"}
entities:
  feedback:
    on conflict: latest
    columns:
      feedback: "helpdesk/{ticket}"
      at: opened
      customer: {identities: {email: requester}}
      kind: {is: complaint}
      channel: {is: email}
      text: subject
"""
HEAD = "ticket,opened,requester,subject\n"
FIRST = HEAD + "T-1,2026-03-02 09:00,ann@example.com,送货太慢了\nT-2,never,bo@example.com,Broken\n"


@pytest.fixture
def folder(workspace: Workspace, own_home: Path) -> Path:
    """The folder of a helpdesk whose mapping is kept."""
    place = own_home / "workspaces" / "acme"
    (place / "sources").mkdir(exist_ok=True)
    (place / "sources" / "helpdesk.yaml").write_text(MAPPING, encoding="utf-8")
    keep(workspace, "files", "Helpdesk", {"folder": "tickets", "mapping": "helpdesk"})
    pull_due()
    return place / "incoming" / "tickets"


def put(folder: Path, name: str, text: str, age_seconds: float = 60) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    at = timezone.now().timestamp() - age_seconds
    os.utime(folder / name, (at, at))


def read_again(workspace: Workspace) -> dict[str, Any]:
    Pull.objects.of(workspace).update(due_at=timezone.now())
    pull_due()
    files: dict[str, Any] = Pull.objects.of(workspace).get().position["files"]
    return files


def texts() -> list[str]:
    return sorted(each["text"] for each in facts_of("acme").facts("feedback").to_pylist())


def test_a_file_of_tickets_is_read_once_and_what_changed_again(workspace: Workspace, folder: Path):
    put(folder, "tickets-1.csv", FIRST)
    fate = read_again(workspace)["tickets-1.csv"]
    assert (fate["read"], fate["stored"], fate["quarantined"]) == (2, 1, 1)
    assert read_again(workspace)["tickets-1.csv"] == fate
    put(folder, "tickets-1.csv", HEAD + "T-1,2026-03-02 09:00,ann@example.com,送货太慢了，还没到\n", age_seconds=30)
    read_again(workspace)
    assert texts() == ["送货太慢了，还没到"]


def test_a_file_that_fails_says_why_and_holds_up_no_other(
    workspace: Workspace, folder: Path, owner: User, signed_in: Callable[[User], Client]
):
    put(folder, "tickets-1.csv", "id,opened\n1,2026-03-02\n")
    put(folder, "tickets-2.csv", FIRST)
    read_again(workspace)
    assert texts() == ["送货太慢了"]
    way = Integration.objects.of(workspace).get()
    page = signed_in(owner).get(f"/w/acme/integrations/{way.pk}/").content.decode()
    assert "Not everything could be read" in page
    assert "tickets-1.csv has no column" in page
    assert "tickets-2.csv" in page
    assert "tickets-1.csv" in signed_in(owner).get("/w/acme/integrations/").content.decode()
    put(folder, "tickets-1.csv", HEAD + "T-3,2026-03-02 10:00,cy@example.com,Late\n", age_seconds=30)
    read_again(workspace)
    assert Pull.objects.of(workspace).get().trouble == ""


def test_a_file_still_being_written_waits(workspace: Workspace, folder: Path):
    put(folder, "tickets-1.csv", FIRST, age_seconds=0)
    assert read_again(workspace) == {}


def test_without_its_mapping_the_folder_says_what_is_missing(workspace: Workspace, folder: Path):
    (folder.parents[1] / "sources" / "helpdesk.yaml").unlink()
    Pull.objects.of(workspace).update(due_at=timezone.now())
    pull_due()
    assert "no mapping called" in str(Pull.objects.of(workspace).get().trouble)


def test_a_folder_elsewhere_and_a_file_that_leads_elsewhere_are_not_read(
    workspace: Workspace, folder: Path, owner: User, signed_in: Callable[[User], Client], tmp_path: Path
):
    refused = signed_in(owner).post(
        "/w/acme/integrations/new/files/", {"name": "x", "folder": "../../sources", "mapping": "helpdesk"}
    )
    assert refused.status_code == 422
    put(tmp_path, "tickets-9.csv", FIRST)
    (folder / "tickets-9.csv").symlink_to(tmp_path / "tickets-9.csv")
    assert read_again(workspace) == {}
