"""The door of the room: what the page of one customer shows of what they will bring, and whether they will stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from auricle.identity.people import UnknownCustomer
from auricle.web.platform.public import ScreenState, amount
from auricle.web.studies.public import latest

from .words import reason

__all__ = ["CustomerOutlook", "customer_outlook"]


@dataclass(frozen=True, slots=True)
class CustomerOutlook:
    """Empty parts are not known: nobody has had them worked out yet, or the customer had left by then."""

    active: str
    value: str
    value_range: tuple[str, str]
    value_on: date | None
    risk: str
    reasons: tuple[str, ...]
    risk_days: int
    risk_on: date | None


def customer_outlook(state: ScreenState, customer: str) -> CustomerOutlook | None:
    """One customer by the models that were last worked out for all; None where there is neither."""
    buying, leaving = latest(state, "buying"), latest(state, "leaving")
    try:
        expected = state.workspace.expected_of(customer, buying) if buying else None
        risk = state.workspace.risk_of(customer, leaving) if leaving else None
    except UnknownCustomer:
        return None
    if expected is None and risk is None:
        return None
    money = buying.currency if buying else ""
    return CustomerOutlook(
        amount(expected.active, "share") if expected else "",
        amount(expected.value, "currency", money) if expected else "",
        (amount(expected.low, "currency", money), amount(expected.high, "currency", money)) if expected else ("", ""),
        buying.until if expected else None,
        amount(risk.chance, "share") if risk else "",
        tuple(reason(each) for each in risk.reasons) if risk else (),
        leaving.horizon_days if risk else 0,
        leaving.until if risk else None,
    )
