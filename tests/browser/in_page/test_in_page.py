"""Surveys inside a company's own pages, in a real browser, on pages that are hostile to whatever is put into them."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.auricle_js.receiver import Site, wait_for, wait_until
from tests.browser.in_page.conftest import HOSTILE, Company, NewVisitor
from tests.browser.screens import AXE, STANDARD

STYLED = '<link rel="stylesheet" href="/hostile.css">'
TALL = '<p id="tall">…</p>'


def publish(site: Site, company: Company, path: str, body: str = "", tag: str = "", *, hostile: bool = True) -> None:
    site.pages["/hostile.css"] = HOSTILE
    site.pages[path] = company.page((STYLED if hostile else "") + body, tag)


def answer(page: Page, score: str = "9") -> None:
    page.get_by_role("radio", name=score, exact=True).check()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("checkbox", name="price").check()
    page.get_by_role("button", name="Send").click()


def test_after_an_event_it_is_asked_over_the_page_by_keyboard_alone(
    company: Company, site: Site, visitor: NewVisitor
) -> None:
    publish(
        site,
        company,
        "/event",
        '<button type="button" data-auricle-event="Order Completed">Buy</button>',
        hostile=False,
    )
    somebody = visitor()
    page = somebody.open("/event")
    wait_until(page, "window.auricle?.ready")
    page.get_by_role("button", name="Buy").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert page.evaluate("document.activeElement.shadowRoot?.activeElement?.id") == "title"
    inside = "document.activeElement.className === 'auricle-popover' || document.activeElement === document.body"
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(inside), "the focus left the dialog"
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert page.evaluate("document.activeElement.textContent") == "Buy"
    assert somebody.refused == []


def test_answers_given_in_a_hostile_page_under_a_strict_policy_arrive_once(
    company: Company, site: Site, visitor: NewVisitor
) -> None:
    publish(site, company, "/corner")
    somebody = visitor()
    page = somebody.open("/corner")
    assert page.locator("main").evaluate("e => getComputedStyle(e).color") == "rgb(255, 0, 255)"
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    title = dialog.get_by_role("heading", name="How was it?")
    seen = title.evaluate("e => { const s = getComputedStyle(e); return [s.fontSize, s.color, s.letterSpacing] }")
    assert seen == ["19px", "rgb(28, 36, 48)", "normal"]
    box = dialog.bounding_box()
    assert box
    assert (box["width"], box["x"] + box["width"]) == (416, 984)
    dialog.get_by_role("button", name="Next").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Please answer this question.")
    answer(page)
    expect(dialog).to_contain_text("Your answers have arrived")
    [first, last] = [each for each in company.responses() if each["survey"] == company.said["surveys"]["slide-in"]]
    assert (last["given"]["recommend"], last["complete"], last["channel"]) == (9, True, "web")
    assert first["response"] == last["response"]
    assert [said for said in somebody.refused if "422" not in said] == []


def test_nobody_is_asked_twice_nor_where_it_is_not_meant(company: Company, site: Site, visitor: NewVisitor) -> None:
    for path in ("/corner", "/corner/quiet", "/elsewhere", "/nobody"):
        publish(site, company, path)
    somebody = visitor()
    for path in ("/corner/quiet", "/elsewhere", "/nobody"):
        quiet = somebody.open(path)
        quiet.wait_for_timeout(900)
        expect(quiet.get_by_role("dialog")).to_have_count(0)
    page = somebody.open("/corner")
    page.get_by_role("button", name="Close").click()
    page.reload()
    page.wait_for_timeout(900)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_who_refuses_is_asked_nothing(company: Company, site: Site, visitor: NewVisitor) -> None:
    publish(site, company, "/corner")
    publish(site, company, "/corner/waits", tag='data-consent="required"')
    refusing = visitor(extra_http_headers={"Sec-GPC": "1"})
    refusing.context.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    pages = [refusing.open("/corner"), visitor().open("/corner/waits")]
    pages[0].wait_for_timeout(900)
    for page in pages:
        expect(page.get_by_role("dialog")).to_have_count(0)
        assert (
            page.evaluate("performance.getEntriesByType('resource').filter(e => /survey.js/.test(e.name)).length") == 0
        )
    pages[1].evaluate("auricle('consent', true)")
    expect(pages[1].get_by_role("dialog")).to_be_visible()


def test_it_appears_far_down_the_page_and_when_somebody_is_about_to_leave(
    company: Company, site: Site, visitor: NewVisitor
) -> None:
    publish(site, company, "/long", "<p>line</p>" * 200, hostile=False)
    publish(site, company, "/leaving", hostile=False)
    somebody = visitor()
    page = somebody.open("/long")
    page.wait_for_timeout(900)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.mouse.wheel(0, 6_000)
    expect(page.get_by_role("dialog")).to_be_visible()
    leaving = visitor().open("/leaving")
    leaving.wait_for_timeout(900)
    expect(leaving.get_by_role("dialog")).to_have_count(0)
    leaving.mouse.move(300, 300)
    leaving.evaluate("document.dispatchEvent(new MouseEvent('mouseout', {clientY: -1, bubbles: true}))")
    expect(leaving.get_by_role("dialog")).to_be_visible()


def test_a_button_and_a_place_within_the_page_are_there_for_who_wants_to_speak(
    company: Company, site: Site, visitor: NewVisitor
) -> None:
    publish(site, company, "/button")
    page = visitor().open("/button")
    page.get_by_role("button", name="Your feedback").click()
    page.get_by_role("dialog").get_by_role("radio", name="0, Not at all").check()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    place = f'<div data-auricle-survey="{company.said["surveys"]["inline"]}"></div>'
    publish(site, company, "/inline", f"{place}<script>0</script>", 'data-strict=""', hostile=False)
    within = visitor().open("/inline")
    answer(within, "7")
    expect(within.locator("main")).to_contain_text("Your answers have arrived")


def test_answers_given_without_a_network_are_kept_and_sent_by_the_next_page(
    company: Company, site: Site, visitor: NewVisitor
) -> None:
    survey = company.said["surveys"]["leaving"]
    publish(site, company, "/leaving", hostile=False)
    publish(site, company, "/elsewhere")
    somebody = visitor()
    page = somebody.open("/leaving")
    wait_until(page, "localStorage.getItem('auricle.demands')")
    page.wait_for_timeout(600)
    page.evaluate("document.dispatchEvent(new MouseEvent('mouseout', {clientY: -1, bubbles: true}))")
    page.get_by_role("radio", name="4").check()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("checkbox", name="speed").check()
    somebody.context.set_offline(True)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("kept on this device")
    page.close()
    somebody.context.set_offline(False)
    with somebody.context.expect_event("response", lambda said: f"/s/{survey}/" in said.url):
        somebody.open("/elsewhere")
    wait_for(lambda: any(e["complete"] for e in company.responses() if e["survey"] == survey), "the answer")
    steps = [each for each in company.responses() if each["survey"] == survey]
    assert steps[-1]["given"]["liked"] == ["speed"]
    # The network may go after the server has it and before it says so; then it comes twice, and is one by its response.
    assert len({each["response"] for each in steps}) == 1


def test_who_says_something_else_while_a_step_waits_is_kept_with_what_they_said_last(
    company: Company, site: Site, visitor: NewVisitor
) -> None:
    survey = company.said["surveys"]["inline"]
    publish(site, company, "/again", f'<div data-auricle-survey="{survey}"></div>', 'data-strict=""', hostile=False)
    somebody = visitor()
    page = somebody.open("/again")
    page.get_by_role("radio", name="5", exact=True).check()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("checkbox", name="speed").check()
    somebody.context.set_offline(True)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("kept on this device")
    page.get_by_role("checkbox", name="speed").uncheck()
    page.get_by_role("checkbox", name="price").check()
    page.get_by_role("button", name="Send").click()
    somebody.context.set_offline(False)
    expect(page.locator("main")).to_contain_text("Your answers have arrived")
    steps = [each for each in company.responses() if each["survey"] == survey and each["given"]["recommend"] == 5]
    assert [each["given"]["liked"] for each in steps if each["complete"]] == [["price"]]
    assert len({each["response"] for each in steps}) == 1


def test_every_look_is_accessible(company: Company, site: Site, visitor: NewVisitor) -> None:
    place = f'<div data-auricle-survey="{company.said["surveys"]["inline"]}"></div>'
    publish(site, company, "/corner", place, hostile=False)
    page = visitor(bypass_csp=True, viewport={"width": 390, "height": 844}).open("/corner")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("radio")).to_have_count(22)
    page.add_script_tag(path=AXE)
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", STANDARD)
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []
