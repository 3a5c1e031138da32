"""Where the socket of a workspace's owner is.

The path of a unix socket may have about a hundred bytes, that of a workspace more: a long one is
reached through a short link to its folder.
"""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auricle.store.store import StoreBusy

from ....sentence import sentence

NAME = "owner.sock"
_LONGEST_PATH = 90


@contextmanager
def short(folder: Path) -> Iterator[Path]:
    """The folder under a path short enough to name a socket in it."""
    folder = folder.resolve()
    if len(os.fsencode(folder)) <= _LONGEST_PATH:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="auricle-") as place:
        link = Path(place, "w")
        link.symlink_to(folder, target_is_directory=True)
        yield link


def connect(folder: Path) -> socket.socket:
    """A connection to the owner.

    Raises
        StoreBusy: nobody listens there (a socket file may be left by a process that was killed).
    """
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with short(folder) as near:
            connection.connect(str(near / NAME))
    except OSError as error:
        connection.close()
        raise StoreBusy(
            sentence(
                "the store in {folder} is open in another process that does not answer on {name}; close "
                "that process, or use the server, which does",
                folder=folder,
                name=NAME,
            )
        ) from error
    return connection


def listen(folder: Path, listener: socket.socket) -> None:
    """Listen on the folder's socket, which only its owner may use; one left by a killed process is replaced."""
    with short(folder) as near:
        unready = near / f"{NAME}.{os.getpid()}"
        unready.unlink(missing_ok=True)
        listener.bind(str(unready))
        unready.chmod(0o600)
        listener.listen(64)
        unready.replace(near / NAME)
