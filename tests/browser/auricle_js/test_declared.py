"""What a site says itself, before the script is there and after, by calls and by attributes."""

from __future__ import annotations

from tests.browser.auricle_js.conftest import Open, Publish
from tests.browser.auricle_js.receiver import Receiver, wait_for


def test_calls_made_before_the_script_arrives_are_kept(publish: Publish, visit: Open, receiver: Receiver):
    said = """
        auricle("identify", "u-1", {plan: "gold"});
        auricle("track", "Plan Chosen", {plan: "gold", price: 9.5});
        auricle("group", "acme", {seats: 3});
        auricle("page", "Pricing", {tier: 2});
    """
    publish(before=said, tag='data-automatic=""')
    visit()
    wait_for(lambda: len(receiver.events) == 4, "four events")
    identify, track, group, page = receiver.events
    assert [each["type"] for each in receiver.events] == ["identify", "track", "group", "page"]
    assert (identify["userId"], identify["traits"]) == ("u-1", {"plan": "gold"})
    assert (track["event"], track["properties"]) == ("Plan Chosen", {"plan": "gold", "price": 9.5})
    assert (group["groupId"], group["traits"]) == ("acme", {"seats": 3})
    assert page["name"] == "Pricing"
    assert page["properties"] | {"path": "/", "tier": 2} == page["properties"]
    assert {each["userId"] for each in receiver.events} == {"u-1"}
    assert len({each["anonymousId"] for each in receiver.events}) == 1


def test_a_person_stays_known_on_the_next_page_until_reset(publish: Publish, visit: Open, receiver: Receiver):
    publish()
    page = visit()
    page.evaluate("auricle('identify', 42)")
    receiver.one("identify")
    page.reload()
    wait_for(lambda: len(receiver.named("page")) == 2, "the page view after")
    before, after = receiver.named("page")
    assert after["userId"] == "42"
    assert after["anonymousId"] == before["anonymousId"]
    page.evaluate("auricle('reset'); auricle('track', 'Somebody Else')")
    other = receiver.one("Somebody Else")
    assert "userId" not in other
    assert other["anonymousId"] != before["anonymousId"]


def test_attributes_declare_an_event_and_its_properties(publish: Publish, visit: Open, receiver: Receiver):
    publish(
        body="""
        <button data-auricle-event="Plan Chosen" data-auricle-plan="gold" data-auricle-list-position="2" data-other="x">
          <b>Choose</b></button>
        <form data-auricle-event="Newsletter Wanted"><input name="mail"><button>Go</button></form>
        <script>document.forms[0].addEventListener("submit", (event) => event.preventDefault())</script>
        """
    )
    page = visit()
    page.locator("b").click()
    page.get_by_text("Go").click()
    assert receiver.one("Plan Chosen")["properties"] == {"plan": "gold", "listPosition": "2"}
    assert receiver.one("Newsletter Wanted")["properties"] == {}
    assert [each["properties"]["text"] for each in receiver.named("Button Clicked")] == ["Go"]


def test_what_a_site_says_wrongly_breaks_nothing(publish: Publish, visit: Open, receiver: Receiver):
    publish(before="auricle('trakc', 'x'); const loop = {}; loop.own = loop; auricle('track', 'Loop', loop);")
    page = visit()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(f"thrown: {error}"))
    page.evaluate("auricle('nothing'); auricle('track', 'Large', {text: 'x'.repeat(40000)}); auricle('track', 'Fine')")
    receiver.one("Fine")
    assert said == ['auricle: no command "nothing"', "auricle: left out an event of over 32 KB"]
    assert receiver.named("Large") == []


def test_what_is_noticed_can_be_chosen(publish: Publish, visit: Open, receiver: Receiver):
    publish(body="<button>Press</button>", tag='data-automatic="clicks"')
    page = visit()
    page.get_by_text("Press").click()
    receiver.one("Button Clicked")
    page.close(run_before_unload=True)
    page.context.new_page()
    assert {each.get("event", each["type"]) for each in receiver.events} == {"Button Clicked"}
