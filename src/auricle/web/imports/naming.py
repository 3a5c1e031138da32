"""Names for what people send: of files on disk, and of sources in a mapping."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath


def kept_name(name: str) -> str:
    """A file's own name without any folder, safe on disk; its ending stays."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    kept = re.sub(r"[^\w.\- ()]", "_", last).strip(" .")
    return kept[-120:] or "file"


def source_name(name: str) -> str:
    """A name for a source after the file it came in: letters, digits, - and _."""
    stem = kept_name(name).split(".")[0]
    return re.sub(r"[^\w\-]+", "_", stem).strip("_")[:60] or "import"
