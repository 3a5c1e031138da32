"""A case opens once for what caused it, goes to who should have it, and keeps a history nobody rewrites."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from auricle.web.cases import public
from auricle.web.cases.actions import (
    CannotMerge,
    CaseIsClosed,
    close_case,
    comment,
    merge,
    reopen_case,
    set_cause,
    set_state,
)
from auricle.web.cases.guard import guard, unguard
from auricle.web.cases.history import Actor, broken_at
from auricle.web.cases.letters import threaded
from auricle.web.cases.mentioning import wish
from auricle.web.cases.models import Case, Cause, Desk, Duty, Event, HistoryIsFinal, Message, Route
from auricle.web.cases.tests.conftest import MadeCase
from auricle.web.integrations.actions import keep
from auricle.web.integrations.models import Delivery
from auricle.web.platform.models import User, Workspace

pytestmark = pytest.mark.django_db
SOMEBODY = Actor(name="a test")


def _due(case: Case) -> datetime:
    assert case.due_at
    return case.due_at


def test_the_same_reference_opens_one_case(workspace: Workspace) -> None:
    first = public.open_case(workspace, public.Opening("C-1", "signal:7:F-1", by="low score"))
    again = public.open_case(workspace, public.Opening("C-1", "signal:7:F-1", by="low score"))
    assert (first.number, first.is_new) == (1, True)
    assert (again.pk, again.is_new) == (first.pk, False)
    assert Event.objects.of(workspace).count() == 1


def test_a_second_complaint_of_a_customer_goes_to_the_case_that_is_open(made_case: MadeCase) -> None:
    first = made_case("C-1", "a", severity=2, words="Late again")
    second = made_case("C-1", "b", severity=4)
    assert (second.pk, second.severity) == (first.pk, 4)
    assert _due(second) < _due(first)
    close_case(second, SOMEBODY)
    assert made_case("C-1", "c").number == 2


def test_nobody_is_no_customer(workspace: Workspace) -> None:
    with pytest.raises(public.NoCustomer, match="say which"):
        public.open_case(workspace, public.Opening("", "x"))


def test_the_unit_answers_for_its_cases_and_the_least_busy_of_two_gets_the_next(
    workspace: Workspace, owner: User, agent: User, made_case: MadeCase
) -> None:
    for user in (owner, agent):
        Duty.objects.create(workspace=workspace, user=user, unit="north")
    assert made_case("C-1", unit="north").owner == owner
    assert made_case("C-2", unit="north").owner == agent
    assert made_case("C-3", unit="south").owner is None


def test_a_viewer_gets_no_case_though_they_are_on_duty(
    workspace: Workspace, teammate: User, made_case: MadeCase
) -> None:
    Duty.objects.create(workspace=workspace, user=teammate, unit="north")
    assert made_case("C-1", unit="north").owner is None


def test_a_rota_goes_round_and_routes_are_tried_in_order(
    workspace: Workspace, owner: User, agent: User, made_case: MadeCase
) -> None:
    Duty.objects.create(workspace=workspace, user=agent, touchpoint="delivery")
    Route.objects.create(workspace=workspace, rank=1, kind=Route.Kind.TOUCHPOINT)
    rota = Route.objects.create(workspace=workspace, rank=2, kind=Route.Kind.ROTA)
    rota.people.set([owner, agent])
    assert made_case("C-0", touchpoint="delivery").owner == agent
    assert [made_case(f"C-{n}").owner for n in (1, 2, 3)] == [owner, agent, owner]


def test_history_is_sealed_and_a_changed_line_is_found(workspace: Workspace, made_case: MadeCase) -> None:
    case = made_case("C-1")
    set_state(case, "waiting", SOMEBODY)
    assert broken_at(case) is None
    if _unguarded():  # where no trigger stands in the way, as for somebody who took it off
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_event SET who = 'somebody else' WHERE position = 1")
        assert broken_at(case) == 1


def _unguarded() -> bool:
    return connection.vendor == "sqlite"


@pytest.mark.parametrize("sql", ["UPDATE cases_event SET who = 'x'", "DELETE FROM cases_event"])
def test_the_database_refuses_to_rewrite_history(sql: str, made_case: MadeCase) -> None:
    made_case("C-1")
    if _unguarded():
        guard(connection)
    with (
        pytest.raises(DatabaseError, match="only ever added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    if _unguarded():
        unguard(connection)


def test_so_does_the_code(workspace: Workspace, made_case: MadeCase) -> None:
    case = made_case("C-1")
    event = Event.objects.of(workspace).get(case=case)
    lines = Event.objects.of(workspace)
    for attempt in (event.save, event.delete, lines.delete, lambda: lines.update(who="")):
        with pytest.raises(HistoryIsFinal):
            attempt()


def test_closing_is_once_and_reopening_counts(made_case: MadeCase, workspace: Workspace) -> None:
    case = made_case("C-1")
    for _ in range(2):
        close_case(case, SOMEBODY)
    with pytest.raises(CaseIsClosed, match="reopen it first"):
        set_state(case, "waiting", SOMEBODY)
    for _ in range(2):
        reopen_case(case, SOMEBODY)
    found = Case.objects.of(workspace).get(pk=case.pk)
    assert (found.state, found.reopened, found.is_open, found.closed_at) == ("reopened", 1, True, None)


def test_colleagues_are_mentioned_by_the_first_part_of_their_address(
    made_case: MadeCase, owner: User, agent: User
) -> None:
    said = comment(
        made_case("C-1"), "@agent please call; @stranger knows nothing of it, write to a@agent.example", owner
    )
    assert list(said.mentioned.all()) == [agent]


def test_whoever_a_note_names_is_told_once_unless_they_want_no_letters(
    made_case: MadeCase, owner: User, agent: User, workspace: Workspace
) -> None:
    agent.language = "zh-hans"
    agent.save()
    case = made_case("C-1")
    comment(case, "@agent please call, and I am @owner", owner, "https://cx.example/")
    (told,) = Delivery.objects.of(workspace)
    assert (told.content["to"], told.customer) == (agent.email, "C-1")
    assert told.subject == f"owner@example.com 在工单 {case} 中提到了您"
    assert told.content["text"].endswith(f"https://cx.example/w/acme/cases/{case.number}/#comments")
    wish(workspace, agent, by_letter=False)
    comment(case, "@agent again", owner)
    assert Delivery.objects.of(workspace).count() == 1


def test_two_cases_of_one_customer_become_one(made_case: MadeCase, workspace: Workspace) -> None:
    first, other = made_case("C-1", "a"), made_case("C-2", "b", severity=4)
    with pytest.raises(CannotMerge):
        merge(other, first, SOMEBODY)
    Case.objects.of(workspace).filter(pk=other.pk).update(customer="C-1")
    merge(other, first, SOMEBODY)
    kept, gone = (Case.objects.of(workspace).get(pk=case.pk) for case in (first, other))
    assert (kept.severity, kept.is_open, gone.is_open, gone.merged_into) == (4, True, False, kept)
    assert kept.occurrences.all().of(workspace).count() == 2
    assert public.cases_of(workspace, "C-1")[0].number == kept.number
    assert len(public.cases_of(workspace, "C-1")) == 1


def test_an_answer_threads_back_once_and_reopens_a_closed_case(made_case: MadeCase, workspace: Workspace) -> None:
    case = made_case("C-1")
    Message.objects.create(workspace=workspace, case=case, direction="out", reference="<1@us>", text="How can we help?")
    close_case(case, SOMEBODY)
    for _ in range(2):
        assert threaded(workspace, "<1@us>", "Still broken", "<2@them>") == case.number
    assert threaded(workspace, "<unknown@us>", "x", "<3@them>") is None
    found = Case.objects.of(workspace).get(pk=case.pk)
    assert (found.state, found.messages.all().of(workspace).count()) == ("reopened", 2)


def test_cases_lie_in_piles_by_their_cause_and_those_beneath_it(made_case: MadeCase, workspace: Workspace) -> None:
    delivery = Cause.objects.create(workspace=workspace, name="Delivery")
    late = Cause.objects.create(workspace=workspace, name="Late", parent=delivery)
    for number in range(3):
        set_cause(made_case(f"C-{number}"), late if number else None, SOMEBODY)
    assert [(pile.name, pile.cases, pile.open) for pile in public.piles(workspace)] == [
        ("Delivery › Late", 2, 2),
        ("", 1, 1),
    ]
    assert {line.customer for line in public.cases_of_cause(workspace, delivery.pk)} == {"C-1", "C-2"}


def test_who_is_forgotten_leaves_a_nameless_case_whose_seals_hold(
    made_case: MadeCase, workspace: Workspace, owner: User
) -> None:
    case = made_case("C-1", words="My name is Ann")
    comment(case, "Ann called", owner)
    assert public.forget_customer(workspace, "C-1") == 1
    found = Case.objects.of(workspace).get(pk=case.pk)
    assert (found.customer, found.subject, found.comments.all().of(workspace).count()) == ("", "", 0)
    assert broken_at(found) is None
    assert "Ann" not in str(list(Event.objects.of(workspace).values()))


def test_a_workspace_says_its_own_promises(workspace: Workspace, made_case: MadeCase) -> None:
    usual = made_case("C-1", severity=4)
    Desk.objects.of(workspace).update(promise_hours={"4": [1, 2]})
    quick = made_case("C-2", severity=4)
    assert _due(usual) - _due(quick) > timedelta(hours=4)


def test_programs_that_listen_are_told_of_every_opening_and_closing_once(workspace: Workspace, made_case: MadeCase):
    keep(workspace, "webhook", "Receiver", {"address": "https://hooks.example/cases", "events": ["case.*"]})
    case, other = made_case(), made_case("C-2")
    made_case("C-1", "again")  # joins the one that is open
    actor = Actor(name="a test")
    close_case(case, actor)
    close_case(case, actor)
    reopen_case(case, actor)
    close_case(case, actor)
    told = Delivery.objects.of(workspace).order_by("pk").values_list("content", flat=True)
    assert [(each["name"], each["payload"]["case"]) for each in told] == [
        ("case.opened", case.number), ("case.opened", other.number), ("case.closed", case.number),
        ("case.reopened", case.number), ("case.closed", case.number),
    ]  # fmt: skip
