"""The published surveys of a workspace, as files of its folder: what a drain needs to understand an answer.

``surveys/<survey>-<version>.json``; a version never changes once it is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from auricle.questionnaire import Questionnaire
from auricle.questionnaire import read as read_questionnaire
from auricle.whole import write_whole

FOLDER = "surveys"
_NAME = re.compile(r"[0-9A-Za-z_-]{1,64}\Z")


class Published(msgspec.Struct, frozen=True):
    """One version of a survey. ``listening`` is relationship, journey, interaction, always-on or passive."""

    survey: str
    version: int
    name: str
    listening: str
    anonymous: bool
    document: Mapping[str, Any]
    touchpoint: str = ""


class VersionIsFinal(ValueError):
    def __init__(self, survey: str, version: int):
        super().__init__(f"version {version} of the survey {survey} was published and never changes; publish another")


def put(folder: Path, published: Published) -> None:
    """Write a version into a workspace's folder, whole and on disk when it returns.

    Raises
        VersionIsFinal: the version is there and says something else.
    """
    path = _path(folder, published.survey, published.version)
    path.parent.mkdir(exist_ok=True)
    said = msgspec.json.encode(published)
    if path.exists():
        if path.read_bytes() != said:
            raise VersionIsFinal(published.survey, published.version)
        return
    write_whole(path, said)


def published(folder: Path, survey: str, version: int) -> Published | None:
    """A version as it was published; None when there is none."""
    if not _NAME.match(survey):
        return None
    try:
        return _read(_path(folder, survey, version))
    except FileNotFoundError:
        return None


@lru_cache(maxsize=256)
def questionnaire_of(path: Path) -> Questionnaire:
    return read_questionnaire(dict(_read(path).document))


def questionnaire(folder: Path, found: Published) -> Questionnaire:
    """The version's questionnaire; read once, for it never changes."""
    return questionnaire_of(_path(folder, found.survey, found.version))


@lru_cache(maxsize=256)
def _read(path: Path) -> Published:
    return msgspec.json.decode(path.read_bytes(), type=Published)


def _path(folder: Path, survey: str, version: int) -> Path:
    return folder / FOLDER / f"{survey}-{version}.json"
