"""An answer of 200 comes after the sync of the disk, and is true after a kill."""

from __future__ import annotations

import re
import shutil
import signal
import threading
from pathlib import Path

import pytest

from auricle.collector import public
from auricle.collector.conftest import WORKSPACE, Running, collecting, laid_out, until

EVENT = {"event": "x", "userId": "u1"}


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed; tools/system.sh does it")
def test_the_disk_is_synced_between_the_request_and_its_answer(tmp_path: Path) -> None:
    log = tmp_path / "calls"
    calls = ("-f", "-y", "-s", "40", "-e", "trace=read,recvfrom,write,sendto,writev,sendmsg,pwrite64,fsync,fdatasync")
    with collecting(laid_out(tmp_path / "home"), "strace", "-D", "-o", str(log), *calls) as collector:
        assert collector.send("/v1/track", EVENT).status == 200  # makes the journal's files
        assert collector.send("/v1/track", EVENT).status == 200
        assert collector.send("/v1/track", EVENT).status == 200
    said = log.read_text(errors="replace").splitlines()
    asked = [n for n, line in enumerate(said) if '"POST /v1/track' in line]
    answered = [n for n, line in enumerate(said) if '"HTTP/1.1 200' in line]
    assert len(asked) == len(answered) == 3
    for ask, answer in zip(asked, answered, strict=True):
        between = said[ask:answer]
        [written, *_] = [n for n, line in enumerate(between) if re.search(r"pwrite64\(\d+<\S*journal\.db-wal>", line)]
        synced = [n for n, line in enumerate(between) if re.search(r"f(data)?sync\(\d+<\S*journal\.db-wal>", line)]
        assert any(n > written for n in synced), between


def test_what_was_answered_is_there_after_a_kill(tmp_path: Path) -> None:
    home, answered, senders = laid_out(tmp_path), 0, 4
    for _ in range(3):
        with collecting(home) as collector:
            answers: list[int] = []
            sending = [threading.Thread(target=_send, args=(collector, answers)) for _ in range(senders)]
            for each in sending:
                each.start()
            until(lambda answers=answers: len(answers) > 20)  # type: ignore[misc]
            collector.process.send_signal(signal.SIGKILL)
            for each in sending:
                each.join()
            assert set(answers) == {200}
            answered += 5 * len(answers)
    [*counts] = public.counts(home, WORKSPACE)
    received = sum(each.received for each in counts)
    assert answered <= received <= answered + 3 * senders * 5  # what was not answered may be there or not
    assert received == sum(each.waiting for each in counts)


def _send(collector: Running, answers: list[int]) -> None:
    try:
        while True:
            answers.append(collector.send("/v1/batch", {"batch": [EVENT] * 5}).status)
    except OSError:
        return  # it was killed
