"""What was exported opens with the same rows, and runs nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from python_calamine import load_workbook

from auricle.exports import TooManyRows, UnknownFormat, write

AT = datetime(2018, 3, 5, 13, 30, 1, 250000, tzinfo=UTC)
ROWS = pa.table(
    {
        "customer": ["001", "客户二", None],
        "at": pa.array([AT, None, AT], pa.timestamp("us", "UTC")),
        "day": pa.array([date(2018, 3, 5), None, None], pa.date32()),
        "amount": pa.array([Decimal("12.5000"), Decimal("-3.0000"), None], pa.decimal128(18, 4)),
        "score": [9.0, None, 3.5],
        "consent": [True, False, None],
        "text": ['=HYPERLINK("evil")', "two\nlines, 好", "-12.5"],
    }
)
RISKY = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "+86 138 0000", "-12.5", "plain", "a=b", ""]


def written(path: Path, rows: pa.Table = ROWS) -> Path:
    assert write(rows.to_reader(max_chunksize=2), path) == rows.num_rows
    return path


def test_parquet_keeps_types_and_values(tmp_path: Path) -> None:
    assert pq.read_table(written(tmp_path / "rows.parquet")).equals(ROWS)


def test_csv_opens_as_utf_8_in_a_spreadsheet_and_keeps_every_row(tmp_path: Path) -> None:
    path = written(tmp_path / "rows.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    back = pa_csv.read_csv(
        path,
        parse_options=pa_csv.ParseOptions(newlines_in_values=True),
        convert_options=pa_csv.ConvertOptions(column_types={"customer": pa.string()}, strings_can_be_null=True),
    )
    assert back.num_rows == 3
    assert back["customer"].to_pylist() == ["001", "客户二", None]
    assert back["text"].to_pylist() == ['\'=HYPERLINK("evil")', "two\nlines, 好", "-12.5"]
    assert back["amount"].cast(pa.float64()).to_pylist() == [12.5, -3.0, None]


def test_text_that_a_spreadsheet_would_run_is_made_harmless(tmp_path: Path) -> None:
    path = written(tmp_path / "risky.csv", pa.table({"text": RISKY}))
    back = pa_csv.read_csv(path, convert_options=pa_csv.ConvertOptions(column_types={"text": pa.string()}))
    assert back["text"].to_pylist() == [
        "'=1+1",
        "'+cmd|' /C calc'!A0",
        "'-2+3",
        "'@SUM(A1)",
        "'\t=1",
        "+86 138 0000",
        "-12.5",
        "plain",
        "a=b",
        "",
    ]


def test_excel_keeps_zeros_in_front_and_formulas_as_text(tmp_path: Path) -> None:
    sheet = load_workbook(written(tmp_path / "rows.xlsx")).get_sheet_by_index(0).to_python()
    assert sheet[0] == ROWS.column_names
    assert sheet[1][0] == "001"
    assert sheet[1][1] == datetime(2018, 3, 5, 13, 30, 1, 250000)
    assert sheet[1][2] == date(2018, 3, 5)  # and no number of days since 1900
    assert sheet[1][3:] == [12.5, 9.0, True, '=HYPERLINK("evil")']
    assert sheet[2][0] == "客户二"


def test_what_nobody_can_tell_is_an_empty_cell(tmp_path: Path) -> None:
    rows = pa.table({"value": [1.5, float("nan"), float("inf")], "name": ["a", "b", "c"]})
    assert load_workbook(written(tmp_path / "rows.xlsx", rows)).get_sheet_by_index(0).to_python()[2:] == [
        ["", "b"],
        ["", "c"],
    ]
    assert written(tmp_path / "rows.csv", rows).read_text("utf-8-sig").splitlines()[2:] == [',"b"', ',"c"']


def test_an_unknown_ending_is_refused_and_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"\.csv, \.xlsx or \.parquet"):
        write(ROWS.to_reader(), tmp_path / "rows.docx")


def test_a_file_that_could_not_be_finished_is_not_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auricle.exports.EXCEL_ROWS", 3)
    with pytest.raises(TooManyRows, match=r"write \.csv or \.parquet"):
        write(ROWS.to_reader(), tmp_path / "rows.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named_and_not_the_file_within(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as told:
        write(ROWS.to_reader(), tmp_path / "nowhere" / "rows.csv")
    assert told.value.filename == str(tmp_path / "nowhere")
