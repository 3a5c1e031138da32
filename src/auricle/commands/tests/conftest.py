"""A small shop, imported by its own mapping, and ways to run the command."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from auricle.cli import app

Run = Callable[..., Result]

MAPPING = """\
name: shop
zone: Asia/Shanghai
files:
  orders: orders.csv
  reviews: reviews.csv
entities:
  customers:
    select: SELECT DISTINCT customer, city FROM orders
    columns: {kind: {is: person}}
  orders:
    from: orders
    columns:
      order: order
      at: at
      customer: customer
      channel: channel
      amount: amount
      currency: {is: CNY}
  feedback:
    from: reviews
    columns:
      feedback: review
      at: at
      customer: customer
      kind: {is: survey}
      touchpoint: where
      text: words
    answers:
      - kind: nps
        scale: 0-10
        questions: {recommend: score}
"""
TOUCHPOINTS = ("送货上门", "delivery", "客户服务中心", "app")
"""Six answers at each of the first three; two at the last, which is under the floor."""


def write_files(folder: Path) -> Path:
    """The shop's mapping and files; returns the mapping."""
    channels = ("web", "app")
    rows = [f"o{i},2026-03-{1 + i:02d} 10:00:00,c{i % 10},{channels[i % 2]},{10 + i}.50,上海" for i in range(20)]
    (folder / "orders.csv").write_text("order,at,customer,channel,amount,city\n" + "\n".join(rows) + "\n")
    places = [place for i, place in enumerate(TOUCHPOINTS) for _ in range(6 if i < 3 else 2)]
    said = [
        f"r{i},2026-0{1 + i % 3}-10 09:00:00,c{i % 10},{place},{(i * 7) % 11},很好" for i, place in enumerate(places)
    ]
    (folder / "reviews.csv").write_text("review,at,customer,where,score,words\n" + "\n".join(said) + "\n")
    (folder / "shop.yaml").write_text(MAPPING)
    return folder / "shop.yaml"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs ``auricle`` in a folder of its own, at 80 columns unless ``columns`` says else."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AURICLE_HOME", raising=False)
    monkeypatch.delenv("AURICLE_DEBUG", raising=False)

    def run_(*arguments: object, columns: int = 80, typed: str | None = None) -> Result:
        return CliRunner().invoke(app, [str(a) for a in arguments], input=typed, env={"COLUMNS": str(columns)})

    return run_


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the shop's files and, in ``shop``, its workspace."""
    folder = tmp_path_factory.mktemp("made")
    mapping = write_files(folder)
    runner = CliRunner()
    assert (
        runner.invoke(app, ["init", str(folder / "shop"), "--zone", "Asia/Shanghai", "--currency", "CNY"]).exit_code
        == 0
    )
    imported = runner.invoke(app, ["import", str(folder / "shop"), str(mapping), "--from", str(folder)])
    assert imported.exit_code == 0, imported.output
    return folder


@pytest.fixture
def shop(made: Path, tmp_path: Path) -> Path:
    """The shop's workspace, a copy that a test may change."""
    return Path(shutil.copytree(made / "shop", tmp_path / "shop"))


def told(result: Result) -> dict[str, Any]:
    """The one JSON object of a ``--json`` run; anything else on standard output fails."""
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    assert result.stdout.count("\n") == 1
    return found
