"""What people do with links, buttons and forms, and where these fail them."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.auricle_js.conftest import Open, Publish
from tests.browser.auricle_js.receiver import Receiver, Site, wait_for

BUTTONS = """
<button id="buy" onclick="document.title = 'Bought ' + Math.random()">Buy   it
 now</button>
<button id="broken">Pay</button>
<a id="help" href="/help?ticket=typed#top">Help</a>
<div id="card" style="cursor: pointer">A card</div>
<p id="words">Only words to be read, and perhaps to be selected.</p>
<script>document.getElementById("help").addEventListener("click", (event) => event.preventDefault())</script>
"""


def properties(receiver: Receiver, name: str) -> list[dict[str, object]]:
    return [event["properties"] for event in receiver.named(name)]


def leave(page: Page) -> None:
    """Close the tab as a person does, with the page's last words."""
    page.close(run_before_unload=True)


def test_links_and_buttons_are_told_by_what_they_are_called(
    publish: Publish, visit: Open, receiver: Receiver, site: Site
):
    publish(body=BUTTONS)
    page = visit()
    page.locator("#buy").click()
    page.locator("#help").click()
    page.locator("#words").click()
    receiver.one("Link Clicked")
    assert properties(receiver, "Button Clicked") == [{"element": "button#buy", "text": "Buy it now"}]
    assert properties(receiver, "Link Clicked") == [
        {"element": "a#help", "text": "Help", "href": f"{site.address}/help"}
    ]


def test_three_quick_clicks_at_one_place_are_rage_and_slow_ones_are_not(
    publish: Publish, visit: Open, receiver: Receiver
):
    publish(body=BUTTONS)
    page = visit()
    for _ in range(3):
        page.locator("#buy").click(delay=0)
        page.wait_for_timeout(600)
    for _ in range(5):
        page.locator("#broken").click(delay=0)
    page.locator("#words").click(click_count=3)
    assert receiver.one("Rage Click")["properties"] == {"element": "button#broken", "text": "Pay"}


def test_a_click_that_nothing_answers_is_dead(publish: Publish, visit: Open, receiver: Receiver):
    publish(body=BUTTONS)
    pressed = "#broken", "#card", "#buy", "#words"
    for page, element in [(visit(), element) for element in pressed]:
        page.locator(element).click()
    page.wait_for_timeout(2_100)
    page.evaluate("auricle('track', 'Later')")
    receiver.one("Later")
    wait_for(lambda: len(receiver.named("Dead Click")) == 2, "both dead clicks")
    assert properties(receiver, "Dead Click") == [
        {"element": "button#broken", "text": "Pay"},
        {"element": "div#card", "text": "A card"},
    ]


def test_a_slow_page_is_no_dead_click(publish: Publish, visit: Open, receiver: Receiver, site: Site):
    publish(body="<a href='/slow'>On</a>")
    publish("/slow")
    site.delays_seconds["/slow"] = 2.5
    page = visit()
    page.get_by_text("On").click()
    page.wait_for_url("**/slow")
    wait_for(lambda: len(receiver.named("page")) == 2, "the slow page")
    assert receiver.named("Link Clicked")
    assert receiver.named("Dead Click") == []


FORM = """
<form id="checkout"><input type="hidden" name="token" value="x">
  <input name="name"><input name="card"><textarea name="note"></textarea><button>Order</button></form>
<form id="other"><input name="untouched"></form>
<script>document.forms[0].addEventListener("submit", (event) => event.preventDefault())</script>
"""


def test_a_form_that_is_sent_says_how_much_was_filled_in(publish: Publish, visit: Open, receiver: Receiver):
    publish(body=FORM)
    page = visit()
    page.locator("[name=name]").fill("Ada")
    page.locator("[name=note]").fill("At the door")
    page.get_by_text("Order").click()
    sent = receiver.one("Form Submitted")["properties"]
    assert sent.pop("seconds") in range(10)
    assert sent == {"form": "form#checkout", "fields": 3, "fields_filled": 2, "last_field": 3}
    leave(page)
    wait_for(lambda: receiver.named("Web Vital"), "the last words of the page")
    assert receiver.named("Form Abandoned") == []


def test_a_form_that_is_begun_and_left_is_abandoned(publish: Publish, visit: Open, receiver: Receiver):
    publish(body=FORM)
    page = visit()
    page.locator("[name=name]").fill("Ada")
    page.locator("[name=card]").fill("4111")
    leave(page)
    left = receiver.one("Form Abandoned")["properties"]
    assert left.pop("seconds") in range(10)
    assert left == {"form": "form#checkout", "fields": 3, "fields_filled": 2, "last_field": 2}


def test_a_route_that_leaves_a_form_behind_abandons_it(publish: Publish, visit: Open, receiver: Receiver):
    publish(body=FORM)
    page = visit()
    page.locator("[name=name]").fill("Ada")
    page.evaluate("history.pushState({}, '', '/elsewhere')")
    receiver.one("Form Abandoned")
    assert len(receiver.named("page")) == 2
