"""The library alone: what ``pip install auricle`` gives, with no web stack in sight."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def run(*command: object, folder: Path = ROOT) -> str:
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a fresh environment, from the lock by hash and from our own wheel."""
    fresh = tmp_path_factory.mktemp("fresh")
    python = fresh / "venv" / "bin" / "python"
    run(sys.executable, "-m", "uv", "venv", "--quiet", "--python", sys.executable, fresh / "venv")
    install = (sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", python)
    run(*install, "--require-hashes", "-r", "requirements/library.lock")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", fresh)
    run(*install, "--no-deps", next(fresh.glob("*.whl")))
    return python.parent


def test_it_brings_no_web_stack(installed: Path) -> None:
    found = run(installed / "python", "-c", "import importlib.util as u; print(u.find_spec('django'))")
    assert found.strip() == "None"


def test_a_workspace_is_made_and_measured(installed: Path, tmp_path: Path) -> None:
    run(installed / "auricle", "init", "acme", folder=tmp_path)
    measured = json.loads(run(installed / "auricle", "measure", "acme", "orders", "--json", folder=tmp_path))
    assert measured["measure"] == "orders"
    assert [(row["by"], row["n"], row["value"]) for row in measured["rows"]] == [({}, 0, 0.0)]


def test_the_library_opens_the_same_workspace(installed: Path, tmp_path: Path) -> None:
    run(installed / "auricle", "init", "acme", folder=tmp_path)
    script = "import auricle; ws = auricle.open('acme'); print(ws.measure('orders').total.n)"
    assert run(installed / "python", "-c", script, folder=tmp_path).strip() == "0"


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_what_needs_the_server_says_what_to_install(installed: Path, tmp_path: Path, command: str) -> None:
    asked = [str(installed / "auricle"), command, *(["--serve"] if command == "demo" else [])]
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert "auricle[server]" in done.stderr
