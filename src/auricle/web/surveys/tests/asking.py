"""A survey to answer, somebody who answers it as a browser without script does, and the drain."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.test import Client

from auricle.collector.drain.drain import Drain
from auricle.collector.journal.opening import open_journal
from auricle.identity import read_rules
from auricle.model.meaning import Meaning
from auricle.query.meaning.arriving import Understanding
from auricle.web.platform.public import facts_of

DOCUMENT: dict[str, Any] = {
    "title": {"default": "How was it?", "zh-cn": "体验如何？", "zh-tw": "體驗如何？"},
    "pages": [
        {
            "name": "page1",
            "elements": [
                {
                    "type": "rating", "name": "recommend", "rateMin": 0, "rateMax": 10, "isRequired": True,
                    "auricleKind": "nps",
                    "title": {"default": "Would you recommend us?", "zh-cn": "您会推荐我们吗？"},
                }
            ],
        },
        {
            "name": "page2",
            "elements": [
                {
                    "type": "checkbox", "name": "liked", "choices": ["price", "speed"], "hasOther": True,
                    "title": "What did you like?",
                },
                {"type": "comment", "name": "why", "title": "Why {recommend}?", "visibleIf": "{recommend} <= 6"},
            ],
        },
    ],
}  # fmt: skip

_INPUT = re.compile(r"<(?:input|textarea|select)\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


@dataclass
class Respondent:
    """Fills in the form of a page and sends it, with nothing but HTML."""

    client: Client
    path: str
    page: str = ""
    status: int = 0
    headers: Any = field(default_factory=dict)

    def look(self, query: str = "", **headers: str) -> Respondent:
        return self._took(self.client.get(self.path + query, **headers))

    def send(self, do: str = "next", **said: Any) -> Respondent:
        """``said`` are fields by the code of their question."""
        fields = {**self.carried(), **{_name(key): value for key, value in said.items()}}
        return self._took(self.client.post(self.path, {**fields, "do": do}))

    def carried(self) -> dict[str, str]:
        """The hidden fields of the page."""
        found: dict[str, str] = {}
        for tag in _INPUT.findall(self.page):
            attributes = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
            if attributes.get("type") == "hidden":
                found[attributes["name"]] = attributes.get("value", "")
        return found

    def _took(self, response: Any) -> Respondent:
        self.page, self.status, self.headers = response.content.decode(), response.status_code, response.headers
        return self


def _name(key: str) -> str:
    return (
        key
        if key in ("website", "challenge", "proof")
        else f"{'c' if key.startswith('comment_') else 'q'}:{key.removeprefix('comment_')}"
    )


def drained(home: Path, slug: str = "acme", now: datetime | None = None) -> None:
    """Bring what is in the journal into the store; with ``now``, what was left a day before it too."""
    workspace = facts_of(slug)
    with open_journal(home) as journal:
        drain = Drain(
            slug, journal, workspace.store, read_rules(), Understanding(Meaning()), 10**15, workspace.folder
        )  # fmt: skip
        while drain.step():
            pass
        if now:
            drain.count_left(now)


def rows(slug: str, entity: str) -> list[dict[str, Any]]:
    found = facts_of(slug).facts(entity).to_pylist()
    return [{**row, "properties": json.loads(row.get("properties") or "{}")} for row in found]


TOMORROW = datetime(2100, 1, 1, tzinfo=UTC)
