"""Files that are broken, enormous or made to do harm: a clear error or a quarantined row, and nothing half-stored."""

from __future__ import annotations

import gzip
import resource
import zipfile
from pathlib import Path

import pytest

from auricle.sources import Fate, SourceFault
from auricle.sources.faults import (
    ColumnMissing,
    ExpandsTooFar,
    FileCutShort,
    FileEmpty,
    HeaderRepeated,
    NoSuchFile,
    NotThatFormat,
    TooManyColumns,
    Undecodable,
)

from .conftest import ORDERS, Desk

HEAD = "id,at,customer,amount,items\n"
ROW = "1,2024-03-01,a,1,1\n"


def _refuses(desk: Desk, fault: type[SourceFault], said: str, mapping: str = ORDERS) -> None:
    with pytest.raises(fault, match=said):
        desk.run(mapping)
    assert desk.rows("SELECT (SELECT count(*) FROM orders) + (SELECT count(*) FROM quarantine) AS n") == [(0,)]


def _of(kind: str, name: str) -> str:
    return ORDERS.replace('"*.csv"', f"{{pattern: {name}, format: {kind}}}")


@pytest.mark.parametrize("content", ["", "\n\n  \n", "\ufeff"])
def test_an_empty_file_is_refused(desk: Desk, content: str) -> None:
    desk.put("a.csv", content)
    _refuses(desk, FileEmpty, "a.csv is empty")


def test_a_file_with_a_header_alone_is_refused(desk: Desk) -> None:
    desk.put("a.csv", HEAD)
    _refuses(desk, FileEmpty, "no rows")


def test_a_file_cut_within_quotes_is_refused_with_the_line_where_they_begin(desk: Desk) -> None:
    desk.put("a.csv", HEAD + ROW + '2,2024-03-01,"so it\nwent on and\n')
    _refuses(desk, FileCutShort, "begins in line 3 never ends")


def test_a_file_cut_within_a_row_is_refused(desk: Desk) -> None:
    desk.put("a.csv", HEAD + ROW + "2,2024-03")
    _refuses(desk, FileCutShort, "last line, 3")


@pytest.mark.parametrize(("end", "doubted"), [("\n", False), ("", True)])
def test_a_file_that_may_be_cut_within_its_last_value_is_pointed_out(desk: Desk, end: str, doubted: bool) -> None:
    desk.put("a.csv", HEAD + ROW.rstrip("\n") + end)
    assert ("see that the file is whole" in desk.run().files[0].understood) is doubted


def test_a_good_file_beside_a_cut_one_is_not_stored_either(desk: Desk) -> None:
    desk.put("a.csv", HEAD + ROW)
    desk.put("b.csv", HEAD + "2,2024-03")
    _refuses(desk, FileCutShort, "b.csv")


def test_a_file_that_is_not_there_is_named(desk: Desk) -> None:
    _refuses(desk, NoSuchFile, r"\*\.csv")


def test_a_missing_column_suggests_the_nearest_header(desk: Desk) -> None:
    desk.put("a.csv", HEAD.replace("amount", "ammount") + ROW)
    _refuses(desk, ColumnMissing, "nearest is 'ammount'")


def test_a_repeated_header_must_be_told_apart(desk: Desk) -> None:
    desk.put("a.csv", "id,at,customer,amount,amount,items\n1,2024-03-01,a,1,2,1\n")
    _refuses(desk, HeaderRepeated, "amount")
    mapping = ORDERS.replace("amount: amount", "amount: amount (2)")
    assert desk.run(mapping).entities == {"orders": Fate(stored=1)}
    assert desk.rows("SELECT amount FROM orders")[0][0] == 2


def test_zero_bytes_are_refused_with_their_line(desk: Desk) -> None:
    desk.put("a.csv", HEAD.encode() + b"1,2024-03-01,a\x00b,1,1\n")
    _refuses(desk, NotThatFormat, "zero byte in line 2")


def test_text_in_no_encoding_at_all_is_refused(desk: Desk) -> None:
    mixed = (
        "2,2024-03-01,推荐很好,1,1\n".encode()
        + "3,2024-03-01,推荐很好,1,1\n".encode("gb18030")
        + b"4,\x81\x30,\xff\xff,1,1\n"
    )
    desk.put("a.csv", HEAD.encode() + mixed)
    _refuses(desk, Undecodable, "a.csv")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030", "big5", "cp1252", "mac_roman"])
def test_every_encoding_gives_the_same_words_and_is_stated(desk: Desk, encoding: str) -> None:
    names = (
        ["滿意嗎", "物流很慢", "謝謝客服", "商品質量好"]
        if encoding in ("utf-8-sig", "utf-16", "gb18030", "big5")
        else []
    )
    names = names or ["São José", "Zoë’s café", "Müller", "garçon naïf"]
    rows = "".join(f"{i},2024-03-01,{name},1,1\n" for i, name in enumerate(names))
    desk.put("a.csv", (HEAD + rows).encode(encoding))
    report = desk.run()
    assert [name for (name,) in desk.rows('SELECT customer FROM orders ORDER BY "order"')] == names
    stated = {"utf-8-sig": "byte order mark", "utf-16": "UTF-16", "gb18030": "GB18030", "big5": "Big5"}
    assert {**stated, "cp1252": "windows-1252", "mac_roman": "Mac Roman"}[encoding] in report.files[0].understood


@pytest.mark.parametrize("newline", ["\r", "\r\n"])
def test_other_line_ends_are_read(desk: Desk, newline: str) -> None:
    desk.put("a.csv", (HEAD + ROW + "2,never,b,1,1\n").replace("\n", newline))
    assert desk.run().entities == {"orders": Fate(stored=1, quarantined=1)}
    assert desk.rows("SELECT line FROM quarantine") == [(3,)]


def test_formula_text_stays_text(desk: Desk) -> None:
    desk.put("a.csv", HEAD + "1,2024-03-01,\"=cmd|' /C calc'!A0\",1,1\n")
    desk.run()
    assert desk.rows("SELECT customer FROM orders") == [("=cmd|' /C calc'!A0",)]


def test_a_hundred_thousand_columns_are_refused(desk: Desk) -> None:
    desk.put("a.csv", ",".join(f"c{i}" for i in range(100_000)) + "\n" + "," * 99_999 + "\n")
    _refuses(desk, TooManyColumns, "100,000 columns")


def test_a_field_of_a_hundred_megabytes_is_quarantined_and_memory_stays_bounded(desk: Desk) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with (desk.folder / "a.csv").open("wb") as stream:
        stream.write(HEAD.encode() + ROW.encode() + b'2,2024-03-01,"')
        for _ in range(100):
            stream.write(b"x" * (1 << 20))
        stream.write(b'",1,1\n3,2024-03-01,b,1,1\n')
    assert desk.run().entities == {"orders": Fate(stored=2, quarantined=1)}
    assert desk.rows("SELECT line, reason, length(raw) < 30000 AS short FROM quarantine") == [(3, "too_long", True)]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_000_000  # kilobytes


def _zip(path: Path, name: str, size: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as member:
        for _ in range(size >> 20):
            member.write(b"\0" * (1 << 20))


def test_a_zip_bomb_is_refused_before_it_is_opened(desk: Desk) -> None:
    _zip(desk.folder / "a.xlsx", "xl/worksheets/sheet1.xml", 64 << 20)
    _refuses(desk, ExpandsTooFar, "a.xlsx", _of("excel", "a.xlsx"))


def test_a_zip_bomb_that_lies_about_its_size_is_refused_too(desk: Desk) -> None:
    path = desk.folder / "a.xlsx"
    _zip(path, "xl/worksheets/sheet1.xml", 64 << 20)
    data = path.read_bytes()
    lie = (64 << 20).to_bytes(4, "little")
    path.write_bytes(data.replace(lie, (1000).to_bytes(4, "little")))
    _refuses(desk, ExpandsTooFar, "more than they say", _of("excel", "a.xlsx"))


def test_a_csv_called_xlsx_is_refused(desk: Desk) -> None:
    desk.put("a.xlsx", HEAD + ROW)
    _refuses(desk, NotThatFormat, "a.xlsx cannot be read as Excel", _of("excel", "a.xlsx"))


def test_an_xlsx_called_csv_is_refused(desk: Desk) -> None:
    _zip(desk.folder / "a.csv", "x", 1 << 20)
    _refuses(desk, NotThatFormat, "first bytes are those of excel")


LAUGHS = """<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><log><trace><event><string key="id" value="&c;"/></event></trace></log>"""


def test_an_event_log_that_declares_entities_is_refused(desk: Desk) -> None:
    desk.put("a.xes", LAUGHS)
    _refuses(desk, ExpandsTooFar, "document type", _of("xes", "a.xes"))


def test_an_event_log_cut_short_is_refused_plain_and_zipped(desk: Desk) -> None:
    log = b"<log><trace><event>" + b"<string key='a' value='b'/>" * 5000
    desk.put("a.xes", log)
    _refuses(desk, FileCutShort, "a.xes", _of("xes", "a.xes"))
    desk.put("a.xes.gz", gzip.compress(log + b"</event></trace></log>")[:-60])
    _refuses(desk, FileCutShort, "compressed", _of("xes", "a.xes.gz"))


def test_json_lines_cut_short_are_refused_and_a_bad_line_is_quarantined(desk: Desk) -> None:
    line = '{"id":1,"at":"2024-03-01","customer":"a","amount":1,"items":1}\n'
    desk.put("a.jsonl", line + line[:20])
    _refuses(desk, FileCutShort, "breaks off", _of("jsonl", "a.jsonl"))
    desk.put("a.jsonl", line + "oops\n" + line.replace("1,", "2,", 1))
    assert desk.run(_of("jsonl", "a.jsonl")).entities == {"orders": Fate(stored=2, quarantined=1)}
    assert desk.rows("SELECT line, reason FROM quarantine") == [(2, "unreadable")]
