"""What was decided becomes facts: who was asked, and who was not and why, by segment, channel and time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

import pyarrow as pa

from auricle.model.entities import entity
from auricle.web.platform.public import UNREADY, Workspace, facts_of, goes_round
from auricle.workspace import Workspace as Facts

from .models import Contact

AT_ONCE = 5_000
EXPOSURES = entity("exposures")
COLUMNS = ("exposure", "at", "customer", "kind", "survey", "channel", "reason")


@goes_round(every_seconds=5)
def export_contacts() -> None:
    """Store every decision as an exposure; the same one again is a duplicate, so being killed costs nothing."""
    waiting = Contact.objects.across("every workspace's ledger is stored").filter(is_exported=False)
    for pk in list(waiting.order_by().values_list("workspace_id", flat=True).distinct()):
        record = Workspace.objects.get(pk=pk)
        try:
            export_of(record)
        except UNREADY:
            continue


def export_of(record: Workspace) -> int:
    """Store what is not stored yet of one workspace; how many decisions that were."""
    contacts = list(Contact.objects.of(record).filter(is_exported=False).order_by("pk")[:AT_ONCE])
    rows = [row for contact in contacts if (row := _row(contact))]
    if rows:
        types = {name: EXPOSURES.column(name).type.arrow for name in COLUMNS}
        columns = {name: pa.array([row[name] for row in rows], types[name]) for name in COLUMNS}
        facts = facts_of(record.slug)
        added = facts.add({"exposures": pa.table(columns)})
        if "exposures" in added.conflicting:
            _correct(facts, rows, added.conflicting["exposures"].column("exposure"))
    Contact.objects.of(record).filter(pk__in=[contact.pk for contact in contacts]).update(is_exported=True)
    return len(contacts)


def _correct(facts: Facts, rows: Sequence[dict[str, object]], differing: pa.ChunkedArray) -> None:
    """What is known after it was stored, such as that a letter came back, is stored over it."""
    wanted = {row["exposure"]: row for row in rows}
    known = facts.store.find("exposures", differing.combine_chunks())
    other = [each for each in known.to_pylist() if each["kind"] != wanted[each["exposure"]]["kind"]]
    if other:
        now = [{**each, **{name: wanted[each["exposure"]][name] for name in ("kind", "reason")}} for each in other]
        facts.replace("exposures", pa.Table.from_pylist(now, known.schema))


def _row(contact: Contact) -> dict[str, object] | None:
    """An invitation, a message or an invitation that was withheld; a reminder is part of its invitation.

    An invitation under no key of its own is one to an anonymous survey, by the link that all have.
    """
    if contact.kind == "reminder" or not (contact.approached or contact.kind == "survey"):
        return None
    invitation = "invitation" if contact.exposure else "open_invitation"
    sent = invitation if contact.kind == "survey" else "message"
    return {
        "exposure": contact.exposure or f"contact:{contact.pk}",
        "at": contact.at.astimezone(UTC),
        "customer": contact.customer or None,
        "kind": sent if contact.approached else "withheld",
        "survey": contact.survey or None,
        "channel": contact.channel or None,
        "reason": contact.because or None,
    }
