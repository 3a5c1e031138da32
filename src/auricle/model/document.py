"""A YAML file read into a typed structure; what is wrong in it is named by file, line and reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml

from ..sentence import Sentence, sentence, sentence_of
from .fitting import Misfit, fitted

T = TypeVar("T")


class _Loader(yaml.CSafeLoader):  # type: ignore[misc]
    """YAML in which a day is text, quoted or not."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


class DocumentError(ValueError):
    """A file of the model that cannot be accepted; the message begins ``file:line:``."""

    def __init__(self, path: Path | str, line: int, reason: str):
        self.path, self.line, self.reason = Path(path), line, reason
        super().__init__(sentence("{path}:{line}: {reason}", path=path, line=line, reason=reason))


class Document:
    """A YAML mapping and the line on which each of its parts stands."""

    def __init__(self, path: Path, text: str | None = None):
        self.path = path
        try:
            root = yaml.compose(path.read_text(encoding="utf-8") if text is None else text, _Loader)
            self.lines = dict(_lines(root, ()))
            self.content = _content(root)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise DocumentError(path, line, unreadable(error)) from None
        except UnicodeDecodeError:
            raise DocumentError(path, 1, sentence("not UTF-8; save the file as UTF-8")) from None
        except _Twice as twice:
            raise DocumentError(path, twice.line, given_twice(twice.key)) from None
        if not isinstance(self.content, dict):
            raise DocumentError(path, 1, sentence("a mapping of names to values is expected, such as measure: nps"))

    def error(self, reason: str, *at: str | int) -> DocumentError:
        """An error at a part of the document, named by the keys that lead to it."""
        place = tuple(at)
        while place and place not in self.lines:
            place = place[:-1]
        return DocumentError(self.path, self.lines.get(place, 1), reason)

    def decode(self, kind: type[T]) -> T:
        """The document as ``kind``; a wrong type, unknown or missing key raises DocumentError."""
        try:
            return fitted(self.content, kind)
        except Misfit as misfit:
            raise self.error(sentence_of(misfit), *misfit.at) from None


def unreadable(error: yaml.YAMLError) -> Sentence:
    """What is in the way of reading YAML; the parser's own words are for programmers, and in English."""
    problem = getattr(error, "problem", None)
    if isinstance(problem, Sentence):
        return problem
    if "\\t" in str(problem):
        return sentence("YAML takes no tabs; indent with spaces")
    return sentence("not readable as YAML: something does not fit here; check indentation, colons and quotes")


def given_twice(key: str) -> Sentence:
    return sentence("{key!r} is given twice; keep one", key=key)


class _Twice(Exception):
    def __init__(self, key: str, line: int):
        self.key, self.line = key, line


def _lines(node: yaml.Node | None, at: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], int]]:
    if node is None:
        return
    yield at, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                raise _Twice(key.value, key.start_mark.line + 1)
            seen.add(key.value)
            yield from _lines(value, (*at, key.value))
            yield (*at, key.value), key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            yield from _lines(value, (*at, position))


def _content(root: yaml.Node | None) -> Any:
    if root is None:
        return {}
    loader = _Loader("")
    try:
        return loader.construct_document(root)
    finally:
        loader.dispose()
