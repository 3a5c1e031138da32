"""Who the customer of a case is now.

A case keeps the id it was opened under and is found under the one they go by since, so that taking a merge back needs
nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from auricle.identity.people import ids_of as ids_leading
from auricle.identity.people import present as present_of
from auricle.identity.rules import MERGED
from auricle.model.entities import IDENTITIES
from auricle.web.platform.public import facts_of
from auricle.workspace import Workspace


def present(workspace: Any, customer: str) -> str:
    """The id a customer goes by now; the same where nothing is known of them, or they were erased."""
    return present_of(facts_of(workspace.slug).store, customer) if customer else ""


def presents(facts: Workspace, customers: Iterable[str]) -> dict[str, str]:
    """The ids that many customers go by now; of merges alone, for a list of them in one read."""
    now = {customer: customer for customer in customers}
    wanted = pa.array([f"{MERGED}:{customer}" for customer in sorted(now)], pa.string())
    links = facts.store.find(IDENTITIES.name, wanted, columns=["original", "customer"]).to_pylist()
    return now | {row["original"]: row["customer"] for row in links if row["original"] in now}


def ids_of(workspace: Any, customer: str) -> frozenset[str]:
    """Every id that leads to the one this id leads to, itself among them."""
    return ids_leading(facts_of(workspace.slug).store, customer)
