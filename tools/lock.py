"""Makes the locks from pyproject.toml, and checks that they still belong to it.

python tools/lock.py            make requirements/*.lock anew
python tools/lock.py --upgrade  the same, with the newest versions
python tools/lock.py --check    fail when a lock is behind pyproject.toml, lacks a hash or names an address
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"

EVERYTHING = ("--extra", "server", "--extra", "postgres", "--extra", "clickhouse")
# The widest first: the others are narrowings of it, so that all four agree on every version.
LOCKS: dict[str, tuple[str, ...]] = {
    "bench": ("pyproject.toml", *EVERYTHING, "--group", "bench"),
    "dev": ("pyproject.toml", *EVERYTHING, "--group", "dev"),
    "server": ("pyproject.toml", "--extra", "server"),
    "library": ("pyproject.toml",),
    "build": ("--group", "build"),
}
COMPILE = (
    *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"),
)
PIN = re.compile(r"^(?P<name>[a-z0-9.-]+)==(?P<version>\S+)(?P<rest>.*(?:\n    .*)*)", re.MULTILINE)


def requirements() -> str:
    """A fingerprint of everything pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [
        project["project"]["requires-python"],
        project["project"]["dependencies"],
        project["project"]["optional-dependencies"],
        project["dependency-groups"],
    ]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]


def make(upgrade: bool) -> None:
    for name, choice in LOCKS.items():
        target = FOLDER / f"{name}.lock"
        same = () if name == "bench" else ("--constraint", "requirements/bench.lock")
        newest = ("--upgrade",) if upgrade else ()
        command = [sys.executable, "-m", *COMPILE, *choice, *same, *newest, "--output-file", str(target)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        target.write_text(f"# from pyproject.toml {requirements()} by make lock\n" + target.read_text())


def faults(name: str) -> list[str]:
    """What is wrong with one lock, a sentence each."""
    text = (FOLDER / f"{name}.lock").read_text()
    found = []
    if requirements() not in text.partition("\n")[0]:
        found.append(f"requirements/{name}.lock is behind pyproject.toml: run make lock")
    if "://" in text or re.search(r"^--", text, re.MULTILINE):
        found.append(f"requirements/{name}.lock names a download address: run make lock")
    found += [
        f"requirements/{name}.lock has no hash for {pin['name']}: run make lock"
        for pin in PIN.finditer(text)
        if "--hash=sha256:" not in pin["rest"]
    ]
    return found


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        make("--upgrade" in arguments)
    found = [fault for name in LOCKS for fault in faults(name)]
    print("\n".join(found), end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
