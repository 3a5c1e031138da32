"""A flood is slowed, a person is not: the work that is asked for grows with the flood, and counts once."""

from __future__ import annotations

import hashlib
import itertools
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from auricle.web.platform.models import User, Workspace
from auricle.web.surveys.answering import protection, views
from auricle.web.surveys.answering.protection import Gate
from auricle.web.surveys.models import Survey

from .asking import Respondent, drained, rows
from .test_answering import published

pytestmark = pytest.mark.django_db(transaction=True)
HERE, THERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def survey(workspace: Workspace, owner: User, own_home: Path) -> Survey:
    return published(workspace, owner)


@pytest.fixture
def gate(monkeypatch: Any) -> Gate:
    """As the server's, but soon in a flood and content with little work."""
    monkeypatch.setattr(protection, "BITS", 4)
    gate = Gate(an_address=3)
    monkeypatch.setattr(views, "gate", gate)
    return gate


def worked(text: str, bits: int) -> str:
    for n in itertools.count():
        found = int.from_bytes(hashlib.sha256(f"{text}:{n}".encode()).digest()[:4], "big")
        if found >> (32 - bits) == 0:
            return str(n)
    raise AssertionError


def begun(survey: Survey, address: str = HERE) -> Respondent:
    return Respondent(Client(REMOTE_ADDR=address), f"/s/{survey.public}/").look()


def test_a_flood_has_to_work_while_a_person_elsewhere_does_not(survey: Survey, gate: Gate, own_home: Path) -> None:
    assert [begun(survey).send(recommend="1").status for _ in range(5)] == [200, 200, 200, 429, 429]
    assert begun(survey, THERE).send(recommend="9").status == 200
    drained(own_home)
    assert len(rows("acme", "interactions")) == 4


def test_who_worked_is_let_through_once_and_loses_no_word(survey: Survey, gate: Gate) -> None:
    for _ in range(3):
        begun(survey).send(recommend="1")
    held = begun(survey).send(recommend="4")
    assert 'value="4" checked' in held.page
    text = held.carried()["challenge"]
    replayed = begun(survey)
    assert held.send(recommend="4", challenge=text, proof=worked(text, 4)).status == 200
    assert replayed.send(recommend="4", challenge=text, proof=worked(text, 4)).status == 429


def test_without_a_script_one_waits_and_goes_on(survey: Survey, gate: Gate, monkeypatch: Any) -> None:
    for _ in range(3):
        begun(survey).send(recommend="1")
    held = begun(survey).send(recommend="4")
    assert "wait twenty seconds" in held.page
    text = held.carried()["challenge"]
    assert held.send(recommend="4", challenge=text).status == 429
    now = protection.time.time()
    monkeypatch.setattr(protection.time, "time", lambda: now + protection.PATIENCE_SECONDS)
    assert held.send(recommend="4", challenge=text).status == 200


def test_the_work_grows_with_the_flood_and_a_forged_challenge_is_none() -> None:
    gate = Gate(an_address=10)
    asked = []
    for _ in range(100):
        gate.passed("s", HERE)
        asked.append(gate.bits("s", HERE))
    assert asked[8] == 0
    assert asked[9:] == sorted(asked[9:])
    assert protection.BITS == asked[9] < asked[-1] <= protection.MOST_BITS
    easy = gate.challenge("s", "r" * 32, 1)
    said, _, sign = easy.text.rpartition(" ")
    forged = f"{said[:-1]}0 {sign}"
    assert not gate.is_met("s", "r" * 32, 1, forged, "0")
    assert not gate.is_met("s", "x" * 32, 1, easy.text, worked(easy.text, 1))


def test_a_house_of_ipv6_addresses_is_one_address() -> None:
    gate = Gate(an_address=2)
    for last in ("1", "2", "ffff:1"):
        gate.passed("s", f"2001:db8:0:1::{last}")
    assert gate.bits("s", "2001:db8:0:1::9") > 0
    assert gate.bits("s", "2001:db8:0:2::9") == 0
