"""Small batches of facts, written as dictionaries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from auricle.model.entities import entity


def rows(of: str, *facts: dict[str, Any]) -> pa.Table:
    """The facts as a table in the entity's own Arrow types, with the columns that any of them has."""
    named = {name for fact in facts for name in fact}
    schema = pa.schema([f for f in entity(of).schema if f.name in named])
    return pa.Table.from_pylist(list(facts), schema=schema)


def at(text: str) -> datetime:
    """An instant of ISO 8601; UTC unless it says otherwise."""
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def calls(number: int, first: int = 0, customer: str = "c{}") -> pa.Table:
    """Interactions ``i<first>`` and on, a minute apart, each of a customer of its own."""
    start = at("2024-03-01T08:00")
    numbers = range(first, first + number)
    return rows(
        "interactions",
        *(
            {
                "interaction": f"i{i}",
                "at": start + timedelta(minutes=i),
                "customer": customer.format(i),
                "activity": "call",
                "duration_seconds": float(i),
            }
            for i in numbers
        ),
    )
