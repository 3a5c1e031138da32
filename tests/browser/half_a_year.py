"""灯笼商店的半年：客户天天说起配送；八周前改由同城配送之后，说的话好了起来。"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from auricle.model.entities import entity
from auricle.store.engines.owner.engine import OwnerStore

DAYS, EVERY_DAY = 168, 4
SINCE_CHANGE = timedelta(days=56)
BAD = ("送货太慢了，等了好几天。", "快递一直不来，非常失望。", "配送超时，体验很差。", "物流慢得离谱，很生气。")
OTHER = ("价格很实惠。", "颜色和图片一样，质量不错。")
GOOD = ("送货很快，非常满意。", "快递小哥态度很好，准时送到。", "配送准时，体验很好。", "物流很快，点赞。")
SILENT = "silent@example.com"
"""一位遇到过晚送、却没有作声的客户。"""


def lived(workspace: Path, today: date) -> None:
    """Half a year of words about delivery, and one late order of somebody who says nothing."""
    words = [row for back in range(1, DAYS) for row in _said_on(today - timedelta(days=back), back)]
    ordered = _noon(today - timedelta(days=20))
    late = {
        "order": "late", "at": ordered, "customer": "C-silent", "status": "delivered",
        "promised_at": ordered + timedelta(days=1), "delivered_at": ordered + timedelta(days=6),
    }  # fmt: skip
    who = {"customer": "C-silent", "email": SILENT, "language": "zh-Hans", "consent": True}
    tables = {"feedback": words, "orders": [late], "customers": [who]}
    OwnerStore(workspace).append({name: table(name, rows) for name, rows in tables.items()})


def _said_on(day: date, back: int) -> list[dict[str, Any]]:
    """Three of four are bad before the change and one of four after it; which of them varies from day to day.

    Two more speak of other things.
    """
    bad = 1 if timedelta(days=back) <= SINCE_CHANGE else 3
    of_delivery = [(BAD if (n + back) % EVERY_DAY < bad else GOOD)[(n * 3 + back) % 4] for n in range(EVERY_DAY)]
    return [
        {
            "feedback": f"{day}/{n}", "at": _noon(day) + timedelta(minutes=n), "customer": f"C-{back}-{n}",
            "kind": "review", "language": "zh-Hans",
            "text": text,
        }
        for n, text in enumerate((*of_delivery[back % 2 :], *OTHER))
    ]  # fmt: skip


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(
        rows, schema=pa.schema([field for field in entity(name).schema if field.name in rows[0]])
    )
