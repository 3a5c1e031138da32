"""Why the ids of a customer are one person's, in words, and whom else they might be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from auricle.identity.conflicts import Doubt
from auricle.identity.merging import Merged
from auricle.identity.why import Known
from auricle.web.platform.public import together
from auricle.workspace import Workspace

from .wording import label, own_word

ALIAS, TAKEN_BACK, DIFFERENT = "alias", "taken back", "different "


@dataclass(frozen=True, slots=True)
class Tie:
    """An identity; ``own`` is the customer to take it out to, empty where nothing linked it."""

    kind: str
    value: str
    source: str
    learnt_at: datetime | None
    why: str
    own: str
    is_former: bool


@dataclass(frozen=True, slots=True)
class Question:
    """Another customer who may be the same."""

    other: str
    why: str
    source: str
    at: datetime | None
    is_decided: bool


@dataclass(frozen=True, slots=True)
class Ties:
    """``merges`` are those in force, with whoever stays."""

    identities: tuple[Tie, ...]
    merges: tuple[Merged, ...]
    questions: tuple[Question, ...]


def ties(workspace: Workspace, customer: str) -> Ties:
    found = workspace.why(customer)
    return Ties(
        tuple(_tie(workspace, customer, one) for one in found.identities),
        found.merges,
        tuple(_question(workspace, one) for one in found.doubts),
    )


def spelled(identity: str) -> str:
    """An identity as a reader knows it: E-mail address ann@example.com."""
    kind, _colon, value = identity.partition(":")
    return f"{own_word('identity', kind)} {value}"


def linked_by(rule: str, evidence: str) -> str:
    if rule == ALIAS:
        return _("linked by an alias")
    return _("linked because it came with {identity}").format(identity=spelled(evidence)) if evidence else ""


def _tie(workspace: Workspace, customer: str, one: Known) -> Tie:
    kind, source = own_word("identity", one.kind), label(workspace, "source", one.source)
    own = one.own if one.into and one.own != customer else ""
    return Tie(
        kind, one.value, source, _local(workspace, one.at), linked_by(one.rule, one.evidence), own, one.is_former
    )


def _question(workspace: Workspace, one: Doubt) -> Question:
    said = [_("{identity} was met with both.").format(identity=spelled(one.evidence))] if one.evidence else []
    if one.rule.startswith(DIFFERENT):
        kind = own_word("identity", one.rule.removeprefix(DIFFERENT).partition(":")[0])
        said.append(_("Each has their own {kind}, so no rule merges them.").format(kind=kind))
    if one.rule == TAKEN_BACK:
        said.append(_("A merge of the two was taken back."))
    elif one.is_decided:
        said.append(_("Somebody decided that they are two people."))
    source = label(workspace, "source", one.source)
    return Question(one.other, together(*said), source, _local(workspace, one.at), one.is_decided)


def _local(workspace: Workspace, at: datetime | None) -> Any:
    return at and at.astimezone(workspace.zone)
