"""Keeps a process running beside this one: started again when it ends, and ended with this one."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterable


class Supervisor(threading.Thread):
    """Runs a module of ours as a process; ``keep`` are file descriptors it inherits."""

    def __init__(self, module: str, *arguments: str, keep: Iterable[int] = ()):
        super().__init__(name=f"supervisor of {module}", daemon=True)
        self._command = (sys.executable, "-m", module, *arguments)
        self._keep = tuple(keep)
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        while not self._stopping.is_set():
            # A copy of the environment: that of the process may move while another thread sets something in it.
            self._process = subprocess.Popen(self._command, pass_fds=self._keep, env=dict(os.environ))  # noqa: S603
            while self._process.poll() is None and not self._stopping.wait(0.2):
                pass
            self._stopping.wait(0.5)  # a process that cannot start must not fill the log

    def stop(self, patience_seconds: float = 10) -> None:
        self._stopping.set()
        self.join()
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
