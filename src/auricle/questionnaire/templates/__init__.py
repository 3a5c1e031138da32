"""Questionnaires to begin with, in three languages and in the words of their sources."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ...sentence import sentence

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Template:
    """A questionnaire to begin with; its title, what it is for and its source by language (en, zh-hans, zh-hant)."""

    name: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    source: Mapping[str, str]
    document: Mapping[str, Any]

    def copy(self) -> dict[str, Any]:
        """The document, to be changed."""
        copied: dict[str, Any] = json.loads(json.dumps(self.document))
        return copied


class UnknownTemplate(LookupError):
    def __init__(self, name: str):
        names = ", ".join(each.name for each in templates())
        super().__init__(sentence("there is no template {name!r}; there are {names}", name=name, names=names))


@cache
def templates() -> tuple[Template, ...]:
    """All templates, in the order of their files' numbers."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.yaml")))


def template(name: str) -> Template:
    """A template by its name.

    Raises
        UnknownTemplate: names those there are.
    """
    found = next((each for each in templates() if each.name == name), None)
    if found is None:
        raise UnknownTemplate(name)
    return found


def _read(path: Path) -> Template:
    said = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return Template(said["template"], said["title"], said["about"], said["source"], _spelt_out(said["document"]))


def _spelt_out(given: Any) -> Any:
    """``[English, 简体, 繁體]`` under ``~`` as texts by language."""
    if isinstance(given, dict):
        if given.keys() == {"~"}:
            return dict(zip(("default", "zh-cn", "zh-tw"), given["~"], strict=True))
        return {key: _spelt_out(value) for key, value in given.items()}
    return [_spelt_out(each) for each in given] if isinstance(given, list) else given
