"""All answers of a survey as one table: a row for each response, a column for each question."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from django.http import HttpResponseBase

from auricle.exports import harmless
from auricle.web.platform.public import ScreenState, download, send_file

from .models import Survey
from .queries import chosen, latest, questionnaire_of

FORMATS = ("csv", "xlsx", "sav", "parquet")
OWN = ("feedback", "at", "customer", "channel", "touchpoint", "unit", "language", "weight", "order")
SAV_TEXT = 32_000


def export_of(state: ScreenState, row: Survey, ending: str) -> HttpResponseBase:
    """The table as a file of one of ``FORMATS``."""
    table, name = table_of(state, row), f"survey-{row.public[:8]}.{ending}"
    if ending != "sav":
        return download(table, name)
    folder = tempfile.TemporaryDirectory(prefix="auricle-download-")
    path = Path(folder.name) / "rows.sav"
    write_sav(table, path, _titles(row))
    return send_file(path, name, folder)


def table_of(state: ScreenState, row: Survey) -> pa.Table:
    """Several choices of one question stand in one cell, with ; between them."""
    window = {"where": chosen(row), "from_": state.period.start, "to": state.period.end}
    feedback = state.workspace.facts("feedback", **window)
    said: dict[str, dict[str, Any]] = {}
    codes: dict[str, pa.DataType] = {}
    for batch in state.workspace.stream("answers", **window):
        for answer in batch.select(["feedback", "question", "score", "choice", "text"]).to_pylist():
            _put(said.setdefault(answer["feedback"], {}), codes, answer)
    columns: dict[str, Any] = {name: feedback.column(name) for name in OWN}
    properties = [msgspec.json.decode(text) if text else {} for text in feedback.column("properties").to_pylist()]
    columns["version"] = pa.array([each.get("version") for each in properties], pa.int64())
    columns["complete"] = pa.array([each.get("complete") for each in properties], pa.bool_())
    columns["duration_seconds"] = pa.array([each.get("duration_seconds") for each in properties], pa.int64())
    keys = feedback.column("feedback").to_pylist()
    for code, kind in codes.items():
        values = [said.get(key, {}).get(code) for key in keys]
        columns[_free(code, columns)] = pa.array(
            [v if v is None or kind == pa.float64() else str(v) for v in values], kind
        )
    return pa.table(columns)


def write_sav(table: pa.Table, path: Path, titles: dict[str, str]) -> None:
    """SPSS's names are letters, digits and _; the question itself is the label."""
    import polars
    import pyreadstat

    names: dict[str, str] = {}
    for name in table.column_names:
        plain = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in name)[:60]
        plain = plain if plain[:1].isalpha() else f"q_{plain}"
        names[name] = plain if plain.lower() not in map(str.lower, names.values()) else f"{plain}_{len(names)}"
    columns = {names[name]: _plain(table.column(name)) for name in table.column_names}
    frame = polars.from_arrow(pa.table(columns))
    labels = [titles.get(name, name)[:250] for name in table.column_names]
    pyreadstat.write_sav(frame, str(path), column_labels=labels)


def _put(said: dict[str, Any], codes: dict[str, pa.DataType], answer: dict[str, Any]) -> None:
    code, value = answer["question"], answer["choice"]
    if value is not None and answer["score"] is not None:  # a ranking: the place of each option
        code, value = f"{code}.{value}", answer["score"]
    elif value is None:
        value = answer["score"] if answer["score"] is not None else answer["text"]
    is_number = isinstance(value, float)
    codes[code] = pa.float64() if is_number and codes.get(code, pa.float64()) == pa.float64() else pa.string()
    said[code] = f"{said[code]};{value}" if code in said and not is_number else value


def _free(code: str, columns: dict[str, Any]) -> str:
    return code if code not in columns else f"question.{code}"


def _plain(column: pa.ChunkedArray) -> pa.Array:
    """As SPSS has it: times without a zone, words that no spreadsheet would run, truths as 1 and 0."""
    whole = column.combine_chunks()
    if pa.types.is_timestamp(whole.type):
        return whole.cast(pa.timestamp("us"))
    if pa.types.is_boolean(whole.type) or pa.types.is_integer(whole.type):
        return whole.cast(pa.float64()) if pa.types.is_integer(whole.type) else whole.cast(pa.int8()).cast(pa.float64())
    if pa.types.is_string(whole.type):
        return harmless(pa.array([None if v is None else v[:SAV_TEXT] for v in whole.to_pylist()], pa.string()))
    return whole.cast(pa.float64()) if pa.types.is_decimal(whole.type) else whole


def _titles(row: Survey) -> dict[str, str]:
    version = latest(row)
    found = questionnaire_of(version.document if version else row.draft)
    if found is None:
        return {}
    return {q.name: q.title.in_(row.languages[0], found.language) or q.name for q in found.questions}
