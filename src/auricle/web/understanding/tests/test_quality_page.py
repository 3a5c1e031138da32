"""Answers that may not mean what they say, as a page."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from auricle.query.tests.facts import batch
from auricle.understanding.tests.test_quality import COPIED, company
from auricle.web.platform.facts import facts_of
from auricle.web.platform.models import User

from .test_drivers_page import DAYS, answered

SignedIn = Callable[[User | None], Client]
PAGE = "/w/acme/understanding/quality/"


def test_a_stranger_does_not_learn_that_the_page_is_there(stranger: User, workspace: Any, signed_in: SignedIn):
    for path in ("", "export/"):
        assert signed_in(stranger).get(PAGE + path).status_code == 404


def test_the_page_says_how_many_look_careless_and_shows_nobodys_words(
    own_home: Path, teammate: User, signed_in: SignedIn, workspace: Any
):
    facts_of("acme").add(batch(company()))
    page = answered(signed_in(teammate), workspace, PAGE)
    assert "of the answers look careless; without them Net Promoter Score is" in page
    assert "The same words as another answer" in page
    assert COPIED not in page


def test_without_answers_it_says_so(teammate: User, signed_in: SignedIn, workspace: Any):
    assert "nobody answered Net Promoter Score here" in answered(signed_in(teammate), workspace, PAGE)


def test_the_flags_are_exported_without_anybodys_words(
    own_home: Path, owner: User, signed_in: SignedIn, workspace: Any
):
    facts_of("acme").add(batch(company()))
    client = signed_in(owner)
    answered(client, workspace, PAGE)
    response = client.get(PAGE + "export/", {**DAYS, "format": "csv"})
    written = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = {line["flag"]: line for line in csv.DictReader(written.splitlines())}
    assert int(lines["repeated"]["n"]) > 0
    assert float(lines["any"]["without"]) == pytest.approx(float(lines["any"]["score"]) + float(lines["any"]["shift"]))
    assert COPIED not in written
