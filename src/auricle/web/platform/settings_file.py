"""A workspace's ``auricle.yaml`` as the settings page reads and writes it, its comments kept."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from auricle.model.settings import FILE, Settings, read_settings

from .facts import folder_of, reopen

EDITABLE = ("name", "currency", "floor", "overview", "collector")


@dataclass(frozen=True, slots=True)
class CurrentSettings:
    settings: Settings

    @property
    def editable(self) -> dict[str, Any]:
        told = msgspec.to_builtins(self.settings)
        return {name: told[name] for name in EDITABLE}


def read_settings_of(slug: str) -> CurrentSettings:
    return CurrentSettings(read_settings(folder_of(slug)))


def write_settings_of(slug: str, values: Mapping[str, Any]) -> None:
    """Change the editable settings in the file, check the whole file, and open the workspace anew."""
    path = folder_of(slug) / FILE
    text, before = path.read_text(encoding="utf-8"), read_settings_of(slug).editable
    for name in EDITABLE:
        if values[name] != before[name]:
            text = with_key(text, name, values[name])
    _put(path, text)
    reopen(slug)


def with_key(text: str, key: str, value: Any) -> str:
    """The YAML text with one top-level key set; everything else stays as somebody wrote it."""
    line = f"{key}: {json.dumps(value, ensure_ascii=False)}\n"
    block = re.compile(rf"^{re.escape(key)}:.*\n?(?:^(?:[ \t]+.*|- .*)\n?)*", re.MULTILINE)
    if block.search(text):
        return block.sub(lambda _: line, text, count=1)
    return f"{text.rstrip()}\n{line}"


def _put(path: Path, text: str) -> None:
    with TemporaryDirectory(dir=path.parent) as scratch:
        unproven = Path(scratch) / path.name
        unproven.write_text(text, encoding="utf-8")
        read_settings(Path(scratch))
        unproven.replace(path)
