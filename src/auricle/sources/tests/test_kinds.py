"""One table in every kind of file gives the same facts, and places in it are those a person would find."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
import xlsxwriter

from auricle.sources import Fate
from auricle.sources.delimited.records import open_at_end, record_lines

from .conftest import ORDERS, Desk

COLUMNS = ["id", "at", "customer", "amount", "items"]
ROWS = [
    [1, "2024-03-01 08:00:00", "007", 12.5, 2],
    [2, "2024-03-02 09:30:00", "李", 3, 1],
    [3, "2024-03-03", "x", 1, -4],
]


def _csv(path: Path, separator: str = ",") -> int:
    path.write_text("\n".join(separator.join(map(str, r)) for r in [COLUMNS, *ROWS]) + "\n", encoding="utf-8")
    return 4


def _excel(path: Path) -> int:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("empty")
        sheet = book.add_worksheet("orders")
        for number, row in enumerate([COLUMNS, *ROWS]):
            sheet.write_row(number, 0, row)
        sheet.write_datetime(1, 1, datetime(2024, 3, 1, 8), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    return 4


def _parquet(path: Path) -> int:
    columns = {c: [str(r[i]) if c == "customer" else r[i] for r in ROWS] for i, c in enumerate(COLUMNS)}
    columns["at"] = pa.array([datetime.fromisoformat(str(r[1])) for r in ROWS])
    pq.write_table(pa.table(columns), path)
    return 3


def _jsonl(path: Path) -> int:
    path.write_text("".join(json.dumps(dict(zip(COLUMNS, r, strict=True))) + "\n" for r in ROWS), encoding="utf-8")
    return 3


def _spss(path: Path) -> int:
    pyreadstat.write_sav(pd.DataFrame(ROWS, columns=COLUMNS), str(path))
    return 3


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.csv", _csv),
        ("a.tsv", lambda path: _csv(path, "\t")),
        ("a.txt", lambda path: _csv(path, ";")),
        ("a.tab", lambda path: _csv(path, "|")),
        ("a.xlsx", _excel),
        ("a.parquet", _parquet),
        ("a.jsonl", _jsonl),
        ("a.sav", _spss),
    ],
)
def test_the_same_table_in_every_kind_of_file_gives_the_same_facts(
    desk: Desk, name: str, write: Callable[[Path], int]
) -> None:
    line = write(desk.folder / name)
    assert desk.run(ORDERS.replace("*.csv", name)).entities == {"orders": Fate(stored=2, quarantined=1)}
    found = desk.rows("""SELECT "order", epoch("at")::BIGINT, customer, amount::DOUBLE, items FROM orders ORDER BY 1""")
    assert found == [("1", 1709251200, "007", 12.5, 2), ("2", 1709343000, "李", 3.0, 1)]
    assert desk.rows("SELECT line, value FROM quarantine") == [(line, "-4")]


def test_labels_of_spss_codes_are_kept_and_used_when_asked_for(desk: Desk) -> None:
    frame = pd.DataFrame({"id": ["a", "b"], "at": ["2024-03-01"] * 2, "why": [1.0, 2.0]})
    pyreadstat.write_sav(frame, str(desk.folder / "s.sav"), variable_value_labels={"why": {1.0: "price", 2.0: "质量"}})
    columns = "feedback: id, at: at, kind: {is: survey}"
    mapping = (
        "name: s\nfiles: {s: {pattern: s.sav, labels: true}}\nentities:\n  feedback:\n"
        f"    columns: {{{columns}}}\n    answers: [{{kind: choice, questions: {{why: why}}}}]\n"
    )
    assert desk.run(mapping).entities["answers"] == Fate(stored=2)
    assert desk.rows("SELECT choice FROM answers ORDER BY 1") == [("price",), ("质量",)]


def test_a_bad_row_behind_many_buffers_of_quoted_newlines_has_its_true_line(desk: Desk) -> None:
    good = '{0},2024-03-01,"a\nb ""c"", d",1,1\n'
    many = "".join(good.format(i) for i in range(120_000))
    bad = '120000,2024-03-01,"x\ny",1,-1\n' + "120001,2024-03-01,short\n" + "120002,never,z,1,1\n"
    desk.put("a.csv", ",".join(COLUMNS) + "\n" + many + bad + many.replace(",2024", "b,2024"))
    assert desk.run().entities == {"orders": Fate(stored=240_000, quarantined=3)}
    assert desk.rows("SELECT line, reason FROM quarantine ORDER BY line") == [
        (240_002, "out_of_range"),
        (240_004, "ragged"),
        (240_005, "wrong_type"),
    ]


@pytest.mark.parametrize(
    ("line", "quoted", "ends"),
    [
        (b'a,"b\n', False, True),
        (b'a,"b"\n', False, False),
        (b'5" disk,b\n', False, False),
        (b'x""\n', True, True),
        (b'x"",y",z\n', True, False),
        (b'x","y\n', True, True),
        (b'"",""\n', False, False),
    ],
)
def test_a_quote_opens_a_field_only_where_a_field_begins(line: bytes, quoted: bool, ends: bool) -> None:
    assert open_at_end(line, quoted, b",") is ends


def test_records_begin_where_their_first_character_is(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'a,b\n1,"x\n\ny"\n\n2,z\n')
    assert list(record_lines(path, ",")) == [(1, False), (2, False), (5, True), (6, False)]
