"""What arrives is read soon after: whoever changes the facts need not know that somebody reads."""

from __future__ import annotations

import logging

from auricle.web.platform.public import UNREADY, Workspace, facts_of, folder_of, goes_round

from .actions import forget_gone
from .queries import corrections

EVERY_SECONDS = 5.0
_seen: dict[str, int] = {}
log = logging.getLogger(__name__)


@goes_round(EVERY_SECONDS)
def read_what_arrived() -> None:
    """Read the texts of workspaces whose facts have changed since this worker looked last."""
    for record in Workspace.objects.all():
        if (folder_of(record.slug) / "auricle.yaml").is_file():
            try:
                read_one(record)
            except UNREADY as problem:
                log.warning("texts of %s are read later: %s", record.slug, problem)


def read_one(record: Workspace) -> None:
    """Read what a workspace has that was not read; nothing when its facts are as they were."""
    facts = facts_of(record.slug)
    if _seen.get(record.slug) == facts.version:
        return
    forget_gone(record, facts)
    facts.read_texts(corrections(record))
    _seen[record.slug] = facts.version
