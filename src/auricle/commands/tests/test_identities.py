"""``identities``: why the ids of a customer are one person's."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

import auricle
from auricle.cli import app
from auricle.identity import Resolver

SETS = [("user:42", "email:ann@x.cn"), ("user:43", "email:ann@x.cn")]


def _known(folder: Path) -> None:
    with auricle.create(folder) as ws:
        resolver = Resolver(ws.store, ws.rules)
        resolver.keep(resolver.resolve(SETS, [1_770_000_000_000_000, 1_770_000_000_000_001], "web"))


def test_identities_say_what_linked_them_and_who_else_they_might_be(tmp_path: Path) -> None:
    _known(tmp_path / "acme")
    done = CliRunner().invoke(app, ["identities", str(tmp_path / "acme"), "42"])
    assert done.exit_code == 0, done.output
    assert "came with user:42" in done.output
    assert "Perhaps one with 43 (different user, email:ann@x.cn was met with both)" in done.output


def test_identities_are_one_json_object_when_asked(tmp_path: Path) -> None:
    _known(tmp_path / "acme")
    done = CliRunner().invoke(app, ["identities", str(tmp_path / "acme"), "42", "--json"])
    told = json.loads(done.stdout)
    assert told["customer"] == "42"
    assert sorted(known["kind"] for known in told["identities"]) == ["email", "user"]
    assert told["doubts"][0]["other"] == "43"


def test_nobody_has_no_identities(tmp_path: Path) -> None:
    _known(tmp_path / "acme")
    done = CliRunner().invoke(app, ["identities", str(tmp_path / "acme"), "nobody"])
    assert isinstance(done.exception, LookupError) or done.exit_code == 1
