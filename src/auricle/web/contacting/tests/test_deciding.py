"""Who is approached, who is not and why; each rule by itself, decided once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from auricle.web.contacting.actions import forget, keep_rules, opt_in, opt_out
from auricle.web.contacting.deciding import Approach, in_sample
from auricle.web.contacting.kinds import UnknownKind
from auricle.web.contacting.models import Contact, OptOut
from auricle.web.contacting.public import approach, opted_out
from auricle.web.contacting.rounds import export_of
from auricle.web.integrations.public import Bounce, bounced
from auricle.web.platform.models import Workspace
from auricle.web.platform.public import facts_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def ask(record: Workspace, **more: Any) -> str:
    given = {"customer": "C-1", "address": "ann@example.com", "channel": "email", "kind": "survey", "at": NOON}
    return approach(record, Approach(**{**given, "reason": "after delivery", **more})).because


def test_somebody_new_is_approached_and_what_follows_happens_once(workspace: Workspace):
    said: list[str] = []
    wanted = Approach("C-1", "ann@example.com", "email", "survey", "order", NOON, "order:1")
    first = approach(workspace, wanted, lambda decision: said.append(decision.unsubscribe))
    again = approach(workspace, wanted, lambda decision: said.append(decision.unsubscribe))
    assert (first.approached, first.is_new, again.approached, again.is_new) == (True, True, True, False)
    assert len(said) == 1
    assert first.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert first.headers["List-Unsubscribe"] == f"<{first.unsubscribe}>"
    assert Contact.objects.of(workspace).count() == 1


def test_what_follows_and_the_decision_go_together(workspace: Workspace):
    def breaks(_: object) -> None:
        raise RuntimeError("the mail server's table is gone")

    with pytest.raises(RuntimeError):
        approach(workspace, Approach("C-1", "a@example.com", "email", "survey", "order", NOON, "order:1"), breaks)
    assert not Contact.objects.of(workspace).exists()


def test_quiet_holds_for_the_person_and_for_the_kind(workspace: Workspace):
    keep_rules(workspace, {"quiet_days": 7, "kinds": {"survey": {"quiet_days": 30}}})
    assert ask(workspace) == ""
    assert ask(workspace, kind="receipt", at=NOON + timedelta(days=6)) == "quiet"
    assert ask(workspace, kind="receipt", at=NOON + timedelta(days=8)) == ""
    assert ask(workspace, at=NOON + timedelta(days=29)) == "quiet_kind"
    assert ask(workspace, at=NOON + timedelta(days=31)) == ""


def test_two_customers_with_one_address_are_asked_once(workspace: Workspace):
    assert ask(workspace) == ""
    assert ask(workspace, customer="C-2", address=" Ann@Example.com ") == "quiet"
    assert ask(workspace, customer="C-3", address="bob@example.com") == ""


def test_a_reminder_follows_its_survey_without_waiting_for_quiet(workspace: Workspace):
    assert ask(workspace) == ""
    assert ask(workspace, kind="reminder", at=NOON + timedelta(days=3)) == ""
    assert ask(workspace, kind="message", at=NOON + timedelta(days=8)) == "", "a reminder begins no quiet of its own"


def test_a_cap_counts_everything_that_was_said(workspace: Workspace):
    keep_rules(workspace, {"quiet_days": 0, "most": 2, "most_days": 30, "kinds": {"survey": {"quiet_days": 0}}})
    days = [ask(workspace, at=NOON + timedelta(days=day)) for day in (0, 1, 2, 31)]
    assert days == ["", "", "cap", ""]


def test_a_quota_is_filled_by_the_first_of_a_month(workspace: Workspace):
    keep_rules(workspace, {"kinds": {"survey": {"quota": 2}}})
    asked = [ask(workspace, customer=f"C-{n}", address=f"{n}@example.com") for n in range(3)]
    assert asked == ["", "", "quota"]
    assert ask(workspace, customer="C-9", address="9@example.com", at=datetime(2026, 4, 1, tzinfo=UTC)) == ""


def test_nobody_is_approached_on_a_day_without_contact(workspace: Workspace):
    keep_rules(workspace, {"blackouts": [["2026-03-01", "2026-03-02"]]})
    assert ask(workspace) == "blackout"
    assert ask(workspace, at=NOON + timedelta(days=1)) == ""


def test_chance_takes_a_share_and_always_the_same_people(workspace: Workspace):
    wishes = [Approach(f"C-{n}", f"{n}@example.com", "email", "survey", "", NOON, f"order:{n}") for n in range(2_000)]
    taken = [in_sample(wish, 0.25) for wish in wishes]
    assert 0.22 < sum(taken) / len(taken) < 0.28
    assert taken == [in_sample(wish, 0.25) for wish in wishes]
    assert all(in_sample(wish, 1) for wish in wishes)
    assert not any(in_sample(wish, 0) for wish in wishes)


def test_who_wants_nothing_of_a_kind_gets_no_reminder_of_it_either(workspace: Workspace):
    opt_out(workspace, "C-1", kind="survey")
    assert [ask(workspace, kind=kind) for kind in ("survey", "reminder", "receipt")] == ["opted_out", "opted_out", ""]
    assert [each.kind for each in opted_out(workspace, "C-1")] == ["survey"]
    opt_in(workspace, "C-1", "survey")
    assert ask(workspace, at=NOON + timedelta(days=31)) == ""


def test_who_wants_nothing_is_known_by_their_address_too(workspace: Workspace):
    opt_out(workspace, "C-1", address="ann@example.com")
    assert ask(workspace, customer="C-77") == "opted_out"


def test_an_address_that_will_never_work_is_left_alone_and_one_that_is_full_is_not(workspace: Workspace):
    for address, is_final in (("gone@example.com", True), ("full@example.com", False)):
        bounced.send(None, record=workspace, bounce=Bounce("r", address, "550", is_final, NOON))
    assert ask(workspace, customer="C-2", address="gone@example.com") == "bounced", "not that they want nothing"
    assert ask(workspace, customer="C-3", address="full@example.com") == ""
    opt_out(workspace, "", address="gone@example.com")
    assert ask(workspace, customer="C-4", address="gone@example.com") == "opted_out", "what is said weighs more"


def test_a_day_without_contact_is_a_day_by_the_clock_that_letters_go_by(workspace: Workspace):
    keep_rules(workspace, {"blackouts": [[NOON.date().isoformat()] * 2]})
    evening = {"at": NOON + timedelta(hours=14), "customer": "C-9", "address": "nine@example.com"}  # 02:00 of the next
    assert ask(workspace, **evening, zone=ZoneInfo("America/New_York")) == "blackout"
    assert ask(workspace, **evening) == ""


def test_without_an_address_nobody_can_be_asked_and_that_is_kept(workspace: Workspace):
    assert ask(workspace, address="") == "no_address"
    assert Contact.objects.of(workspace).get().because == "no_address"


def test_a_kind_nobody_knows_is_refused(workspace: Workspace):
    with pytest.raises(UnknownKind, match="survey"):
        ask(workspace, kind="advert")


def customers(record: Workspace, **consent: bool | None) -> None:
    facts_of(record.slug).add(
        {"customers": pa.table({"customer": list(consent), "consent": pa.array(list(consent.values()), pa.bool_())})}
    )


def test_consent_is_read_from_the_facts(workspace: Workspace, own_home: Any):
    customers(workspace, C1=True, C2=False, C3=None)
    people = [("C1", "1@example.com"), ("C2", "2@example.com"), ("C3", "3@example.com")]
    assert [ask(workspace, customer=c, address=a) for c, a in people] == ["", "no_consent", ""]
    keep_rules(workspace, {"demands_consent": True})
    later = NOON + timedelta(days=40)
    assert [ask(workspace, customer=c, address=a, at=later) for c, a in people] == ["", "no_consent", "no_consent"]


def test_what_was_decided_becomes_facts_and_a_measure_once(workspace: Workspace, own_home: Any):
    customers(workspace, C1=True, C2=True, C3=True)
    opt_out(workspace, "C2", kind="survey")
    wanted = Approach("C1", "1@example.com", "email", "survey", "after delivery", NOON, survey="pulse")
    approach(workspace, wanted, lambda decision: "key")
    ask(workspace, customer="C3", address="3@example.com", survey="anonymous")
    ask(workspace, customer="C2", address="2@example.com", survey="pulse")
    ask(workspace, customer="C1", address="1@example.com", kind="reminder")
    assert export_of(workspace) == 4
    Contact.objects.of(workspace).update(is_exported=False)
    export_of(workspace)
    found = facts_of(workspace.slug).facts("exposures", order="kind").to_pylist()
    assert [(row["customer"], row["kind"], row["survey"], row["reason"]) for row in found] == [
        ("C1", "invitation", "pulse", None),
        ("C3", "open_invitation", "anonymous", None),
        ("C2", "withheld", "pulse", "opted_out"),
    ]
    counted = {name: facts_of(workspace.slug).measure(name).total.n for name in ("withheld_share", "response_rate")}
    assert counted == {"withheld_share": 3, "response_rate": 1}


def test_every_decision_becomes_a_fact_and_not_only_the_first_ones(workspace: Workspace, own_home: Any):
    for n in range(3):
        ask(workspace, customer=f"C{n}", address=f"{n}@example.com")
        export_of(workspace)
    found = facts_of(workspace.slug).facts("exposures", order="customer").to_pylist()
    assert [row["customer"] for row in found] == ["C0", "C1", "C2"]


def test_of_somebody_erased_only_a_wish_that_nobody_can_read_remains(workspace: Workspace):
    ask(workspace)
    opt_out(workspace, "C-1", address="ann@example.com")
    forget(workspace, "C-1")
    assert not Contact.objects.of(workspace).exists()
    (left,) = OptOut.objects.of(workspace)
    assert (left.customer, len(left.address_digest)) == ("", 64)
    assert ask(workspace, customer="C-1-again") == "opted_out"
