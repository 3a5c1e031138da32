"""A connection to a mailbox: looked up once, pinned, encrypted before a password is said, bounded in size and time."""

from __future__ import annotations

import imaplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any

from .addresses import Place, place_of
from .faults import NoAnswer, TooLong
from .http import trust
from .smtp import IMPLICIT, STARTTLS

PORTS = frozenset({143, 993})
SECONDS = 30.0
WHOLE_SECONDS = 300.0
BYTES = 25 * 1024 * 1024


class Mailbox(imaplib.IMAP4):
    """imaplib's client, on the connection we made for it; a literal larger than a letter may be is not read."""

    def __init__(self, place: Place, security: str):
        self._place, self._security = place, security
        super().__init__(place.host, place.port, timeout=SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        reached = self._place.connect(timeout or SECONDS)
        return trust().wrap_socket(reached, server_hostname=self.host) if self._security == IMPLICIT else reached

    def read(self, size: int) -> bytes:
        if size > BYTES:
            raise TooLong(self._place.host, BYTES)
        return super().read(size)


class Refused(Exception):
    """The server said no; its own words."""


@contextmanager
def mailbox(host: str, port: int, security: str, user: str, password: str) -> Iterator[Mailbox]:
    """A mailbox that has let us in.

    Raises
        NotSent: it cannot be reached, or is none we may reach. Refused: what the server said.
    """
    place = place_of(host, port, PORTS)
    try:
        box = Mailbox(place, security)
    except (OSError, imaplib.IMAP4.error) as error:
        raise NoAnswer(place.host, error) from error
    watch = Timer(WHOLE_SECONDS, _cut, [box])
    watch.daemon = True
    watch.start()
    try:
        if security == STARTTLS:
            box.starttls(ssl_context=trust())
        box.login(user, password)
        yield box
    except (TimeoutError, ssl.SSLError, ConnectionError, imaplib.IMAP4.abort) as error:
        raise NoAnswer(place.host, error) from error
    except imaplib.IMAP4.error as error:
        raise Refused(_words(error)) from error
    finally:
        watch.cancel()
        with suppress(OSError, imaplib.IMAP4.error):
            box.logout()


def _words(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)


def _cut(box: Any) -> None:
    with suppress(OSError):
        box.sock.shutdown(socket.SHUT_RDWR)
