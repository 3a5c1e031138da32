"""Plans an entity whose rows are rows of one file, or of one SELECT over the files."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from auricle.model.entity import Column, Entity

from .. import quoting
from ..mapping import ColumnRule, EntityRule, FileOptions
from ..staged import as_text
from .casting import cast, filled
from .checks import Check, checks_of, problem
from .plan import Plan

ROW = "_row"
_FIELD = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an entity's rows are read from: SQL, the columns it gives, and the files behind it."""

    sql: str
    headers: tuple[str, ...]
    files: tuple[str, ...]
    options: FileOptions
    zone: str
    only_spaces: bool = False  # no value has any other blank

    def raw(self, *, is_numbered: bool = False) -> str:
        """SQL for the whole row as one JSON object, with its number where a rule reads that."""
        pairs = [f"{quoting.text(h)}, {quoting.name(h)}" for h in self.headers if h != ROW]
        pairs += [f"'{ROW}', CAST({ROW} AS VARCHAR)"] if is_numbered else []
        return f"CAST(json_object({', '.join(pairs)}) AS VARCHAR)"


def headers_named(rule: ColumnRule) -> list[str]:
    """The headers a rule reads."""
    named = [h for said in rule.identities.values() for h in _FIELD.findall(said) or [said]]
    said = (rule.from_, *_FIELD.findall(rule.template), *rule.of.values(), *named)
    return [header for header in said if header and header not in ("_file", "_row")]


def reads_place(rule: ColumnRule, place: str) -> bool:
    """Whether a rule reads ``_row`` or ``_file``."""
    return place in (rule.from_, *_FIELD.findall(rule.template))


def identity_texts(identities: Mapping[str, str], kinds: Iterable[str]) -> dict[str, str]:
    """SQL for the value of each kind of identity: a header, or a template with headers in it."""
    said = {kind: identities[kind] for kind in kinds}
    return {kind: _templated(s) if _FIELD.search(s) else filled(quoting.name(s)) for kind, s in said.items()}


def rules_of(entity: Entity, rule: EntityRule, headers: Collection[str]) -> dict[str, ColumnRule]:
    """The rule of each column; what a SELECT calls by the name of a column needs none."""
    rules = {column: rule.rule(column) for column in rule.columns}
    if rule.select:
        rules.update({h: ColumnRule(from_=h) for h in headers if entity.has(h) and h != "day" and h not in rules})
    return {c.name: rules[c.name] for c in entity.columns if c.name in rules}


def text_of(rule: ColumnRule, origin: Origin) -> str:
    """SQL for what a rule says a column is, as text, blanks and missing codes being null."""
    if rule.is_ is not None:
        return quoting.text(as_text(rule.is_) or "")
    if rule.template:
        return _templated(rule.template)
    if rule.of:
        return _object(rule.of)
    return without_codes(filled(quoting.name(rule.from_), only_spaces=origin.only_spaces), rule.missing)


def without_codes(text: str, missing: Collection[str | int | float]) -> str:
    codes = [as_text(code) or "" for code in missing]
    return f"CASE WHEN {text} IN ({quoting.texts(codes)}) THEN NULL ELSE {text} END" if codes else text


def relabelled(text: str, values: dict[str | int | float, str | int | float | bool]) -> str:
    if not values:
        return text
    whens = " ".join(
        f"WHEN {quoting.text(as_text(k) or '')} THEN {quoting.text(as_text(v) or '')}" for k, v in values.items()
    )
    return f"CASE {text} {whens} END"


def _templated(template: str) -> str:
    pieces = _FIELD.split(template)
    said = [
        (f"CAST({piece} AS VARCHAR)" if piece in ("_row", "_file") else filled(quoting.name(piece)))
        if i % 2
        else quoting.text(piece)
        for i, piece in enumerate(pieces)
        if piece
    ]
    return f"({' || '.join(said)})"


def _object(of: dict[str, str]) -> str:
    """One JSON object of several columns, without those that are empty."""
    pairs = ", ".join(f"{quoting.text(key)}, {filled(quoting.name(header))}" for key, header in of.items())
    return f"nullif(CAST(json_merge_patch('{{}}', json_object({pairs})) AS VARCHAR), '{{}}')"


def plan_entity(entity: Entity, rule: EntityRule, origin: Origin, *, parents: str = "", carried: str = "") -> Plan:
    """The plan of one entity.

    ``parents`` names the table whose rows fill what the entity inherits; ``carried`` is SQL of one more column
    that goes along with every row.
    """
    rules = rules_of(entity, rule, origin.headers)
    mapped = [entity.column(name) for name in rules]
    inherited = [c for c in entity.columns if c.inherits and c.name not in rules] if parents else []
    texts = ", ".join(f"{text_of(rules[c.name], origin)} AS {_raw(c)}" for c in mapped)
    brought = f"{carried}, " if carried else ""
    raw = origin.raw(is_numbered=any(reads_place(rule, ROW) for rule in rules.values()))
    relation = f"SELECT _file, _row, {raw} AS _raw, {brought}{texts} FROM ({origin.sql})"
    typed = ", ".join(f"{_typed(c, rules[c.name], origin)} AS {quoting.name(c.name)}" for c in mapped)
    values = f"SELECT *, {typed} FROM ({relation})"
    if inherited:
        values = _joined(values, inherited, parents)
    checks = [check for c in mapped for check in _checks(c, rules[c.name])] + _parent_checks(inherited)
    core = f"SELECT *, NULL::VARCHAR AS _part, {problem(checks)} AS _problem FROM ({values})"
    names = tuple(c.name for c in entity.columns if c in mapped or c in inherited)
    return Plan(entity, names, core, tuple(checks), origin.files, rule.on_conflict == "latest")


def _raw(column: Column) -> str:
    return quoting.name(f"_text_{column.name}")


def _typed(column: Column, rule: ColumnRule, origin: Origin) -> str:
    text = relabelled(_raw(column), rule.values)
    return cast(column, text, formats=rule.formats, zone=rule.zone or origin.zone, decimal=origin.options.decimal)


def _checks(column: Column, rule: ColumnRule) -> list[Check]:
    where = (
        repr(rule.from_)
        if rule.from_
        else "the mapping"
        if rule.is_ is not None
        else repr(rule.template or list(rule.of.values()))
    )
    return checks_of(column, text=_raw(column), typed=quoting.name(column.name), origin=where, listed=bool(rule.values))


def _joined(values: str, inherited: list[Column], parents: str) -> str:
    taken = ", ".join(f"parent.{quoting.name(c.name)}" for c in inherited)
    return (
        f"SELECT child.*, parent._found, {taken} FROM ({values}) AS child "
        f"LEFT JOIN {parents} AS parent ON parent.feedback = child.feedback"
    )


def _parent_checks(inherited: list[Column]) -> list[Check]:
    if not inherited:
        return []
    why = "its feedback is neither in this import nor stored; bring the feedback, then replay this row"
    return [Check("feedback", "no_feedback", why, "_found IS NULL", quoting.name("feedback"))]
