"""What is done at once is done once on PostgreSQL too: the rooms' own tests, run again beside a real server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from auricle.web.settings.database import VARIABLE
from tests.postgresql import PostgreSQL, postgresql

__all__ = ["postgresql"]
WEB = Path(__file__).resolve().parents[2] / "src" / "auricle" / "web"
TESTS = (
    *(WEB / room / "tests/test_at_once.py" for room in ("cases", "contacting", "integrations")),
    WEB / "cases/tests/test_opening.py",
)


def test_triggers_and_workers_at_once_do_it_once_on_postgresql_too(postgresql: PostgreSQL):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:randomly", *map(str, TESTS)],
        env={**os.environ, VARIABLE: postgresql.database("auricle")},
        cwd=WEB.parents[2],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
