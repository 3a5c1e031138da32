"""What keeps a document from being read at all."""

from __future__ import annotations

from ...sentence import sentence


class Unreadable(ValueError):
    """A document that is no questionnaire; ``path`` names the part (``pages[0].name``; '' is the whole)."""

    def __init__(self, path: str, reason: str):
        self.path, self.reason = path, reason
        said = sentence("{path}: {reason}", path=path, reason=reason) if path else reason
        super().__init__(said)
