"""A company's pages with hostile styles and a strict policy, and people who open them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.auricle_js.receiver import Site
from tests.browser.conftest import ROOT

HOSTILE = """
* { all: unset !important; color: magenta !important; font: 3px fantasy !important; letter-spacing: 2em !important }
div, section, dialog, form { display: none !important; opacity: 0 !important; transform: rotate(90deg) !important }
input, button, label { visibility: hidden !important; position: absolute !important; left: -999px !important }
html { font-size: 4px !important; --own: red; --ink: lime; --paper: black }
"""


@dataclass(frozen=True)
class Company:
    """A server that asks, its collector, and what it is to say: ``surveys`` by name, the write ``key``."""

    home: Path
    address: str
    collector: str
    said: dict[str, Any]

    @property
    def policy(self) -> str:
        """What docs/surveys.md tells a site to allow, and nothing else."""
        return (
            f"default-src 'none'; script-src {self.collector}; connect-src {self.collector} {self.address}; "
            "style-src 'self'; require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'"
        )

    def page(self, body: str = "", tag: str = "") -> str:
        script = f'<script async src="{self.collector}/auricle.js" data-key="{self.said["key"]}" {tag}></script>'
        return f'<!doctype html><html lang="en"><title>Shop</title>{script}<main><h1>Shop</h1>{body}</main>'

    def responses(self) -> list[dict[str, Any]]:
        """Steps in the journal, in the order in which they came."""
        from auricle.collector.adapters.answers import ROUTE
        from auricle.collector.journal.opening import open_journal

        with open_journal(self.home) as journal:
            kept = journal.latest(self.said["slug"], 1_000)
        return [json.loads(each.body) for each in sorted(kept, key=lambda e: e.position) if each.route == ROUTE]


@pytest.fixture(scope="package")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    home = tmp_path_factory.mktemp("company")
    port, collector_port = _free_port(), _free_port()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "tests.browser.in_page.stage", str(home), str(port), str(collector_port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert "http://" in (line := process.stdout.readline()), f"the server did not start; it said {line!r}"
    said = json.loads((home / "stage.json").read_text())
    yield Company(home, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{collector_port}", said)
    process.terminate()
    process.wait(20)


@pytest.fixture
def site(company: Company) -> Iterator[Site]:
    with Site() as running:
        running.policy = company.policy
        yield running


@dataclass
class Visitor:
    """Somebody's browser at the company's site; ``refused`` is what it was kept from or met as an error."""

    context: BrowserContext
    site: Site
    refused: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.on("console", lambda said: self.refused.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.refused.append(str(error)))
        page.goto(self.site.address + path)
        return page


NewVisitor = Callable[..., Visitor]


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[NewVisitor]:
    opened: list[BrowserContext] = []

    def new(**options: Any) -> Visitor:
        context = browser.new_context(**{"viewport": {"width": 1000, "height": 700}, **options})
        context.set_default_timeout(20_000)
        opened.append(context)
        return Visitor(context, site)

    yield new
    for context in opened:
        context.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
