"""How urgent a thread is: what is piled up can wait a little longer; who sends an event or opens a page cannot."""

from __future__ import annotations

import os
import threading
from contextlib import suppress

NICE = 10


def give_way() -> None:
    """Let this thread, and those it starts, go after others; where threads have no priority of their own, nothing."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
