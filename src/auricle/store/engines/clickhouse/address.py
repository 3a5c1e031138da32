"""Where the engine is: a folder of this workspace, or a server."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from auricle.store.store import StoreAway

from ....sentence import sentence

EMBEDDED_DATABASE = "facts"


class BadAddress(StoreAway, ValueError):
    def __init__(self, address: str, wrong: str):
        super().__init__(
            sentence(
                "`store: {address}`: {wrong}; write it like clickhouse://user@host:8123/database, "
                "with ?secure=true for TLS and the password in $CLICKHOUSE_PASSWORD",
                address=address,
                wrong=wrong,
            )
        )


@dataclass(frozen=True, slots=True)
class Address:
    """``options`` are what clickhouse-connect's ``get_client`` takes; ``shown`` carries no password."""

    shown: str
    database: str
    options: tuple[tuple[str, Any], ...]
    embedded: bool = False


def embedded(path: Path) -> Address:
    """The engine inside this process, on the files of one folder."""
    resolved = str(path.resolve())
    return Address(resolved, EMBEDDED_DATABASE, (("interface", "chdb"), ("path", resolved)), embedded=True)


def server(address: str) -> Address:
    """``clickhouse://user:password@host:port/database?secure=true``, the password better left to the environment.

    Raises
        BadAddress: it names no host or no database.
    """
    parts = urlsplit(address)
    database = parts.path.strip("/")
    if not parts.hostname:
        raise BadAddress(_without_password(address), sentence("it names no host"))
    if not database or "/" in database:
        raise BadAddress(_without_password(address), sentence("it names no database"))
    secure = parse_qs(parts.query).get("secure", ["false"])[0].lower() in ("1", "true", "yes")
    port = parts.port or (8443 if secure else 8123)
    options = (
        ("interface", "https" if secure else "http"),
        ("host", parts.hostname),
        ("port", port),
        ("username", unquote(parts.username or "default")),
        ("password", unquote(parts.password or "") or os.environ.get("CLICKHOUSE_PASSWORD", "")),
        ("autogenerate_session_id", False),
    )
    return Address(f"{parts.hostname}:{port}/{database}", database, options)


def _without_password(address: str) -> str:
    parts = urlsplit(address)
    return address.replace(f":{parts.password}@", "@") if parts.password else address
