"""A workspace whose facts a rule watches, and what arrives there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest

from auricle.model.entities import entity
from auricle.web.platform.models import Workspace
from auricle.web.platform.public import facts_of
from auricle.web.signals.models import Signal
from auricle.web.signals.watching import follow

Arrive = Callable[..., None]
Watch = Callable[..., Signal]


@pytest.fixture
def watch(workspace: Workspace, own_home: object) -> Watch:
    """Puts a rule on: ``watch("low", kind="score", at_most=6.0)``."""

    def put(name: str, most_an_hour: int = 100, opens_case: bool = True, **document: Any) -> Signal:
        made = Signal.objects.create(
            workspace=workspace, name=name, document=document, is_on=True, most_an_hour=most_an_hour,
            opens_case=opens_case, severity=3, on_since=datetime.now(UTC),
        )  # fmt: skip
        follow(workspace)
        return made

    return put


@pytest.fixture
def arrive(workspace: Workspace, own_home: object) -> Arrive:
    """Stores answers to a survey: ``arrive("f1", 3, customer="anne", text="Late again")``."""

    def put(feedback: str, score: float, customer: str | None = "anne", text: str = "", **more: Any) -> None:
        said = {"feedback": feedback, "at": datetime.now(UTC), "customer": customer, **more}
        facts_of(workspace.slug).add(
            {
                "feedback": _rows("feedback", {**said, "kind": "survey", "text": text}),
                "answers": _rows(
                    "answers",
                    {**said, "answer": f"{feedback}/nps", "question": "nps", "kind": "nps", "score": score,
                     "scale": "0-10"},
                ),
            }
        )  # fmt: skip

    return put


def _rows(name: str, row: dict[str, Any]) -> pa.Table:
    schema = pa.schema([field for field in entity(name).schema if field.name in row])
    return pa.Table.from_pylist([row], schema=schema)
