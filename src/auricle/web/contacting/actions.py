"""What people say about being contacted, and what is forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from auricle.web.platform.public import Workspace

from .models import Addressee, Contact, OptOut, Rules, about, digest_of

How = OptOut.How


def opt_out(
    record: Workspace, customer: str, *, address: str = "", kind: str = "", how: str = How.COLLEAGUE, by: Any = None
) -> OptOut:
    """Note that somebody wants to hear nothing (of a kind) any more."""
    return _note(record, customer, digest_of(address), kind, how, by)


def opt_out_of(contact: Contact, kind: str, how: str) -> OptOut:
    """The same, by the letter they got: for who they are, and for the address it went to."""
    return _note(contact.workspace, contact.customer, contact.address_digest, kind, how, None)


def opt_in(record: Workspace, customer: str, kind: str = "", address: str = "") -> int:
    """Take it back, by somebody who asked for that, and for their address; how many there were."""
    return OptOut.objects.of(record).filter(about(customer, address), kind=kind).delete()[0]


def keep_rules(record: Workspace, said: Mapping[str, Any]) -> Rules:
    return Rules.objects.of(record).update_or_create(workspace=record, defaults=dict(said))[0]


def forget(record: Workspace, customer: str) -> int:
    """Take out what the ledger knows of somebody who is erased; how many rows.

    What remains is that an address, which nobody can read back, wants nothing: else an old list that is imported again
    would begin to write to them.
    """
    with transaction.atomic():
        rows = Contact.objects.of(record).filter(customer=customer).delete()[0]
        rows += Addressee.objects.of(record).filter(key=f"customer {customer}").delete()[0]
        refusals = OptOut.objects.of(record).filter(customer=customer)
        rows += refusals.filter(address_digest="").delete()[0]
        for refusal in list(refusals):
            _note(record, "", refusal.address_digest, refusal.kind, refusal.how, None)
            refusal.delete()
    return rows


def _note(record: Workspace, customer: str, digest: str, kind: str, how: str, by: Any) -> OptOut:
    whose = {"customer": customer, "address_digest": digest, "kind": kind}
    noted, is_new = OptOut.objects.of(record).get_or_create(workspace=record, **whose, defaults={"how": how, "by": by})
    if not is_new and noted.how == How.BOUNCE != how:  # what somebody said weighs more than a letter that came back
        noted.how = how
        noted.save(update_fields=["how"])
    return noted
