"""All answers of a survey as one table: a row for each response, a column for each question."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from auricle.exports import harmless
from auricle.questionnaire import Question, Questionnaire
from auricle.questionnaire.plain import plain
from auricle.web.platform.public import ScreenState, download, send_file

from .models import Survey
from .queries import chosen, latest, questionnaire_of
from .titles import options_of

FORMATS = ("csv", "xlsx", "sav", "parquet")
OWN = ("feedback", "at", "customer", "channel", "touchpoint", "unit", "language", "weight", "order")
SAV_TEXT = 32_000


def export_of(state: ScreenState, row: Survey, ending: str) -> HttpResponseBase:
    """The table as a file of one of ``FORMATS``: options in words, in SPSS as codes that have labels."""
    version = latest(row)
    spoken = Spoken.of(questionnaire_of(version.document if version else row.draft), state.language)
    name = f"survey-{row.public[:8]}.{ending}"
    if ending != "sav":
        return download(table_of(state, row, spoken), name)
    folder = tempfile.TemporaryDirectory(prefix="auricle-download-")
    path = Path(folder.name) / "rows.sav"
    write_sav(table_of(state, row, spoken, as_codes=True), path, spoken)
    return send_file(path, name, folder)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What columns, in the order they are asked, and the codes in them are called in a language.

    ``several`` are the questions with more than one choice, ``columns`` what stands in a column of each question.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    several: Collection[str] = ()
    columns: Mapping[str, pa.DataType] = field(default_factory=dict)

    @classmethod
    def of(cls, questionnaire: Questionnaire | None, language: str) -> Spoken:
        if questionnaire is None:
            return cls()
        first, titles, options, own = questionnaire.language, {}, {}, _("in their own words")
        for question in questionnaire.questions:
            called, codes = question.title.in_(language, first) or question.name, options_of(question, language, first)
            parts = {part.code: part.text.in_(language, first) or part.code for part in question.rows}
            parts |= codes if question.type in ("ranking", "checkbox", "tagbox") else {}
            titles[question.name] = called
            titles |= {f"{question.name}.{code}": f"{called} – {text}" for code, text in parts.items()}
            titles[f"{question.name}.comment"] = f"{called} – {own}"
            options |= dict.fromkeys((question.name, *(f"{question.name}.{code}" for code in parts)), codes)
        several = {each.name for each in questionnaire.questions if each.type in ("checkbox", "tagbox")}
        columns = {code: kind for question in questionnaire.questions for code, kind in _columns_of(question)}
        return cls({code: plain(text) for code, text in titles.items()}, options, several, columns)


def _columns_of(question: Question) -> Iterator[tuple[str, pa.DataType]]:
    """Also those that nobody answered, so that two exports of one survey are alike."""
    is_number = question.kind in ("nps", "csat", "ces", "ces1", "rating", "number")
    kind = pa.float64() if is_number else pa.string()
    if question.type == "matrix":
        yield from ((f"{question.name}.{row.code}", kind) for row in question.rows)
    elif question.type == "ranking":
        yield from ((f"{question.name}.{choice.code}", pa.float64()) for choice in question.choices)
    elif question.kind:
        yield question.name, kind


def table_of(state: ScreenState, row: Survey, spoken: Spoken, *, as_codes: bool = False) -> pa.Table:
    """Several choices of one question stand in one cell as a line of CSV with ; between them; of codes each has its own
    column."""
    window = {"where": chosen(row), "from_": state.period.start, "to": state.period.end}
    feedback = state.workspace.facts("feedback", **window)
    said: dict[str, dict[str, Any]] = {}
    codes = dict(spoken.columns)
    if as_codes:
        codes = {code: kind for code, kind in codes.items() if code not in spoken.several}
        codes |= {f"{code}.{option}": pa.float64() for code in spoken.several for option in spoken.options[code]}
    for batch in state.workspace.stream("answers", **window):
        for answer in batch.select(["feedback", "question", "score", "choice", "text"]).to_pylist():
            _put(said.setdefault(answer["feedback"], {}), codes, answer, spoken, as_codes)
    columns: dict[str, Any] = {name: feedback.column(name) for name in OWN}
    properties = [msgspec.json.decode(text) if text else {} for text in feedback.column("properties").to_pylist()]
    columns["version"] = pa.array([each.get("version") for each in properties], pa.int64())
    columns["complete"] = pa.array([each.get("complete") for each in properties], pa.bool_())
    columns["duration_seconds"] = pa.array([each.get("duration_seconds") for each in properties], pa.int64())
    keys = feedback.column("feedback").to_pylist()
    for code in sorted(codes, key=_in_order(spoken)):
        kind = codes[code]
        asked = f"{code.rpartition('.')[0]}."
        values = [given.get(code, given.get(asked)) for given in (said.get(key, {}) for key in keys)]
        columns[_free(code, columns)] = pa.array(
            [v if v is None or kind == pa.float64() else str(v) for v in values], kind
        )
    return pa.table(columns)


def _in_order(spoken: Spoken) -> Callable[[str], tuple[int, str]]:
    order = {code: place for place, code in enumerate(spoken.titles)}
    return lambda code: (order.get(code, order.get(code.rpartition(".")[0], len(order))), code)


def write_sav(table: pa.Table, path: Path, spoken: Spoken) -> None:
    """SPSS's names are letters, digits and _; the question itself is the label, and what a code says its label."""
    import polars
    import pyreadstat

    names: dict[str, str] = {}
    for name in table.column_names:
        plainly = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in name)[:60]
        plainly = plainly if plainly[:1].isalpha() else f"q_{plainly}"
        is_taken = plainly.lower() in map(str.lower, names.values())
        names[name] = f"{plainly}_{len(names)}" if is_taken else plainly
    columns = {names[name]: _plain(table.column(name)) for name in table.column_names}
    frame = polars.from_arrow(pa.table(columns))
    labels = [spoken.titles.get(name, name)[:250] for name in table.column_names]
    called = {
        names[name]: {code: text[:120] for code, text in words.items()}
        for name, words in spoken.options.items()
        if words and name in names and pa.types.is_string(table.column(name).type)
    }
    pyreadstat.write_sav(frame, str(path), column_labels=labels, variable_value_labels=called)


def _put(
    said: dict[str, Any], codes: dict[str, pa.DataType], answer: dict[str, Any], spoken: Spoken, as_codes: bool
) -> None:
    code, value = answer["question"], answer["choice"]
    if value is not None and answer["score"] is not None:  # a ranking: the place of each option
        code, value = f"{code}.{value}", answer["score"]
    elif value is not None and as_codes and code in spoken.several:
        said[f"{code}."] = 0.0  # of the options that were not chosen
        code, value = f"{code}.{value}", 1.0
    elif value is not None and not as_codes:
        value = spoken.options.get(code, {}).get(value, value)
        value = _quoted(value) if code in spoken.several else value
    elif value is None:
        value = answer["score"] if answer["score"] is not None else answer["text"]
    is_number = isinstance(value, float)
    codes[code] = pa.float64() if is_number and codes.get(code, pa.float64()) == pa.float64() else pa.string()
    said[code] = f"{said[code]};{value}" if code in said and not is_number else value


def _quoted(words: str) -> str:
    """Words that stand with others in one cell: in quotes where they could be taken for several."""
    return '"' + words.replace('"', '""') + '"' if ";" in words or words.startswith('"') else words


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
