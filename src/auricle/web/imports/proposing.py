"""The first mapping of files nobody has mapped yet, and a look through it."""

from __future__ import annotations

from typing import Any

from auricle.sources import parse_mapping
from auricle.web.platform.public import facts_of

from .looking import look as look_through
from .models import ImportRun


def look(made: ImportRun) -> dict[str, Any]:
    """What the first rows become; SourceFault when the mapping or a file is wrong."""
    return look_through(parse_mapping(made.mapping), made.folder, facts_of(made.workspace.slug).store)
