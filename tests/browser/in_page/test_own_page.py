"""The answering page of our own in a real browser: a screen in a shop, a device without a network, a flood."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.auricle_js.receiver import wait_for
from tests.browser.in_page.conftest import Company, NewVisitor


def opened(visitor: NewVisitor, address: str) -> Page:
    page = visitor().context.new_page()
    page.goto(address)
    return page


def steps(company: Company, survey: str, channel: str) -> list[dict[str, Any]]:
    public = company.said["surveys"][survey]
    return [each for each in company.responses() if (each["survey"], each["channel"]) == (public, channel)]


def at_the_screen(company: Company, visitor: NewVisitor) -> Page:
    """A screen in a shop whose clock is ours."""
    page = visitor().context.new_page()
    page.clock.install()
    page.goto(company.address + company.said["kiosk"])
    return page


def test_a_screen_in_a_shop_begins_anew_when_nobody_touches_it_and_after_each_answer(
    company: Company, visitor: NewVisitor
) -> None:
    page = at_the_screen(company, visitor)
    score = page.get_by_role("radio", name="8", exact=True)
    page.clock.fast_forward("00:50")
    score.check()
    page.clock.fast_forward("00:50")
    expect(score).to_be_checked()
    page.clock.fast_forward("00:11")
    expect(score).not_to_be_checked()
    score.check()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("checkbox", name="price").check()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("main")).to_contain_text("Your answers have arrived")
    page.clock.fast_forward("00:11")
    expect(score).not_to_be_checked()
    assert page.evaluate("localStorage.length") == 0
    assert {each["unit"] for each in steps(company, "inline", "kiosk")} == {"north"}


def test_what_is_answered_without_a_network_is_sent_when_it_is_back_or_the_page_is_opened_again(
    company: Company, visitor: NewVisitor
) -> None:
    survey = company.said["surveys"]["button"]
    page = opened(visitor, f"{company.address}/s/{survey}/")
    page.get_by_role("radio", name="6", exact=True).check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("status")).to_contain_text("kept on this device")
    page.context.set_offline(False)
    page.get_by_role("checkbox", name="speed").check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("kept on this device")
    page.close()
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(f"{company.address}/s/{survey}/")
    expect(again.locator("main")).to_contain_text("Your answers have arrived")
    wait_for(lambda: len(steps(company, "button", "link")) == 2, "the answer")
    first, last = steps(company, "button", "link")
    assert (first["response"], first["complete"], last["complete"]) == (last["response"], False, True)
    assert again.evaluate("localStorage.length") == 0


def test_a_screen_without_a_network_keeps_the_step_shows_it_to_nobody_and_begins_anew_when_it_is_back(
    company: Company, visitor: NewVisitor
) -> None:
    page = at_the_screen(company, visitor)
    page.context.set_offline(True)
    page.clock.fast_forward("01:01")
    score = page.get_by_role("radio", name="3", exact=True)
    score.check()
    page.get_by_role("textbox", name="Why this score?").fill("nobody else's business")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("status")).to_contain_text("kept on this device")
    page.clock.fast_forward("01:01")
    expect(page.get_by_role("textbox")).to_have_count(0)
    expect(page.get_by_role("status")).to_contain_text("kept on this device")
    page.context.set_offline(False)
    expect(score).to_be_visible()
    expect(score).not_to_be_checked()
    assert steps(company, "inline", "kiosk")[-1]["given"] == {"recommend": 3, "why": "nobody else's business"}


def test_who_changes_their_mind_without_a_network_is_kept_with_what_they_said_last(
    company: Company, visitor: NewVisitor
) -> None:
    survey = company.said["surveys"]["leaving"]
    page = opened(visitor, f"{company.address}/s/{survey}/")
    page.context.set_offline(True)
    page.get_by_role("radio", name="6", exact=True).check()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("status")).to_contain_text("kept on this device")
    page.get_by_role("radio", name="9", exact=True).check()
    page.get_by_role("button", name="Next").click()
    page.context.set_offline(False)
    expect(page.get_by_role("checkbox", name="price")).to_be_visible()
    assert steps(company, "leaving", "link")[-1]["given"]["recommend"] == 9


def test_who_answers_during_a_flood_has_their_browser_work_and_notices_little(
    company: Company, visitor: NewVisitor
) -> None:
    survey = company.said["surveys"]["nobody"]
    page = opened(visitor, f"{company.address}/s/{survey}/")
    page.evaluate(
        """async (path) => {
            const body = "do=next&asked=0&q:recommend=1&version=1&page=page1";
            const headers = { "Content-Type": "application/x-www-form-urlencoded" };
            for (let n = 0; n < 90; n++) await fetch(path, { method: "POST", body, headers });
        }""",
        f"/s/{survey}/",
    )
    page.get_by_role("radio", name="2", exact=True).check()
    with page.expect_response(lambda answer: answer.status == 429):
        page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("checkbox", name="price")).to_be_visible()
