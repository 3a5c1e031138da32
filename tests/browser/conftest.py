"""A server, a browser, and pages opened in it at any width, language and light."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.screens import Screens
from tests.browser.stage import EMAIL, PASSWORD

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
HOSTS = "--host-resolver-rules=MAP *.example 127.0.0.1"  # sites of several domains on this machine


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[str]:
    """The address of a server that runs as people run it: its own process, its worker beside it."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "tests.browser.stage", str(home)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "http://" in line, f"the server did not start; it said {line!r}"
    yield line.split()[-1].rstrip("/")
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed with its module: while it is open, Django takes the thread for an asynchronous one."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, HOSTS])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def screens(server: str, browser: Browser) -> Iterator[Screens]:
    """Pages as the owner sees them: ``screens.page_at("/w/demo/people/", width=390, dark=True)``."""
    opened = Screens(browser, server)
    opened.sign_in(EMAIL, PASSWORD)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def pages(server: str, home: Path) -> dict[str, str]:
    """Addresses of the workspace's pages by route name."""
    return json.loads((home / "pages.json").read_text())
