"""Respondents who answer page by page, send a page until the next one comes, and note whose thank-you page came."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

PATIENCE_SECONDS = 5
PAUSE_SECONDS = 0.02
RESPONDENTS = 6


@dataclass
class Flood:
    """What was begun and what was acknowledged, by response: the words each gave."""

    port: int
    path: str
    begun: set[str] = field(default_factory=set)
    thanked: dict[str, str] = field(default_factory=dict)
    _enough: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[Flood]:
        threads = [threading.Thread(target=self._answer, args=(who,)) for who in range(RESPONDENTS)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._enough.set()
            for thread in threads:
                thread.join()

    def wait_for_more(self, count: int, patience_seconds: float) -> None:
        """Until so many more have seen the thank-you page."""
        wanted, until = len(self.thanked) + count, time.monotonic() + patience_seconds
        while len(self.thanked) < wanted:
            assert time.monotonic() < until, f"only {len(self.thanked)} of {wanted} got through"
            time.sleep(0.05)

    def _answer(self, who: int) -> None:
        chance, number = random.Random(who), 0
        while not self._enough.is_set():
            number += 1
            response, words = f"{who:016x}{number:016x}", f"the {number}. of {who}"
            self.begun.add(response)
            score = chance.randrange(11)
            first = _page(response, 0, "first", {}, {"q:recommend": str(score)})
            second = _page(response, 1, "second", {"recommend": score}, {"q:why": words})
            if not (self._until_shown(first, b'name="q:why"') and self._until_shown(second, b'data-done="yes"')):
                return
            self.thanked[response] = words
            if chance.random() < 0.2:  # a page that was sent again by a button pressed twice, or comes late
                self._shown(chance.choice((first, second)))

    def _until_shown(self, form: Mapping[str, str], sign: bytes) -> bool:
        """Whether the page that follows came before it was enough."""
        while not self._enough.is_set():
            if sign in self._shown(form):
                return True
            time.sleep(PAUSE_SECONDS)
        return False

    def _shown(self, form: Mapping[str, str]) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", self.path, urlencode(form), headers)
            answer = connection.getresponse()
            return answer.read() if answer.status == 200 else b""
        except (OSError, http.client.HTTPException):
            return b""
        finally:
            connection.close()


def _page(
    response: str, number: int, page: str, given: Mapping[str, object], typed: Mapping[str, str]
) -> dict[str, str]:
    """What the browser posts of one page."""
    return {
        "do": "next", "response": response, "version": "1", "number": str(number), "began": str(int(time.time()) - 9),
        "page": page, "asked": str(number), "language": "en", "given": json.dumps(given), **typed,
    }  # fmt: skip
