"""Consent, signals of the browser, strict mode, and a strict Content-Security-Policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from tests.browser.auricle_js.conftest import Open, Publish
from tests.browser.auricle_js.receiver import KEY, Receiver, Site, wait_for

BUTTON = "<button>Press</button>"


def kept(page: Page) -> dict[str, object]:
    """Everything that lies on the device for this page's origin."""
    stored = page.evaluate(
        """async () => ({local: {...localStorage}, session: {...sessionStorage},
                         databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length})"""
    )
    return {name: found for name, found in stored.items() if found} | {
        "cookies": [each["name"] for each in page.context.cookies()]
    }


NOTHING = {"cookies": []}


def settle(page: Page) -> None:
    """Long enough for a batch to be gathered and sent."""
    page.wait_for_timeout(1_300)


@pytest.mark.parametrize("demanded_by", ["the workspace", "the page"])
def test_before_consent_nothing_is_sent_or_kept(demanded_by: str, publish: Publish, visit: Open, receiver: Receiver):
    receiver.demands = {"consentRequired": demanded_by == "the workspace"}
    publish(body=BUTTON, tag='data-consent="required"' if demanded_by == "the page" else "")
    page = visit()
    page.get_by_text("Press").click()
    settle(page)
    assert receiver.sent == []
    assert kept(page) == NOTHING
    page.evaluate("auricle('consent', true)")
    receiver.one("Button Clicked")
    before = receiver.one("page")
    page.reload()
    wait_for(lambda: len(receiver.named("page")) == 2, "a page view of a page that did not ask again")
    assert receiver.named("page")[1]["anonymousId"] == before["anonymousId"]


def test_a_visitor_who_leaves_without_consent_was_never_here(publish: Publish, visit: Open, receiver: Receiver):
    receiver.demands = {"consentRequired": True}
    publish(body=BUTTON)
    page = visit()
    page.get_by_text("Press").click()
    settle(page)
    page.close(run_before_unload=True)
    page = visit()
    settle(page)
    assert receiver.sent == []
    assert kept(page) == NOTHING


def test_a_page_that_asked_itself_need_not_wait(publish: Publish, visit: Open, receiver: Receiver):
    receiver.demands = {"consentRequired": True}
    publish(tag='data-consent="given"')
    visit()
    receiver.one("page")


def test_consent_that_is_withdrawn_takes_everything_with_it_in_every_tab(
    publish: Publish, visit: Open, receiver: Receiver
):
    receiver.demands = {"consentRequired": True}
    publish(body=BUTTON, tag='data-automatic="clicks"')
    page, other = visit(), visit()
    page.evaluate("auricle('consent', true); auricle('identify', 'u-1')")
    receiver.one("identify")
    other.evaluate("auricle('track', 'In The Other Tab')")
    receiver.one("In The Other Tab")
    sent = len(receiver.sent)
    page.evaluate("auricle('track', 'Too Late'); auricle('consent', false)")
    for tab in (page, other):
        tab.get_by_text("Press").click()
    settle(page)
    assert kept(page) == NOTHING
    assert len(receiver.sent) == sent


def test_a_tab_that_learns_late_what_is_demanded_keeps_what_another_was_allowed_to_keep(
    publish: Publish, visit: Open, receiver: Receiver, visitor: BrowserContext
):
    receiver.demands = {"consentRequired": True}
    publish()
    page = visit()
    settle(page)
    asked: list[Route] = []
    visitor.route("**/settings", lambda question: asked.append(question))
    # word from the other tab comes later still
    visitor.add_init_script("addEventListener('storage', (change) => change.stopImmediatePropagation(), true)")
    late = visit()
    late.evaluate("auricle('track', 'In The Late Tab')")
    wait_for(lambda: bool(asked) or late.wait_for_timeout(50), "the late tab's question")
    receiver.answers = [(503, {})] * 50
    page.evaluate("auricle('consent', true); auricle('track', 'Not Sent Yet')")
    before = kept(page)
    for question in asked:
        question.continue_()
    settle(late)
    assert "Not Sent Yet" in str(kept(page)["local"])
    assert kept(page)["cookies"] == before["cookies"] == ["auricle_id"]
    receiver.answers = []
    late.close()
    page.reload()
    assert receiver.one("Not Sent Yet")
    assert receiver.one("In The Late Tab")


def test_a_no_is_remembered_where_nobody_has_to_ask(publish: Publish, visit: Open, receiver: Receiver):
    publish(body=BUTTON)
    page = visit()
    receiver.one("page")
    page.evaluate("auricle('consent', false)")
    sent = len(receiver.sent)
    page.reload()
    page.get_by_text("Press").click()
    page.evaluate("auricle('identify', 'u-1')")
    settle(page)
    assert len(receiver.sent) == sent
    assert kept(page)["cookies"] == []
    assert set(kept(page)["local"]) == {"auricle.consent", "auricle.demands"}


SIGNALS = {"globalPrivacyControl": "true", "doNotTrack": "'1'"}


@pytest.mark.parametrize("signal", SIGNALS)
def test_a_browser_that_says_no_is_left_alone(
    signal: str, publish: Publish, visit: Open, receiver: Receiver, visitor: BrowserContext
):
    visitor.add_init_script(f"Object.defineProperty(Navigator.prototype, '{signal}', {{get: () => {SIGNALS[signal]}}})")
    publish(body=BUTTON, before="auricle('track', 'Before')", tag='data-consent="given"')
    page = visit()
    page.get_by_text("Press").click()
    page.evaluate("auricle('identify', 'u-1'); auricle('consent', true)")
    settle(page)
    page.close(run_before_unload=True)
    page = visit()
    assert receiver.told == []
    assert kept(page) == NOTHING


@pytest.mark.parametrize("demanded_by", ["the workspace", "the page"])
def test_strict_mode_keeps_nothing_on_the_device(demanded_by: str, publish: Publish, visit: Open, receiver: Receiver):
    receiver.demands = {"strict": demanded_by == "the workspace"}
    publish(body=BUTTON, tag="data-strict" if demanded_by == "the page" else "", before="auricle('identify', 'u-1')")
    page = visit()
    page.get_by_text("Press").click()
    clicked = receiver.one("Button Clicked")
    assert clicked["anonymousId"] == receiver.one("page")["anonymousId"]
    assert clicked["userId"] == "u-1"
    assert kept(page) == NOTHING
    page.evaluate("auricle('track', 'Last Word'); location.reload()")
    wait_for(lambda: len(receiver.named("page")) == 2, "the page view after")
    assert receiver.one("Last Word")
    assert len({event["anonymousId"] for event in receiver.named("page")}) == 2
    assert kept(page) == NOTHING


def test_a_workspace_that_becomes_strict_clears_what_was_kept(publish: Publish, visit: Open, receiver: Receiver):
    publish()
    page = visit()
    receiver.one("page")
    assert kept(page)["cookies"] == ["auricle_id"]
    receiver.demands = {"strict": True}
    page.reload()
    wait_for(lambda: kept(page) == NOTHING, "an empty device")


def test_one_visitor_of_two_hosts_of_a_site_is_one(
    publish: Publish, visitor: BrowserContext, receiver: Receiver, site: Site
):
    publish()
    for host in ("www.shop.example", "checkout.shop.example", "other.example"):
        page = visitor.new_page()
        page.goto(f"http://{host}:{site.port}/")
        assert not page.evaluate("isSecureContext"), "there is no crypto.randomUUID and no lock here"
        wait_for(lambda: host in str(receiver.named("page")), host)  # noqa: B023
    www, checkout, other = (event["anonymousId"] for event in receiver.named("page"))
    assert www == checkout != other


def test_a_strict_policy_of_the_page_is_kept(publish: Publish, visit: Open, receiver: Receiver, site: Site):
    own = receiver.address
    site.policy = (
        f"default-src 'none'; script-src {own}; connect-src {own}; style-src 'none'; require-trusted-types-for 'script'"
    )
    site.pages["/"] = f"<!doctype html><script async src='{own}/auricle.js' data-key='{KEY}'></script>{BUTTON}"
    page = visit(wait_until="load")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.get_by_text("Press").click()
    page.evaluate("auricle('track', 'Said')")
    receiver.one("Button Clicked")
    page.close(run_before_unload=True)
    wait_for(lambda: receiver.named("Web Vital"), "the last words of the page")
    assert said == []
