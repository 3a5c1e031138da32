"""Looks at files nobody described yet and proposes a mapping; running it is for a person to say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from auricle.model.entities import ENTITIES

from ...sentence import sentence
from ..faults import FileEmpty, SourceFault, UnknownFormat
from ..kinds import SUFFIXES, open_file
from ..mapping import FileOptions, Mapping, parse_mapping
from ..opened import OpenedFile
from ..report import FileRead
from ..staging import Staging, staging
from .drafting import Draft, draft
from .look import Look, look_at
from .roles import Role, roles_of
from .tools import Tool, tool_of

_SAMPLE = 5_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What one column was taken for, and why; ``becomes`` is '' for one that is left out."""

    file: str
    column: str
    becomes: str
    reason: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping that would read these files. ``text`` is the YAML to show and save; ``doubts`` are to be checked."""

    mapping: Mapping
    text: str
    files: tuple[FileRead, ...]
    findings: tuple[Finding, ...]
    doubts: tuple[str, ...]


class NothingUnderstood(SourceFault):
    def __init__(self, path: Path):
        super().__init__(
            sentence(
                "nothing in {path} tells what its rows are: no score, order, activity or customer; write a "
                "mapping by hand (docs/sources.md shows how)",
                path=path.name,
            )
        )


def propose(path: Path, currency: str = "") -> Proposal:
    """Look at a file, or at every file of a folder, and propose a mapping. Nothing is imported.

    ``currency`` is that of amounts whose file names none.

    Raises
        SourceFault: a file cannot be read, or nothing in it tells what its rows are.
    """
    findings: list[Finding] = []
    files: dict[str, Any] = {}
    read: list[FileRead] = []
    drafts: dict[str, Draft] = {}
    doubts: list[str] = []
    with staging() as engine:
        for file in _files(path):
            alias = _alias(file, files)
            opened = open_file(file, file.name, FileOptions(pattern=file.name), engine.folder)
            looks = _looks(opened, engine)
            roles, tool = roles_of(looks), tool_of(looks)
            if tool is not None:
                roles = [tool.role(role) for role in roles]
            made = draft(roles, alias, datetime.fromtimestamp(file.stat().st_mtime, UTC).date().isoformat(), currency)
            tried = tool.tried_out(looks) if tool else None
            if made is not None and tried is not None:
                made.leave_out(alias, *tried)
            findings += _findings(opened, roles, made)
            read.append(FileRead(alias, file.name, _understood(opened, tool)))
            if made is not None and made.entity in drafts:
                doubts.append(
                    sentence(
                        "{file} looks like {entity} too; join it to the file taken for them by a select:",
                        file=file.name,
                        entity=made.entity,
                    )
                )
            elif made is not None:
                files[alias] = _pinned(opened, file)
                drafts[made.entity] = made
                doubts += [*made.doubts, *_strays(roles, made)]
    if not drafts:
        raise NothingUnderstood(path)
    text = _written(path, files, drafts)
    return Proposal(parse_mapping(text, "the proposal"), text, tuple(read), tuple(findings), tuple(doubts))


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    found = [p for p in sorted(path.iterdir()) if p.is_file() and p.name.lower().endswith(tuple(SUFFIXES))]
    if not found:
        raise (
            UnknownFormat(path.name, sorted(SUFFIXES))
            if any(path.iterdir())
            else FileEmpty(path.name, sentence("no file is in it"))
        )
    yield from found


def _alias(path: Path, taken: dict[str, Any]) -> str:
    word = re.sub(r"[^a-z0-9]+", "_", path.name.split(".")[0].lower()).strip("_")
    alias = word if re.match(r"[a-z]", word) else f"file_{word}".strip("_")
    return alias if alias not in taken else f"{alias}_{len(taken) + 1}"


def _looks(opened: OpenedFile, engine: Staging) -> list[Look]:
    opened.examine(engine.connection)
    table = engine.cursor().sql(f"{opened.relation(placed=False)} LIMIT {_SAMPLE}").to_arrow_table()
    labels = opened.headers.labels
    return [
        look_at(h, labels.get(h, ""), table.column(h).to_pylist(), opened.choices.get(h)) for h in opened.headers.names
    ]


def _pinned(opened: OpenedFile, path: Path) -> str | dict[str, Any]:
    """The file with what was found out about it, where looking again might say otherwise."""
    options: dict[str, Any] = {"pattern": path.name}
    if opened.understood.header_rows not in (None, 1):
        options["header_rows"] = opened.understood.header_rows
    return options if len(options) > 1 else path.name


def _understood(opened: OpenedFile, tool: Tool | None) -> str:
    said = opened.understood.said
    return sentence("{file}; written by {tool}", file=said, tool=tool.name) if tool else str(said)


def _findings(opened: OpenedFile, roles: list[Role], made: Draft | None) -> Iterator[Finding]:
    used = made.used if made else {}
    for role in roles:
        header = role.look.header
        becomes = used.get(header, "")
        reason = role.reason if becomes else _why_left_out(role, made)
        yield Finding(opened.name, header, becomes, reason, role.look.distinct[:3])


def _why_left_out(role: Role, made: Draft | None) -> str:
    if not role.part or made is None:
        return role.reason
    taken = next((header for header, becomes in made.used.items() if becomes == f"{made.entity}.{role.part}"), "")
    if taken:
        return sentence("{column} was taken for {part}", column=repr(taken), part=role.part)
    if role.part == ENTITIES[made.entity].key:
        return sentence("several rows have the same, so it names none of them")
    return sentence("{reason}; {entity} have no place for it", reason=role.reason, entity=made.entity)


def _strays(roles: list[Role], made: Draft) -> Iterator[str]:
    """Values that do not fit what their column was taken for; importing puts their rows aside with the reason."""
    for role in roles:
        if role.look.strays and role.look.header in made.used:
            rows = sum(role.look.often[value] for value in role.look.strays)
            said = ", ".join(repr(value) for value in role.look.strays[:3])
            more = ", …" if len(role.look.strays) > 3 else ""
            yield sentence(
                "some of {column} does not fit ({values}); rows that will wait in quarantine: {rows}",
                column=repr(role.look.header),
                values=said + more,
                rows=rows,
            )


def _written(path: Path, files: dict[str, Any], drafts: dict[str, Draft]) -> str:
    entities: dict[str, Any] = {}
    for alias, made in zip(files, drafts.values(), strict=True):
        rows = {"select": made.select} if made.select else {"from": alias}
        entities[made.entity] = {**rows, "columns": made.columns}
        if made.answers:
            entities[made.entity]["answers"] = made.answers
    stem = unicodedata.normalize("NFC", path.name.split(".")[0])
    name = re.sub(r"[^\w-]+", "_", stem).strip("_") or "source"
    said = {"name": name, "files": files, "entities": entities}
    return str(yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=110))
