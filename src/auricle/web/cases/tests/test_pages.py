"""The pages of cases: the stranger first, then who may what, then what they do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from auricle.model.entities import CUSTOMERS
from auricle.understanding.tests.test_worth import shop
from auricle.web.cases import public
from auricle.web.cases.asking import ask_due
from auricle.web.cases.escalating import choose, escalate_late, know_worth
from auricle.web.cases.letters import on_reply
from auricle.web.cases.models import Case, Cause, Desk, Duty, Event, Hours, Question, Task
from auricle.web.cases.models.desk import Policy, StateName
from auricle.web.cases.telling import tell_the_facts
from auricle.web.cases.tests.conftest import MadeCase
from auricle.web.contacting.public import How, opt_out, opted_out
from auricle.web.initiatives.models import Initiative
from auricle.web.integrations.models import Delivery
from auricle.web.integrations.public import Reply
from auricle.web.platform.facts import close, create_folder
from auricle.web.platform.models import User, Workspace
from auricle.web.platform.public import facts_of
from auricle.web.receipts.models import Receipt, Recipient
from auricle.web.studies.models import Study
from auricle.web.studies.public import latest_of

SignedIn = Callable[[User | None], Client]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_home")]

PAGES = ("", "export/", "new/", "figures/", "uncalled/", "desk/", "1/")


def known(workspace: Workspace, *customers: str, language: str = "en") -> None:
    rows = [
        {"customer": c, "name": f"Name of {c}", "email": f"{c.lower()}@example.com", "language": language}
        for c in customers
    ]
    schema = pa.schema([field for field in CUSTOMERS.schema if field.name in rows[0]])
    facts_of(workspace.slug).add({"customers": pa.Table.from_pylist(rows, schema=schema)})


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_and_nobody_reach_nothing(
    page: str, stranger: User, signed_in: SignedIn, made_case: MadeCase
) -> None:
    made_case("C-1")
    assert signed_in(stranger).get(f"/w/acme/cases/{page}").status_code == 404
    assert signed_in(None).get(f"/w/acme/cases/{page}").status_code in (302, 404)


@pytest.mark.parametrize("doing", ["write", "comment", "work", "move", "task", "attach", "merge"])
def test_a_stranger_changes_nothing_and_a_viewer_neither(
    doing: str, stranger: User, teammate: User, signed_in: SignedIn, made_case: MadeCase, workspace: Workspace
) -> None:
    made_case("C-1")
    assert signed_in(stranger).post(f"/w/acme/cases/1/{doing}/").status_code == 404
    assert signed_in(teammate).post(f"/w/acme/cases/1/{doing}/").status_code == 403
    assert Event.objects.of(workspace).count() == 1


def test_the_number_of_a_case_means_another_under_another_workspace(
    stranger: User, signed_in: SignedIn, made_case: MadeCase
) -> None:
    made_case("C-1")
    create_folder("elsewhere", "Elsewhere", "UTC", "CNY")
    for doing in ("", "write/", "comment/", "work/", "move/", "task/", "attach/", "merge/", "attachments/1/"):
        client, address = signed_in(stranger), f"/w/elsewhere/cases/1/{doing}"
        assert {client.get(address).status_code, client.post(address).status_code} <= {404, 405}
    close("elsewhere")


@pytest.mark.parametrize("page, status", [("", 403), ("1/", 403), ("figures/", 200), ("desk/", 403)])
def test_a_viewer_sees_numbers_and_no_customer(
    page: str, status: int, teammate: User, signed_in: SignedIn, made_case: MadeCase
) -> None:
    made_case("C-1")
    assert signed_in(teammate).get(f"/w/acme/cases/{page}").status_code == status


@pytest.mark.parametrize("page, status", [("", 200), ("1/", 200), ("new/", 200), ("desk/", 403), ("export/", 403)])
def test_an_agent_works_on_cases_and_arranges_none(
    page: str, status: int, agent: User, signed_in: SignedIn, made_case: MadeCase
) -> None:
    made_case("C-1")
    assert signed_in(agent).get(f"/w/acme/cases/{page}").status_code == status


def test_words_of_customers_are_text_on_every_page(
    owner: User, signed_in: SignedIn, made_case: MadeCase, workspace: Workspace
) -> None:
    made_case("C-1", words="<script>alert(1)</script>")
    Case.objects.of(workspace).update(owner=owner)
    for page in ("", "1/"):
        shown = signed_in(owner).get(f"/w/acme/cases/{page}").content.decode()
        assert "&lt;script&gt;alert(1)" in shown
        assert "<script>alert" not in shown
    exported = b"".join(signed_in(owner).get("/w/acme/cases/export/").streaming_content).decode()
    assert "alert(1)" in exported


def test_the_inbox_goes_on_where_the_page_before_ended(
    owner: User, signed_in: SignedIn, made_case: MadeCase, workspace: Workspace
) -> None:
    now = datetime.now(UTC)
    Case.objects.bulk_create(
        Case(workspace=workspace, number=n, customer=f"C-{n}", due_at=now + timedelta(hours=n // 3))
        for n in range(1, 121)
    )
    client, address, seen = signed_in(owner), "/w/acme/cases/?view=all", []
    while address:
        page = client.get(address)
        seen += [case.number for case in page.context["page"].cases]
        mark = page.context["page"].next
        address = f"/w/acme/cases/?view=all&after={mark}" if mark else ""
    assert seen == list(range(1, 121))
    assert client.get("/w/acme/cases/?view=all&after=nonsense&severity=x&state=gone").status_code == 200


def test_mine_is_mine_and_the_team_is_the_unit(
    agent: User, signed_in: SignedIn, made_case: MadeCase, workspace: Workspace
) -> None:
    Duty.objects.create(workspace=workspace, user=agent, unit="north")
    made_case("C-1", unit="north")
    made_case("C-2", unit="south")
    shown = {
        view: [case.customer for case in signed_in(agent).get(f"/w/acme/cases/?view={view}").context["page"].cases]
        for view in ("mine", "team", "free", "late")
    }
    assert shown == {"mine": ["C-1"], "team": ["C-1"], "free": ["C-2"], "late": []}
    Duty.objects.create(workspace=workspace, user=agent, manages=True)
    page = signed_in(agent).get("/w/acme/cases/?view=team").context["page"]
    assert [case.customer for case in page.cases] == ["C-1", "C-2"], "who manages everything has all for a team"


def test_many_are_taken_or_closed_at_once(
    agent: User, signed_in: SignedIn, made_case: MadeCase, workspace: Workspace
) -> None:
    for n in range(3):
        made_case(f"C-{n}")
    client = signed_in(agent)
    client.post("/w/acme/cases/many/", {"case": ["1", "2", "x", "999"], "action": "take"})
    assert Case.objects.of(workspace).filter(owner=agent).count() == 2
    client.post("/w/acme/cases/many/", {"case": ["1"], "action": "close"})
    assert Case.objects.of(workspace).get(number=1).state == "closed"


def test_a_letter_goes_out_once_and_its_answer_comes_back_into_the_case(
    agent: User, signed_in: SignedIn, made_case: MadeCase, workspace: Workspace
) -> None:
    known(workspace, "C-1")
    made_case("C-1")
    said = {"subject": "About it", "text": "We are sorry.", "form": "f1"}
    for _ in range(2):
        assert signed_in(agent).post("/w/acme/cases/1/write/", said).status_code == 302
    [sent] = Delivery.objects.of(workspace)
    assert sent.content["to"] == "c-1@example.com"
    case = Case.objects.of(workspace).get()
    assert (case.state, case.answered_at is not None) == ("answered", True)
    answer = Reply(sent.reference, "c-1@example.com", "Re", "<b>No</b>", timezone.now(), "2@them")
    for _ in range(2):
        on_reply(None, workspace, answer)
    shown = signed_in(agent).get("/w/acme/cases/1/").content.decode()
    assert shown.count("&lt;b&gt;No&lt;/b&gt;") == 1


def test_without_an_address_no_letter_is_lost(agent: User, signed_in: SignedIn, made_case: MadeCase) -> None:
    made_case("C-1")
    answer = signed_in(agent).post("/w/acme/cases/1/write/", {"subject": "s", "text": "Dear", "form": "f"})
    assert answer.status_code == 422
    assert "Call them" in answer.content.decode()


def test_owner_cause_severity_comment_task_and_file(
    agent: User, signed_in: SignedIn, made_case: MadeCase, workspace: Workspace
) -> None:
    made_case("C-1")
    cause = Cause.objects.create(workspace=workspace, name="Delivery")
    client = signed_in(agent)
    client.post("/w/acme/cases/1/work/", {"owner": agent.pk, "severity": "4", "cause": cause.pk})
    client.post("/w/acme/cases/1/comment/", {"text": "@owner please"})
    client.post("/w/acme/cases/1/task/", {"text": "Call back", "due_on": ""})
    task = Task.objects.of(workspace).get()
    client.post("/w/acme/cases/1/task/", {"task": task.pk})
    client.post("/w/acme/cases/1/attach/", {"file": SimpleUploadedFile("a.html", b"<script>1</script>", "text/html")})
    case = Case.objects.of(workspace).get()
    assert (case.owner, case.cause, case.severity) == (agent, cause, 4)
    assert Task.objects.of(workspace).get().done_at
    file = client.get(f"/w/acme/cases/1/attachments/{case.attachments.all().of(workspace).get().pk}/")
    assert file["Content-Type"] == "application/octet-stream"
    assert file["Content-Disposition"].startswith("attachment")
    verbs = list(Event.objects.of(workspace).values_list("verb", flat=True))
    assert verbs == [
        "opened the case", "gave it an owner", "changed the severity", "named the cause", "commented", "added a task",
        "did a task", "attached a file",
    ]  # fmt: skip
    page = client.get("/w/acme/cases/1/")
    assert "Delivery" in page.content.decode()
    assert [line.to for line in page.context["history"]][-3:] == ["critical", str(agent), ""]


def test_a_file_above_five_megabytes_is_refused(
    agent: User, signed_in: SignedIn, made_case: MadeCase, workspace: Workspace
) -> None:
    made_case("C-1")
    answer = signed_in(agent).post(
        "/w/acme/cases/1/attach/", {"file": SimpleUploadedFile("big", bytes(5 * 1024**2 + 1))}
    )
    assert answer.status_code == 422
    assert "Take a smaller one" in answer.content.decode()


def closed_and_asked(workspace: Workspace, client: Client) -> str:
    client.post("/w/acme/cases/1/move/", {"to": "closed"})
    Question.objects.of(workspace).filter(outcome="planned").update(due_at=timezone.now())
    ask_due()
    letter = Delivery.objects.of(workspace).filter(reference__startswith="case:1:asked").order_by("pk").last()
    assert letter
    return "/q/" + letter.content["text"].partition("/q/")[2].split()[0]


def test_the_customer_is_asked_and_a_no_reopens(
    agent: User, signed_in: SignedIn, made_case: MadeCase, workspace: Workspace
) -> None:
    known(workspace, "C-1", language="zh-Hant")
    made_case("C-1")
    client, anyone = signed_in(agent), Client()
    link = closed_and_asked(workspace, client)
    assert anyone.get(link).status_code == 200
    assert Case.objects.of(workspace).get().is_solved is None
    assert anyone.post(link, {"solved": "no"}).status_code == 200
    case = Case.objects.of(workspace).get()
    assert (case.state, case.is_solved, case.reopened) == ("reopened", False, 1)
    second = closed_and_asked(workspace, client)
    assert second != link
    anyone.post(link, {"solved": "no"})
    assert Case.objects.of(workspace).get().state == "closed"
    anyone.post(second, {"solved": "yes"})
    assert (Case.objects.of(workspace).get().state, Case.objects.of(workspace).get().is_solved) == ("closed", True)
    assert anyone.get("/q/anything/").status_code == 404


def test_who_was_reopened_meanwhile_is_not_asked(
    agent: User, signed_in: SignedIn, made_case: MadeCase, workspace: Workspace
) -> None:
    known(workspace, "C-1")
    made_case("C-1")
    client = signed_in(agent)
    client.post("/w/acme/cases/1/move/", {"to": "closed"})
    client.post("/w/acme/cases/1/move/", {"to": "reopened"})
    Question.objects.of(workspace).update(due_at=timezone.now())
    assert ask_due() == 1
    assert not Delivery.objects.of(workspace).exists()


def test_who_wants_no_letters_is_not_asked_and_the_case_says_so(
    agent: User, signed_in: SignedIn, made_case: MadeCase, workspace: Workspace
) -> None:
    known(workspace, "C-1")
    made_case("C-1")
    opt_out(workspace, "C-1", how=How.COLLEAGUE)
    client = signed_in(agent)
    client.post("/w/acme/cases/1/move/", {"to": "closed"})
    Question.objects.of(workspace).update(due_at=timezone.now())
    assert ask_due() == 1
    assert not Delivery.objects.of(workspace).exists()
    assert Question.objects.of(workspace).get().outcome == "withheld"
    assert "they do not want to be contacted" in client.get("/w/acme/cases/1/").content.decode()


def test_who_is_asked_can_ask_us_to_stop(
    agent: User, signed_in: SignedIn, made_case: MadeCase, workspace: Workspace
) -> None:
    known(workspace, "C-1")
    made_case("C-1")
    closed_and_asked(workspace, signed_in(agent))
    letter = Delivery.objects.of(workspace).get(reference="case:1:asked:1").content
    address = letter["headers"]["List-Unsubscribe"].strip("<>")
    assert address in letter["text"]
    assert address.startswith("http")
    assert Client().post("/" + address.split("/", 3)[3], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert [each.kind for each in opted_out(workspace, "C-1")] == ["resolved"]


def test_cases_follow_a_merged_customer_and_go_back_when_it_is_undone(
    agent: User, signed_in: SignedIn, made_case: MadeCase, workspace: Workspace
) -> None:
    known(workspace, "C-1", "C-2")
    made_case("C-1")
    made_case("C-2")
    facts, client = facts_of(workspace.slug), signed_in(agent)
    facts.merge("C-1", into="C-2")
    page = client.get("/w/acme/cases/1/").content.decode()
    assert "Name of C-2" in page
    assert "/customers/C-1/" not in page
    assert [case.number for case in public.cases_of(workspace, "C-2")] == [2, 1]
    assert client.get("/w/acme/cases/?view=all").content.decode().count("Name of C-2") == 2
    assert public.open_case(workspace, public.Opening("C-2", "a third", by="a test")).is_new is False
    facts.unmerge("C-1")
    assert "Name of C-1" in client.get("/w/acme/cases/1/").content.decode()
    assert [case.number for case in public.cases_of(workspace, "C-2")] == [2]


def test_the_page_shows_the_receipts_they_got(
    agent: User, signed_in: SignedIn, made_case: MadeCase, workspace: Workspace
) -> None:
    made_case("C-1")
    day = timezone.now().date()
    initiative = Initiative.objects.create(workspace=workspace, name="Later <b>slots</b>", measure="nps", starts_on=day)
    receipt = Receipt.objects.create(workspace=workspace, initiative=initiative, first_day=day, last_day=day)
    client = signed_in(agent)
    recipient = Recipient.objects.create(workspace=workspace, receipt=receipt, customer="C-1")
    assert "Later &lt;b&gt;" not in client.get("/w/acme/cases/1/").content.decode()
    Recipient.objects.of(workspace).filter(pk=recipient.pk).update(
        state="told", told_at=timezone.now(), is_helpful=True
    )
    page = client.get("/w/acme/cases/1/").content.decode()
    assert "Later &lt;b&gt;" in page
    assert "Found it helpful" in page


def test_a_late_case_is_told_to_a_manager_once(
    owner: User, agent: User, made_case: MadeCase, workspace: Workspace, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://cx.example"
    Hours.objects.create(workspace=workspace, zone="Asia/Shanghai", week={"0": [["09:00", "18:00"]]})
    Duty.objects.create(workspace=workspace, user=owner, unit="north", manages=True)
    made_case("C-1", unit="north")
    Case.objects.of(workspace).update(due_at=timezone.now() - timedelta(minutes=1))
    assert [escalate_late(), escalate_late()] == [1, 0]
    [letter] = [each.content for each in Delivery.objects.of(workspace)]
    assert letter["to"] == owner.email
    assert "CST" in letter["text"]
    assert "https://cx.example/w/acme/cases/1/" in letter["text"]


def test_where_worth_decides_whom_to_call_it_is_worked_out(made_case: MadeCase, workspace: Workspace) -> None:
    made_case("C-0")
    know_worth()
    assert latest_of(workspace, "buying") is None
    Desk.objects.of(workspace).update(policy=Policy.CAPACITY)
    facts_of("acme").add(shop())
    know_worth()
    bought = latest_of(workspace, "buying").best[0].customer
    known = made_case(bought)
    assert known.worth
    Case.objects.of(workspace).filter(pk=known.pk).update(worth=None)
    know_worth()
    assert Case.objects.of(workspace).get(pk=known.pk).worth == known.worth, "it was opened before a model knew it"
    assert Study.objects.of(workspace).filter(kind="buying").count() == 1


def test_within_capacity_the_worst_are_called_and_the_rest_is_said(
    owner: User, signed_in: SignedIn, made_case: MadeCase, workspace: Workspace
) -> None:
    made_case("C-0")
    Desk.objects.of(workspace).update(policy=Policy.CAPACITY, calls_a_day=2, keep_days=1)
    for n, severity in enumerate((1, 3, 2, 3, 4), start=1):
        made_case(f"C-{n}", severity=severity)
    assert [case.customer for case in Case.objects.of(workspace).filter(is_chosen=False).order_by("pk")] == [
        "C-1", "C-2", "C-3", "C-4",
    ]  # fmt: skip
    everyday = {str(day): [["00:00", "23:59"]] for day in range(7)}
    Hours.objects.create(workspace=workspace, week=everyday)
    assert [choose(workspace), choose(workspace)] == [2, 0]
    assert {case.customer for case in Case.objects.of(workspace).filter(is_chosen=False)} == {"C-1", "C-3"}
    page = signed_in(owner).get("/w/acme/cases/uncalled/").content.decode()
    assert "2 customers wait" in page


def test_cases_become_facts_and_are_measured(
    agent: User, signed_in: SignedIn, made_case: MadeCase, workspace: Workspace
) -> None:
    for n in range(6):
        made_case(f"C-{n}", unit="north")
        signed_in(agent).post(f"/w/acme/cases/{n + 1}/move/", {"to": "closed"})
    assert tell_the_facts() == 6
    assert tell_the_facts() == 0
    facts = facts_of(workspace.slug)
    assert facts.measure("cases_in_time").total.value == 1
    assert facts.count("cases") == 6
    signed_in(agent).post("/w/acme/cases/1/move/", {"to": "reopened"})
    tell_the_facts()
    assert facts.count("cases") == 6
    assert facts.measure("cases_reopened").total.value == pytest.approx(1 / 6)
    page = signed_in(agent).get("/w/acme/cases/figures/").content.decode()
    assert "North" not in page
    assert re.search(r"<h1>100\.0% \(.+ to 100\.0%\) of 5 closed cases were in time</h1>", page)


def test_an_owner_arranges_who_gets_what_and_what_things_are_called(
    owner: User, signed_in: SignedIn, made_case: MadeCase, workspace: Workspace
) -> None:
    made_case("C-1")
    client = signed_in(owner)
    added = {
        "duty": {"user": owner.pk, "unit": "north"}, "cause": {"name": "Delivery"},
        "route": {"rank": 1, "kind": "rota", "severity": 1, "people": [owner.pk]},
        "closure": {"day": "2026-10-01", "name": "National Day"}, "name": {"state": "open", "name": "New"},
        "hours": {"unit": "", "zone": "Asia/Shanghai", "day_0": "9:00-12:30, 13:30-18:00"},
    }  # fmt: skip
    for part, said in added.items():
        answer = client.post(f"/w/acme/cases/desk/{part}/add/", said)
        assert answer.status_code == 302, (part, answer.context["parts"])
    assert client.post("/w/acme/cases/desk/name/add/", added["name"]).status_code == 422
    assert client.post("/w/acme/cases/desk/hours/add/", {"unit": "x", "day_0": "nine"}).status_code == 422
    page = client.get("/w/acme/cases/desk/").content.decode()
    assert client.post("/w/acme/cases/desk/cause/add/", added["cause"]).status_code == 422
    for said in ("National Day", "Delivery", "north", "New", "Mon 09:00–12:30, 13:30–18:00"):
        assert said in page
    assert "New" in client.get("/w/acme/cases/1/").content.decode()
    policy = {
        "policy": "capacity", "calls_a_day": 9, "keep_days": 2, "escalate_after_hours": 1, "ask_after_hours": 5,
        "account_trait": "am", **{f"{kind}_{n}": 3 for kind in ("answer", "solve") for n in range(1, 5)},
    }  # fmt: skip
    assert client.post("/w/acme/cases/desk/", policy).status_code == 302
    assert Desk.objects.of(workspace).get().hours(4) == (3, 3)


def test_what_was_arranged_is_changed_in_place_and_its_cases_are_told_anew(
    owner: User, signed_in: SignedIn, made_case: MadeCase, workspace: Workspace
) -> None:
    parcels = Cause.objects.create(workspace=workspace, name="Parcels")
    late = Cause.objects.create(workspace=workspace, name="Late", parent=parcels)
    StateName.objects.create(workspace=workspace, state="open", name="New")
    case, client = made_case("C-1"), signed_in(owner)
    Case.objects.of(workspace).filter(pk=case.pk).update(cause=late)
    tell_the_facts()
    change = f"/w/acme/cases/desk/cause/{parcels.pk}/change/"
    assert client.post(change, {"name": "Delivery", "parent": ""}).status_code == 302
    assert tell_the_facts() == 1
    [told] = facts_of("acme").facts("cases").to_pylist()
    assert told["cause"] == "Delivery › Late"
    refused = client.post(change, {"name": "Delivery", "parent": late.pk})
    assert (refused.status_code, b"cannot stand beneath itself" in refused.content) == (422, True)
    twin = client.post("/w/acme/cases/desk/cause/add/", {"name": "Delivery", "parent": ""})
    assert b"change that one" in twin.content
    named = StateName.objects.of(workspace).get()
    client.post(f"/w/acme/cases/desk/name/{named.pk}/change/", {"state": "open", "name": "Fresh"})
    assert "Fresh" in client.get("/w/acme/cases/1/").content.decode()


def test_a_case_is_opened_by_hand_once_for_each_form(owner: User, signed_in: SignedIn, workspace: Workspace) -> None:
    known(workspace, "C-1")
    client, said = signed_in(owner), {"customer": "C-1", "words": "Called us", "severity": "3", "form": "abc"}
    for _ in range(2):
        assert client.post("/w/acme/cases/new/", said).status_code == 302
    assert Case.objects.of(workspace).count() == 1
    assert client.post("/w/acme/cases/new/", {**said, "customer": "nobody"}).status_code == 422
