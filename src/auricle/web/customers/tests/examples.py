"""Arguments of this room's routes, for the test that tries them all."""

from __future__ import annotations

from auricle.web.customers.models import Erasure
from auricle.web.platform.models import User, Workspace
from auricle.web.platform.public import facts_of


def examples(workspace: Workspace, owner: User) -> dict[str, dict[str, object]]:
    """Two customers of the workspace when it has some, else ids of nobody."""
    known = facts_of(workspace.slug).facts("customers", limit=2).to_pylist()
    customer, other = [row["customer"] for row in known] if len(known) == 2 else ("C-1", "C-2")
    asked = Erasure.objects.create(workspace=workspace, asked_by=owner, state=Erasure.State.DONE, rows={"orders": 3})
    of_one = ("customer", "earlier", "export", "erase", "choose", "candidates", "unmerge")
    return {
        **{f"customers:{name}": {"customer": customer} for name in of_one},
        **{f"customers:{name}": {"customer": customer, "other": other} for name in ("compare", "merge", "keep_apart")},
        **{f"customers:{name}": {"pk": asked.pk} for name in ("erasure", "erasure_progress", "erase_again")},
    }
