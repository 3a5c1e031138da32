"""What every worker does for cases again and again: ask after closing, choose, escalate, tell the facts."""

from __future__ import annotations

from auricle.web.platform.public import goes_round

from .asking import ask_due
from .escalating import choose_all, escalate_late, know_worth
from .learning import learn_all
from .telling import tell_the_facts


@goes_round(2)
def asked() -> None:
    ask_due()


@goes_round(30)
def clock() -> None:
    choose_all()
    escalate_late()


@goes_round(1)
def told() -> None:
    tell_the_facts()


@goes_round(3600)
def learnt() -> None:
    learn_all()
    know_worth()
