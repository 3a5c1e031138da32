"""Makes the pictures of the README from the demo company, in a real browser.

python tools/pictures.py     docs/pictures/*.png anew (needs what make test installs)
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.browser.conftest import CHROMIUM, FLAGS  # noqa: E402
from tests.browser.screens import Screens  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
EMAIL, PASSWORD = "owner@example.com", "correct horse battery"
# File, address inside the workspace, language, whether dark.
PICTURES = (
    ("overview", "overview/", "en", False),
    ("measure", "measures/nps/?by=segment", "en", False),
    ("touchpoints", "touchpoints/", "zh-hans", False),
    ("customers", "customers/", "zh-hant", True),
)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        server = _demo(Path(home))
        try:
            _take(server.address)
        finally:
            server.process.terminate()
            server.process.wait(20)


class _Server:
    def __init__(self, process: subprocess.Popen[str], address: str):
        self.process, self.address = process, address


def _demo(home: Path) -> _Server:
    """The demo company at the size people meet it, served from a home of its own."""
    code = (
        "import sys; from pathlib import Path; from auricle.datasets import make_demo;"
        "from auricle.web.serving import ensure_login, serve; home = Path(sys.argv[1]);"
        "make_demo(home / 'workspaces' / 'demo').close();"
        f"ensure_login(home, 'demo', {EMAIL!r}, {PASSWORD!r}); serve(home, port=0)"
    )
    (home / "workspaces").mkdir()
    process = subprocess.Popen([sys.executable, "-c", code, str(home)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = next(line for line in process.stdout if "http://" in line)
    return _Server(process, line.split()[-1].rstrip("/"))


def _take(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        screens = Screens(browser, address)
        screens.sign_in(EMAIL, PASSWORD)
        for name, page, language, dark in PICTURES:
            shown = screens.page_at(f"/w/demo/{page}", width=1440, language=language, dark=dark)
            shown.wait_for_load_state("networkidle")
            shown.screenshot(path=FOLDER / f"{name}.png")
            shown.close()
        screens.close()
        browser.close()


if __name__ == "__main__":
    main()
