"""Every command and every line of Python in the README runs as it stands there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
SHARED = Path(os.environ.get("AURICLE_SHARED_DATA") or ROOT.parent / "shared" / "data")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where the README's relative paths lead to what they name."""
    folder = tmp_path_factory.mktemp("readme") / "auricle"
    folder.mkdir()
    (folder / "examples").symlink_to(ROOT / "examples")
    if SHARED.is_dir():
        (folder.parent / "shared").mkdir()
        (folder.parent / "shared" / "data").symlink_to(SHARED)
    return folder


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "AURICLE_HOME": "home"}
    return subprocess.run(
        command, cwd=folder, env=surroundings, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    promised = [line for block in blocks("") for line in block.splitlines() if line.startswith("make ")]
    assert promised == ["make demo", "make test"]
    for command in promised:
        done = subprocess.run([*command.split(), "--dry-run"], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_runs(command: str, scratch: Path) -> None:
    block = next(block for block in blocks("sh") if command in block)
    if "../shared/data" in block and not SHARED.is_dir():
        pytest.skip("the real data is not here")
    program, *arguments = shlex.split(command)
    assert program == "auricle"
    done = run([sys.executable, "-m", "auricle", *arguments], scratch)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_python_of_the_readme_runs(scratch: Path) -> None:
    assert blocks("python")
    for block in blocks("python"):
        done = run(
            [sys.executable, "-c", f"{block}\nassert nps.rows, 'the filter of the README finds nothing'"], scratch
        )
        assert done.returncode == 0, done.stderr
