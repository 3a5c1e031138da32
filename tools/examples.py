"""Writes what programs are answered into the description of the REST API: answers of the demo company, cut short."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from string import Formatter
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "src" / "auricle" / "web" / "api" / "examples.json"
FEW, SHORT = 2, 160
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        answers = asked(Path(folder))
    FILE.write_text(json.dumps(answers, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def asked(home: Path) -> dict[str, Any]:
    """What each operation that reads is answered, by its name."""
    os.environ["AURICLE_API_REQUESTS_A_MINUTE"] = "100000"
    from auricle.web.serving import prepare

    prepare(home)
    from django.test import Client
    from tests.api import stage

    from auricle.web.api.offers import operations
    from auricle.web.platform.facts import close_all

    stage.DAYS, stage.CUSTOMERS = 365, 1500
    client = Client(headers={"Authorization": f"Bearer {stage.furnish(home)['owner']}"}, HTTP_HOST="localhost")
    try:
        found = {each.name: _answer(client, each.path) for each in operations() if not each.changes}
        return {name: answer for name, answer in found.items() if answer is not None}
    finally:
        close_all()


def _answer(client: Any, path: str) -> Any:
    named = {name for _, name, _, _ in Formatter().parse(path) if name}
    known = {"measure": "csat" if path.endswith("/movement") else "nps", "customer": "C0000001"}
    given = {"by": "month"} if path.endswith("/result") else {}
    if path.endswith(("/change", "/movement")):
        given = _quarters()
    answer = client.get("/api/v1" + path.format(**{name: known.get(name, "1") for name in named}), given)
    if answer.status_code == 422:
        print(f"the demo company is too small for {path}: {answer.json()['detail']}")
        return None
    if answer.status_code != 200:
        raise SystemExit(f"{path} answers {answer.status_code}: {answer.content.decode()[:300]}")
    return _shortened(answer.json())


def _quarters() -> dict[str, date]:
    """The last quarter of the demo company's days and the one before."""
    from tests.api.stage import WORKSPACE

    from auricle.web.platform.facts import facts_of

    last = facts_of(WORKSPACE).last_day
    assert last is not None
    begins, before = (last - timedelta(days=days) for days in (90, 181))
    return {"start": begins, "end": last, "before_start": before, "before_end": begins - timedelta(days=1)}


def _shortened(value: Any) -> Any:
    """The first two of each list; long words end in an ellipsis."""
    if isinstance(value, list):
        return [_shortened(each) for each in value[:FEW]]
    if isinstance(value, dict):
        return {name: _shortened(each) for name, each in value.items()}
    return f"{value[:SHORT]}…" if isinstance(value, str) and len(value) > SHORT else value


if __name__ == "__main__":
    main()
