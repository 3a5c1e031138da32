"""Write keys: what lets a page, an app or a server append events to one workspace, and nothing else."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

BURST_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Demands:
    """What auricle.js keeps to on the pages that send with a key.

    ``consent_required``: nothing is sent or kept there before the visitor said yes. ``strict``: nothing is kept on the
    visitor's device at all, no cookie either; ids live as long as the page.
    """

    consent_required: bool = False
    strict: bool = False


@dataclass(frozen=True, slots=True)
class WriteKey:
    """A write key as it is kept; the key itself is shown once, when it is made.

    ``source`` stays the same when a key is rotated: an event that is sent again with the new key is the same event.
    ``origins`` are the pages that may send with it (``https://shop.example``), none meaning any. ``per_second`` is how
    many events a second it may send, 0 meaning any number. ``demands`` is what auricle.js keeps to with it. It works
    until ``ends_at``, None meaning for ever.
    """

    id: str
    hash: bytes
    workspace: str
    source: str
    name: str
    hint: str
    origins: tuple[str, ...]
    per_second: int
    made_at: datetime
    ends_at: datetime | None = None
    demands: Demands = Demands()

    def works(self, at: datetime) -> bool:
        return self.ends_at is None or at < self.ends_at

    def ended(self, at: datetime) -> WriteKey:
        """The key, working no longer than until ``at``."""
        return replace(self, ends_at=min(at, self.ends_at) if self.ends_at else at)


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key that was just made, with the secret that is shown this once."""

    secret: str
    key: WriteKey


def make(
    workspace: str, name: str, origins: tuple[str, ...], per_second: int, demands: Demands, source: str = ""
) -> MadeKey:
    """A new key; it can be looked up by its hash only."""
    secret = secrets.token_urlsafe(24)
    made = WriteKey(
        id=secrets.token_hex(6),
        hash=hash_of(secret),
        workspace=workspace,
        source=source or secrets.token_hex(4),
        name=name,
        hint=secret[-4:],
        origins=origins,
        per_second=per_second,
        made_at=datetime.now(UTC),
        demands=demands,
    )
    return MadeKey(secret, made)


def rotated(key: WriteKey, grace: timedelta) -> tuple[MadeKey, WriteKey]:
    """A new key in place of one, and the old one, which works for ``grace`` longer."""
    made = make(key.workspace, key.name, key.origins, key.per_second, key.demands, key.source)
    return made, key.ended(datetime.now(UTC) + grace)


def hash_of(secret: str) -> bytes:
    """The secret is long and random, so that a plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
