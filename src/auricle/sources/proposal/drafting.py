"""Drafts what one file becomes, out of the parts its columns play."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...sentence import sentence
from .. import quoting
from .look import Look
from .roles import Role, best_time, the

QUESTIONS = ("nps", "csat", "ces", "rating", "scored")
ABOUT_THEM = ("gender", "city", "region", "country")
_MOST_QUESTIONS = 80


@dataclass(slots=True)
class Draft:
    """One entity of a proposed mapping, ``doubts`` being what a person should check."""

    entity: str
    columns: dict[str, Any] = field(default_factory=dict)
    answers: list[dict[str, Any]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    used: dict[str, str] = field(default_factory=dict)
    select: str = ""
    """Where not every row of the file is one: the SELECT of those that are."""

    def leave_out(self, alias: str, look: Look, said: Sequence[str]) -> None:
        """Rows of which a column says one of these are none."""
        column = f"coalesce({quoting.name(look.header)}, '')"
        self.select = f"SELECT * FROM {quoting.name(alias)} WHERE trim({column}) NOT IN ({quoting.texts(said)})"
        self.doubts.append(
            sentence(
                "rows of {alias} whose {column} is {values} were tried out and not answered, and are left out: {rows}",
                alias=alias,
                column=repr(look.header),
                values=", ".join(map(repr, said)),
                rows=sum(look.often[each] for each in said),
            )
        )

    def take(self, column: str, role: Role | None) -> bool:
        if role is None:
            return False
        self.columns[column] = header_of(role)
        self.used[role.look.header] = f"{self.entity}.{column}"
        return True


def header_of(role: Role) -> str | dict[str, str]:
    header = role.look.header
    return {"from": header} if "{" in header else header


def draft(roles: list[Role], alias: str, modified_on: str, currency: str = "") -> Draft | None:
    """What the rows of a file are; None when nothing tells."""
    entity = _entity(roles)
    if entity is None:
        return None
    made = Draft(entity)
    _DRAFTS[entity](made, roles, alias)
    if "amount" in made.columns:
        _currency(made, currency)
    if entity != "customers" and not _time(made, roles):
        made.columns["at"] = {"is": modified_on}
        made.doubts.append(
            sentence(
                "no column of {alias} is a date: every row gets the day the file was written, {modified_on}",
                alias=alias,
                modified_on=modified_on,
            )
        )
    return made


def _entity(roles: list[Role]) -> str | None:
    parts = {role.part for role in roles}
    if parts & {"nps", "csat", "ces", "response"} or ("rating" in parts and "order" not in parts):
        return "feedback"
    if "order" in parts and parts & {"at", "amount", "status"}:
        return "orders"
    if parts & {"activity", "event"} and "at" in parts:
        return "interactions"
    if "amount" in parts and "at" in parts:
        return "orders"
    if parts & {"text", "scored"}:
        return "feedback"
    return "customers" if parts & {"customer", "email", "phone"} else None


def _time(made: Draft, roles: list[Role]) -> bool:
    role = best_time(roles)
    if role is None:
        return False
    formats = list(role.look.formats or ())
    made.columns["at"] = {"from": role.look.header, "format": formats[0]} if formats else header_of(role)
    made.used[role.look.header] = f"{made.entity}.at"
    if len(formats) > 1:
        made.doubts.append(
            sentence(
                "{header!r} reads as {first} and as {second}: check which comes first, day or month",
                header=role.look.header,
                first=formats[0],
                second=formats[1],
            )
        )
    return True


def _key(made: Draft, column: str, role: Role | None, alias: str, share: float = 0.9) -> None:
    """Name the rows by the column that is called their id, where at least a share of its values differ."""
    if role is not None and role.look.names_rows(share):
        made.take(column, role)
        if not role.look.is_unique:
            made.doubts.append(
                sentence(
                    "some rows of {alias} have the same {column}: those that say the same count as duplicates, "
                    "the others will wait in quarantine",
                    alias=alias,
                    column=repr(role.look.header),
                )
            )
        return
    made.columns[column] = f"{alias}/{{_row}}"
    made.doubts.append(
        sentence(
            "no column names each row of {alias}: rows are named by their place in the file, so "
            "importing a file with other rows under the same name would be taken for contradictions",
            alias=alias,
        )
    )


def _feedback(made: Draft, roles: list[Role], alias: str) -> None:
    _key(made, "feedback", the(roles, "response"), alias, 0.7)
    _customer(made, roles)
    made.columns["kind"] = {"is": "survey"}
    made.columns["survey"] = {"is": alias}
    for part in ("channel", "touchpoint", "unit", "language", "employee", "weight", "order"):
        made.take(part, the(roles, part))
    made.take("text", the(roles, "text"))
    rest = [role for role in roles if role.look.header not in made.used]
    for role in rest[:_MOST_QUESTIONS]:
        _ask(made, role)


def _ask(made: Draft, role: Role) -> None:
    kind = {"scored": "rating"}.get(role.part, role.part)
    if role.part in ABOUT_THEM and role.look.is_choice:
        kind = "choice"
    if kind not in ("nps", "csat", "ces", "rating", "choice", "text"):
        return
    group: dict[str, Any] = {"kind": kind}
    if role.part in QUESTIONS and role.look.scale:
        group["scale"], codes = role.look.scale
        if kind == "nps":
            group["scale"] = "0-10"
        if codes:
            group["missing"] = list(codes)
    if kind == "choice" and set(role.look.distinct) <= set(role.look.choices):
        group["values"] = {code: role.look.choices[code] for code in role.look.distinct}
    same = next((g for g in made.answers if {**g, "questions": 0} == {**group, "questions": 0}), None)
    if same is None:
        same = {**group, "questions": {}}
        made.answers.append(same)
    same["questions"][code_of(role.look.header, same["questions"])] = (
        header_of(role) if "{" not in role.look.header else {"from": role.look.header}
    )
    made.used[role.look.header] = f"answers ({kind})"


def code_of(header: str, taken: dict[str, Any]) -> str:
    """A short code for a question: its header in lower-case words, told from those there are."""
    code = re.sub(r"\W+", "_", header.lower()).strip("_")[:40].strip("_") or "question"
    return code if code not in taken else f"{code}_{len(taken) + 1}"


def _customer(made: Draft, roles: list[Role]) -> None:
    if not made.take("customer", the(roles, "customer")):
        _by_identities(made, roles)


def _by_identities(made: Draft, roles: list[Role]) -> None:
    """Nothing names the customer: an address or a number leads to whom it leads in every other source."""
    found = {kind: role for kind in ("email", "phone") if (role := the(roles, kind)) is not None}
    if found:
        made.columns["customer"] = {"identities": {kind: role.look.header for kind, role in found.items()}}
        made.used |= {role.look.header: f"{made.entity}.customer" for role in found.values()}


def _orders(made: Draft, roles: list[Role], alias: str) -> None:
    _key(made, "order", the(roles, "order"), alias)
    _customer(made, roles)
    for part in ("channel", "touchpoint", "unit", "region", "status", "amount", "items"):
        made.take(part, the(roles, part))


def _currency(made: Draft, currency: str) -> None:
    if currency:
        made.columns["currency"] = {"is": currency}
        made.doubts.append(
            sentence("the amounts are taken for {currency}, the workspace's own currency", currency=currency)
        )
    else:
        made.doubts.append(
            sentence("say the currency of the amounts: add `currency: {{is: CNY}}`, or the column that holds it")
        )


def _interactions(made: Draft, roles: list[Role], alias: str) -> None:
    _key(made, "interaction", the(roles, "event"), alias)
    _customer(made, roles)
    for part in ("journey", "channel", "touchpoint", "unit", "activity", "employee"):
        made.take(part, the(roles, part))
    if "activity" not in made.columns:
        made.columns["activity"] = {"is": alias}


def _customers(made: Draft, roles: list[Role], alias: str) -> None:
    if the(roles, "customer"):
        _key(made, "customer", the(roles, "customer"), alias, 0.7)
    else:
        _by_identities(made, roles)
    for part in ("name", "email", "phone", "gender", "birth_year", "city", "region", "country", "language"):
        role = the(roles, part)
        if role is not None and made.used.get(role.look.header) in (None, f"{made.entity}.customer"):
            made.take(part, role)


_DRAFTS: dict[str, Callable[[Draft, list[Role], str], None]] = {
    "feedback": _feedback,
    "orders": _orders,
    "interactions": _interactions,
    "customers": _customers,
}
