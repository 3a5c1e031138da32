"""A whole server from one call: the database brought up to date, the worker beside it, the stores owned."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import FrameType

from auricle.collector.serving import address as collector_address
from auricle.collector.serving import collecting
from auricle.collector.supervisor import Supervisor

WORKER = "auricle.web.platform.worker_process"
GATE = "opening.lock"


class AlreadyServing(RuntimeError):
    def __init__(self, home: Path, pid: str):
        super().__init__(
            f"a server (process {pid or 'unknown'}) runs for {home} already; stop it, or give another --home"
        )


class AddressTaken(RuntimeError):
    def __init__(self, host: str, port: int, option: str, reason: OSError):
        super().__init__(f"{host}:{port} cannot be listened on ({reason.strerror}); give another --host or {option}")


class DatabaseUnreachable(RuntimeError):
    def __init__(self, reason: Exception):
        said = str(reason).strip().partition("\n")[0]
        super().__init__(
            f"the application database does not answer: {said}; see that it runs and mend AURICLE_DATABASE"
        )


def serve(home: Path, host: str = "127.0.0.1", port: int = 8000, collector_port: int | None = None) -> None:
    """Serve all workspaces of a home until a signal ends it; port 0 takes a free one.

    Events are taken on ``collector_port``; the next port when it is not said.

    Raises
        AlreadyServing: another server runs for this home.
        AddressTaken: the address is in use or not ours.
    """
    events_port = collector_port if collector_port is not None else port and port + 1
    with (
        _only_one(home),
        _listening(host, port, "--port") as listener,
        _listening(host, events_port, "--collector-port") as taking,
        _gate_closed(home) as open_gate,
        _ended(Supervisor(WORKER, str(os.getpid()), str(home.resolve() / GATE))) as worker,
    ):
        _point_at(home)
        worker.start()
        prepare(home)
        signal.signal(signal.SIGTERM, _leave)
        with _stores_open(), _ended(worker), collecting(home, taking):
            open_gate()
            _load_rooms()
            listener.listen(2048)
            _announce(*listener.getsockname()[:2])
            _run(listener)


def prepare(home: Path) -> None:
    """Point Django at a home and bring its database up to date.

    Raises
        DatabaseAddressWrong: AURICLE_DATABASE names no PostgreSQL database.
        DatabaseUnreachable: the database it names does not let us in.
    """
    _point_at(home)
    import django
    from django.core.management import call_command
    from django.db import OperationalError

    django.setup()
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise DatabaseUnreachable(error) from error


def _point_at(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    os.environ["AURICLE_HOME"] = str(home.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "auricle.web.settings.serve"


def ensure_login(home: Path, workspace: str, email: str, password: str) -> None:
    """Make sure that somebody can sign in as an owner of a workspace of this home, with this password."""
    prepare(home)
    from auricle.web.platform.actions import ensure_owner

    ensure_owner(workspace, email, password)


def furnish_demo(workspace: str, email: str) -> None:
    """Put what the demo company did about its causes into its workspace, unless something is there already."""
    from auricle.web.initiatives.demo import plant
    from auricle.web.platform.models import User, Workspace

    plant(Workspace.objects.get(slug=workspace), User.objects.get(email=email))


def erase_customer(home: Path, workspace: str, customer: str) -> dict[str, int]:
    """Erase somebody from the rooms of this home's server and from the facts; how many rows of each entity went."""
    prepare(home)
    from auricle.web.customers.forgetting import forget_everywhere
    from auricle.web.platform.facts import close_all
    from auricle.web.platform.models import AuditEntry, Workspace

    record, _ = Workspace.objects.get_or_create(slug=workspace, defaults={"name": workspace})
    try:
        rows = forget_everywhere(record, customer)
    finally:
        close_all()
    detail = {"rows": sum(rows.values())}
    AuditEntry.objects.create(workspace=record, who="command line", verb="erased a customer", detail=detail)
    return rows


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True)
    with (home / "server.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise AlreadyServing(home, lock.read().strip()) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextmanager
def _listening(host: str, port: int, option: str) -> Iterator[socket.socket]:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise AddressTaken(host, port, option, error) from None
    with listener:
        yield listener


@contextmanager
def _stores_open() -> Iterator[None]:
    from auricle.web.platform.facts import close_all, open_all

    open_all()
    try:
        yield
    finally:
        close_all()


@contextmanager
def _gate_closed(home: Path) -> Iterator[Callable[[], None]]:
    """Hold the worker back, which reads its code meanwhile, until what is given is called or this process is gone."""
    with (home / GATE).open("a") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield lambda: fcntl.flock(gate, fcntl.LOCK_UN)


@contextmanager
def _ended(beside: Supervisor) -> Iterator[Supervisor]:
    """End a process that runs beside this one, at the latest then."""
    try:
        yield beside
    finally:
        beside.stop()


def _load_rooms() -> None:
    """Import every room before somebody asks for a page, who would wait for it."""
    from django.conf import settings

    import_module(settings.ROOT_URLCONF)


def _announce(host: str, port: int) -> None:
    from auricle.web.platform.queries import setup_token

    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    print(f"Auricle is at {address}/", flush=True)
    print(f"Events are taken at {collector_address()}", flush=True)
    if token := setup_token():
        print(f"Nobody has an account yet. Set it up at {address}/set-up/{token}/", flush=True)


def _run(listener: socket.socket) -> None:
    import uvicorn

    from auricle.web.asgi import application

    config = uvicorn.Config(application, log_level="warning", server_header=False, timeout_graceful_shutdown=10)
    uvicorn.Server(config).run(sockets=[listener])


def _leave(signum: int, frame: FrameType | None) -> None:
    sys.exit(0)
