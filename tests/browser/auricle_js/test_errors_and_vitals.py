"""The technical side: errors of the page's scripts, and how fast and steady it was."""

from __future__ import annotations

from tests.browser.auricle_js.conftest import Open, Publish
from tests.browser.auricle_js.receiver import Receiver, Site, wait_for

BROKEN = """
<script>
  function fail() { throw new TypeError("no cart"); }
  function reject() { return Promise.reject(new Error("no network")); }
</script>
<img src="/missing.png">
"""


def test_errors_and_rejections_are_told_once_each(publish: Publish, visit: Open, receiver: Receiver, site: Site):
    publish(body=BROKEN)
    page = visit()
    for call in ("fail()", "fail()", "reject()"):
        page.evaluate(f"void setTimeout(() => {call})")
    wait_for(lambda: len(receiver.named("Script Error")) == 2, "both errors")
    error, rejection = (event["properties"] for event in receiver.named("Script Error"))
    assert error == {"kind": "error", "message": "no cart", "source": f"{site.address}/", "line": 3, "column": 27}
    assert rejection == {"kind": "rejection", "message": "no network"}


def test_a_page_that_fails_in_a_loop_says_so_twenty_times(publish: Publish, visit: Open, receiver: Receiver):
    publish()
    page = visit()
    page.evaluate("for (let n = 0; n < 50; n++) setTimeout(() => { throw new Error('fault ' + n) })")
    wait_for(lambda: len(receiver.named("Script Error")) == 20, "twenty errors")
    page.evaluate("auricle('track', 'Later')")
    receiver.one("Later")
    assert len(receiver.named("Script Error")) == 20


SHIFTING = """
<h1>A large heading that is painted</h1><button onclick="busy()">Press</button><p id="below">below</p>
<script>
  const busy = () => { const until = performance.now() + 120; while (performance.now() < until); };
  setTimeout(() => document.getElementById("below").style.marginTop = "300px", 600);
</script>
"""


def test_web_vitals_are_told_when_the_page_is_left(publish: Publish, visit: Open, receiver: Receiver):
    publish("/slow", SHIFTING)
    page = visit("/slow")
    page.wait_for_function("document.getElementById('below').style.marginTop")
    page.wait_for_timeout(100)
    page.get_by_text("Press").click()
    page.wait_for_timeout(200)
    page.evaluate("history.pushState({}, '', '/elsewhere')")
    page.close(run_before_unload=True)
    wait_for(lambda: len(receiver.named("Web Vital")) == 5, "five web vitals")
    values = {event["properties"]["name"]: event["properties"]["value"] for event in receiver.named("Web Vital")}
    assert set(values) == {"TTFB", "FCP", "LCP", "CLS", "INP"}
    assert 0 < values["TTFB"] <= values["FCP"] <= values["LCP"] < 30_000
    assert 120 <= values["INP"] < 10_000
    assert 0.005 < values["CLS"] < 1
    assert {event["context"]["page"]["path"] for event in receiver.named("Web Vital")} == {"/slow"}


def test_web_vitals_are_those_the_browser_measured(publish: Publish, visit: Open, receiver: Receiver):
    publish(body=SHIFTING)
    page = visit()
    page.wait_for_timeout(800)
    measured = page.evaluate(
        """() => new Promise((resolve) => new PerformanceObserver((list) => resolve({
            TTFB: performance.getEntriesByType("navigation")[0].responseStart,
            FCP: performance.getEntriesByName("first-contentful-paint")[0].startTime,
            CLS: list.getEntries().reduce((sum, entry) => sum + entry.value, 0),
        })).observe({type: "layout-shift", buffered: true}))"""
    )
    page.goto("about:blank")
    wait_for(lambda: len(receiver.named("Web Vital")) == 4, "web vitals of a page without interactions")
    told = {event["properties"]["name"]: event["properties"]["value"] for event in receiver.named("Web Vital")}
    assert {name: told[name] for name in measured} == {name: round(value, 4) for name, value in measured.items()}
