"""A company whose customers said things that are meant to break out of a page, a spreadsheet or a floor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from auricle.model.entities import entity
from auricle.web.platform.facts import facts_of
from auricle.web.platform.models import Membership, User, Workspace
from auricle.web.platform.roles import Role

HOSTILE = "<script>alert('x')</script>"
FORMULA = '=HYPERLINK("http://example.com","free")'
FIRST = datetime(2026, 1, 1, 12, tzinfo=UTC)


def _answers(touchpoint: str, count: int, start: int, score: float) -> list[dict[str, Any]]:
    return [
        {"answer": f"a{i}", "feedback": f"f{i}", "customer": f"c{i}", "kind": "nps", "question": "recommend",
         "scale": "0-10", "polarity": 1, "score": score if i % 3 else 5.0, "touchpoint": touchpoint,
         "channel": ("app", "web")[i % 2], "text": FORMULA if i % 2 else HOSTILE,
         "at": FIRST + timedelta(days=i % 60)}
        for i in range(start, start + count)
    ]  # fmt: skip


@pytest.fixture
def facts(own_home: Path) -> None:
    """40 answers at the till, 30 at a touchpoint whose name is a script, 12 by post and 3 at the kiosk."""
    answers = [
        *_answers("till", 40, 0, 9.0),
        *_answers(HOSTILE, 30, 100, 10.0),
        *_answers("post", 12, 200, 7.0),
        *_answers("kiosk", 3, 300, 1.0),
    ]
    orders = [
        {"order": f"o{i}", "customer": f"c{i}", "amount": None, "status": FORMULA, "channel": "web",
         "at": FIRST + timedelta(days=i)}
        for i in range(20)
    ]  # fmt: skip
    tables = {"answers": answers, "orders": orders}
    facts_of("acme").add(
        {name: pa.Table.from_pylist(rows, schema=entity(name).schema) for name, rows in tables.items()}
    )


@pytest.fixture
def analyst(workspace: Workspace) -> User:
    person = User.objects.create_user("analyst@example.com", "correct horse battery")
    Membership.objects.create(user=person, workspace=workspace, role=Role.ANALYST)
    return person
