"""Writes what programs send and are answered into the description of the REST API: of the demo company, cut short."""

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
CASE = {
    "customer": "C0000001", "why": "The parcel came a week late and nobody answered.", "reference": "order 12",
    "severity": 3, "touchpoint": "delivery",
}  # fmt: skip
SENT: dict[str, dict[str, Any]] = {
    "open_case": CASE,
    "propose_case": {**CASE, "reference": "order 13"},
    "propose_initiative": {
        "name": "Couriers call before they come", "hypothesis": "Whoever is told when is at home.",
        "cause_kind": "theme", "cause": "delivery", "measure": "nps", "expected": 4,
        "where": "touchpoint = 'delivery'", "starts_on": "2026-01-05", "cost": 20000,
    },
    "propose_receipt": {
        "initiative": 1, "texts": {"en": {
            "subject": "You said we came late", "spoke": "You told us that your delivery came late.",
            "body": "Couriers now call before they come.",
        }},
        "spoke_where": "touchpoint = 'delivery'",
    },
    "propose_programme": {
        "name": "After delivery", "kind": "event", "survey": "", "where": "touchpoint = 'delivery'",
        "entity": "interactions", "delay_hours": 24,
    },
    "propose_stop_programme": {"programme": 1},
}  # fmt: skip
"""What each operation that changes something is sent."""
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        answers = asked(Path(folder))
    FILE.write_text(json.dumps(answers, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def asked(home: Path) -> dict[str, Any]:
    """What each operation is answered, and sent where it changes something, by its name."""
    os.environ["AURICLE_API_REQUESTS_A_MINUTE"] = "100000"
    from auricle.web.serving import prepare

    prepare(home)
    from django.test import Client
    from tests.api import stage

    from auricle.web.api.offers import operations, proposals
    from auricle.web.api.rest import proposing
    from auricle.web.platform.facts import close_all

    stage.DAYS, stage.CUSTOMERS = 365, 1500
    client = Client(headers={"Authorization": f"Bearer {stage.furnish(home)['owner']}"}, HTTP_HOST="localhost")
    try:
        found = {each.name: _answer(client, each.path) for each in operations() if not each.changes}
        read = {name: {"answers": answer} for name, answer in found.items() if answer is not None}
        writes = [*(each for each in operations() if each.changes), *map(proposing, proposals().values())]
        return read | {each.name: _written(client, each.name, each.path) for each in writes}
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


def _written(client: Any, name: str, path: str) -> Any:
    """What an operation that changes something is sent and answered."""
    body = dict(SENT[name])
    if "survey" in body:
        body["survey"] = client.get("/api/v1/surveys").json()["surveys"][0]["public"]
    answer = client.post("/api/v1" + path, body, "application/json", headers={"Idempotency-Key": name})
    if answer.status_code != 200:
        raise SystemExit(f"{path} answers {answer.status_code}: {answer.content.decode()[:300]}")
    return {"asks": body, "answers": _shortened(answer.json())}


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
