"""Erases a person from every room, under every id they ever went by, and from the facts last."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from auricle.collector import public as collector
from auricle.identity.people import UnknownCustomer, ids_of
from auricle.web.api import public as api
from auricle.web.cases import public as cases
from auricle.web.contacting import public as contacting
from auricle.web.integrations import public as integrations
from auricle.web.platform.public import Workspace, facts_of
from auricle.web.programmes import public as programmes
from auricle.web.receipts import public as receipts
from auricle.web.signals import public as signals
from auricle.web.studies import public as studies
from auricle.web.surveys import public as surveys

ROOMS: tuple[Callable[[Any, str], object], ...] = (
    contacting.forget, integrations.forget, cases.forget_customer, receipts.forget, programmes.forget,
    surveys.forget, signals.forget, api.forget,
)  # fmt: skip
"""What each room takes out; doing it again takes out what is left."""


def forget_everywhere(record: Workspace, customer: str) -> dict[str, int]:
    """Erase somebody; how many rows of each entity went, nothing where the facts knew of them no more."""
    facts = facts_of(record.slug)
    studies.forget(record)
    for each in sorted(ids_of(facts.store, customer)):
        for forget in ROOMS:
            forget(record, each)
        collector.forget(Path(settings.HOME), record.slug, facts.store, each)
    try:
        return {name: rows for name, rows in facts.erase(customer).items() if rows}
    except UnknownCustomer:
        return {}
