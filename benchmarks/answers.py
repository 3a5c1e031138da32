"""Answers taken by the web's process: a whole page posted, on disk, the thank-you page sent back.

Judged by processor time per answer as well, for a machine is rarely quiet: ``python -m benchmarks.answers``.
"""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

SECONDS, THREADS = 8.0, 16
_STAGE = """
import sys
from pathlib import Path
from auricle.web.serving import prepare, serve
home = Path(sys.argv[1])
prepare(home)
import auricle
from auricle.web.platform.actions import ensure_owner
from auricle.web.platform.facts import close_all

(home / "workspaces").mkdir(exist_ok=True)
auricle.create(home / "workspaces" / "acme").close()
ensure_owner("acme", "owner@example.com", "correct horse battery")
from auricle.web.platform.models import User, Workspace
from auricle.web.surveys import actions
owner, acme = User.objects.get(), Workspace.objects.get()
document = {"pages": [{"name": "p", "elements": [
    {"type": "rating", "name": "recommend", "rateMin": 0, "rateMax": 10, "auricleKind": "nps", "isRequired": True},
    {"type": "comment", "name": "why"}]}]}
survey = actions.make_survey(acme, owner, "bench", document)
actions.publish(survey, owner)
(home / "survey").write_text(survey.public)
close_all()
serve(home, port=0)
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = {**os.environ, "AURICLE_ANSWERS_AN_ADDRESS": "100000000", "AURICLE_ANSWERS_A_SURVEY": "100000000"}
        command = [sys.executable, "-c", _STAGE, folder]
        server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert server.stdout
        [port] = re.findall(r"http://[^:]+:(\d+)/", server.stdout.readline())
        try:
            survey = (home / "survey").read_text()
            _flood(int(port), survey, 1.0)
            pages, others = server.pid, _children(server.pid)
            before, beside = _processor_seconds(pages), sum(map(_processor_seconds, others))
            answers = _flood(int(port), survey, SECONDS)
            used = (_processor_seconds(pages) - before) / answers * 1e3
            used_beside = (sum(map(_processor_seconds, others)) - beside) / answers * 1e3
        finally:
            server.terminate()
            server.wait(60)
    print(
        f"{answers / SECONDS:,.0f} answers a second, each on disk; of one core {used:.2f} ms each to take one, "
        f"{used_beside:.2f} ms beside it to count it and bring it into the store"
    )


def _flood(port: int, survey: str, seconds: float) -> int:
    """How many thank-you pages came back."""
    until, counts = time.monotonic() + seconds, [0] * THREADS

    def send(who: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        number = 0
        while time.monotonic() < until:
            number += 1
            response = f"{who:08x}{int(time.time() * 1000):016x}{number:08x}"
            form = {
                "do": "next", "response": response, "version": "1", "number": "0", "began": str(int(time.time()) - 9),
                "page": "p", "asked": "0,1", "language": "en", "given": "{}", "q:recommend": str(number % 11),
                "q:why": "It came a day late, but the box was whole.",
            }  # fmt: skip
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", f"/s/{survey}/", urlencode(form), headers)
            answer = connection.getresponse()
            counts[who] += answer.status == 200 and b'data-done="yes"' in answer.read()

    threads = [threading.Thread(target=send, args=(who,)) for who in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def _children(pid: int) -> list[int]:
    """The processes a process started, and those that they did."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    own = [int(child) for thread in threads for child in thread.read_text().split()]
    return [*own, *(each for child in own for each in _children(child))]


def _processor_seconds(pid: int) -> float:
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
