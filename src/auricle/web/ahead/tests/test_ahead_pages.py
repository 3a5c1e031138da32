"""The pages of what is unusual, what comes next and of people: who sees them, what they say, what they refuse."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from django.test import Client

from auricle.query.tests.facts import batch
from auricle.understanding.tests.test_ahead import calls
from auricle.web.platform.facts import facts_of
from auricle.web.platform.models import User, Workspace

SignedIn = Callable[[User | None], Client]
HOME = "/w/acme/ahead/"
DAYS = {"from": "2025-01-01", "to": "2025-12-31"}
PAGES = ("", "chart/", "next/", "people/")


def answered(client: Client, path: str, **more: str) -> str:
    """A page after its question was worked out, as the browser does by itself."""
    query = {**DAYS, "measure": "csat", **more}
    asked = dict(re.findall(r'name="(kind|asked)" value="([^"]*)"', client.get(HOME + path, query).content.decode()))
    client.post("/w/acme/studies/ask/", {name: html.unescape(value) for name, value in asked.items()})
    return client.get(HOME + path, query).content.decode()


@pytest.mark.parametrize("path", [*PAGES, "people/export/"])
def test_a_stranger_does_not_learn_that_the_page_is_there(
    path: str, stranger: User, workspace: Workspace, signed_in: SignedIn
):
    assert signed_in(stranger).get(HOME + path).status_code == 404


def test_who_only_sees_numbers_does_not_see_people(teammate: User, workspace: Workspace, signed_in: SignedIn):
    assert signed_in(teammate).get(HOME + "people/").status_code == 403
    assert "ahead/people" not in signed_in(teammate).get(HOME).content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_without_facts_it_says_why_it_cannot_tell(path: str, own_home: Path, owner: User, signed_in: SignedIn):
    page = answered(signed_in(owner), path)
    assert "This cannot be told" in page
    assert not re.search(r"\bnan\b", page, re.IGNORECASE)


def test_each_page_says_its_finding(own_home: Path, owner: User, workspace: Workspace, signed_in: SignedIn):
    facts_of("acme").add(batch(calls()))
    said = {
        "": r"<h1>Customer satisfaction got unusually worse in chat, [^:]*2025: by [\d.]+ percentage points</h1>",
        "chart/": r"<h1>Customer satisfaction was last unusual in Oct[a-z]* 2025: beyond the limits</h1>",
        "next/": r"<h1>Customer satisfaction will be about [\d.]+% in Jan[a-z]* 2026 \([\d.]+% to [\d.]+%\)</h1>",
        "people/": r"<h1>Look with E7 at what would help; the others differ by cases and chance or do better</h1>",
    }
    for path, headline in said.items():
        page = answered(signed_in(owner), path)
        assert re.search(headline, page), (path, re.search("<h1>.*</h1>", page), re.search("<div class=.empty.*", page))
        assert not re.search(r"\bnan\b", page, re.IGNORECASE)
    smoothed = answered(signed_in(owner), "chart/", chart="ewma")
    assert "dashed the limits of the former" in smoothed
    assert re.search(r"<td[^>]*>[\d.]+% · smoothed [\d.]+% · n \d+</td>", smoothed)
    unusual = answered(signed_in(owner), "")
    assert "what came less what was expected, in percentage points" in unusual
    assert re.search(r"<td[^>]*>−\d\d\.\d ± \d+\.\d</td>", unusual), "a change of a share is no share"
    assert '<option value="csat" selected>' in signed_in(owner).get(HOME + "people/").content.decode()
    people = answered(signed_in(owner), "people/")
    names = re.findall(r'<th scope="row"(?: class="period")?>(E\d)</th>', people)
    assert names == [f"E{i}" for i in range(1, 10)] * 2, "the picture's table and the page's are in the order of names"
    file = signed_in(owner).get(HOME + "people/export/", {**DAYS, "measure": "csat", "format": "csv"})
    assert file.status_code == 200
    assert np.frombuffer(b"".join(file.streaming_content), np.uint8).size > 200


def test_a_day_that_is_none_is_said_to_be(own_home: Path, owner: User, signed_in: SignedIn):
    page = signed_in(owner).get(HOME + "chart/", {**DAYS, "measure": "csat", "changes": "soon"}).content.decode()
    assert "“soon” is no day" in page
