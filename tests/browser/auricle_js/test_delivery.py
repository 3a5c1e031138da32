"""Every event reaches the collector, whatever happens between, and is sent again only until it is acknowledged."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Error, Page

from tests.browser.auricle_js.conftest import NETWORK_IS_BACK, Open, Publish
from tests.browser.auricle_js.receiver import Receiver, Site, wait_for, wait_until


@pytest.fixture
def page(publish: Publish, visit: Open, receiver: Receiver) -> Page:
    """A page that says only what it is told to, with everything sent that was to send."""
    publish(tag='data-automatic=""')
    opened = visit()
    opened.evaluate("auricle('track', 'Ready')")
    receiver.one("Ready")
    return opened


def acknowledged(receiver: Receiver) -> Counter[str]:
    return Counter(event["event"] for event in receiver.events)


def test_events_of_a_moment_go_in_one_request(page: Page, receiver: Receiver):
    page.evaluate("for (let n = 0; n < 20; n++) auricle('track', 'Event ' + n)")
    wait_for(lambda: len(receiver.events) == 21, "twenty events more")
    assert len(receiver.sent) == 2
    assert [event["event"] for event in receiver.events[1:]] == [f"Event {n}" for n in range(20)]
    body = json.loads(receiver.sent[1].body)
    assert body["writeKey"] == "a-key-of-tests"
    assert all(event["originalTimestamp"] <= body["sentAt"] for event in body["batch"])
    assert "Content-Type: text/plain" in receiver.sent[1].headers, "anything else asks for permission first"


def test_what_happens_offline_is_sent_when_the_network_is_back(page: Page, receiver: Receiver, visitor: BrowserContext):
    visitor.set_offline(True)
    page.evaluate("auricle('track', 'Offline')")
    page.wait_for_timeout(1_200)
    visitor.set_offline(False)
    receiver.one("Offline")
    assert acknowledged(receiver) == {"Ready": 1, "Offline": 1}


def test_what_the_collector_missed_survives_a_reload(page: Page, receiver: Receiver):
    receiver.is_reachable = False
    page.evaluate("auricle('track', 'Kept')")
    page.wait_for_timeout(1_200)
    page.reload()
    receiver.is_reachable = True
    receiver.one("Kept")
    page.reload()
    page.evaluate("auricle('track', 'Later')")
    receiver.one("Later")
    assert acknowledged(receiver) == {"Ready": 1, "Kept": 1, "Later": 1}


def test_a_collector_that_asks_for_time_gets_it_from_every_page(page: Page, receiver: Receiver, visit: Open):
    receiver.answers = [(429, {"Retry_After": "3"})]
    page.evaluate("auricle('track', 'Patient')")
    page.wait_for_function("localStorage['auricle.pause']")  # it has heard the refusal
    page.reload()
    visit("/").evaluate("auricle('track', 'Other Tab')")
    receiver.one("Patient")
    receiver.one("Other Tab")
    refused, *taken = receiver.sent[1:]
    assert [round(each.at - refused.at, 1) for each in taken if not 3 <= each.at - refused.at < 30] == []
    assert json.loads(refused.body)["batch"] == receiver.named("Patient")


def test_a_refusal_that_may_pass_loses_nothing(page: Page, receiver: Receiver):
    receiver.answers = [(status, {}) for status in (401, 404, 500, 503)]
    page.evaluate("auricle('track', 'Wanted')")
    wait_for(lambda: (page.evaluate(NETWORK_IS_BACK), receiver.named("Wanted"))[1], "what was refused four times")
    assert [each.status for each in receiver.sent] == [200, 401, 404, 500, 503, 200]


def test_a_body_that_will_never_be_taken_does_not_block_the_next(page: Page, receiver: Receiver):
    receiver.answers = [(400, {}), (413, {})]
    for name in ("Malformed", "Too Large", "Next"):
        page.evaluate(f"auricle('track', '{name}')")
        page.evaluate(NETWORK_IS_BACK)
        page.wait_for_function("name => !Object.values(localStorage).some((kept) => kept.includes(name))", arg=name)
    assert [each.status for each in receiver.sent] == [200, 400, 413, 200]
    assert receiver.named("Malformed") == receiver.named("Too Large") == []


def test_a_tab_that_is_closed_sends_what_it_has(page: Page, receiver: Receiver):
    page.evaluate("auricle('track', 'Last Word')")
    page.close()
    wait_for(lambda: receiver.named("Last Word"), "the beacon")


def test_a_tab_that_is_killed_leaves_what_it_has_to_the_next(page: Page, receiver: Receiver, visit: Open):
    receiver.is_reachable = False
    page.evaluate("auricle('track', 'Unsent')")
    page.wait_for_timeout(100)
    crash(page)
    receiver.is_reachable = True
    visit().evaluate("auricle('track', 'Next')")
    receiver.one("Unsent")
    receiver.one("Next")  # by itself where what was left behind is old enough to go at once
    assert acknowledged(receiver) == {"Ready": 1, "Unsent": 1, "Next": 1}


def crash(page: Page) -> None:
    """End the tab's process, as running out of memory does: no handler of the page runs."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash", timeout=2_000)


NOTHING_WAITS = "!Object.keys(localStorage).some((name) => name.startsWith('auricle.event.'))"


def test_what_leaves_with_the_page_is_sent_once_and_by_the_next_page_once_more(page: Page, receiver: Receiver):
    with page.expect_navigation():
        page.evaluate("auricle('track', 'Leaving'); location.reload()")
    wait_until(page, NOTHING_WAITS)
    assert acknowledged(receiver)["Leaving"] == 2, "the beacon and the request that is answered"
    assert len({event["messageId"] for event in receiver.events if event["event"] == "Leaving"}) == 1


def test_a_browser_that_takes_no_beacon_sends_what_it_has(
    publish: Publish, visit: Open, receiver: Receiver, site: Site
):
    publish(tag='data-automatic=""', before="navigator.sendBeacon = () => false")
    site.pages["/next"] = "<!doctype html>"  # nothing there sends what was left behind
    page = visit()
    page.evaluate("auricle('track', 'Ready')")
    receiver.one("Ready")
    wait_until(page, NOTHING_WAITS)
    with page.expect_navigation():
        page.evaluate("auricle('track', 'Leaving'); location.href = '/next'")
    wait_for(lambda: receiver.named("Leaving"), "what no beacon took")


def test_two_tabs_lose_and_repeat_nothing(page: Page, receiver: Receiver, visit: Open):
    other = visit()
    for tab, name in ((page, "one"), (other, "two")) * 3:
        tab.evaluate("(name) => { for (let n = 0; n < 10; n++) auricle('track', name) }", name)
    wait_for(lambda: len(receiver.events) >= 61, "the events of both tabs")
    page.wait_for_timeout(1_200)
    assert len(receiver.events) == len({event["messageId"] for event in receiver.events}) == 61
    assert len({event["anonymousId"] for event in receiver.events}) == 1


def test_the_queue_is_bounded_and_so_is_a_request(page: Page, receiver: Receiver):
    receiver.is_reachable = False
    page.evaluate("for (let n = 0; n < 510; n++) auricle('track', 'Event ' + n, {text: '客'.repeat(100)})")
    page.wait_for_timeout(1_100)
    receiver.is_reachable = True
    page.evaluate(NETWORK_IS_BACK)
    wait_for(lambda: len(receiver.events) == 501, "the newest 500 events")
    assert {event["event"] for event in receiver.events} == {"Ready", *(f"Event {n}" for n in range(10, 510))}
    assert max(len(each.body) for each in receiver.sent) < 61_000


NO_STORAGE = {
    "full": "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }",
    "forbidden": "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException() }})",
}


@pytest.mark.parametrize("why", NO_STORAGE)
def test_a_browser_without_storage_still_sends(why: str, publish: Publish, visit: Open, receiver: Receiver, visitor):
    visitor.add_init_script(NO_STORAGE[why])
    publish(before="auricle('track', 'Without')")
    visit()
    receiver.one("Without")
    receiver.one("page")
