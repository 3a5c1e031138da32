"""The demo is made once, served with a login that works, and reached by the command line meanwhile."""

from __future__ import annotations

import http.cookiejar
import json
import re
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from .conftest import Run, told
from .test_process import start, surroundings


@dataclass(frozen=True, slots=True)
class Served:
    home: Path
    address: str
    email: str
    password: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A small demo company, served as ``make demo`` serves the large one."""
    home = tmp_path_factory.mktemp("served") / "home"
    size = ("--customers", "200", "--days", "60")
    command = [sys.executable, "-m", "auricle", "demo", "--home", str(home), *size, "--serve", "--port", "0"]
    with subprocess.Popen(command, env=surroundings(), stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        said = ""
        while "Auricle is at" not in said:
            line = running.stdout.readline()
            assert line, f"it ended with {running.wait()} after saying {said}"
            said += line
        login = re.search(r"Sign in as (\S+) with the password (\S+)", said)
        address = re.search(r"Auricle is at (http://\S+)/", said)
        assert login
        assert address
        yield Served(home, address[1], login[1], login[2])
        running.send_signal(signal.SIGTERM)
        assert running.wait(30) == 0


def test_the_login_that_was_said_opens_the_demo(served: Served) -> None:
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = browser.open(f"{served.address}/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = {"csrfmiddlewaretoken": token[1], "login": served.email, "password": served.password}
    sent = urllib.request.Request(f"{served.address}/accounts/login/", urllib.parse.urlencode(form).encode())
    sent.add_header("Referer", f"{served.address}/accounts/login/")
    opened = browser.open(sent)
    assert "/accounts/login" not in opened.url
    assert "/w/demo/" in opened.read().decode()


def test_the_command_line_reaches_what_the_server_owns(served: Served) -> None:
    done = start("measure", served.home / "workspaces" / "demo", "nps", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"][0]["n"] > 0


def test_a_second_server_of_the_same_home_is_refused(served: Served) -> None:
    done = start("serve", "--home", served.home, "--port", "0")
    assert done.returncode == 1
    assert "already" in done.stderr


def test_the_password_is_for_its_owner_alone(served: Served) -> None:
    assert (served.home / "demo-password").stat().st_mode & 0o077 == 0


def test_a_demo_that_is_there_is_left_as_it_is(run: Run, tmp_path: Path) -> None:
    size = ("--customers", "50", "--days", "20")
    assert told(run("demo", *size, "--json"))["made"]
    facts = tmp_path / "home" / "workspaces" / "demo" / "facts.duckdb"
    before = facts.read_bytes()
    assert not told(run("demo", *size, "--json"))["made"]
    assert facts.read_bytes() == before
