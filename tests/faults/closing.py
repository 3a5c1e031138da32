"""The loop from an unhappy answer to the proof, in processes that are killed between every two steps.

``python -m tests.faults.closing HOME EVERY`` tries every so many of the steps and prints a line of JSON for each: its
name, whether it was killed there, and what there is in the end. The application database is HOME's, or
AURICLE_DATABASE.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from auricle.web.integrations.tests import dovecot
from auricle.web.serving import prepare

from . import loop


def main(home: Path, every: int) -> None:
    prepare(home)  # what is read here, before they are parted, every process has
    loop.patient_with_nobody()
    from django.conf import settings
    from django.db import connections

    loop.places(), import_module(settings.ROOT_URLCONF)
    connections.close_all()
    with _mail_server(home) as mail_port, dovecot.server() as box:
        if not _in_a_process(lambda: loop.found_house(home, mail_port, box.port, dovecot.PASSWORD)):
            sys.exit("the home could not be made")
        for number, step in enumerate((*steps()[::every], "")):
            walk = loop.Walk(number, home, box.put)
            killed = not _in_a_process(lambda walk=walk, step=step: _round(walk, step))
            if killed:
                _in_a_process(lambda walk=walk, step=step: _round(walk, "", _stage_of(step)))
            _in_a_process(lambda walk=walk, step=step, killed=killed: _tell(walk, step, killed))


def steps() -> list[str]:
    return [f"{when} {name}" for name in loop.places() for when in ("before", "after")]


def _stage_of(step: str) -> str:
    return loop.places()[step.partition(" ")[2]][0] if step else ""


def _round(walk: loop.Walk, step: str, since: str = loop.STAGES[0][0]) -> None:
    """Go once round, or on from a stage; killed at ``step`` where one is named."""
    names = [name for name, _ in loop.STAGES]
    for name, work in loop.STAGES[names.index(since) :]:
        if name == _stage_of(step):
            when, _, place = step.partition(" ")
            _, owner, attribute = loop.places()[place]
            setattr(owner, attribute, _killing(getattr(owner, attribute), when))
        work(walk)


def _killing(work: Callable[..., Any], when: str) -> Callable[..., Any]:
    def killed(*given: Any, **named: Any) -> Any:
        if when == "after":
            work(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return killed


def _tell(walk: loop.Walk, step: str, killed: bool) -> None:
    print(json.dumps({"step": step, "killed": killed, **loop.told(walk)}), flush=True)


def _in_a_process(work: Callable[[], object]) -> bool:
    """Do it in a process of its own; whether that came to its end."""
    child = os.fork()
    if not child:
        code = 1
        try:
            work()
            code = 0
        finally:
            sys.stdout.flush()
            os._exit(code)
    return os.waitpid(child, 0)[1] == 0


@contextmanager
def _mail_server(home: Path) -> Iterator[int]:
    """A mail server in a process of its own, that keeps every letter it takes as a file."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        child = os.fork()
        if not child:
            asyncio.run(_take_letters(listening, home / "letters"))
        yield listening.getsockname()[1]
    os.kill(child, signal.SIGTERM)
    os.waitpid(child, 0)


async def _take_letters(listening: socket.socket, folder: Path) -> None:
    from aiosmtpd.smtp import SMTP

    keeper = _Keeper(folder)
    serving = await asyncio.get_running_loop().create_server(lambda: SMTP(keeper), sock=listening)
    await serving.serve_forever()


@dataclass
class _Keeper:
    folder: Path
    taken: int = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd calls it so
        self.taken += 1
        (self.folder / f"{self.taken:06}-{envelope.rcpt_tos[0]}").write_bytes(envelope.content)
        return "250 2.0.0 Ok"


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
