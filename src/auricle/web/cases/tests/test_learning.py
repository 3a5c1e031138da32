"""What is learnt after a case was closed: the next score of the kind that opened it, of everybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from auricle.model.entities import entity
from auricle.web.cases import learning
from auricle.web.cases.actions import close_case
from auricle.web.cases.history import Actor
from auricle.web.cases.models import Case
from auricle.web.cases.telling import row_of
from auricle.web.cases.tests.conftest import MadeCase
from auricle.web.platform.models import Workspace
from auricle.web.platform.public import facts_of

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(UTC)


def answered(customer: str, kind: str, score: float, at: datetime, polarity: int = 1, question: str = "") -> str:
    key = f"{customer}/{kind}/{at:%s%f}"
    row: dict[str, Any] = {
        "answer": key, "feedback": key, "at": at, "customer": customer, "question": question or kind, "kind": kind,
        "score": score, "scale": "1-5", "polarity": polarity,
    }  # fmt: skip
    schema = pa.schema([field for field in entity("answers").schema if field.name in row])
    facts_of("acme").add({"answers": pa.Table.from_pylist([row], schema=schema)})
    return key


@pytest.mark.parametrize(("kind", "polarity", "recovered"), [("csat", 1, True), ("ces1", -1, False)])
def test_a_customer_recovers_by_the_kind_of_question_that_opened_the_case(
    workspace: Workspace, own_home: Path, made_case: MadeCase, kind: str, polarity: int, recovered: bool
) -> None:
    opening = answered("C-1", kind, 1.0, NOW - timedelta(days=2), polarity)
    case = made_case("C-1", entity="answers", key=opening, score=1.0, scale="1-5")
    close_case(case, Actor(name="a test"), "")
    answered("C-1", "rating", 5.0, datetime.now(UTC) + timedelta(minutes=1))
    answered("C-1", kind, 4.0, datetime.now(UTC) + timedelta(minutes=2), polarity)
    assert learning.learn(workspace) == 1
    case = Case.objects.of(workspace).get()
    assert (case.score_after, case.recovered) == (4.0, recovered)
    assert row_of(case)["recovered"] is recovered


def test_a_rating_of_something_else_recovers_nobody(workspace: Workspace, own_home: Path, made_case: MadeCase) -> None:
    opening = answered("C-1", "rating", 1.0, NOW - timedelta(days=2), question="staff")
    case = made_case("C-1", entity="answers", key=opening, score=1.0, scale="1-5")
    close_case(case, Actor(name="a test"), "")
    answered("C-1", "rating", 5.0, datetime.now(UTC) + timedelta(minutes=1), question="parking")
    assert learning.learn(workspace) == 0


def test_no_case_is_left_out_where_there_are_many(
    workspace: Workspace, own_home: Path, made_case: MadeCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "AT_ONCE", 1)
    for customer in ("C-1", "C-2", "C-3"):
        opening = answered(customer, "csat", 1.0, NOW - timedelta(days=2))
        case = made_case(customer, entity="answers", key=opening, score=1.0, scale="1-5")
        close_case(case, Actor(name="a test"), "")
        answered(customer, "csat", 5.0, datetime.now(UTC) + timedelta(minutes=1))
    assert learning.learn(workspace) == 3
    assert set(Case.objects.of(workspace).values_list("score_after", flat=True)) == {5.0}
