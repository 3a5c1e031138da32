"""Every page, found by itself, in every language, width and light: accessible, whole, and quiet.

All looks are taken, and their pictures left, with AURICLE_ALL_SCREENS=1 (``make test-screens``); otherwise one of each
page, the same every time.
"""

from __future__ import annotations

import os
from itertools import product
from zlib import crc32

import pytest

from tests.browser.screens import Look, Screens, assert_accessible, assert_nothing_scrolls_sideways, screenshot

ALL = [Look(*look) for look in product((1440, 390), ("en", "zh-hans", "zh-hant"), (False, True))]
SOME = [Look(1440, "zh-hans", False), Look(390, "en", True)]  # English is the longest where room is least
LOOKS = ALL if os.environ.get("AURICLE_ALL_SCREENS") else SOME

OF_ONESELF = {
    "front": "/", "profile": "/you/", "new-workspace": "/workspaces/new/",
    "password": "/accounts/password/change/", "second-factor": "/accounts/2fa/",
}  # fmt: skip
OF_NOBODY = {"login": "/accounts/login/", "password-reset": "/accounts/password/reset/", "lost": "/invitation/none/"}
EXPECTED = "the server responded with a status of 404"  # the page of a closed invitation is one


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_page_is_accessible_whole_and_quiet(
    look: Look, screens: Screens, pages: dict[str, str], subtests: pytest.Subtests
):
    assert {"platform:people", "platform:dictionary"} <= set(pages)
    for name, path in {**pages, **OF_ONESELF}.items():
        if LOOKS is ALL or SOME[crc32(name.encode()) % len(SOME)] == look:
            with subtests.test(name):
                _looked_at(screens, name, path, look)


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_pages_before_signing_in_are_too(look: Look, screens: Screens, subtests: pytest.Subtests):
    for name, path in OF_NOBODY.items():
        with subtests.test(name):
            _looked_at(screens, name, path, look, signed_in=False)


def _looked_at(screens: Screens, name: str, path: str, look: Look, signed_in: bool = True) -> None:
    page = screens.page_at(path, look.width, look.language, look.dark, signed_in)
    try:
        if LOOKS is ALL:
            screenshot(page, name, look)
        assert page.locator("h1").count() == 1
        assert page.locator("html").get_attribute("lang") == look.language
        assert_nothing_scrolls_sideways(page)
        assert_accessible(page)
        assert [text for text in screens.said if EXPECTED not in text] == []
    finally:
        page.close()


def test_what_is_good_bad_or_nothing_looks_so_in_a_table_too(screens: Screens):
    page = screens.page_at("/w/demo/", 1440, "en", False)
    try:
        colours = page.evaluate(
            """() => ["good", "bad", "noise"].map((tone) => {
                const box = document.createElement("div")
                box.innerHTML = `<p class="${tone}">1</p><table class="table"><tbody><tr><td class="number ${tone}">1`
                document.body.append(box)
                return [...box.querySelectorAll("p, td")].map((each) => getComputedStyle(each).color)
            })"""
        )
        assert [alone == in_table for alone, in_table in colours] == [True] * 3, colours
    finally:
        page.close()
