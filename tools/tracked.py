"""Fails when a tracked file names a package host or a path of the machine it was written on.

A lock or a page that names where packages come from ties everyone to that place; a path of one
machine works on no other.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Written with classes, so that this file passes its own check.
FORBIDDEN = {
    "a package host": re.compile(
        r"(?:py[p]i\.org|python[h]osted|registry\.np[m]js|np[m]js\.(?:com|org)|registry\.ya[r]npkg|[u]npkg\.com"
        r"|js[d]elivr|cdn[j]s|de[b]ian\.org|con[d]a\.anaconda|a[r]tifactory)",
        re.IGNORECASE,
    ),
    "a path of one machine": re.compile(
        r"(?<![\w.:/-])/(?:wo[r]k/(?:main|wt|venv|shared)|r[o]ot|t[m]p|home/[a-z]\w*|Us[e]rs/\w+)(?=[/\"'`\s)]|$)",
        re.MULTILINE,
    ),
}


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    return [ROOT / name for name in names.decode().split("\0") if name]


def findings(path: Path) -> list[str]:
    """``path:line names …`` for everything forbidden in a text file."""
    try:
        text = path.read_text()
    except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
        return []
    return [
        f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1} names {what}: {match.group(0)}"
        for what, pattern in FORBIDDEN.items()
        for match in pattern.finditer(text)
    ]


def main() -> int:
    found = [finding for path in tracked() for finding in findings(path)]
    for finding in found:
        print(finding, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
