"""What people type stays on the page: secrets are put everywhere, and every byte that was sent is searched."""

from __future__ import annotations

from tests.browser.auricle_js.conftest import Open, Publish
from tests.browser.auricle_js.receiver import Receiver, wait_for

SECRET = "s3cr3tw0rd"
FIELDS = f"""
<title>Results for {SECRET}</title>
<form id="login" action="/in?token={SECRET}" data-token="{SECRET}" title="{SECRET}">
  <input type="hidden" name="csrf" value="{SECRET}">
  <input type="password" name="{SECRET}" id="{SECRET}" class="{SECRET}" placeholder="{SECRET}" aria-label="{SECRET}">
  <input id="search" name="q">
  <textarea id="note">{SECRET}</textarea>
  <select id="choice"><option value="{SECRET}" label="{SECRET}">{SECRET}</option><option>{SECRET}</option></select>
  <button id="send" value="{SECRET}" name="{SECRET}" title="{SECRET}">Send</button>
  <button type="button" id="holds">Pick <select><option>{SECRET}</option></select></button>
</form>
<div id="editor" contenteditable>
  <button id="inside">{SECRET}</button> <a id="link" href="/x?{SECRET}">{SECRET}</a></div>
<div data-auricle-mask><button id="masked">{SECRET}</button></div>
<a id="mail" href="mailto:{SECRET}@example.com">Write</a>
<a id="account" href="https://user:{SECRET}@example.com/?{SECRET}#{SECRET}">Account</a>
<button id="echo">You searched {SECRET}</button>
<button id="hidden">Show <span style="display: none">{SECRET}</span></button>
<script>
  addEventListener("submit", (event) => event.preventDefault());
  addEventListener("click", (event) => event.target.closest("a") && event.preventDefault());
</script>
"""


def test_no_byte_of_what_is_typed_is_ever_sent(publish: Publish, visit: Open, receiver: Receiver):
    publish(body=FIELDS)
    page = visit(f"/?q={SECRET}&token={SECRET}#{SECRET}")
    page.locator("input[type=password]").fill(SECRET)
    page.locator("#search").type(SECRET)
    page.locator("#note").type(SECRET)
    page.locator("#editor").evaluate(f"(editor) => editor.append('{SECRET}')")
    page.locator("#choice").select_option(index=1)
    page.locator("#send").click()
    page.locator("#search").type(SECRET)
    for pressed in ("#holds", "#masked", "#mail", "#account", "#echo", "#hidden", "#inside", "#link"):
        page.locator(pressed).click(force=True)
    for clicked in ("input[type=password]", "#search", "#editor"):
        page.locator(clicked).click(click_count=4, force=True)
    page.evaluate(f"void setTimeout(() => {{ throw new Error('bad value {SECRET} in q') }})")
    page.evaluate(f"void setTimeout(() => JSON.parse('{SECRET}'))")
    page.evaluate(f"history.pushState({{}}, '', '/results?q={SECRET}#?{SECRET}')")
    page.wait_for_timeout(200)
    page.close(run_before_unload=True)
    wait_for(lambda: receiver.named("Web Vital"), "the last words of the page")
    names = {event.get("event", event["type"]) for event in receiver.events}
    assert names >= {"page", "Button Clicked", "Link Clicked", "Form Submitted", "Form Abandoned", "Script Error"}
    everything = receiver.everything().decode()
    assert SECRET not in everything
    assert "editor" not in everything


def test_addresses_and_long_numbers_are_left_out_of_texts(publish: Publish, visit: Open, receiver: Receiver):
    publish(body="<button>Call 13800138000 or ada@example.com</button>", title="Order 20261122 of ada@example.com")
    visit().get_by_role("button").click()
    event = receiver.one("Button Clicked")
    assert event["properties"]["text"] == "Call … or …"
    assert event["context"]["page"]["title"] == "Order … of …"


def test_buttons_keep_their_words_when_a_choice_is_called_the_same(publish: Publish, visit: Open, receiver: Receiver):
    publish(body='<input type="radio" value="gold" checked><input type="submit" value="Buy"><button>Buy gold</button>')
    visit().get_by_role("button", name="Buy gold").click()
    assert receiver.one("Button Clicked")["properties"]["text"] == "Buy gold"
