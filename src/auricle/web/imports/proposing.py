"""The first mapping of files nobody has mapped yet, and a look through it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from auricle.sources import Finding, parse_mapping, propose
from auricle.web.platform.public import facts_of, keepable

from .looking import heads_of
from .looking import look as look_through
from .models import ImportRun


def look(made: ImportRun) -> dict[str, Any]:
    """What the first rows become; SourceFault when the mapping or a file is wrong."""
    ws = facts_of(made.workspace.slug)
    return look_through(parse_mapping(made.mapping), made.folder, ws.store, ws.rules)


def proposal_for(made: ImportRun) -> None:
    """Fill in a mapping found by looking at the files, why each column was taken for what, and what to check.

    Raises
        SourceFault: a file cannot be read, or nothing in it tells what its rows are.
    """
    with tempfile.TemporaryDirectory(prefix="propose-") as scratch:
        heads = heads_of(made.folder, Path(scratch) / made.name)
        currency = facts_of(made.workspace.slug).settings.currency
        found = propose(heads / made.files[0] if len(made.files) == 1 else heads, currency)
    made.mapping = found.text
    made.reasons = {key: keepable(finding.reason) for finding in found.findings if (key := _key(finding))}
    made.doubts = [keepable(doubt) for doubt in found.doubts]


def _key(finding: Finding) -> str:
    """The name of the form's field that a finding is about."""
    if finding.becomes.startswith("answers"):
        return f"feedback.answers.{finding.column}"
    return finding.becomes
