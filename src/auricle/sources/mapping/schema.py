"""What a mapping says: which files, and how their columns become the columns of entities."""

from __future__ import annotations

from typing import Literal

import msgspec

Code = str | int | float
Kind = Literal["nps", "csat", "ces", "ces1", "rating", "choice", "text", "number", "date", "boolean"]
SCORED: frozenset[str] = frozenset({"nps", "csat", "ces", "ces1", "rating"})


class FileOptions(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One file, or all files whose names match a pattern, and how to read them.

    What is left out is found out by looking, and stated in the report.
    """

    pattern: str
    format: Literal["", "csv", "excel", "parquet", "jsonl", "spss", "xes"] = ""
    encoding: str = ""
    separator: str = ""
    header_rows: int | None = None
    columns: list[str] = []
    sheet: str = ""
    decimal: Literal[".", ","] = "."
    missing: list[Code] = []
    labels: bool = False


class ColumnRule(
    msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, rename={"from_": "from", "is_": "is"}
):
    """Where the value of one column comes from, and how it is read."""

    from_: str = ""
    is_: str | int | float | bool | None = None
    template: str = ""
    of: dict[str, str] = {}
    identities: dict[str, str] = {}
    missing: list[Code] = []
    values: dict[Code, Code | bool] = {}
    format: str | list[str] = []
    zone: str = ""

    @property
    def formats(self) -> list[str]:
        return [self.format] if isinstance(self.format, str) else self.format


class Question(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Where the answers to one question are; several columns when several choices may be ticked."""

    from_: str | list[str]
    touchpoint: str = ""

    @property
    def headers(self) -> list[str]:
        return [self.from_] if isinstance(self.from_, str) else self.from_


class AnswerGroup(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Questions of one kind on one scale: each becomes an answer of the feedback its row is."""

    kind: Kind
    questions: dict[str, str | list[str] | Question]
    scale: str = ""
    polarity: Literal[-1, 1] | None = None
    missing: list[Code] = []
    values: dict[Code, Code | bool] = {}

    def question(self, code: str) -> Question:
        rule = self.questions[code]
        return rule if isinstance(rule, Question) else Question(from_=rule)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Lowest and highest score of the scale, when it has one."""
        low, dash, high = self.scale.partition("-")
        return (float(low), float(high)) if dash else None


class EntityRule(
    msgspec.Struct,
    forbid_unknown_fields=True,
    frozen=True,
    kw_only=True,
    rename={"from_": "from", "on_conflict": "on conflict"},
):
    """How rows of one entity are made: from one file's rows, or from one SELECT over the files."""

    from_: str = ""
    select: str = ""
    columns: dict[str, str | list[str] | ColumnRule] = {}
    answers: list[AnswerGroup] = []
    on_conflict: Literal["quarantine", "latest"] = "quarantine"

    def rule(self, column: str) -> ColumnRule:
        """The short spellings written out: a header, a template with {headers}, a list of properties."""
        said = self.columns[column]
        if isinstance(said, ColumnRule):
            return said
        if isinstance(said, list):
            return ColumnRule(of={header: header for header in said})
        return ColumnRule(template=said) if "{" in said and "}" in said else ColumnRule(from_=said)


class Mapping(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A source: what its files are and what they become."""

    name: str
    files: dict[str, str | FileOptions]
    entities: dict[str, EntityRule]
    zone: str = ""
    about: str = ""

    def file(self, alias: str) -> FileOptions:
        said = self.files[alias]
        return said if isinstance(said, FileOptions) else FileOptions(pattern=said)
