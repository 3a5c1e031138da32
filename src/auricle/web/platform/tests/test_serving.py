"""A whole server, as people start it: it answers, lets the command line in, works in the background, and ends."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

import auricle
from auricle.web.platform.models import WorkerLease
from auricle.web.platform.worker import ATTEMPTS, LEASE, reap, renew

SERVE = """
import sys
from pathlib import Path
from auricle.web.serving import ensure_login, serve
home = Path(sys.argv[1])
{}
serve(home, port=0)
"""
SOURCE = str(Path(auricle.__file__).parents[1])


def _started(home: Path, before: str = "") -> tuple[subprocess.Popen[str], str]:
    environment = {**os.environ, "PYTHONPATH": SOURCE}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-c", SERVE.format(before), str(home)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline()


def test_the_worker_begins_nothing_before_the_server_is_ready(tmp_path: Path):
    gate = tmp_path / "opening.lock"
    command = [sys.executable, "-m", "auricle.web.platform.worker_process", "1", str(gate)]
    with gate.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        worker = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": SOURCE, "AURICLE_HOME": str(tmp_path)})
        with pytest.raises(subprocess.TimeoutExpired):
            worker.wait(1)
    assert worker.wait(60) == 0, "whose server is gone by then it leaves"
    assert not (tmp_path / "app.db").exists()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    auricle.create(tmp_path / "workspaces" / "acme", name="Acme").close()
    return tmp_path


def test_a_server_answers_shares_its_facts_and_ends_when_told(home: Path):
    process, said = _started(home, "ensure_login(home, 'acme', 'a@example.com', 'correct horse battery')")
    try:
        address = said.split()[-1]
        with urllib.request.urlopen(f"{address}accounts/login/") as answer:
            assert answer.status == 200
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        with auricle.open(home / "workspaces" / "acme") as workspace:
            assert workspace.count("orders") == 0
        second, _ = _started(home)
        assert second.wait(30) != 0
        assert f"process {process.pid}" in second.stderr.read()  # type: ignore[union-attr]
    finally:
        process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert _workers_of(process.pid) == []


def test_the_worker_ends_when_the_server_is_killed(home: Path):
    process, _ = _started(home)
    until = time.monotonic() + 30
    while not (workers := _workers_of(process.pid)) and time.monotonic() < until:
        time.sleep(0.1)
    process.kill()
    process.wait(10)
    until = time.monotonic() + 30
    while any(map(_runs, workers)) and time.monotonic() < until:
        time.sleep(0.1)
    assert [pid for pid in workers if _runs(pid)] == []


def _workers_of(parent: int) -> list[int]:
    return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/stat") if _parent(path) == parent]


def _runs(pid: int) -> bool:
    """Not ended, nor ended and merely not yet collected by whoever inherited it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


@pytest.fixture
def running(db: None) -> DBTaskResult:
    return DBTaskResult.objects.create(
        status="RUNNING", task_path="x.y", args_kwargs={"args": [], "kwargs": {}}, worker_ids=["w1"],
        backend_name="default", run_after=timezone.now(), exception_class_path="", traceback="",
    )  # fmt: skip


def test_a_task_of_a_living_worker_is_left_alone(running: DBTaskResult):
    renew("w1")
    assert reap() == 0


def test_a_task_of_a_dead_worker_goes_to_another(running: DBTaskResult):
    WorkerLease.objects.create(worker_id="w1", renewed_at=timezone.now() - LEASE - timedelta(seconds=1))
    assert reap() == 1
    running.refresh_from_db()
    assert running.status == "READY"


def test_a_task_that_kills_its_workers_is_given_up(running: DBTaskResult):
    DBTaskResult.objects.update(worker_ids=[f"w{number}" for number in range(ATTEMPTS)])
    reap()
    running.refresh_from_db()
    assert running.status == "FAILED"
    assert "WorkerGone" in running.exception_class_path
