"""``quality``: what is flagged, and the score without it."""

from __future__ import annotations

from pathlib import Path

import pytest

import auricle
from auricle.query.tests.facts import batch
from auricle.understanding.tests.test_quality import company

from .conftest import Run, told


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asked") / "shop"
    with auricle.create(folder, zone="Asia/Shanghai") as ws:
        ws.add(batch(company()))
    return folder


def test_the_object_says_how_many_and_what_they_move(run: Run, asked: Path) -> None:
    said = told(run("quality", asked, "nps", "--json"))
    flags = {flag["name"]: flag for flag in said["flags"]}
    assert (flags["straight"]["n"], flags["repeated"]["n"], flags["fast"]["n"]) == (10, 8, 6)
    assert flags["straight"]["without"]["n"] == 90
    assert said["answers"] == 100


def test_people_read_a_line_for_each(run: Run, asked: Path) -> None:
    text = run("quality", asked, "nps", columns=140).stdout
    assert "the same mark for every rating" in text
    assert "too fast to have been read" in text
