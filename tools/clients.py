"""Install what others publish and the tests need, exactly as the locks name it, unless it is there."""

from __future__ import annotations

import sys

from assets import ROOT, install

FOLDERS = (ROOT / "tests" / "browser" / "clients", ROOT / "tests" / "survey_core", ROOT / "tests" / "agents")

if __name__ == "__main__":
    for folder in FOLDERS:
        install(folder)
    sys.exit(0)
