"""What events mean when they arrive."""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from auricle.model.meaning import Meaning, Rule, When
from auricle.query.meaning.arriving import EVENT, Understanding

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"


def understood(event: str = "Sent", kind: str = "track", own: tuple[Rule, ...] = (), **given: Any) -> dict[str, Any]:
    """One event through the rules; properties and context are given as objects."""
    return many([{"event": event, "kind": kind, **given}], own)[0]


def many(events: list[dict[str, Any]], own: tuple[Rule, ...] = ()) -> list[dict[str, Any]]:
    rows = [{"interaction": str(n), **dict.fromkeys(EVENT.names), **event} for n, event in enumerate(events)]
    for row in rows:
        for name in ("properties", "context"):
            if isinstance(row[name], dict):
                row[name] = json.dumps(row[name], separators=(",", ":"))
    found = Understanding(Meaning(own)).understood(pa.Table.from_pylist(rows)).to_pylist()
    return [{**row, "properties": json.loads(row["properties"])} for row in found]


def meant(row: dict[str, Any], *columns: str) -> tuple[Any, ...]:
    return tuple(row[column] for column in columns)


def test_the_first_rule_that_fits_wins() -> None:
    own = (
        Rule("large", When("Order Completed", where="properties.total > 100"), touchpoint="till"),
        Rule("any", When("Order Completed"), touchpoint="counter"),
    )
    rows = many([{"event": "Order Completed", "kind": "track", "properties": {"total": n}} for n in (200, 50)], own)
    assert [row["touchpoint"] for row in rows] == ["till", "counter"]
    assert [row["properties"]["_rule"] for row in rows] == ["large", "any"]


def test_a_workspace_s_rules_come_before_the_standard_ones() -> None:
    assert understood("Order Completed")["stage"] == "buy"
    mine = understood("Order Completed", own=(Rule("mine", When("Order*"), stage="pay"),))
    assert meant(mine, "stage", "activity") == ("pay", "Order Completed")


def test_what_no_rule_takes_keeps_its_name_and_names_no_rule() -> None:
    row = understood("Lamp Lit", properties={"room": "attic"})
    assert meant(row, "activity", "touchpoint") == ("Lamp Lit", None)
    assert row["properties"] == {"room": "attic", "_event": "Lamp Lit", "_kind": "track"}


@pytest.mark.parametrize(
    "kind, context, channel",
    [
        ("page", {}, "web"),
        ("screen", {}, "app"),
        ("track", {"page": {"path": "/"}}, "web"),
        ("track", {"app": {"name": "shop"}}, "app"),
        ("track", {}, None),
        ("track", None, None),
    ],
)
def test_the_channel_follows_from_the_kind_and_the_context(kind: str, context: Any, channel: str | None) -> None:
    assert understood(kind=kind, context=context)["channel"] == channel


def test_pages_and_screens_are_activities_with_their_name_beside_them() -> None:
    page, screen = understood("Home", "page"), understood("Cart", "screen")
    assert meant(page, "activity", "touchpoint") == ("page", "website")
    assert meant(screen, "activity", "touchpoint") == ("screen", "app")
    assert (page["properties"]["_event"], screen["properties"]["_event"]) == ("Home", "Cart")


@pytest.mark.parametrize(
    "name, value, activity, seconds, number",
    [
        ("LCP", 2300, "largest_contentful_paint", 2.3, None),
        ("INP", "180", "interaction_to_next_paint", 0.18, None),
        ("CLS", 0.12, "cumulative_layout_shift", None, 0.12),
        ("FCP", 900.5, "first_contentful_paint", 0.9005, None),
        ("TTFB", 0, "time_to_first_byte", 0.0, None),
        ("LCP", "soon", "largest_contentful_paint", None, None),
        ("LCP", -5, "largest_contentful_paint", None, None),
    ],
)
def test_web_vitals_become_times_in_seconds_or_a_score(
    name: str, value: Any, activity: str, seconds: float | None, number: float | None
) -> None:
    row = understood("Web Vital", properties={"name": name, "value": value})
    assert meant(row, "activity", "duration_seconds", "value") == (activity, seconds, number)


@pytest.mark.parametrize(
    "event, activity, outcome",
    [
        ("Script Error", "script_error", None),
        ("Rage Click", "rage_click", None),
        ("Dead Click", "dead_click", None),
        ("Form Abandoned", "form", "abandoned"),
        ("Form Submitted", "form", "completed"),
        ("Checkout Started", "checkout_started", None),
        ("Product Viewed", "product_viewed", None),
        ("Order Canceled", "order_cancelled", None),
    ],
)
def test_the_names_that_tracking_code_sends_are_known(event: str, activity: str, outcome: str | None) -> None:
    assert meant(understood(event), "activity", "outcome") == (activity, outcome)


@pytest.mark.parametrize("total", ["12.5", 12.5])
def test_a_number_is_read_whether_it_was_sent_as_one_or_as_text(total: Any) -> None:
    assert understood("Order Completed", properties={"total": total})["value"] == 12.5


@pytest.mark.parametrize("total", ["nan", "1e999", "", "12 €", None, [1], {"a": 1}])
def test_what_is_no_number_is_no_value(total: Any) -> None:
    assert understood("Order Completed", properties={"total": total})["value"] is None


def test_campaign_parameters_come_from_the_context_else_from_the_address() -> None:
    said = understood(
        context={"campaign": {"name": "Spring", "source": "paper"}, "page": {"search": "?utm_campaign=x"}}
    )
    read = understood(
        context={"page": {"url": "https://a.example/?x=1&utm_campaign=%E6%98%A5+sale&utm_medium=cpc#top"}}
    )
    assert (said["campaign"], said["properties"]["_utm_source"]) == ("Spring", "paper")
    assert (read["campaign"], read["properties"]["_utm_medium"]) == ("春 sale", "cpc")


@pytest.mark.parametrize("written", ["%", "%zz", "x%ff", "%C0%80", "%ED%A0%80", "%F5%80%80%80", "%E6%98"])
def test_a_campaign_that_is_not_text_stays_as_it_was_written(written: str) -> None:
    assert understood(context={"page": {"search": f"?utm_campaign={written}"}})["campaign"] == written


def test_a_referrer_is_another_host_never_the_page_s_own() -> None:
    page = {"url": "https://shop.example/a", "referrer": "https://www.Search.example:443/q?s=secret"}
    assert understood(context={"page": page})["properties"]["_referrer"] == "www.search.example"
    inside = {**page, "referrer": "https://shop.example/b"}
    assert "_referrer" not in understood(context={"page": inside})["properties"]


def test_the_device_is_told_by_the_context_s_user_agent_before_the_request_s() -> None:
    phone = BROWSER.replace("Windows NT 10.0; Win64; x64", "Linux; Android 14; Pixel").replace(
        "Chrome", "Mobile Chrome"
    )
    row = understood(user_agent="python-requests/2", context={"userAgent": phone})["properties"]
    assert (row["_device"], row["_os"], row["_browser"]) == ("mobile", "Android", "Chrome")
    row = understood(user_agent=BROWSER)["properties"]
    assert (row["_device"], row["_os"]) == ("desktop", "Windows")
    assert "_device" not in understood(user_agent="python-requests/2")["properties"]
    row = understood(context={"device": {"type": "ios"}, "os": {"name": "iPadOS"}})["properties"]
    assert (row["_device"], row["_os"]) == ("mobile", "iPadOS")


@pytest.mark.parametrize("header, country", [("cn", "CN"), ("TW", "TW"), ("", None), ("XXX", None), ("1.2.3.4", None)])
def test_the_country_comes_from_a_header_and_is_two_letters(header: str, country: str | None) -> None:
    assert understood(country=header)["properties"].get("_country") == country


def test_addresses_traits_and_the_user_agent_are_not_kept_in_the_context() -> None:
    context = {"ip": "203.0.113.7", "traits": {"email": "x"}, "userAgent": BROWSER, "library": {"name": "a"}}
    assert understood(context=context)["properties"]["_context"] == {"library": {"name": "a"}}


def test_names_that_are_ours_cannot_be_sent() -> None:
    row = understood("Lamp Lit", properties={"_rule": "mine", "_country": "CN", "_mine": 1, "a": None})
    assert row["properties"] == {"_mine": 1, "a": None, "_event": "Lamp Lit", "_kind": "track"}


@pytest.mark.parametrize("sent", ["{}", "{ }", None, '{"a": 1}', '{ "a" : 1 }'])
def test_properties_stay_an_object_however_they_were_written(sent: str | None) -> None:
    row = understood("x", properties=sent)
    assert row["properties"]["_event"] == "x"


def test_rows_keep_their_order_and_what_was_known() -> None:
    rows = many([{"event": f"e{n}", "kind": "track", "customer": f"C{n}"} for n in range(5000)])
    assert [row["customer"] for row in rows] == [f"C{n}" for n in range(5000)]
    assert [row["properties"]["_event"] for row in rows] == [f"e{n}" for n in range(5000)]


def test_other_columns_and_other_rows_are_understood_after_a_batch_that_cannot_be() -> None:
    understanding = Understanding(Meaning())
    broken = {**dict.fromkeys(EVENT.names), "event": "A", "kind": "track", "properties": "{broken"}
    for known in ({"interaction": "1"}, {"interaction": "2", "customer": "c"}, {"interaction": "3"}):
        with pytest.raises(duckdb.Error):
            understanding.understood(pa.Table.from_pylist([broken | known]))
        [row] = understanding.understood(pa.Table.from_pylist([broken | known | {"properties": "{}"}])).to_pylist()
        assert known.items() <= row.items()


def test_a_batch_of_nothing_is_nothing() -> None:
    empty = pa.table({name: pa.array([], pa.string()) for name in ("interaction", *EVENT.names)})
    assert Understanding(Meaning()).understood(empty).num_rows == 0


def test_without_the_standard_rules_only_a_workspace_s_own_are_tried() -> None:
    events = pa.Table.from_pylist(
        [{"interaction": "1", **dict.fromkeys(EVENT.names), "event": "Order Completed", "kind": "track"}]
    )
    row = Understanding(Meaning(standard=False)).understood(events).to_pylist()[0]
    assert meant(row, "activity", "stage") == ("Order Completed", None)
