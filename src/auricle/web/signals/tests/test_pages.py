"""The pages of rules: the stranger first, then who may what, then what they do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from auricle.query.signals import Kind
from auricle.web.cases.models import Case
from auricle.web.integrations.models import Delivery, Integration
from auricle.web.platform.facts import close, folder_of
from auricle.web.platform.models import User, Workspace
from auricle.web.signals import following
from auricle.web.signals.models import Firing, Signal
from auricle.web.signals.rounds import signals
from auricle.web.signals.tests.conftest import Arrive, Watch

SignedIn = Callable[[User | None], Client]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_home")]

RULE = {
    "name": "Low scores", "question": "nps", "at_most": "6", "newest_days": "30", "severity": "3", "opens_case": "on",
    "most_an_hour": "100", "where": "", "notifies": "",
}  # fmt: skip


@pytest.mark.parametrize("page", ["", "new/score/", "1/", "1/change/"])
def test_a_stranger_reaches_nothing_and_a_viewer_no_rules(
    page: str, stranger: User, teammate: User, signed_in: SignedIn
) -> None:
    assert signed_in(stranger).get(f"/w/acme/signals/{page}").status_code == 404
    assert signed_in(teammate).get(f"/w/acme/signals/{page}").status_code == 403
    assert signed_in(None).get(f"/w/acme/signals/{page}").status_code in (302, 404)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_rule_has_its_form(kind: Kind, owner: User, signed_in: SignedIn) -> None:
    assert signed_in(owner).get(f"/w/acme/signals/new/{kind.value}/").status_code == 200
    assert signed_in(owner).get("/w/acme/signals/new/moon/").status_code == 404


def test_a_rule_is_looked_at_first_and_then_kept_and_on(
    owner: User, signed_in: SignedIn, workspace: Workspace, arrive: Arrive
) -> None:
    arrive("f1", 3, text="Late")
    arrive("f2", 9)
    client = signed_in(owner)
    looked = client.post("/w/acme/signals/new/score/", {**RULE, "look": "yes"})
    assert looked.context["preview"].found == 1
    assert not Signal.objects.of(workspace).exists()
    assert client.post("/w/acme/signals/new/score/", {**RULE, "keep": "yes"}).status_code == 302
    arrive("f3", 2, customer="ben", text="Later still")
    signals()
    assert [case.customer for case in Case.objects.of(workspace)] == ["ben"]
    made = Signal.objects.of(workspace).get()
    page = client.get(f"/w/acme/signals/{made.pk}/").content.decode()
    assert "#1" in page
    assert client.get("/w/acme/signals/").status_code == 200
    assert client.get(f"/w/acme/signals/{made.pk}/change/").context["preview"].found == 2


def test_the_preview_counts_by_the_days_of_the_workspace(owner: User, signed_in: SignedIn, arrive: Arrive) -> None:
    settings = folder_of("acme") / "auricle.yaml"
    settings.write_text(settings.read_text().replace("UTC", "Asia/Shanghai"))
    close("acme")
    evening = timezone.now().replace(hour=23, minute=30) - timedelta(days=1)
    arrive("f1", 3, at=evening)
    looked = signed_in(owner).post("/w/acme/signals/new/score/", {**RULE, "look": "yes"})
    assert [day for day, n in looked.context["preview"].days if n] == [evening.date() + timedelta(days=1)]


def test_what_set_two_rules_off_is_shown_once_with_its_score(
    owner: User, signed_in: SignedIn, watch: Watch, arrive: Arrive
) -> None:
    watch("low", kind="score", at_most=6.0)
    watch("any", kind="fact", entity="feedback", where="kind = 'survey'")
    arrive("f1", 3, text="Late again")
    signals()
    case = signed_in(owner).get("/w/acme/cases/1/").context
    assert [(said.text, said.score) for said in case["said"]] == [("Late again", "3 / 10")]
    assert (case["history"][0].who, case["history"][0].verb) == ("any", "joined to this case")


@pytest.mark.parametrize("wrong", [{"at_most": ""}, {"where": "colour = 'red'"}, {"newest_days": "0"}])
def test_what_cannot_be_a_rule_is_said(wrong: dict[str, str], owner: User, signed_in: SignedIn) -> None:
    answer = signed_in(owner).post("/w/acme/signals/new/score/", {**RULE, **wrong, "look": "yes"})
    trouble = answer.context["preview"].trouble if answer.context["preview"] else ""
    assert trouble or answer.status_code == 422


def test_a_paused_rule_goes_on_with_or_without_what_it_held(
    owner: User, signed_in: SignedIn, workspace: Workspace, watch: Watch, arrive: Arrive
) -> None:
    wide = watch("wide", most_an_hour=1, kind="score", at_most=6.0)
    for n in range(3):
        arrive(f"f{n}", 3, customer=f"c{n}")
    signals()
    client = signed_in(owner)
    assert "paused" in client.get(f"/w/acme/signals/{wide.pk}/").content.decode()
    client.post(f"/w/acme/signals/{wide.pk}/put/", {"to": "all"})
    signals()
    assert Case.objects.of(workspace).count() == 3
    assert not Signal.objects.of(workspace).get().is_paused
    client.post(f"/w/acme/signals/{wide.pk}/put/", {"to": "off"})
    client.post(f"/w/acme/signals/{wide.pk}/put/", {"to": "remove"})
    assert not Firing.objects.of(workspace).exists()


def test_what_keeps_failing_is_tried_after_growing_pauses_then_shown_and_tried_again_by_hand(
    owner: User, signed_in: SignedIn, workspace: Workspace, watch: Watch, arrive: Arrive,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def break_down(*_: object) -> None:
        raise RuntimeError("what a customer wrote")

    rule, client = watch("low", kind="score", at_most=6.0), signed_in(owner)
    arrive("f1", 3)
    with monkeypatch.context() as broken:
        broken.setattr(following, "give_notice", break_down)
        signals()
        signals()
        waiting = Firing.objects.of(workspace).get()
        assert (waiting.tries, waiting.state) == (1, "waiting")
        assert "RuntimeError" in client.get("/w/acme/signals/").content.decode()
        pauses = []
        for _ in following.PAUSES:
            pauses.append(Firing.objects.of(workspace).get().due_at - timezone.now())
            Firing.objects.of(workspace).update(due_at=timezone.now())
            signals()
        assert pauses == sorted(pauses)
        assert Firing.objects.of(workspace).get().state == "failed"
    assert not Case.objects.of(workspace).exists()
    page = client.get("/w/acme/signals/").content.decode()
    assert "RuntimeError" in page
    assert "customer wrote" not in page
    signals()
    assert Firing.objects.of(workspace).get().state == "failed"
    client.post(f"/w/acme/signals/{rule.pk}/put/", {"to": "again"})
    signals()
    assert Case.objects.of(workspace).count() == 1
    assert "RuntimeError" not in client.get("/w/acme/signals/").content.decode()


def test_a_group_is_told_once_without_the_words(workspace: Workspace, watch: Watch, arrive: Arrive) -> None:
    robot = Integration.objects.create(workspace=workspace, kind="slack", name="CX", settings={}, is_on=True)
    rule = watch("low", kind="score", at_most=6.0)
    Signal.objects.of(workspace).filter(pk=rule.pk).update(notifies=str(robot.pk))
    arrive("f1", 3, text="My secret words")
    signals()
    signals()
    [told] = Delivery.objects.of(workspace).filter(form="notice")
    assert told.content["title"] == "low"
    assert "secret" not in str(told.content)


def test_a_rule_is_shown_in_the_words_it_was_written_with(owner: User, signed_in: SignedIn, watch: Watch) -> None:
    rule = watch("low", kind="score", question="csat", at_most=2.5, where="touchpoint = 'delivery'")
    page = signed_in(owner).get(f"/w/acme/signals/{rule.pk}/").content.decode()
    for field, words in (
        ("Question", "CSAT"),
        ("Score at most", "2.5"),
        ("Only rows where", "touchpoint = &#x27;delivery&#x27;"),
    ):
        assert f"<dt>{field}</dt><dd>{words}</dd>" in page
    assert "at_most" not in page
