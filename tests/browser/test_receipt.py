"""A receipt counts as read when a person's browser shows it, not when a program that guards a mailbox fetches it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import expect

from tests.browser.conftest import ROOT
from tests.browser.screens import Look, Screens, assert_accessible, assert_nothing_scrolls_sideways, screenshot

PATIENCE_SECONDS = 20.0


def test_reading_and_reaction_are_measured(screens: Screens, server: str, home: Path) -> None:
    address = told(home)
    urlopen(server + address, timeout=60).close()
    assert taken(home) == (None, None)

    page = screens.page_at(address, 390, "zh-hans", signed_in=False)
    until_read(home)
    assert_accessible(page)
    assert_nothing_scrolls_sideways(page)
    screenshot(page, "receipts:open", Look(390, "zh-hans"))
    page.locator("button[value=no]").click()
    expect(page.get_by_role("status")).to_be_visible()
    read_at, is_helpful = taken(home)
    assert is_helpful == 0

    page.reload()
    expect(page.get_by_role("status")).to_be_visible()
    assert taken(home) == (read_at, 0), "read twice is read once"
    assert screens.said == []
    page.close()


def told(home: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "tests.browser.told", str(home)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def taken(home: Path) -> tuple[str | None, int | None]:
    """When it was read first, and whether it helped."""
    with closing(sqlite3.connect(home / "app.db", timeout=20)) as database:
        [row] = database.execute(
            "SELECT opened_at, is_helpful FROM receipts_recipient WHERE customer = 'told'"
        ).fetchall()
    return row[0], row[1]


def until_read(home: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while taken(home)[0] is None:
        assert time.monotonic() < until, "the page was shown and nobody noticed"
        time.sleep(0.05)
