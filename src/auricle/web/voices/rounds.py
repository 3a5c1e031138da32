"""What arrives is read soon after: whoever changes the facts need not know that somebody reads."""

from __future__ import annotations

import logging
from weakref import WeakKeyDictionary

from auricle.understanding.voices.known import label_of
from auricle.web.platform.public import UNREADY, Workspace, facts_of, folder_of, goes_round
from auricle.workspace import Workspace as Facts

from .actions import forget_gone
from .queries import corrections

EVERY_SECONDS = 5.0
READ_FROM = ("feedback", "answers")
_seen: WeakKeyDictionary[Facts, tuple[int, str]] = WeakKeyDictionary()
log = logging.getLogger(__name__)


@goes_round(EVERY_SECONDS)
def read_what_arrived() -> None:
    """Read the texts of workspaces where something was said, or that read otherwise, since this worker looked last."""
    for record in Workspace.objects.all():
        if (folder_of(record.slug) / "auricle.yaml").is_file():
            try:
                read_one(record)
            except UNREADY as problem:
                log.warning("texts of %s are read later: %s", record.slug, problem)


def read_one(record: Workspace) -> None:
    """Read what a workspace has that was not read; nothing when what was said, and what reads it, are as they were."""
    facts = facts_of(record.slug)
    now = facts.store.version(*READ_FROM), label_of(facts.folder)
    if _seen.get(facts) == now:
        return
    forget_gone(record, facts)
    facts.read_texts(corrections(record))
    _seen[facts] = now
