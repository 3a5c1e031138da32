"""``identities``: by what a customer is known, and why it is one person's."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

import auricle

from .tables import plain
from .terminal import Json, give, note, show, strong
from .workspaces import Workspace

if TYPE_CHECKING:
    from auricle.identity.why import Known, Why


def identities(
    workspace: Workspace,
    customer: Annotated[str, typer.Argument(help="The customer's id, also one they had before a merge.")],
    json: Json = False,
) -> None:
    """Every id a customer is known by: who said it, when, and what makes it theirs.

    Below it the merges in force, and the customers they might be one with and are not.
    """
    with auricle.open(workspace) as ws:
        found = ws.why(customer)
    if json:
        give(asdict(found))
    else:
        _tell(found)


def _tell(found: Why) -> None:
    show(strong(found.customer))
    if found.identities:
        rows = [[one.kind, one.value, _because(one), one.source, _day(one.at)] for one in found.identities]
        show(plain(rows, "kind", "value", "because", "source", "since"))
    else:
        note("Known only by this id; no event and no file has told another.")
    for merge in found.merges:
        met = f", met with {merge.evidence}" if merge.evidence else ""
        show(f"{merge.customer} was merged into {merge.into} ({merge.rule}{met}) on {_day(merge.at)}")
    for doubt in found.doubts:
        met = f", {doubt.evidence} was met with both" if doubt.evidence else ""
        show(f"{'Not' if doubt.is_decided else 'Perhaps'} one with {doubt.other} ({doubt.rule}{met})")


def _because(one: Known) -> str:
    if not one.into:
        return ""
    return f"{one.rule}: came with {one.evidence}" + (" (somebody else's by now)" if one.is_former else "")


def _day(at: object) -> str:
    return str(at)[:10] if at else ""
