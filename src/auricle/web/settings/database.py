"""Where accounts, dashboards and the audit log are: a file in the home, or PostgreSQL when they are shared."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

VARIABLE = "AURICLE_DATABASE"
SCHEMES = ("postgresql", "postgres")


class DatabaseAddressWrong(ValueError):
    """The setting names no PostgreSQL database. The address is not repeated: a password may be in it."""

    def __init__(self, reason: str):
        super().__init__(f"{VARIABLE} {reason}; write it as postgresql://user:password@host:5432/database")


class DriverMissing(RuntimeError):
    def __init__(self) -> None:
        super().__init__(
            f"{VARIABLE} is set, but what speaks PostgreSQL is missing; run pip install 'auricle[postgres]'"
        )


def database(home: Path, address: str) -> dict[str, Any]:
    """Django's settings of the application database.

    Parameters
        home: the installation's folder; ``app.db`` lies in it when ``address`` is empty.
        address: ``postgresql://user:password@host:port/database?option=value``, parts percent-encoded. A socket's
            folder goes into ``?host=/run/postgresql``; other options are libpq's (``sslmode=verify-full``).
    Raises
        DatabaseAddressWrong: the address is of another kind, or names no database.
        DriverMissing: the extra ``postgres`` is not installed.
    """
    return _postgresql(address) if address else _sqlite(home / "app.db")


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def _postgresql(address: str) -> dict[str, Any]:
    parts = _parts(address)
    if find_spec("psycopg") is None:
        raise DriverMissing
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": options.pop("port", str(parts.port or "")),
        "OPTIONS": options,
    }


def _parts(address: str) -> Any:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise DatabaseAddressWrong("cannot be read as an address") from None
    if parts.scheme not in SCHEMES:
        raise DatabaseAddressWrong("names no PostgreSQL database")
    if len(parts.path) < 2 or port == 0:
        raise DatabaseAddressWrong("does not say which database")
    return parts
