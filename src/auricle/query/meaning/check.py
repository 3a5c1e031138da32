"""A workspace's rules, tried before anything is understood by them: mistakes are named by file and line."""

from __future__ import annotations

from pathlib import Path

from auricle.model.document import Document
from auricle.model.meaning import FILE, GIVEN, Meaning, Rule, meaning_in
from auricle.sentence import sentence, sentence_of
from auricle.store.engines.duckdb.spelling import DuckDBSpelling
from auricle.store.typed import FilterError

from .rules import Rules


def meaning_of(folder: Path) -> Meaning:
    """The rules of the workspace in ``folder``, all of which can be understood.

    Raises
        DocumentError: one cannot; names file, line and reason.
    """
    path = folder / FILE
    return checked(Document(path)) if path.exists() else Meaning()


def checked(document: Document) -> Meaning:
    """As ``meaning_of``, of a document that is not in its place yet."""
    found = meaning_in(document)
    for position, rule in enumerate(found.own):
        for part, reason in mistakes(rule):
            raise document.error(
                sentence("{where}: {reason}", where=".".join(part), reason=reason), "rules", position, *part
            )
    return found


def mistakes(rule: Rule) -> list[tuple[tuple[str, ...], str]]:
    """What cannot be understood in a rule: the part and why."""
    rules, found = Rules(Meaning(standard=False), DuckDBSpelling()), []
    for part in (("when", "where"), *((column,) for column in GIVEN)):
        try:
            rules.said(rule, part[0]) if len(part) == 1 else rules.taken(rule.when)
        except FilterError as error:
            found.append((part, sentence_of(error)))
    return found
