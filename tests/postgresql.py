"""A real PostgreSQL for tests that need one: made in a folder of its own, reached by a socket in it, gone afterwards.

A test module takes the fixture by importing it, and asks for as many databases as it likes::

    from tests.postgresql import postgresql

    def test_rows_are_kept(postgresql: PostgreSQL):
        with psycopg.connect(postgresql.database("journal")) as connection: ...

``make test`` installs the system's own package.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

ROLE = "auricle"
PATIENCE_SECONDS = 60
PDEATHSIG = 1  # of prctl(2): the signal a process gets when its parent ends


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """A running server; ``folder`` holds its socket and its log."""

    folder: Path
    process: subprocess.Popen[bytes]

    def address(self, database: str) -> str:
        """As AURICLE_DATABASE takes it."""
        return f"postgresql://{ROLE}@/{database}?host={self.folder}"

    def database(self, name: str) -> str:
        """Make an empty database; its address."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.address(name)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSQL]:
    with server() as running:
        yield running


@contextmanager
def server() -> Iterator[PostgreSQL]:
    """A server on an empty cluster, ended with the test, or with the process that runs it however that ends."""
    folder = Path(tempfile.mkdtemp(prefix="auricle-pg-"))  # short: the path of a socket has 107 bytes at most
    try:
        _give_away(folder)
        _run("initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C", f"--username={ROLE}", folder / "d")
        process = _start(folder)
        try:
            yield _ready(PostgreSQL(folder, process))
        finally:
            process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
            process.wait(PATIENCE_SECONDS)
    finally:
        shutil.rmtree(folder)


def _start(folder: Path) -> subprocess.Popen[bytes]:
    command = [_program("postgres"), "-D", folder / "d", "-k", folder, "-c", "listen_addresses="]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            command, stdout=log, stderr=log, cwd=folder, preexec_fn=_ends_with_us, **_unprivileged()
        )


def _ready(running: PostgreSQL) -> PostgreSQL:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and running.process.poll() is None:
        try:
            psycopg.connect(running.address("postgres")).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return running
    raise RuntimeError(f"PostgreSQL did not start; its log:\n{(running.folder / 'log').read_text()}")


def _run(program: str, *arguments: object) -> None:
    command = [_program(program), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", **_unprivileged())
    assert done.returncode == 0, done.stderr


def _program(name: str) -> str:
    """Debian keeps the server's programs off the path."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    found = shutil.which(name) or (installed and str(installed[-1]))
    assert found, f"these tests need PostgreSQL's {name}: run make test, which installs it, or install postgresql"
    return str(found)


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: the account of its package runs it then."""
    if os.geteuid():
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _give_away(folder: Path) -> None:
    if account := _unprivileged():
        os.chown(folder, account["user"], account["group"])


def _ends_with_us() -> None:
    """Linux alone can tell a child that its parent was killed; elsewhere a killed run leaves a server behind."""
    if os.uname().sysname == "Linux":
        ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGINT)
