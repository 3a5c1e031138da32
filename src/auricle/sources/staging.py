"""The private engine an import works in: reads the files of one source and nothing else."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from . import quoting
from .faults import ColumnMissing, HeaderRepeated, NoSuchFile, SelectRefused
from .kinds import open_file
from .mapping import FileOptions, Mapping
from .mapping.schema import EntityRule
from .opened import OpenedFile, RefusedRow
from .plan.entity import Origin, headers_named
from .plan.selecting import Selection, read_select
from .staged import as_text

MEMORY = "1GB"


@dataclass(slots=True)
class Staging:
    """The files of a source under their aliases, as views of text columns with ``_file`` and ``_row``."""

    folder: Path
    connection: duckdb.DuckDBPyConnection
    files: dict[str, list[OpenedFile]] = field(default_factory=dict)
    refused: dict[str, list[tuple[OpenedFile, RefusedRow]]] = field(default_factory=dict)

    def open(self, mapping: Mapping, alias: str, folder: Path) -> None:
        """Open every file an alias stands for.

        Raises
            SourceFault: there is none, or one of them cannot be read as a whole.
        """
        options = mapping.file(alias)
        paths = sorted(p for p in folder.glob(options.pattern) if p.is_file())
        if not paths:
            raise NoSuchFile(alias, options.pattern, folder)
        self.files[alias] = []
        self.refused[alias] = []
        for path in paths:
            opened = open_file(path, path.relative_to(folder).as_posix(), options, self.folder)
            self.files[alias].append(opened)
            self.refused[alias] += [(opened, row) for row in opened.examine(self.connection)]
        self.connection.execute(f"CREATE VIEW {quoting.name(alias)} AS {self._view(alias, options)}")

    def _view(self, alias: str, options: FileOptions) -> str:
        parts = []
        for opened in self.files[alias]:
            columns = ", ".join(_without_codes(h, options) for h in opened.headers.names)
            relation = opened.relation(placed=True)
            parts.append(f"SELECT {quoting.text(opened.name)} AS _file, _record AS _row, {columns} FROM ({relation})")
        return " UNION ALL BY NAME ".join(parts)

    def lock(self) -> None:
        """From here on no query reaches any file but those opened, and no setting changes."""
        reads = {str(opened.reads) for files in self.files.values() for opened in files}
        self.connection.execute(f"SET allowed_paths = [{quoting.texts(sorted(reads))}]")
        self.connection.execute(f"SET allowed_directories = [{quoting.text(str(self.folder) + '/')}]")
        self.connection.execute("SET enable_external_access = false")
        self.connection.execute("SET lock_configuration = true")

    def headers(self, alias: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(h for opened in self.files[alias] for h in opened.headers.names))

    def origin(self, entity: str, rule: EntityRule, mapping: Mapping, zone: str) -> Origin:
        """Where the rows of an entity come from.

        Raises
            SourceFault: a header the rule names is in no file, or its SELECT may not or cannot run.
        """
        if rule.select:
            return self._selected(entity, read_select(entity, rule.select, mapping.files), rule, mapping, zone)
        alias = rule.from_ or next(iter(mapping.files))
        self._find_headers(alias, rule)
        sql = f"SELECT * FROM {quoting.name(alias)}"
        only_spaces = all(opened.only_spaces for opened in self.files[alias])
        return Origin(sql, self.headers(alias), (alias,), mapping.file(alias), zone, only_spaces)

    def _find_headers(self, alias: str, rule: EntityRule) -> None:
        named = [h for column in rule.columns for h in headers_named(rule.rule(column))]
        named += [h for group in rule.answers for code in group.questions for h in group.question(code).headers]
        for opened in self.files[alias]:
            for header in named:
                if header in opened.headers.repeated:
                    raise HeaderRepeated(opened.name, header)
                if header not in opened.headers.names:
                    raise ColumnMissing(opened.name, header, opened.headers.names)

    def _selected(self, entity: str, selection: Selection, rule: EntityRule, mapping: Mapping, zone: str) -> Origin:
        try:
            found = self.connection.sql(selection.sql).columns
        except duckdb.Error as error:
            raise SelectRefused(entity, str(error).partition("\n\nLINE")[0].replace("\n", " ")) from error
        headers = tuple(c for c in found if c not in ("_file", "_row"))
        for header in (h for column in rule.columns for h in headers_named(rule.rule(column))):
            if header not in headers:
                raise ColumnMissing(f"the select: of {entity}", header, headers)
        texts = ", ".join(f"CAST({quoting.name(h)} AS VARCHAR) AS {quoting.name(h)}" for h in headers)
        sql = f"SELECT _file, _row, {texts} FROM ({selection.sql})"
        return Origin(sql, headers, selection.tables, mapping.file(selection.tables[0]), zone)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own, for a result that is read while others work."""
        return self.connection.cursor()

    def load(self, sql: str, given: pa.Table) -> None:
        """Run a statement that reads an Arrow table under the name ``given``."""
        self.connection.register("given", given)
        self.connection.execute(sql)
        self.connection.unregister("given")

    def opened(self, name: str) -> OpenedFile:
        return next(o for files in self.files.values() for o in files if o.name == name)


def _without_codes(header: str, options: FileOptions) -> str:
    if not options.missing:
        return quoting.name(header)
    codes = quoting.texts(as_text(code) or "" for code in options.missing)
    column = quoting.name(header)
    return f"CASE WHEN trim({column}) IN ({codes}) THEN NULL ELSE {column} END AS {column}"


@contextmanager
def staging(scratch: Path | None = None, memory: str = MEMORY) -> Iterator[Staging]:
    """An engine of its own with a folder to spill into, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="import-", dir=scratch))
    connection = duckdb.connect(
        ":memory:",
        config={"memory_limit": memory, "temp_directory": str(folder / "spill"), "preserve_insertion_order": True},
    )
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    try:
        yield Staging(folder, connection)
    finally:
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)
