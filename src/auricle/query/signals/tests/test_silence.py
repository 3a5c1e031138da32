"""Who stopped buying, worked by hand."""

from __future__ import annotations

from datetime import date

from auricle.query.signals.silence import Stopped, stopped
from auricle.store.store import Store

from .test_signals import NOW, answer, failed, rows, store

__all__ = ["store"]


def test_a_promoter_whose_last_order_lies_in_the_days_asked_for_stopped(store: Store) -> None:
    def order(number: int, customer: str, day: int, status: str = "delivered") -> dict[str, object]:
        return {"order": f"o{number}", "at": failed(0, day)["at"], "customer": customer, "status": status}

    store.append(
        {
            "orders": rows(
                "orders",
                order(1, "anne", 200), order(2, "anne", 90), order(3, "anne", 5, "cancelled"),
                order(4, "ben", 90), order(5, "ben", 10), order(6, "carol", 91),
            ),
            "answers": rows("answers", answer(1, 9), answer(2, 10, "ben"), answer(3, 4, "carol")),
        }
    )  # fmt: skip
    found = stopped(store, date(2025, 11, 25), date(2025, 12, 5), "nps", 9)
    assert found == (Stopped("anne", date(2025, 12, 1), 9.0, "0-10"),)
    assert NOW.date() == date(2026, 3, 1)
