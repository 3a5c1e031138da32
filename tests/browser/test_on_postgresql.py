"""A shared installation: everything people edit is in PostgreSQL, from the first account on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ROOT
from tests.postgresql import PostgreSQL, postgresql

__all__ = ["postgresql"]

SERVE = "import sys; from pathlib import Path; from auricle.web.serving import serve; serve(Path(sys.argv[1]), port=0)"
EMAIL, PASSWORD = "owner@example.com", "correct horse battery"
OPINIONS = "response,submitted,customer,How likely are you to recommend us? (0-10)\n" + "".join(
    f"o{n},2026-03-{n + 1:02} 09:00,P{n},{n % 11}\n" for n in range(25)
)


@contextmanager
def served(home: Path, database: str) -> Iterator[list[str]]:
    """A server of its own process and worker; the addresses it says when it starts: its own, for events, of set-up."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "AURICLE_DATABASE": database}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-c", SERVE, str(home)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield [process.stdout.readline().split()[-1] for _ in range(3)]
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def database(postgresql: PostgreSQL) -> str:
    return postgresql.database("auricle")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, database: str, browser: Browser) -> Iterator[Page]:
    home = tmp_path_factory.mktemp("home")
    with served(home, database) as (*_, set_up), browser.new_context(locale="en-GB") as context:
        opened = context.new_page()
        opened.goto(set_up)
        yield opened
    assert not (home / "app.db").exists()


def test_a_company_sets_itself_up_imports_and_reads_on_postgresql(page: Page, database: str, tmp_path: Path):
    set_up(page)
    sign_out_and_in(page)
    run_an_import(page, tmp_path)
    make_a_dashboard(page)
    page.goto(page.url.partition("/w/")[0] + "/w/acme/audit/")
    for said in ("sent files", "started an import", "made dashboard"):
        assert said in page.locator("main").inner_text().lower()
    assert kept(database) == {"platform_user": 1, "imports_importrun": 1, "overview_tile": 1}


def set_up(page: Page) -> None:
    for name, value in {"email": EMAIL, "password": PASSWORD, "workspace_name": "Acme", "currency": "CNY"}.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("main form button").first.click()
    page.wait_for_url("**/w/acme/**")


def sign_out_and_in(page: Page) -> None:
    page.context.clear_cookies()
    page.goto(page.url)
    page.locator("[name=login]").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/w/acme/**")


def run_an_import(page: Page, folder: Path) -> None:
    """The worker takes the task from the queue in PostgreSQL."""
    (folder / "opinions.csv").write_text(OPINIONS)
    page.goto(page.url.partition("/w/")[0] + "/w/acme/imports/")
    page.locator("input[type=file]").set_input_files(folder / "opinions.csv")
    page.get_by_role("button", name="Look at the files").click()
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("heading", name="50 of 50 rows are stored").wait_for(timeout=60_000)


def make_a_dashboard(page: Page) -> None:
    page.goto(page.url.partition("/w/")[0] + "/w/acme/overview/dashboards/")
    page.locator("[name=title]").fill("For the board")
    page.locator("main form:has([name=title]) button").click()
    page.locator("[name=measure]").select_option("nps")
    page.locator("main form:has([name=measure]) button").first.click()
    expect(page.locator("#tiles")).to_contain_text("Net Promoter Score")


def kept(database: str) -> dict[str, int]:
    """How many rows some tables hold."""
    with psycopg.connect(database) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("platform_user", "imports_importrun", "overview_tile")
        }


def test_a_database_that_does_not_answer_is_named_before_anything_is_served(tmp_path: Path):
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "AURICLE_DATABASE": f"postgresql:///cx?host={tmp_path}",
    }
    command = [sys.executable, "-m", "auricle", "serve", "--home", str(tmp_path / "home"), "--port", "0"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert "application database does not answer" in done.stderr
    assert "mend AURICLE_DATABASE" in done.stderr
