"""The rules as fields of a form, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import yaml
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.model.meaning import CALCULATED, GIVEN, NUMBERS, Rule, When
from auricle.query.meaning.check import mistakes

FIELDS = ("name", "event", "kind", "where", *GIVEN)
MOST = 300


class Posted(Protocol):
    def getlist(self, name: str) -> list[str]: ...
    def get(self, name: str, default: str = "") -> str: ...


@dataclass(frozen=True)
class Draft:
    """A rule as typed, with what is wrong in it by field."""

    values: Mapping[str, str]
    wrong: Mapping[str, str]

    @property
    def is_whole(self) -> bool:
        return not self.wrong

    @property
    def rule(self) -> Rule:
        events = tuple(filter(None, (name.strip() for name in self.values["event"].split(","))))
        kind = self.values["kind"]
        when = When(
            events[0] if len(events) == 1 else events, kind if kind in ("track", "page", "screen") else "",
            self.values["where"].strip(),
        )  # fmt: skip
        return Rule(self.values["name"].strip(), when, **{column: self.values[column].strip() for column in GIVEN})


def drafts_of(rules: Sequence[Rule]) -> list[Draft]:
    """Rules as they stand in the form."""
    return [Draft(_values(rule), {}) for rule in rules]


def drafts_in(posted: Posted) -> list[Draft]:
    """The rules a form sends, in its order; each checked."""
    columns = {name: posted.getlist(name)[:MOST] for name in FIELDS}
    count = max((len(values) for values in columns.values()), default=0)
    rows = [{name: values[i] if i < len(values) else "" for name, values in columns.items()} for i in range(count)]
    return checked([Draft(row, {}) for row in rows])


def checked(drafts: Sequence[Draft], taken: Sequence[str] = ()) -> list[Draft]:
    seen, found = set(taken), []
    for draft in drafts:
        wrong = {part[-1]: reason for part, reason in mistakes(draft.rule)}
        name = draft.values["name"].strip()
        if not name:
            wrong["name"] = N_("a rule needs a name; it is how an interaction says why it means what")
        elif name in seen:
            wrong["name"] = N_("there is another rule of this name; rename one")
        seen.add(name)
        found.append(replace(draft, wrong=wrong))
    return found


def moved(drafts: list[Draft], wanted: str) -> list[Draft]:
    """The rules after ``add``, ``up-3``, ``down-0`` or ``remove-2``; unchanged by anything else."""
    verb, _, number = wanted.partition("-")
    found = list(drafts)
    if verb == "add":
        return [*found, Draft(dict.fromkeys(FIELDS, ""), {})]
    if not number.isdecimal() or int(number) >= len(found):
        return found
    at = int(number)
    if verb == "remove":
        del found[at]
    other = {"up": at - 1, "down": at + 1}.get(verb, at)
    if verb in ("up", "down") and 0 <= other < len(found):
        found[at], found[other] = found[other], found[at]
    return found


def text_of(rules: Sequence[Rule], standard: bool) -> str:
    """The rules as ``meaning.yaml``."""
    told = {"standard": standard, "rules": [_document(rule) for rule in rules]}
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=120)


def _values(rule: Rule) -> dict[str, str]:
    when = {"event": ", ".join(rule.when.events), "kind": rule.when.kind, "where": rule.when.where}
    return {"name": rule.name, **when, **{column: rule.given(column) for column in GIVEN}}


def _document(rule: Rule) -> dict[str, object]:
    events: object = rule.when.events[0] if len(rule.when.events) == 1 else list(rule.when.events)
    when = {"event": events, "kind": rule.when.kind, "where": rule.when.where}
    given = {column: _plain(column, rule.given(column)) for column in GIVEN}
    told = {"rule": rule.name, "when": {name: said for name, said in when.items() if said}, **given}
    return {name: said for name, said in told.items() if said not in ("", {})}


def _plain(column: str, text: str) -> str | float:
    return float(text) if column in NUMBERS and text and not text.startswith(CALCULATED) else text
