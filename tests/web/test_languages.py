"""Every page speaks the reader's language: no English sentence is left on it in either Chinese."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client

from auricle.web.platform.models import User, Workspace
from tests.web.routes import Route, address_of, examples_of, routes

PAGES = [route for route in routes() if route.is_inside_a_workspace or route.name.startswith("account_")]
OUTSIDE: dict[str, dict[str, object]] = {
    "account_reset_password_from_key": {"uidb36": "1", "key": "x"},
    "account_confirm_email": {"key": "x"},
}
SILENT = {"cite", "code", "pre", "script", "style", "kbd", "samp", "textarea", "svg", "math"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "use", "wbr"}
SPOKEN = ("alt", "aria-label", "placeholder", "title", "data-confirm")
# Three words in a row that are English; names of people, products and standards have none so long.
ENGLISH = re.compile(r"(?<!')\b[A-Za-z][a-z'-]*(?: [a-z][a-z'-]*){2,}")


class Spoken(HTMLParser):
    """What a page says to its reader, without code, markup and what is said to be English."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.said: list[str] = []

    @property
    def is_silent(self) -> bool:
        return any(silent for _, silent in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        silent = tag in SILENT or given.get("lang") == "en"
        if not (silent or self.is_silent):
            self.said += [value for name in SPOKEN if (value := given.get(name))]
        if tag not in VOID:
            self.open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.is_silent:
            self.said.append(data)


def english(page: str) -> list[str]:
    spoken = Spoken()
    spoken.feed(page)
    return [found for text in spoken.said for found in ENGLISH.findall(" ".join(text.split()))]


def twice(page: str) -> list[str]:
    """The ids that more than one part of a page has."""
    return [name for name, n in Counter(re.findall(r'\sid="([^"]*)"', page)).items() if n > 1]


def test_an_english_sentence_is_heard_and_what_is_marked_is_not():
    page = '<p lang="en">Left in English here</p><br><p title="Say it again please">共 3 位<b>Nobody said it</b></p>'
    assert english(page) == ["Say it again please", "Nobody said it"]


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_a_page_is_in_the_readers_language_and_each_of_its_parts_has_an_id_of_its_own(
    route: Route,
    language: str,
    workspace: Workspace,
    owner: User,
    signed_in: Callable[[User | None], Client],
):
    address = address_of(route, workspace, {**examples_of(workspace, owner), **OUTSIDE})
    client = signed_in(owner if route.is_inside_a_workspace else None)
    client.cookies["language"] = language
    response = client.get(address)
    assert response["Content-Language"] == language
    if response["Content-Type"].startswith("text/html") and not response.streaming:
        page = response.content.decode()
        assert english(page) == []
        assert twice(page) == [], "a label would name the wrong field"
