"""What is known of a customer when their case is opened: read from the facts and from kept analyses, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pyarrow as pa

from auricle.identity.people import UnknownCustomer
from auricle.web.platform.public import facts_of
from auricle.web.studies.public import latest_of
from auricle.workspace import Workspace

from .presence import present


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """``worth`` is what they will bring by the model last worked out, ``risk`` that they leave; None: not known."""

    name: str = ""
    email: str = ""
    language: str = ""
    segment: str = ""
    traits: Mapping[str, Any] = field(default_factory=dict)
    worth: float | None = None
    currency: str = ""
    risk: float | None = None


def acquaintance(workspace: Any, customer: str) -> Acquaintance:
    """Who a customer is; empty where nothing is known."""
    facts, customer = facts_of(workspace.slug), present(workspace, customer)
    rows = facts.store.find("customers", pa.array([customer], pa.string())).to_pylist()
    if not rows:
        return Acquaintance()
    row = rows[0]
    worth, currency, risk = _outlook(workspace, facts, customer)
    return Acquaintance(
        row["name"] or "", row["email"] or "", row["language"] or "", row["segment"] or "", _traits(row["traits"]),
        worth, currency, risk,
    )  # fmt: skip


def _traits(written: str | None) -> Mapping[str, Any]:
    found = msgspec.json.decode(written) if written else {}
    return found if isinstance(found, dict) else {}


def _outlook(workspace: Any, facts: Workspace, customer: str) -> tuple[float | None, str, float | None]:
    buying, leaving = latest_of(workspace, "buying"), latest_of(workspace, "leaving")
    try:
        expected = facts.expected_of(customer, buying) if buying else None
        at_risk = facts.risk_of(customer, leaving) if leaving else None
    except UnknownCustomer:
        return None, "", None
    worth = expected.value if expected else None
    return worth, (buying.currency if buying else ""), (at_risk.chance if at_risk else None)
