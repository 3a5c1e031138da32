"""What arrives sets rules off once, across restarts and workers; a case follows, and a flood pauses itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from django.test import Client

from auricle.model.entities import entity
from auricle.understanding.tests.test_worth import shop
from auricle.web.cases.models import Case, Duty
from auricle.web.platform.models import User, Workspace
from auricle.web.platform.public import facts_of
from auricle.web.signals import watching
from auricle.web.signals.clocked import look_at_the_clock
from auricle.web.signals.following import follow_up
from auricle.web.signals.models import Firing, Reading, Signal
from auricle.web.signals.rounds import clock, signals
from auricle.web.signals.tests.conftest import Arrive, Watch
from auricle.web.studies.models import Study
from auricle.web.studies.public import latest_of

pytestmark = pytest.mark.django_db(transaction=True)


def cases(workspace: Workspace) -> list[tuple[str, str]]:
    return list(Case.objects.of(workspace).order_by("pk").values_list("customer", "subject"))


def test_an_unhappy_answer_opens_a_case_with_its_words_for_who_should_have_it(
    workspace: Workspace, owner: User, watch: Watch, arrive: Arrive
) -> None:
    Duty.objects.create(workspace=workspace, user=owner, touchpoint="delivery")
    arrive("before", 0, customer="earlier")
    watch("low", kind="score", at_most=6.0)
    arrive("f1", 3, text="Late again", touchpoint="delivery")
    arrive("f2", 9, customer="ben")
    signals()
    signals()
    [case] = Case.objects.of(workspace)
    assert (case.customer, case.subject, case.owner, case.severity) == ("anne", "Late again", owner, 3)
    assert (case.opened_by, case.score_before, case.touchpoint) == ("low", 3.0, "delivery")
    [firing] = Firing.objects.of(workspace)
    assert (firing.state, firing.case) == ("done", case.number)


def test_the_same_row_put_in_place_again_opens_nothing_more(workspace: Workspace, watch: Watch, arrive: Arrive) -> None:
    watch("low", kind="score", at_most=6.0)
    arrive("f1", 3)
    signals()
    stored = facts_of(workspace.slug).store.find("answers", pa.array(["f1/nps"]))
    facts_of(workspace.slug).store.replace("answers", stored.drop_columns("day"))
    signals()
    assert Firing.objects.of(workspace).count() == 1


def test_two_workers_that_read_the_same_rows_write_them_down_once(
    workspace: Workspace, watch: Watch, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch("low", kind="score", at_most=6.0)
    arrive("f1", 3)
    first = watching._written

    def the_other_was_first(*given: object) -> bool:
        monkeypatch.setattr(watching, "_written", first)
        assert watching.read_on(workspace) == 2 - 1
        return first(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(watching, "_written", the_other_was_first)
    assert watching.read_on(workspace) == 1
    assert Firing.objects.of(workspace).count() == 1


def test_who_is_not_known_gets_no_case_but_the_firing_is_there(
    workspace: Workspace, watch: Watch, arrive: Arrive
) -> None:
    watch("low", kind="score", at_most=6.0)
    arrive("f1", 3, customer=None)
    signals()
    assert cases(workspace) == []
    assert Firing.objects.of(workspace).get().state == "done"


def test_a_rule_that_floods_pauses_itself_and_holds_the_rest_back(
    workspace: Workspace, watch: Watch, arrive: Arrive
) -> None:
    wide = watch("wide", most_an_hour=2, kind="score", at_least=0.0)
    for number in range(5):
        arrive(f"f{number}", 3, customer=f"c{number}")
    signals()
    wide = Signal.objects.of(workspace).get(pk=wide.pk)
    assert wide.is_paused
    assert "more than" in str(wide.paused_because)
    assert len(cases(workspace)) == 2
    assert Firing.objects.of(workspace).filter(state="held").count() == 3
    arrive("f9", 3, customer="c9")
    signals()
    assert Firing.objects.of(workspace).count() == 5


def test_a_rule_put_on_later_begins_with_what_comes_then(workspace: Workspace, watch: Watch, arrive: Arrive) -> None:
    watch("low", kind="score", at_most=6.0)
    arrive("f1", 3)
    signals()
    watch("all", kind="score", at_least=0.0)
    signals()
    assert Firing.objects.of(workspace).count() == 1
    assert Reading.objects.of(workspace).get().position == 1


def test_a_promoter_who_stops_buying_sets_the_clock_off_once(
    workspace: Workspace, watch: Watch, arrive: Arrive
) -> None:
    arrive("f1", 10)
    now = datetime.now(UTC)
    row = {"order": "o1", "at": now - timedelta(days=80), "customer": "anne", "amount": 10}
    schema = pa.schema([field for field in entity("orders").schema if field.name in row])
    facts_of(workspace.slug).add({"orders": pa.Table.from_pylist([row], schema=schema)})
    watch("silent", kind="silence", at_least=9.0, days=90)
    look_at_the_clock(workspace, now)
    assert not Firing.objects.of(workspace).exists()
    for _ in range(2):
        look_at_the_clock(workspace, now + timedelta(days=11))
        Reading.objects.of(workspace).update(clocked_at=None)
    follow_up()
    assert cases(workspace) == [("anne", "")]


def weeks_of_scores(workspace: Workspace, now: datetime) -> None:
    """Nineteen weeks of good scores, but for the last whole one."""
    monday = now - timedelta(days=now.weekday())
    rows = [
        {
            "answer": f"{week}/{n}", "feedback": f"{week}/{n}", "at": monday - timedelta(days=7 * week - 2),
            "customer": f"c{n}", "question": "nps", "kind": "nps", "scale": "0-10",
            "score": 0.0 if week == 1 else 10.0 - (n + week) % 3,
        }
        for week in range(1, 20)
        for n in range(30)
    ]  # fmt: skip
    schema = pa.schema([field for field in entity("answers").schema if field.name in rows[0]])
    facts_of(workspace.slug).add({"answers": pa.Table.from_pylist(rows, schema=schema)})


def test_a_measure_outside_its_limits_sets_the_clock_off_once(workspace: Workspace, watch: Watch) -> None:
    weeks_of_scores(workspace, now := datetime.now(UTC))
    watch("weeks", kind="limit", measure="nps", opens_case=False)
    for _ in range(2):
        look_at_the_clock(workspace, now)
        Reading.objects.of(workspace).update(clocked_at=None)
    [firing] = Firing.objects.of(workspace)
    assert (firing.customer, firing.said["value"]) == ("", -100.0)
    follow_up()
    assert cases(workspace) == []


def test_a_week_that_ended_while_nobody_looked_sets_the_clock_off_too(workspace: Workspace, watch: Watch) -> None:
    weeks_of_scores(workspace, now := datetime.now(UTC))
    watch("weeks", kind="limit", measure="nps", opens_case=False)
    look_at_the_clock(workspace, now - timedelta(weeks=2))
    assert not Firing.objects.of(workspace).exists()
    look_at_the_clock(workspace, now + timedelta(weeks=3))
    [firing] = Firing.objects.of(workspace)
    assert firing.said["value"] == -100.0


def test_the_preview_of_a_measures_limits_names_the_weeks_that_would_have_set_it_off(
    workspace: Workspace, own_home: object, owner: User, signed_in: Callable[[User], Client]
) -> None:
    weeks_of_scores(workspace, datetime.now(UTC))
    rule = {"name": "Weeks", "measure": "nps", "notifies": "", "most_an_hour": "9", "look": "yes"}
    page = signed_in(owner).post("/w/acme/signals/new/limit/", rule)
    [week] = page.context["preview"].examples
    assert week["value"] == -100.0
    assert week["week"] in page.content.decode()


def test_a_risk_of_leaving_sets_the_clock_off_once_by_a_model_kept_up_with_the_facts(
    workspace: Workspace, watch: Watch
) -> None:
    facts_of(workspace.slug).add(shop())
    watch("risky", most_an_hour=1000, kind="risk", chance_at_least=0.6)
    clock()
    found = latest_of(workspace, "leaving")
    risky = {each.customer for each in found.most if each.chance >= 0.6}
    assert risky
    assert {firing.customer for firing in Firing.objects.of(workspace)} == risky
    while follow_up():
        pass
    assert {case.customer for case in Case.objects.of(workspace)} == risky
    Study.objects.of(workspace).update(asked={"to": "2020-01-01"}, question="earlier")
    Reading.objects.of(workspace).update(clocked_at=None)
    clock()
    assert Study.objects.of(workspace).count() == 2
    assert Firing.objects.of(workspace).count() == len(risky)
