"""Pictures as they are drawn, from data of their own: what a small window must not take from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.screens import ROOT

STATIC = ROOT / "src" / "auricle" / "web" / "static"
COLOURS = "--ink:#111;--soft:#555;--line:#ddd;--sheet:#fff;--good:#00f;--bad:#c30;--even:#777;--accent:#06c"
Draw = Callable[[str, dict[str, Any]], Page]


@pytest.fixture
def drawn(browser: Browser) -> Iterator[Draw]:
    """The picture of a kind, as wide as a phone lets it be."""
    page = browser.new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")

    def draw(kind: str, data: dict[str, Any]) -> Page:
        page.set_content(
            f'<html lang="en" style="{COLOURS}"><body style="width:374px">'
            f'<figure data-chart="{kind}" data-source="data" style="margin:0">'
            '<div class="chart-picture" style="height:300px"></div></figure>'
            f'<script type="application/json" id="data">{json.dumps(data)}</script></body></html>'
        )
        page.add_script_tag(path=STATIC / "vendor" / "echarts.js")
        page.add_script_tag(path=STATIC / "auricle" / "charts.js")
        page.evaluate("document.dispatchEvent(new Event('DOMContentLoaded'))")
        return page

    yield draw
    page.close()


def test_what_signals_is_marked_among_many_points(drawn: Draw):
    points = [{"value": 10 + i % 3, "text": "", "signal": i == 97} for i in range(157)]
    page = drawn(
        "series", {"unit": "score", "labels": [f"Week {i}" for i in range(157)], "points": points, "starts": []}
    )
    assert page.locator("svg path[fill='#c30']").count() == 1


def test_the_last_name_beneath_a_line_is_whole(drawn: Draw):
    points = [{"value": 10 + i % 3, "text": ""} for i in range(9)]
    data = {"unit": "score", "labels": [f"Week {i} of a year" for i in range(9)], "points": points, "starts": []}
    named = drawn("series", data).locator("svg text", has_text="Week").last.bounding_box()
    assert named is not None
    assert named["x"] + named["width"] <= 8 + 374


def test_names_beside_dots_in_a_narrow_panel_leave_most_of_it_to_the_picture(drawn: Draw):
    points = [{"label": label, "value": 1, "low": 0, "high": 2, "text": ""} for label in ("Chat", "West · Sep 2025")]
    page = drawn("segments", {"unit": "score", "points": points, "total": None})
    page.set_viewport_size({"width": 1440, "height": 900})
    page.evaluate("document.dispatchEvent(new Event('auricle:theme'))")  # drawn anew
    named = page.locator("svg text", has_text="West · Sep 2025").bounding_box()
    assert named is not None
    assert named["x"] < 40
    assert named["x"] + named["width"] < 0.4 * 374 + 20
