"""A whole server with one survey, and people who answer it: what benchmarks of answers share."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

THREADS = 16
_STAGE = """
import sys
from datetime import timedelta
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
from django.utils import timezone
from auricle.web.platform.models import User, Workspace
from auricle.web.signals.actions import keep, put
from auricle.web.signals.models import Signal
from auricle.web.surveys import actions
owner, acme = User.objects.get(), Workspace.objects.get()
document = {"pages": [{"name": "p", "elements": [
    {"type": "rating", "name": "recommend", "rateMin": 0, "rateMax": 10, "auricleKind": "nps", "isRequired": True},
    {"type": "comment", "name": "why"}]}]}
survey = actions.make_survey(acme, owner, "bench", document)
actions.publish(survey, owner)
if int(sys.argv[2]):
    rule = {"kind": "score", "question": "nps", "at_most": 6.0}
    signal = Signal(workspace=acme, name="low", document=rule, most_an_hour=100_000)
    keep(signal)
    put(signal, is_on=True)
    until = timezone.now() + timedelta(days=1)
    invited = [actions.invite(survey, f"C{n:04}", until) for n in range(int(sys.argv[2]))]
    (home / "links").write_text(" ".join(each.path for each in invited))
(home / "survey").write_text(f"/s/{survey.public}/")
close_all()
serve(home, port=0)
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A served home that asks: its process, its port, the address anyone answers at, and those of some one each."""

    home: Path
    pid: int
    port: int
    address: str
    links: list[str]


@contextmanager
def asking(home: Path, invited: int = 0) -> Iterator[Asked]:
    """Serve a home with one survey until the context ends; where people are invited, a low score opens a case."""
    environment = {**os.environ, "AURICLE_ANSWERS_AN_ADDRESS": "100000000", "AURICLE_ANSWERS_A_SURVEY": "100000000"}
    command = [sys.executable, "-c", _STAGE, str(home), str(invited)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert server.stdout
    [port] = re.findall(r"http://[^:]+:(\d+)/", server.stdout.readline())
    try:
        links = (home / "links").read_text().split() if invited else []
        yield Asked(home, server.pid, int(port), (home / "survey").read_text(), links)
    finally:
        server.terminate()
        server.wait(60)


def flood(asked: Asked, seconds: float, scores: range, pause: float = 0.0) -> int:
    """How many thank-you pages came back to sixteen who answer, wait for ``pause`` seconds, and answer again."""
    until, counts = time.monotonic() + seconds, [0] * THREADS

    def send(who: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", asked.port, timeout=10)
        number = 0
        while time.monotonic() < until:
            number += 1
            response = f"{who:08x}{int(time.time() * 1000):016x}{number:08x}"
            counts[who] += answer(connection, asked.address, response, scores[number % len(scores)])
            time.sleep(pause)

    threads = [threading.Thread(target=send, args=(who,)) for who in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def answer(connection: http.client.HTTPConnection, address: str, response: str, score: int) -> bool:
    """Post a whole page; whether it was thanked for. ``response`` is an id of one's own, 32 hexadecimal digits."""
    form = {
        "do": "next", "response": response, "version": "1", "number": "0", "began": str(int(time.time()) - 9),
        "page": "p", "asked": "0,1", "language": "en", "given": "{}", "q:recommend": str(score),
        "q:why": "It came a day late, but the box was whole.",
    }  # fmt: skip
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", address, urlencode(form), headers)
    thanked = connection.getresponse()
    return thanked.status == 200 and b'data-done="yes"' in thanked.read()
