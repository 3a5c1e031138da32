"""The form over a mapping, drawn from the model: which header fills which column, which question is what."""

from __future__ import annotations

import re
from collections.abc import Mapping as Fields
from dataclasses import dataclass
from typing import Any

import msgspec
import yaml

from auricle.model.entities import ENTITIES
from auricle.model.entity import Column
from auricle.sources import Mapping, parse_mapping
from auricle.sources.mapping import ColumnRule, EntityRule
from auricle.sources.mapping.plain import PlainLoader

KEPT = "=kept"  # a choice that leaves a rule as it is written
SOME_ROWS = re.compile(r'\s*SELECT\s+\*\s+FROM\s+"?(\w+)"?\s+WHERE\s', re.IGNORECASE)
"""A SELECT that leaves out rows of one file, whose columns are that file's."""
KINDS = ("nps", "csat", "ces", "ces1", "rating", "choice", "text", "number", "date", "boolean")


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column of an entity and what fills it. ``written`` is the rule when it is more than a header."""

    column: Column
    field: str
    chosen: str
    written: str
    reason: str


@dataclass(frozen=True, slots=True)
class QuestionLine:
    header: str
    field: str
    code: str
    kind: str
    scale: str
    reason: str


@dataclass(frozen=True, slots=True)
class EntityPart:
    name: str
    grain: str
    headers: tuple[str, ...]
    lines: tuple[ColumnLine, ...]
    questions: tuple[QuestionLine, ...]
    is_selected: bool

    @property
    def mapped(self) -> int:
        return sum(1 for line in self.lines if line.chosen)


def parts(text: str, preview: Fields[str, Any], reasons: Fields[str, str]) -> list[EntityPart]:
    """The form of a mapping as it stands."""
    mapping = parse_mapping(text)
    return [_part(mapping, name, _headers(mapping, name, preview), reasons) for name in mapping.entities]


def edited(text: str, posted: Fields[str, str]) -> str:
    """The mapping with what was chosen in the form; what the form does not show stays as written."""
    said = yaml.load(text, Loader=PlainLoader)  # noqa: S506 - a SafeLoader with fewer surprises
    mapping = parse_mapping(text)
    for name, rule in mapping.entities.items():
        if _is_beyond_fields(rule):
            continue
        columns = said["entities"][name].setdefault("columns", {})
        for column in ENTITIES[name].columns:
            _choose(columns, column.name, posted.get(f"{name}.{column.name}"))
        if rule.answers:
            said["entities"][name]["answers"] = _answers(name, rule.answers, posted)
    return written(said)


def written(said: Any) -> str:
    """A mapping as YAML that reads back as it is."""
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=110)


def _bare(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        fields = msgspec.structs.fields(value)
        pairs = {f.encode_name: (getattr(value, f.name), f) for f in fields}
        return {name: _bare(said) for name, (said, f) in pairs.items() if said != _default(f)}
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items()}
    return [_bare(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _default(field: Any) -> Any:
    if field.default is not msgspec.NODEFAULT:
        return field.default
    return field.default_factory() if field.default_factory is not msgspec.NODEFAULT else msgspec.NODEFAULT


def _is_beyond_fields(rule: EntityRule) -> bool:
    """Whether its rows are others than those of a file."""
    return bool(rule.select) and not SOME_ROWS.match(rule.select)


def _headers(mapping: Mapping, name: str, preview: Fields[str, Any]) -> tuple[str, ...]:
    rule = mapping.entities[name]
    some = SOME_ROWS.match(rule.select)
    alias = rule.from_ or (some[1] if some else next(iter(mapping.files)))
    found = [header for file in preview.get("files", []) if file["alias"] == alias for header in file["headers"]]
    return tuple(dict.fromkeys(found))


def _part(mapping: Mapping, name: str, headers: tuple[str, ...], reasons: Fields[str, str]) -> EntityPart:
    rule, entity = mapping.entities[name], ENTITIES[name]
    lines = tuple(
        _line(name, column, rule.rule(column.name) if column.name in rule.columns else None, headers, reasons)
        for column in entity.columns
        if not (column.inherits and column.name not in rule.columns)
    )
    questions = tuple(
        QuestionLine(
            header := group.question(code).headers[0],
            f"{name}.answers.{code}",
            code,
            group.kind,
            group.scale,
            reasons.get(f"{name}.answers.{header}", ""),
        )
        for group in rule.answers
        for code in group.questions
    )
    return EntityPart(name, entity.grain, headers, lines, questions, _is_beyond_fields(rule))


def _line(
    name: str, column: Column, rule: ColumnRule | None, headers: tuple[str, ...], reasons: Fields[str, str]
) -> ColumnLine:
    field, reason = f"{name}.{column.name}", reasons.get(f"{name}.{column.name}", "")
    if rule is None:
        return ColumnLine(column, field, "", "", reason)
    said = _bare(rule)
    if set(said) == {"from"} and rule.from_ in headers:
        return ColumnLine(column, field, rule.from_, "", reason)
    return ColumnLine(column, field, KEPT, "; ".join(f"{key}: {value}" for key, value in said.items()), reason)


def _choose(columns: dict[str, Any], column: str, chosen: str | None) -> None:
    if chosen is None or chosen == KEPT:
        return
    if chosen:
        columns[column] = {"from": chosen}
    else:
        columns.pop(column, None)


def _answers(name: str, groups: list[Any], posted: Fields[str, str]) -> list[dict[str, Any]]:
    """The groups of questions anew: questions of one kind and scale that were read alike stay together."""
    made: dict[str, dict[str, Any]] = {}
    for index, group in enumerate(groups):
        rest = {key: value for key, value in _bare(group).items() if key not in ("kind", "scale", "questions")}
        for code, question in group.questions.items():
            field = f"{name}.answers.{code}"
            kind, scale = posted.get(f"{field}.kind", group.kind), posted.get(f"{field}.scale", group.scale).strip()
            if kind:
                head = {"kind": kind, **({"scale": scale} if scale else {}), **rest}
                found = made.setdefault(f"{kind} {scale} {index if rest else ''}", {**head, "questions": {}})
                found["questions"][code] = _bare(question)
    return list(made.values())
