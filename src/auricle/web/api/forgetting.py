"""Takes a person out of what programs proposed."""

from __future__ import annotations

from typing import Any

from .models import Draft


def forget(record: Any, customer: str) -> int:
    """Remove the drafts about somebody who is erased; how many. What writes were answered names nobody."""
    return Draft.objects.of(record).filter(given__customer=customer).delete()[0]
