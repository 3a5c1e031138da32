"""Reads a mapping and refuses what is wrong in it by file, line and reason."""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from auricle.model.document import unreadable
from auricle.model.entities import ENTITIES
from auricle.model.entity import Entity
from auricle.model.fitting import Misfit, Place, fitted

from ...sentence import sentence, sentence_of
from ..faults import SourceFault
from .plain import PlainLoader
from .schema import SCORED, ColumnRule, EntityRule, Mapping


class MappingWrong(SourceFault):
    """A mapping says something that cannot be; names file, line and reason."""

    def __init__(self, file: str, line: int, reason: str):
        self.line = line
        super().__init__(sentence("{file}, line {line}: {reason}", file=file, line=line, reason=reason))


class _Fault(Exception):
    def __init__(self, where: Place, reason: str):
        super().__init__(reason)
        self.where = where


def read_mapping(path: Path) -> Mapping:
    """The mapping in a YAML file.

    Raises
        MappingWrong: it is not YAML, or says something the schema or the entities do not know.
    """
    try:
        return parse_mapping(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError:
        raise MappingWrong(path.name, 1, sentence("not UTF-8; save the file as UTF-8")) from None


def parse_mapping(text: str, file: str = "mapping") -> Mapping:
    try:
        tree = yaml.compose(text, Loader=PlainLoader)
        said = yaml.load(text, Loader=PlainLoader)  # noqa: S506 - a SafeLoader with fewer surprises
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise MappingWrong(file, mark.line + 1 if mark else 1, unreadable(error)) from error
    if said is None:
        raise MappingWrong(file, 1, sentence("the mapping is empty; give it name:, files: and entities:"))
    try:
        mapping = fitted(said, Mapping)
        _check(mapping)
    except Misfit as misfit:
        raise MappingWrong(file, _line(tree, misfit.at), sentence_of(misfit)) from misfit
    except _Fault as fault:
        raise MappingWrong(file, _line(tree, fault.where), sentence_of(fault)) from fault
    return mapping


def _line(node: yaml.Node | None, where: Place) -> int:
    """The line of the last key of ``where`` that is there."""
    line = node.start_mark.line + 1 if node else 1
    for key in where:
        if not (found := _child(node, key)):
            break
        line, node = found
    return line


def _child(node: yaml.Node | None, key: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((k.start_mark.line + 1, v) for k, v in node.value if k.value == str(key)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key].start_mark.line + 1, node.value[key]
    return None


def _check(mapping: Mapping) -> None:
    if not re.fullmatch(r"[\w\-]+", mapping.name):
        raise _Fault(("name",), sentence("the name {name!r} may hold letters, digits, - and _ only", name=mapping.name))
    _check_zone(mapping.zone, ("zone",))
    for alias in mapping.files:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", alias):
            raise _Fault(
                ("files", alias),
                sentence("{alias!r} must be a lower-case word, because a select: names files by it", alias=alias),
            )
        _check_pattern(mapping.file(alias).pattern, ("files", alias))
    if not mapping.entities:
        raise _Fault(("entities",), sentence("no entity is mapped; name at least one of {known}", known=_mappable()))
    for entity, rule in mapping.entities.items():
        if entity not in ENTITIES or entity == "quarantine":
            raise _Fault(
                ("entities", entity),
                sentence("there is no entity {entity!r}; there are {known}", entity=entity, known=_mappable()),
            )
        _check_entity(mapping, ENTITIES[entity], rule)


def _check_pattern(pattern: str, where: Place) -> None:
    """A mapping may come from anybody, so it reaches no file outside the folder it is run on."""
    parts = pattern.split("/")
    if not parts[0] or ".." in parts or "\\" in pattern or ":" in parts[0]:
        raise _Fault(
            where,
            sentence(
                "{pattern!r} leads out of the folder of the files; write a name, or a pattern like *.csv",
                pattern=pattern,
            ),
        )


def _mappable() -> str:
    return ", ".join(e for e in ENTITIES if e != "quarantine")


def _check_zone(zone: str, where: Place) -> None:
    if zone:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise _Fault(where, sentence("{zone!r} is no time zone; write it like Asia/Shanghai", zone=zone)) from None


def _check_entity(mapping: Mapping, entity: Entity, rule: EntityRule) -> None:
    here: Place = ("entities", entity.name)
    if bool(rule.from_) == bool(rule.select) and not (not rule.from_ and len(mapping.files) == 1):
        raise _Fault(
            here,
            sentence(
                "{entity} needs either `from:` (one file) or `select:`; there are {files}",
                entity=entity.name,
                files=", ".join(mapping.files),
            ),
        )
    if rule.from_ and rule.from_ not in mapping.files:
        raise _Fault(
            (*here, "from"),
            sentence(
                "{file!r} is not under files:; there are {files}", file=rule.from_, files=", ".join(mapping.files)
            ),
        )
    if rule.answers and entity.name != "feedback":
        raise _Fault((*here, "answers"), sentence("answers: belongs under feedback, whose rows it takes apart"))
    if rule.answers and "answers" in mapping.entities:
        raise _Fault((*here, "answers"), sentence("map answers here or under entities, not both"))
    for column in rule.columns:
        _check_column(entity, column, rule.rule(column), (*here, "columns", column))
    if not rule.select:
        for column_ in entity.columns:
            if column_.required and column_.name not in rule.columns and not column_.inherits:
                raise _Fault(
                    (*here, "columns"),
                    sentence(
                        "{entity} needs {column}: {meaning}",
                        entity=entity.name,
                        column=column_.name,
                        meaning=column_.meaning,
                    ),
                )
    for index, group in enumerate(rule.answers):
        where: Place = (*here, "answers", index)
        if (group.kind in SCORED or group.scale) and not re.fullmatch(r"[\d.]+-[\d.]+", group.scale):
            raise _Fault(
                (*where, "scale"), sentence("{kind} answers need a scale:, written like 0-10 or 1-5", kind=group.kind)
            )


def _check_column(entity: Entity, column: str, rule: ColumnRule, where: Place) -> None:
    if not entity.has(column) or column == "day":
        raise _Fault(
            where,
            sentence(
                "{entity} has no column {column!r}; it has {columns}",
                entity=entity.name,
                column=column,
                columns=", ".join(c.name for c in entity.columns),
            ),
        )
    origins = [bool(rule.from_), rule.is_ is not None, bool(rule.template), bool(rule.of), bool(rule.identities)]
    if sum(origins) != 1:
        raise _Fault(
            where,
            sentence("say where {column} comes from: one of from:, is:, template:, of: or identities:", column=column),
        )
    if rule.identities and column != "customer":
        raise _Fault(where, sentence("{column} is nobody; only customer is found by identities:", column=column))
    if rule.of and entity.column(column).type.value != "json":
        raise _Fault(where, sentence("{column} is not JSON; only such columns are made of: several", column=column))
    _check_zone(rule.zone, (*where, "zone"))
