"""An import from the file to the report, by somebody with a browser, run by the real worker."""

from __future__ import annotations

import time
from pathlib import Path

from tests.browser.screens import Look, Screens, assert_accessible, screenshot


def test_a_file_becomes_answers_and_the_worker_says_so(screens: Screens, tmp_path: Path):
    file = tmp_path / "opinions.csv"
    rows = "".join(f"o{n},2026-03-{n + 1:02} 09:00,P{n},{n % 11}\n" for n in range(25))
    file.write_text(f"response,submitted,customer,How likely are you to recommend us? (0-10)\n{rows}")
    page = screens.page_at("/w/demo/imports/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Look at the files").click()
    assert page.locator("h1").inner_text() == "This is how we understand opinions"
    assert_accessible(page)
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("heading", name="50 of 50 rows are stored").wait_for(timeout=60_000)
    screenshot(page, "imports:done", Look())
    assert screens.said == []
    page.close()


def test_refused_rows_wait_with_their_reason(screens: Screens):
    page = screens.page_at("/w/demo/imports/quarantine/")
    until = time.monotonic() + 60
    while "yesterday" not in page.locator("main").inner_text() and time.monotonic() < until:
        time.sleep(0.5)
        page.reload()
    assert "visits.csv : 3" in page.locator("main").inner_text()
    page.close()
