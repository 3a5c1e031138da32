"""Every operation that rooms offer to programs: who may ask it, whose rows it tells, how agents are told of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from django.test import Client

from auricle.web.api.callers import made_key
from auricle.web.api.mcp import tool_of_draft, tool_of_operation
from auricle.web.api.offers import PROPOSE, offered_verbs, operations, proposals
from auricle.web.api.rest import examples, proposing
from auricle.web.initiatives.models import Initiative
from auricle.web.platform.models import AuditEntry, Membership, User, Workspace
from auricle.web.platform.public import Operation, Page, Proposal, Role, allows
from auricle.web.receipts.models import Receipt
from tests.web.routes import examples_of

READS = [each for each in operations() if not each.changes]
NAMES = {"measure": "nps", "customer": "C-1"}
FAULTY = (
    "channel =", "channel = 'web", "a b c", "score", "score >= 'x'", "colour = 'red'", "foo.bar = 1",
    "lower(channel) = 'a'",
    "channel = 'web' or", "channel like 3", "score in ('a', 1)", "cast(score as date) = 1", "count(score) > 1",
    "score between 'a' and 2", "select 1", "channel = 'web'; select 1", "case when score > 1 then 'a' else 2 end = 1",
    "not score", "score is 3", "score / 'a' > 1", "at > 'yesterday'", "coalesce(score, 'a') = 1",
)  # fmt: skip
WRITES = {
    **{each.path: each.verb for each in operations() if each.changes},
    **{f"/drafts/{kind}": PROPOSE for kind in proposals()},
}


def name(each: Operation | Proposal | str) -> str:
    return each if isinstance(each, str) else getattr(each, "name", "") or f"propose_{each.kind}"  # type: ignore[union-attr]


def program(workspace: Workspace, user: User, verbs: list[str] | None = None) -> Client:
    _, secret = made_key(workspace, user, "a program", list(offered_verbs() if verbs is None else verbs))
    return Client(headers={"Authorization": f"Bearer {secret}"})


def address(path: str) -> str:
    named = {part for _, part, _, _ in Formatter().parse(path) if part}
    return "/api/v1" + path.format(**{part: NAMES.get(part, "1") for part in named})


def in_role(owner: User, role: Role) -> User:
    Membership.objects.filter(user=owner).update(role=role)
    return owner


@pytest.mark.parametrize("role", Role)
def test_a_key_reads_what_its_person_may_and_no_more(role: Role, workspace: Workspace, owner: User) -> None:
    asked = program(workspace, in_role(owner, role))
    refused = {each.name for each in READS if asked.get(address(each.path)).status_code == 403}
    assert refused == {each.name for each in READS if not allows(role, each.verb)}


@pytest.mark.parametrize("role", Role)
def test_a_key_writes_what_its_person_may_and_no_more(role: Role, workspace: Workspace, owner: User) -> None:
    asked, headers = program(workspace, in_role(owner, role)), {"Idempotency-Key": "k"}
    answers = {path: asked.post(address(path), {}, "application/json", headers=headers) for path in WRITES}
    assert {path: answer.status_code for path, answer in answers.items()} == {
        path: 422 if allows(role, verb) else 403 for path, verb in WRITES.items()
    }


@pytest.mark.parametrize("verb", offered_verbs())
def test_without_its_own_leave_a_key_reads_nothing(verb: str, workspace: Workspace, owner: User) -> None:
    asked = program(workspace, owner, [other for other in offered_verbs() if other != verb])
    for each in READS:
        if each.verb == verb:
            assert asked.get(address(each.path)).status_code == 403, each.name


def test_a_stranger_reads_nothing_of_another_workspace(
    workspace: Workspace, owner: User, elsewhere: Workspace, stranger: User
) -> None:
    examples_of(workspace, owner)
    asked = program(elsewhere, stranger)
    for each in READS:
        answer = asked.get(address(each.path))
        if "{" in each.path and "{measure}" not in each.path:
            assert answer.status_code == 404, each.name
        elif issubclass(each.gives, Page) and answer.status_code == 200:
            told = [row for value in answer.json().values() if isinstance(value, list) for row in value]
            assert [row for row in told if stranger.email not in row.values()] == [], each.name


def test_a_write_needs_an_idempotency_key(workspace: Workspace, owner: User) -> None:
    asked = program(workspace, owner)
    for path in WRITES:
        refused = asked.post(address(path), {}, content_type="application/json")
        assert refused.status_code == 422
        assert ["header", "Idempotency-Key"] in [each["at"] for each in refused.json()["errors"]]


@pytest.mark.parametrize("each", [*READS, *proposals().values()], ids=name)
def test_an_agent_is_told_what_a_tool_does(each: Operation | Proposal) -> None:
    tool = tool_of_operation(each) if isinstance(each, Operation) else tool_of_draft(each)
    hints: Any = tool.annotations
    assert tool.title == hints.title != tool.name
    assert len(tool.description or "") > len(tool.title or "")
    assert hints.read_only_hint == isinstance(each, Operation)
    assert (hints.destructive_hint, hints.open_world_hint) == (False, False)
    assert tool.output_schema
    assert tool.output_schema["type"] == "object"
    for field in tool.input_schema["properties"].values():
        assert "type" in field or "anyOf" in field or "enum" in field or "$ref" in field


def test_every_list_that_grows_comes_page_by_page() -> None:
    """Those without pages are as long as what a company arranges or asks for, not as what customers do."""
    whole = {each.name for each in READS if "{" not in each.path and not issubclass(each.gives, Page)}
    assert whole == {
        "list_measures", "journeys", "journey_designs", "themes", "touchpoints", "integrations", "signals", "reviews",
        "arrivals", "programmes",
    }  # fmt: skip


def test_every_operation_is_in_the_documentation() -> None:
    page = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
    asked = {f"GET {each.path}" for each in READS} | {f"POST {path}" for path in WRITES}
    assert {each for each in asked if f"`{each}`" not in page} == set()


WRONG = (
    ("measures/npss/result", {}), ("measures/nps/result", {"start": "01/02/2026"}), ("measures/nps/change", {}),
    ("measures/nps/result", {"colour": "red"}), ("measures/nps/result", {"by": "colour"}), ("cases", {"limit": 900}),
    ("cases", {"limit": "many"}), ("cases", {"open": "maybe"}), ("cases/999", {}), ("customers/nobody", {}),
    ("nothing", {}), ("journeys", {"step": "dance"}), ("initiatives/999", {}), ("receipts/999", {}),
    ("signals/999/firings", {}), ("surveys/999/responses", {}), ("comments", {"theme": "x" * 90}),
    ("deliveries", {"state": "lost"}), ("measures/average_order/drivers", {}), ("cases", {"after": -1}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "reads"), [("zh-CN", "[\u4e00-\u9fff]"), ("zh-TW", "[\u4e00-\u9fff]"), ("en", "[a-z]{3}")]
)
def test_what_is_wrong_is_said_in_the_language_asked_for(
    language: str, reads: str, workspace: Workspace, owner: User
) -> None:
    asked = program(workspace, owner)
    for path, given in WRONG:
        answer = asked.get(f"/api/v1/{path}", given, headers={"Accept-Language": language})
        assert answer.status_code in (404, 422), path
        assert answer["Content-Type"] == "application/problem+json"
        told = answer.json()
        for said in (told["title"], told["detail"], *(each["why"] for each in told["errors"])):
            assert re.search(reads, said), (path, said)


def test_a_proposed_initiative_and_its_receipt_are_begun_by_the_person_who_takes_them(
    workspace: Workspace, owner: User, signed_in: Callable[[User | None], Client]
) -> None:
    asked, person = program(workspace, owner), signed_in(owner)

    def proposed(kind: str, given: dict[str, Any]) -> Any:
        headers = {"Idempotency-Key": kind}
        answer = asked.post(f"/api/v1/drafts/{kind}", given, "application/json", headers=headers)
        assert answer.status_code == 200, answer.content
        return person.post(f"/w/acme/api/drafts/{answer.json()['draft']}/take/")

    proposed("initiative", {"name": "Slots", "measure": "nps", "starts_on": "2026-01-05", "cases": [3, 4]})
    begun = Initiative.objects.of(workspace).get()
    assert (begun.name, begun.cases, begun.made_by) == ("Slots", [3, 4], owner)
    proposed("receipt", {"initiative": begun.pk, "texts": {"en": {"subject": "Slots of two hours"}}})
    drafted = Receipt.objects.of(workspace).get()
    assert (drafted.state, drafted.text("en")["subject"]) == ("draft", "Slots of two hours")
    assert drafted.text("zh-hans")["subject"]


def test_what_could_not_be_carried_out_is_refused_at_once(workspace: Workspace, owner: User) -> None:
    asked, headers = program(workspace, owner), {"Idempotency-Key": "k"}
    given = {"name": "Slots", "measure": "nps", "starts_on": "2026-01-05", "ends_on": "2026-01-01", "where": "score >="}
    answer = asked.post("/api/v1/drafts/initiative", given, "application/json", headers=headers)
    assert answer.status_code == 422
    assert "ends_on" in answer.json()["detail"]
    assert "where" in answer.json()["detail"]


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("where", FAULTY)
def test_what_is_wrong_with_a_filter_is_said_in_the_readers_language(
    where: str, language: str, workspace: Workspace, owner: User
) -> None:
    asked = program(workspace, owner)
    answer = asked.get(address("/measures/nps/result"), {"where": where}, headers={"Accept-Language": language})
    assert answer.status_code in (404, 422)
    said = answer.json()["detail"]
    for quoted in (*re.findall(r"'.*'", said), "in between like is null and or not"):  # what was typed, what may be
        said = said.replace(quoted, "")
    assert not re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}", said), said


def test_reading_single_peoples_rows_leaves_one_line_a_day(workspace: Workspace, owner: User) -> None:
    asked, lines = program(workspace, owner), AuditEntry.objects.of(workspace)
    for after in (0, 50):
        assert asked.get(address("/contacts"), {"after": after}).status_code == 200
    [line] = lines.filter(verb="exported who was contacted")
    assert (line.who, line.detail["program"]) == (owner.email, "a program")
    asked.get(address("/contacts"), {"start": "2026-01-01"})
    assert lines.filter(verb="exported who was contacted").count() == 2


def test_people_are_listed_with_their_roles_for_whoever_manages_them(workspace: Workspace, owner: User) -> None:
    people = program(workspace, owner).get(address("/people")).json()["people"]
    assert [(each["email"], each["role"]) for each in people] == [(owner.email, "owner")]


EVERY = (*operations(), *map(proposing, proposals().values()))


@pytest.mark.parametrize("each", EVERY, ids=name)
def test_the_description_shows_what_the_operation_could_be_sent_and_give(each: Operation) -> None:
    shown = examples()[each.name]["answers"]
    assert each.gives.model_validate(shown).model_dump(mode="json", by_alias=False).keys() == shown.keys()
    assert ("asks" in examples()[each.name]) == each.changes
    if each.changes:
        each.takes.model_validate(examples()[each.name]["asks"])


def test_an_answer_is_shown_for_no_operation_that_is_gone() -> None:
    assert examples().keys() == {each.name for each in EVERY}
