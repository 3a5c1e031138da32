"""Takes a person out of their cases: what they wrote and what was written of them, not that there were cases."""

from __future__ import annotations

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from .models import Attachment, Case, Comment, Message, Occurrence, Task
from .presence import ids_of

WORDS = (Message, Comment, Attachment, Task)


def forget_customer(workspace: object, customer: str) -> int:
    """Erase a customer from every case; how many cases. The cases stay, nameless, so that counts stay true."""
    ids = ids_of(workspace, customer)
    with transaction.atomic():
        cases = Case.objects.of(workspace).filter(customer__in=ids)
        found = list(cases.values_list("pk", flat=True))
        for part in WORDS:
            part.objects.of(workspace).filter(case__in=found).delete()
        nameless = Concat(Value("erased:"), Cast(F("pk"), CharField()))  # a silence or a risk names whose it is
        Occurrence.objects.of(workspace).filter(case__in=found).update(key="", reference=nameless)
        Case.objects.of(workspace).filter(pk__in=found).update(customer="", subject="")
    return len(found)
