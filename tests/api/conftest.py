"""A served home, and somebody who asks it with a key."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Served:
    """``address`` ends in a slash; ``keys`` holds one that may all for a person of each role."""

    address: str
    keys: dict[str, str]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("served")
    command = [sys.executable, "-m", "tests.api.stage", str(home)]
    environment = {**os.environ, "AURICLE_API_REQUESTS_A_MINUTE": "0"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stdout
            keys = json.loads(server.stdout.readline())
            yield Served(server.stdout.readline().split()[-1], keys)
        finally:
            server.terminate()
            server.wait(PATIENCE_SECONDS)
