"""Every page of an analysis, of facts from which nothing can be told: it says so, and never shows what is no number."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.http import QueryDict
from django.test import Client

from auricle.query.tests.facts import batch
from auricle.understanding.tests.test_bad_input import FACTS
from auricle.web.platform.facts import facts_of
from auricle.web.platform.models import User

SignedIn = Callable[[User | None], Client]
PAGES = (
    "ahead/", "ahead/chart/", "ahead/next/", "ahead/people/", "understanding/movement/", "understanding/drivers/",
    "understanding/drivers/?target=returned", "understanding/drivers/?target=spent&of=operations",
    "understanding/money/", "understanding/quality/", "worth/", "worth/leaving/", "worth/staying/", "worth/silent/",
    "journeys/", "journeys/funnel/?steps=ask&steps=buy", "journeys/channels/?conversion=ask", "voices/",
)  # fmt: skip
NO_NUMBER = re.compile(r"\b(nan|inf|None)\b%?")


@pytest.mark.parametrize("given", ["constant", "one customer"])
def test_no_page_shows_what_is_no_number(given: str, own_home: Path, owner: User, signed_in: SignedIn):
    facts_of("acme").add(batch(FACTS[given]))
    client, days = signed_in(owner), {"from": "2025-01-01", "to": "2025-12-31", "measure": "nps"}
    for address in PAGES:
        path, _, more = address.partition("?")
        query = {**dict(QueryDict(more).lists()), **days}
        page = client.get(f"/w/acme/{path}", query)
        assert page.status_code == 200, path
        asked = dict(re.findall(r'name="(kind|asked)" value="([^"]*)"', page.content.decode()))
        if asked:
            client.post("/w/acme/studies/ask/", {name: html.unescape(value) for name, value in asked.items()})
            page = client.get(f"/w/acme/{path}", query)
        text = re.sub(r"<script.*?</script>|<[^>]*>", " ", page.content.decode(), flags=re.DOTALL)
        assert not NO_NUMBER.search(text), (path, NO_NUMBER.search(text))
