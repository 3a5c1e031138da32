"""The overview as a signed-in owner gets it: the demo company's, and that of a workspace of any size.

Asked through Django's own client, so that what is measured is the server's part: middleware, session, measures,
template. Nothing is kept between two requests but what the server itself keeps.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import count, repeat
from pathlib import Path
from typing import TYPE_CHECKING

from .company import FOLDER, workspace
from .timing import Timing, timed

if TYPE_CHECKING:
    from django.test import Client

OWNER, PASSWORD = "owner@benchmark.example", "correct horse battery"
TARGETS = {"demo": 0.2, "big": 0.4}


def run(answers: int) -> Iterator[Timing]:
    workspace(answers).close()
    with tempfile.TemporaryDirectory() as folder:
        client = _signed_in(_home(Path(folder), answers))
        from auricle.web.platform.facts import close_all

        try:
            for name, said in (("demo", "the demo company"), ("big", f"{answers:,} answers")):
                yield _page(client, name, f"overview page of {said}", repeat(""))
                windows = (f"?from={2024 + n // 12}-{n % 12 + 1:02}-01&to=2026-08-31" for n in count())
                yield _page(client, name, f"overview page of {said}, a period never asked", windows)
        finally:
            close_all()


def _page(client: Client, name: str, work: str, asked: Iterator[str]) -> Timing:
    def get() -> None:
        address = f"/w/{name}/overview/{next(asked)}"
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answers {answer.status_code}, not the overview")

    return timed(work, "Auricle", get, runs=15, note=f"target {TARGETS[name] * 1000:.0f} ms")


def _home(folder: Path, answers: int) -> Path:
    """A home of a server whose workspaces are the two that are kept between runs."""
    (folder / "workspaces").mkdir()
    (folder / "workspaces" / "demo").symlink_to(demo())
    (folder / "workspaces" / "big").symlink_to(FOLDER / f"answers-{answers}")
    return folder


def demo() -> Path:
    """The folder of the demo company, made once and kept."""
    from auricle.datasets.demo import make_demo

    if not (FOLDER / "demo" / "auricle.yaml").exists():
        make_demo(FOLDER / "demo").close()
    return FOLDER / "demo"


def _signed_in(home: Path) -> Client:
    from auricle.web.serving import prepare

    prepare(home)
    from django.test import Client

    from auricle.web.platform.actions import ensure_owner
    from auricle.web.platform.models import User

    for name in ("demo", "big"):
        ensure_owner(name, OWNER, PASSWORD)
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(email=OWNER))
    return client
