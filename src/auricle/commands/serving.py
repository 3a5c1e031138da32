"""``serve`` and ``demo``."""

from __future__ import annotations

import secrets
import socket
import sys
import threading
import time
import webbrowser
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from .refusal import Refused
from .terminal import Json, give, progress, show, strong
from .workspaces import Home, home_of

Host = Annotated[str, typer.Option("--host", help="Address to listen on; only this machine unless you say else.")]
Port = Annotated[int, typer.Option("--port", help="Port to listen on; 0 takes a free one.")]
CollectorPort = Annotated[
    int | None,
    typer.Option("--collector-port", help="Port that takes events; the next one when not said, 0 takes a free one."),
]
Open = Annotated[bool, typer.Option("--open", help="Open the first page in a browser.")]

DEMO = "demo"
LOGIN = "owner@demo.example"
PATIENCE_SECONDS = 30


def serve(
    home_folder: Home = None,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    collector_port: CollectorPort = None,
    open_: Open = False,
) -> None:
    """Serve all workspaces of a home to browsers, and take events for them, until you stop it.

    It owns their stores; the command line and notebooks reach them through it.
    """
    room = web_room()
    if open_ and port:
        threading.Thread(target=browse, args=(host, port), daemon=True).start()
    room.serve(home_of(home_folder), host, port, collector_port)


def web_room() -> ModuleType:
    """The part of the web room that serves; only the server's extra brings it."""
    if find_spec("django") is None:
        raise Refused("the server is not installed", "Run: pip install 'auricle[server]'")
    from auricle.web import serving

    return serving


def browse(host: str, port: int) -> None:
    """Open the first page as soon as something answers, if there is a browser."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with socket.socket() as asking:
            if asking.connect_ex((host, port)) == 0:
                webbrowser.open(f"http://{host}:{port}/")
                return
        time.sleep(0.2)


def demo(
    days: Annotated[int | None, typer.Option("--days", help="Days of history; three years else.", min=1)] = None,
    customers: Annotated[int | None, typer.Option("--customers", help="Customers; 40,000 else.", min=1)] = None,
    home_folder: Home = None,
    serve: Annotated[bool, typer.Option("--serve", help="Serve it, with a login of its own.")] = False,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    json: Json = False,
) -> None:
    """Make the workspace demo: a company that never was, whose truth is known.

    Made once; remove its folder to make it anew. With --serve a browser opens, if there is one.
    """
    from auricle.model.settings import FILE

    room = web_room() if serve else None
    home_folder = home_of(home_folder)
    folder = home_folder / "workspaces" / DEMO
    made = not (folder / FILE).exists()
    if made:
        make(folder, days, customers)
    if json:
        give({"workspace": folder, "made": made})
    elif made:
        show(f"The demo company is in {strong(folder)}.")
    else:
        show(f"The demo company is in {strong(folder)} already; to make it anew, remove that folder.")
    if room is not None:
        signed_in(room, home_folder, host, port)


def make(folder: Path, days: int | None, customers: int | None) -> None:
    """Make the demo's workspace, with a bar that counts its days."""
    from auricle.datasets.company import DEFAULT_CUSTOMERS, DEFAULT_DAYS
    from auricle.datasets.demo import make_demo

    folder.parent.mkdir(parents=True, exist_ok=True)
    days, customers = days or DEFAULT_DAYS, customers or DEFAULT_CUSTOMERS
    with progress("making the demo company") as report:
        make_demo(folder, days=days, customers=customers, progress=report).close()


def signed_in(room: ModuleType, home_folder: Path, host: str, port: int) -> None:
    """Serve the demo with a login that is said, and open a browser if there is one."""
    password = kept_password(home_folder / "demo-password")
    room.ensure_login(home_folder, DEMO, LOGIN, password)
    room.furnish_demo(DEMO, LOGIN)
    show(f"Sign in as {strong(LOGIN)} with the password {strong(password)}")
    if port and sys.stdout.isatty():
        threading.Thread(target=browse, args=(host, port), daemon=True).start()
    room.serve(home_folder, host, port)


def kept_password(path: Path) -> str:
    """The demo's password, made once and readable only by its owner."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9))
    return path.read_text()
