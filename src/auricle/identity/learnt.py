"""What a batch taught, as rows of identities and moves of facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from ..model.entities import IDENTITIES
from ..store.store import MOVES
from .conflicts import WAITING, sides
from .known import FORMER, SEVERAL
from .linking import Conflict, Linking
from .rules import MERGED

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def identities(linking: Linking) -> pa.Table:
    """Rows to put in place: what leads elsewhere than before, merges, and links that were refused."""
    rows = [*_leading(linking), *_merges(linking), *(row for one in linking.conflicts for row in _sides(linking, one))]
    return pa.Table.from_pylist(rows, schema=IDENTITIES.schema)


def moves(linking: Linking) -> pa.Table:
    gone = [link.customer for link in linking.merges if linking.has_facts(link.customer)]
    to = [linking.now(customer) for customer in gone]
    return pa.Table.from_pydict({"customer": gone, "identity": [None] * len(gone), "to": to}, MOVES)


def _leading(linking: Linking) -> Iterator[dict[str, Any]]:
    links = {link.customer: link for link in linking.merges}
    for identity, leads in linking.leads.items():
        if not any(lead.is_changed for lead in leads):
            continue
        kind, _, value = identity.partition(":")
        for lead in leads:
            link = links.get(lead.original) if not lead.into and lead.is_changed else None
            if link and not linking.has_facts(lead.original):
                lead.into, lead.rule, lead.evidence = link.into, link.rule, link.evidence
            last = lead is leads[-1]
            yield {
                "identity": identity if last else f"{identity}@{moment(lead.since).isoformat()}",
                "kind": kind,
                "value": value,
                "customer": linking.now(lead.customer),
                "original": lead.original,
                "source": lead.source or None,
                "linked_at": moment(lead.since),
                "into": lead.into or None,
                "rule": lead.rule or None,
                "evidence": lead.evidence or None,
                "state": FORMER if not last else SEVERAL if len(leads) > 1 else None,
            }


def _merges(linking: Linking) -> Iterator[dict[str, Any]]:
    """A customer who had a name before the merge, or facts, is remembered under it."""
    for link in linking.merges:
        if linking.has_facts(link.customer):
            yield {
                "identity": f"{MERGED}:{link.customer}",
                "kind": MERGED,
                "value": link.customer,
                "customer": linking.now(link.customer),
                "original": link.customer,
                "source": link.source or None,
                "linked_at": moment(link.at),
                "into": link.into,
                "rule": link.rule,
                "evidence": link.evidence,
            }


def _sides(linking: Linking, conflict: Conflict) -> list[dict[str, Any]]:
    now = linking.now(conflict.customer), linking.now(conflict.other)
    said = {"source": conflict.source or None, "rule": conflict.rule, "evidence": conflict.evidence}
    return sides(conflict.customer, conflict.other, now, **said, linked_at=moment(conflict.at), state=WAITING)


def moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
