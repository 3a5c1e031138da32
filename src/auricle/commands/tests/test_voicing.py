"""``read``, ``voices`` and ``theme``: what customers speak of, what rises, and in which words."""

from __future__ import annotations

from pathlib import Path

import pytest

import auricle
from auricle.query.tests.facts import batch
from auricle.understanding.voices.tests.saying import saying

from .conftest import Run, told


@pytest.fixture
def heard(run: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    with auricle.create(folder, zone="Asia/Shanghai") as ws:
        ws.add(batch(saying(["客服很好"] * 60)))
        ws.add(batch(saying(["物流实在太慢了，我非常失望"] * 20 + ["客服很好"] * 10, day=30, first=100)))
    assert told(run("read", folder, "--json"))["texts"] == 90
    return folder


def test_the_object_says_which_theme_rises(run: Run, heard: Path) -> None:
    said = told(run("voices", heard, "--from", "2025-01-01", "--to", "2025-01-31", "--json"))
    assert {theme["theme"]: (theme["n"], theme["is_rising"]) for theme in said["themes"]} == {
        "support": (70, False),
        "delivery": (20, True),
    }


def test_people_read_it_beside_the_theme(run: Run, heard: Path) -> None:
    text = run("voices", heard, "--from", "2025-01-01", "--to", "2025-01-31", columns=160).stdout
    assert "delivery (rising)" in text
    assert "support (rising)" not in text


def test_a_theme_is_quoted(run: Run, heard: Path) -> None:
    found = told(run("theme", heard, "delivery", "--json"))["found"]
    assert (found["texts"], found["praise"]) == (20, [])
    assert {quote["text"] for quote in found["blame"]} == {"物流实在太慢了，我非常失望"}
