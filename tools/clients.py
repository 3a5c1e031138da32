"""Install the clients of others that the tests send with, exactly those of the lock, unless they are there."""

from __future__ import annotations

import sys

from assets import ROOT, install

if __name__ == "__main__":
    install(ROOT / "tests" / "browser" / "clients")
    sys.exit(0)
