"""The real program in its own process: pipes, colours, a store that another process owns."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import auricle

SOURCE = Path(__file__).resolve().parents[3]


def surroundings(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR", "AURICLE_HOME")}
    return {**kept, "PYTHONPATH": str(SOURCE), **more}


def start(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "auricle", *map(str, arguments)]
    return subprocess.run(command, env=surroundings(), capture_output=True, text=True, stdin=subprocess.DEVNULL)


def on_a_terminal(*arguments: object, **more: str) -> str:
    """What a command writes when its output is a terminal of 100 columns."""
    command = [sys.executable, "-m", "auricle", *map(str, arguments)]
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command, env=surroundings(COLUMNS="100", TERM="xterm-256color", **more), stdout=theirs
    ) as running:
        os.close(theirs)
        written = b"".join(_until_closed(ours, running))
    os.close(ours)
    return written.decode()


def _until_closed(terminal: int, running: subprocess.Popen[bytes]) -> Iterator[bytes]:
    watched = select.poll()
    watched.register(terminal, select.POLLIN)
    while True:
        ready = watched.poll(200)
        if not ready and running.poll() is not None:
            return
        if ready:
            try:
                yield os.read(terminal, 65536)
            except OSError:  # the other side is closed
                return


def test_a_pipe_gets_the_result_alone_and_no_colour(made: Path) -> None:
    done = start("measure", made / "shop", "nps", "--by", "touchpoint")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout


def test_a_terminal_gets_colour_unless_it_asks_for_none(made: Path) -> None:
    assert "\x1b[" in on_a_terminal("measure", made / "shop", "nps")
    plain = on_a_terminal("measure", made / "shop", "nps", NO_COLOR="1")
    assert "\x1b[3" not in plain
    assert "\x1b[9" not in plain


def test_a_reader_that_stops_early_is_no_error(made: Path) -> None:
    command = f"{sys.executable} -m auricle list measures | head -1"
    done = subprocess.run(command, shell=True, env=surroundings(), capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    assert "fault" not in done.stderr


def test_the_same_commands_work_while_another_process_owns_the_store(shop: Path) -> None:
    owner = """
import sys, auricle
from auricle.store.engines.owner.serving import serve_store
with auricle.open(sys.argv[1]) as ws, serve_store(ws.store, ws.folder):
    print("open", flush=True)
    sys.stdin.read()
"""
    command = [sys.executable, "-c", owner, str(shop)]
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=surroundings(), **streams) as running:  # type: ignore[call-overload]
        assert running.stdout.readline() == "open\n"
        through = json.loads(start("measure", shop, "nps", "--json").stdout)
        assert through["rows"][0]["n"] == 20
        assert start("export", shop, "orders", "-o", shop.parent / "a.csv").returncode == 0
        assert start("erase", shop, "c1", "--yes").returncode == 0
        saved = start("backup", shop, "-o", shop.parent / "a.tar.gz")
        assert saved.returncode == 0, saved.stderr
        refused = start("restore", shop.parent / "a.tar.gz", shop, "--force")
        assert "a server owns" in refused.stderr
        assert "a server owns it" in start("doctor", shop).stdout
        running.stdin.close()
    with auricle.open(shop) as ws:
        assert ws.count("orders", where="customer = 'c1'") == 0


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_chinese_is_written_whatever_the_terminal_says_of_itself(made: Path, encoding: str) -> None:
    command = [sys.executable, "-m", "auricle", "measure", str(made / "shop"), "nps", "--by", "touchpoint", "--json"]
    done = subprocess.run(command, env=surroundings(PYTHONIOENCODING=encoding), capture_output=True)
    assert done.returncode == 0, done.stderr
    assert {row["by"]["touchpoint"] for row in json.loads(done.stdout)["rows"]} >= {"送货上门", "app"}
