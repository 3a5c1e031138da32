"""The checks of the set-up catch what they are for."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOST = "py" + "pi.org"  # in halves, so that this file passes the check it tests


@pytest.fixture
def a_copy(tmp_path: Path) -> Path:
    """Enough of the project for its tools to run, as a repository of its own."""
    for name in ("tools", "requirements"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    return tmp_path


def check(folder: Path, tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    subprocess.run(["git", "add", "--all"], cwd=folder, check=True)
    return subprocess.run([sys.executable, f"tools/{tool}", *arguments], cwd=folder, capture_output=True, text=True)


def test_the_locks_as_they_stand_belong_to_pyproject() -> None:
    assert check(ROOT, "lock.py", "--check").stderr == ""


@pytest.mark.parametrize(
    "file, old, new, said",
    [
        ("pyproject.toml", '"numpy>=1.26"', '"numpy>=1.27"', "library.lock is behind pyproject.toml: run make lock"),
        ("requirements/dev.lock", "--hash=", "--nothing=", "dev.lock has no hash for annotated-doc: run make lock"),
        (
            "requirements/server.lock",
            "django==",
            f"--index-url https://{HOST}\ndjango==",
            "server.lock names a download address",
        ),
        ("requirements/build.lock", "babel", "babel @ https://example.org/x", "build.lock names a download address"),
    ],
)
def test_a_lock_that_cannot_be_trusted_is_caught(a_copy: Path, file: str, old: str, new: str, said: str) -> None:
    text = (a_copy / file).read_text()
    assert old in text
    (a_copy / file).write_text(text.replace(old, new))
    report = check(a_copy, "lock.py", "--check")
    assert report.returncode == 1
    assert said in report.stderr


@pytest.mark.parametrize(
    "line, said",
    [
        (f"see https://{HOST}/simple", "names a package host"),
        ("open('/ro" + "ot/data.csv')", "names a path of one machine"),
        ("cd /wo" + "rk/main", "names a path of one machine"),
        ("/ho" + "me/ada/auricle", "names a path of one machine"),
    ],
)
def test_a_tracked_file_that_ties_us_to_one_place_is_caught(a_copy: Path, line: str, said: str) -> None:
    (a_copy / "notes.md").write_text(f"first\n{line}\n")
    report = check(a_copy, "tracked.py")
    assert report.returncode == 1
    assert f"notes.md:2 {said}" in report.stderr


def test_addresses_of_our_own_pages_are_no_machine_paths(a_copy: Path) -> None:
    (a_copy / "notes.md").write_text(
        "GET /w/acme/home/ and home/workspaces/acme and /home/ and https://example.org/root/x\n"
    )
    assert check(a_copy, "tracked.py").returncode == 0
