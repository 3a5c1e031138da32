"""Small facts of a company, and the addresses of its customers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from django.urls import reverse

from auricle.model.entities import entity

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
ODD = "客户/1?x=\"'<b>&%2F..#"


def batch(**rows: list[dict[str, Any]]) -> dict[str, pa.Table]:
    return {name: pa.Table.from_pylist(found, schema=entity(name).schema) for name, found in rows.items()}


def said(
    key: str, customer: str | None, score: float, text: str = "", days: int = 0
) -> dict[str, list[dict[str, Any]]]:
    at = NOON + timedelta(days=days)
    whole = {"feedback": key, "at": at, "customer": customer, "kind": "survey", "touchpoint": "delivery"}
    asked = {"question": "recommend", "kind": "nps", "score": score, "scale": "0-10", "polarity": 1}
    answer = {
        "answer": f"{key}/nps",
        "feedback": key,
        "at": at,
        "customer": customer,
        "touchpoint": "delivery",
        **asked,
    }
    return {"feedback": [{**whole, "text": text or None}], "answers": [answer]}


def order(key: str, customer: str, days: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "order": key,
        "at": NOON + timedelta(days=days),
        "customer": customer,
        "amount": 10,
        "currency": "EUR",
        **more,
    }


def page_of(customer: str) -> str:
    return reverse("customers:customer", kwargs={"workspace": "acme", "customer": customer})
