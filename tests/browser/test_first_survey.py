"""A new user's first five minutes: from nothing to a published survey whose first answer is counted.

It can be read like a story; each line is one thing that somebody does.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ROOT
from tests.browser.screens import LOCALES, Look, assert_accessible, assert_nothing_scrolls_sideways, screenshot

FIVE_MINUTES = 300.0
WORDS = {
    "en": {
        "workspace": "Lamps and Sons", "survey": "After a purchase", "new": "Make the first survey",
        "make": "Make the survey", "publish": "Publish", "next": re.compile("Next|Send|Submit"),
        "results": "1 of 1 who began", "overview": "not shown (protects fewer than 5 people)", "desktop": "Desktop",
    },
    "zh-hans": {
        "workspace": "灯笼商店", "survey": "购买之后", "new": "创建第一份问卷", "make": "创建问卷", "publish": "发布",
        "next": re.compile("下一页|提交"), "results": "开始作答的 1 人中，1 人答到最后",
        "overview": "少于 5 人", "desktop": "电脑",
    },
}  # fmt: skip


@pytest.fixture
def nothing(tmp_path: Path) -> Iterator[str]:
    """The address at which a server that was just installed asks to be set up."""
    command = [
        sys.executable,
        "-m",
        "auricle",
        "serve",
        "--home",
        str(tmp_path),
        "--port",
        "0",
        "--collector-port",
        "0",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    said = [server.stdout.readline() for _ in range(3)]
    [address] = re.findall(r"http://\S+/set-up/\S+", "".join(said))
    yield address
    server.terminate()
    server.wait(30)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_from_an_empty_workspace_to_a_first_answer_in_under_five_minutes(
    nothing: str, browser: Browser, language: str
) -> None:
    words, began = WORDS[language], time.monotonic()
    context = browser.new_context(locale=LOCALES[language], viewport={"width": 1440, "height": 900})
    page = context.new_page()

    # Set the server up: a company, an address, a password.
    page.goto(nothing)
    page.locator("[name=workspace_name]").fill(words["workspace"])
    page.locator("[name=email]").fill("owner@example.com")
    page.locator("[name=password]").fill("correct horse battery")
    page.locator("main button, form button").last.click()
    page.wait_for_url("**/w/**")
    inside = "/".join(page.url.split("/")[:5])

    # Make a survey from the first template.
    page.goto(f"{inside}/surveys/")
    page.get_by_role("link", name=words["new"]).click()
    page.locator("[name=name]").fill(words["survey"])
    page.get_by_role("button", name=words["make"]).click()
    expect(page.locator("iframe.preview")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "first-survey", Look(1440, language))

    # Look at it as on a desktop, which is wider than a phone, and publish it.
    page.get_by_role("link", name=words["desktop"], exact=True).click()
    expect(page.locator("iframe.preview-desktop")).to_be_visible()
    assert page.locator("iframe.preview").evaluate("e => e.getBoundingClientRect().width") > 768
    page.get_by_role("button", name=words["publish"], exact=True).click()
    public = page.locator("p.address a").get_attribute("href")
    assert public

    # A customer opens it on a phone and answers, with one thumb.
    phone = browser.new_context(locale=LOCALES[language], viewport={"width": 390, "height": 844}, has_touch=True)
    _answer(phone.new_page(), public, words, language)

    # A moment later the answer is counted; the overview knows it, and shows no score of a single person.
    _until_counted(page, f"{inside}/surveys/", words)
    page.goto(f"{inside}/overview/")
    expect(page.locator("main article").first).to_contain_text(words["overview"])
    assert time.monotonic() - began < FIVE_MINUTES
    phone.close()
    context.close()


def _answer(page: Page, address: str, words: dict[str, str], language: str) -> None:
    page.goto(address)
    assert page.locator("html").get_attribute("lang") == language
    for _ in range(12):
        if page.locator("main[data-done=yes]").count():
            break
        assert_accessible(page)
        assert_nothing_scrolls_sideways(page)
        small = page.evaluate(
            "[...document.querySelectorAll('main label:has(input), main button')]"
            ".map(e => e.getBoundingClientRect()).filter(r => r.width && (r.height < 44 || r.width < 40)).length"
        )
        assert small == 0, "a target is smaller than a thumb"
        for group in page.locator("main fieldset").all():
            if group.locator("input[type=radio]").count():
                group.locator("input[type=radio]").last.check(force=True)
        for text in page.locator("main textarea").all():
            text.fill("好" if language != "en" else "fine")
        before = page.locator("[name=number], main[data-done=yes]").first.evaluate("e => e.value || 'done'")
        page.get_by_role("button", name=words["next"]).last.click()
        page.wait_for_function(
            "before => document.querySelector('main[data-done=yes]') || "
            "document.querySelector('[name=number]')?.value !== before",
            arg=before,
        )
    expect(page.locator("main[data-done=yes] h1")).to_be_visible()


def _until_counted(page: Page, surveys: str, words: dict[str, str]) -> None:
    for _ in range(60):
        page.goto(surveys)
        page.locator("tbody th a").first.click()
        if words["results"] in page.locator("h1").inner_text():
            return
        time.sleep(0.5)
    raise AssertionError("the answer is not counted")
