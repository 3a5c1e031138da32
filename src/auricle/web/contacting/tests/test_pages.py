"""The ledger's pages: the stranger first; and a GET never unsubscribes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.test import Client

from auricle.query.tests.facts import batch
from auricle.web.contacting.models import OptOut, Rules
from auricle.web.contacting.public import Approach, approach
from auricle.web.integrations.public import Bounce, bounced
from auricle.web.platform.models import AuditEntry, User, Workspace
from auricle.web.platform.public import facts_of

SignedIn = Callable[[User | None], Client]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def letter(workspace: Workspace, kind: str = "survey") -> str:
    wanted = Approach("C-1", "ann@example.com", "email", kind, "after delivery", NOON)
    return "/u/" + approach(workspace, wanted).unsubscribe.rpartition("/u/")[2]


def refused(workspace: Workspace) -> list[tuple[str, str, str]]:
    return [(o.customer, o.kind, o.how) for o in OptOut.objects.of(workspace)]


def test_a_stranger_changes_no_rules(workspace: Workspace, stranger: User, signed_in: SignedIn):
    assert signed_in(stranger).post("/w/acme/contacting/rules/", {"quiet_days": 0}).status_code == 404
    assert not Rules.objects.of(workspace).exists()


def test_a_teammate_reads_the_rules_and_does_not_change_them(workspace: Workspace, teammate: User, signed_in: SignedIn):
    client = signed_in(teammate)
    assert client.get("/w/acme/contacting/rules/").status_code == 200
    assert client.post("/w/acme/contacting/rules/", {"quiet_days": 0}).status_code == 403


def test_an_owner_changes_the_rules(workspace: Workspace, owner: User, signed_in: SignedIn):
    said = {"quiet_days": 3, "most": 4, "most_days": 90, "blackouts": "2026-02-16 2026-02-24\n2026-10-01"}
    for kind in ("survey", "reminder", "resolved", "receipt", "message"):
        said |= {f"{kind}_quiet_days": 5, f"{kind}_share": 50, f"{kind}_quota": 0}
    assert signed_in(owner).post("/w/acme/contacting/rules/", said).status_code == 302
    rules = Rules.objects.of(workspace).get()
    assert (rules.quiet_days, rules.most, rules.share_of("survey"), rules.quiet_days_of("receipt")) == (3, 4, 0.5, 5)
    assert rules.blackouts == [["2026-02-16", "2026-02-24"], ["2026-10-01", "2026-10-01"]]
    wrong = signed_in(owner).post("/w/acme/contacting/rules/", {**said, "blackouts": "Chinese New Year"})
    assert wrong.status_code == 422
    assert "Chinese New Year" in wrong.content.decode()


def test_looking_at_the_page_of_a_letter_stops_nothing(workspace: Workspace, client: Client):
    address = letter(workspace)
    assert client.get(address).status_code == 200
    assert client.head(address).status_code == 200
    assert refused(workspace) == []


def test_one_click_of_a_mail_program_stops_letters_of_that_kind(workspace: Workspace):
    address = letter(workspace)
    program = Client(enforce_csrf_checks=True)
    assert program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert refused(workspace) == [("C-1", "survey", "one_click")]


def test_a_person_may_stop_everything(workspace: Workspace, client: Client):
    client.post(letter(workspace, "receipt"), {"what": "all"})
    assert refused(workspace) == [("C-1", "", "link")]


def test_a_guessed_link_leads_nowhere(workspace: Workspace, client: Client):
    letter(workspace)
    assert client.post("/u/AAAAAAAAAAAAAAAAAAAAAA/", {"what": "all"}).status_code == 404
    assert refused(workspace) == []


def test_viewers_see_how_many_but_not_whom(workspace: Workspace, teammate: User, owner: User, signed_in: SignedIn):
    letter(workspace)
    address = "/w/acme/contacting/?from=2026-03-01&to=2026-03-31"
    assert "C-1" not in signed_in(teammate).get(address).content.decode()
    assert "C-1" in signed_in(owner).get(address).content.decode()


def test_an_export_has_every_decision_and_is_written_down(workspace: Workspace, owner: User, signed_in: SignedIn):
    letter(workspace)
    letter(workspace)
    answer = signed_in(owner).get("/w/acme/contacting/export/?from=2026-03-01&to=2026-03-31")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.rpartition(",")[2].strip('"') for line in lines] == ["because", "quiet", ""]
    assert AuditEntry.objects.of(workspace).get().verb == "exported who was contacted"


def test_a_customers_page_says_that_letters_come_back_and_lets_one_write_there_again(
    workspace: Workspace, own_home: Any, owner: User, signed_in: SignedIn
):
    facts_of("acme").add(batch({"customers": [{"customer": "C-1", "email": "ann@example.com"}]}))
    bounced.send(None, record=workspace, bounce=Bounce("r", "Ann@Example.com", "550", True, NOON))
    client, panel = signed_in(owner), "/w/acme/contacting/of/C-1/"
    assert "letters to their address come back" in client.get(panel).content.decode()
    client.post(f"{panel}allow/", {"kind": ""})
    assert "come back" not in client.get(panel).content.decode()
    assert refused(workspace) == []
