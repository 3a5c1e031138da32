"""Rows we could not accept: which, why, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.workspace import Workspace

FILTERS = (N_("state"), N_("source"), "entity", N_("reason"))
STATES = (N_("waiting"), N_("replayed"), N_("dismissed"))
WAITING = STATES[0]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows of the quarantine: by state, source, entity and reason; empty is any."""

    state: str = WAITING
    source: str = ""
    entity: str = ""
    reason: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Asked:
        return cls(**{name: query.get(name, WAITING if name == "state" else "")[:200] for name in FILTERS})

    @property
    def where(self) -> str:
        said = {name: getattr(self, name) for name in FILTERS}
        return " and ".join(
            f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in said.items() if value
        )


def rows(workspace: Workspace, asked: Asked, limit: int, offset: int) -> list[dict[str, Any]]:
    """Newest first, a page of them."""
    found = workspace.facts("quarantine", where=asked.where, limit=limit, offset=offset, order="at desc, line")
    return found.to_pylist()


def all_rows(workspace: Workspace, asked: Asked) -> pa.RecordBatchReader:
    return workspace.stream("quarantine", where=asked.where, order="at, line")


def choices(workspace: Workspace) -> dict[str, list[str]]:
    """What one may filter by: the values that are there."""
    return {name: [str(v) for v in workspace.values("quarantine", name) if v] for name in FILTERS}


def dismiss_rows(workspace: Workspace, asked: Asked) -> int:
    """Say of waiting rows that they are not worth mending; they stay, and are no longer asked about."""
    waiting = Asked(WAITING, asked.source, asked.entity, asked.reason)
    found = workspace.facts("quarantine", where=waiting.where)
    found = found.select([name for name in found.column_names if name != "day"])
    at = found.schema.get_field_index("state")
    dismissed = found.set_column(at, "state", pa.array(["dismissed"] * found.num_rows, pa.string()))
    return workspace.replace("quarantine", dismissed) if found.num_rows else 0
