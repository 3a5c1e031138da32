"""An address of PostgreSQL becomes Django's settings; one that is none is refused without repeating it."""

from __future__ import annotations

from pathlib import Path

import pytest

from auricle.web.settings.database import DatabaseAddressWrong, database

HOME = Path("/srv/auricle")


def test_a_file_in_the_home_serves_where_nothing_is_said():
    assert database(HOME, "")["NAME"] == HOME / "app.db"


def test_every_part_of_an_address_is_taken_and_decoded():
    said = database(HOME, "postgresql://cx%40acme:p%2Fw@db.example.com:6432/auricle?sslmode=verify-full")
    assert said["ENGINE"] == "django.db.backends.postgresql"
    assert (said["USER"], said["PASSWORD"], said["HOST"], said["PORT"], said["NAME"]) == (
        "cx@acme", "p/w", "db.example.com", "6432", "auricle",
    )  # fmt: skip
    assert said["OPTIONS"] == {"sslmode": "verify-full"}


def test_a_socket_is_named_by_its_folder():
    assert database(HOME, "postgres://auricle@/cx?host=/run/postgresql")["HOST"] == "/run/postgresql"


@pytest.mark.parametrize(
    "address, said",
    [
        ("mysql://ada:secret@db/cx", "names no PostgreSQL database"),
        ("/srv/app.db", "names no PostgreSQL database"),
        ("postgresql://ada:secret@db:5432", "does not say which database"),
        ("postgresql://ada:secret@db:many/cx", "cannot be read as an address"),
    ],
)
def test_another_address_is_refused_and_its_password_kept_quiet(address: str, said: str):
    with pytest.raises(DatabaseAddressWrong, match=said) as refused:
        database(HOME, address)
    assert "secret" not in str(refused.value)
