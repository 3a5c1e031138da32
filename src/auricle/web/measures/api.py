"""Measures for programs: the catalogue, results, and what changed between two windows."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from auricle.query.interchange import comparison_json, result_json
from auricle.sentence import sentence
from auricle.web.platform.public import Caller, Day, Given, NoInput, Operation, Page, Paged, Words, placed_page

from .behind import Behind
from .filters import checked

_MEASURE = Field(
    description="The name of a measure, as list_measures gives it.", min_length=1, max_length=100, examples=["nps"]
)


class MeasureLine(BaseModel):
    name: str
    label: str
    about: str
    unit: str
    better: str | None
    entity: str | None
    source: str | None


class Measures(BaseModel):
    measures: list[MeasureLine]


class Asked(Given):
    """A measure, and of what it is asked."""

    measure: str = _MEASURE
    by: list[str] = Field([], description="Dimensions or grains (day, week, month, quarter, year).", max_length=4)
    where: str = Field("", description="A filter such as channel = 'web' and score >= 9.", max_length=2000)
    start: Day | None = Field(None, description="First day, in the workspace's zone.")
    end: Day | None = Field(None, description="Last day, included.")
    weighted: bool = False


class Window(BaseModel):
    start: Day | None = Field(alias="from")
    end: Day | None = Field(alias="to")


class Row(BaseModel):
    by: dict[str, Any]
    n: int | None
    value: float | None
    low: float | None
    high: float | None
    suppressed: bool


class ResultOfMeasure(BaseModel):
    measure: str
    unit: str
    currency: str | None
    by: list[str]
    window: dict[Literal["from", "to"], date | None]
    where: str | None
    weighted: bool
    coverage: float | None
    excluded: dict[str, int]
    from_cube: bool
    version: int
    total: Row
    rows: list[Row]


class TwoWindows(Given):
    measure: str = _MEASURE
    by: list[str] = Field([], max_length=4)
    where: str = Field("", max_length=2000)
    start: Day = Field(description="First day of the later window.")
    end: Day
    before_start: Day = Field(description="First day of the earlier window.")
    before_end: Day

    @model_validator(mode="after")
    def _in_order(self) -> TwoWindows:
        if self.end < self.start or self.before_end < self.before_start:
            raise PydanticCustomError("windows_in_order", "a window ends before it starts")
        return self


class Compared(BaseModel):
    comparison: dict[str, Any]


def _list(caller: Caller, given: NoInput) -> Measures:
    found = caller.workspace.measures
    return Measures(measures=[_line(found[name]) for name in found])


def _line(measure: Any) -> MeasureLine:
    return MeasureLine(
        name=measure.name,
        label=measure.called(),
        about=measure.summary["en"],
        unit=measure.unit,
        better=measure.better or None,
        entity=measure.entity or None,
        source=getattr(measure, "source", None) or None,
    )


def _ask(caller: Caller, given: Asked) -> ResultOfMeasure:
    result = caller.workspace.measure(
        given.measure, given.by, given.where, from_=given.start, to=given.end, weighted=given.weighted
    )
    return ResultOfMeasure.model_validate(result_json(result))


def _compare(caller: Caller, given: TwoWindows) -> Compared:
    ask = caller.workspace.measure
    later = ask(given.measure, given.by, given.where, from_=given.start, to=given.end)
    earlier = ask(given.measure, given.by, given.where, from_=given.before_start, to=given.before_end)
    return Compared(comparison=comparison_json(later.compare(earlier)))


class AskedRows(Paged):
    """The rows behind a measure. ``side`` is counted, or among for what a share is a share of."""

    measure: str = _MEASURE
    where: str = Field("", max_length=2000)
    start: Day | None = Field(None, description="First day; the last twelve months when left out.")
    end: Day | None = None
    side: Literal["counted", "among"] = "counted"


class FactRow(BaseModel):
    """``facts`` holds the columns that this key may see; what a customer wrote is in ``words``."""

    facts: dict[str, Any]
    words: Words | None


class RowsBehind(Page):
    entity: str
    n: int
    rows: list[FactRow]


class RowsClosed(ValueError):
    """Too few rows to show, or what single persons said to one who may not see it."""

    def __init__(self) -> None:
        super().__init__(
            sentence(
                "these rows are what a few people said; ask for a wider window, or with a key that may see customers"
            )
        )


def _rows(caller: Caller, given: AskedRows) -> RowsBehind:
    measure, span = caller.workspace.measures[given.measure], caller.span(given.start, given.end)
    where = checked(given.where, measure, caller.workspace, persons=caller.may("see customers")) if given.where else ""
    sees = caller.may("see customers")
    behind = Behind(caller.workspace, measure, span, where, given.side, sees_persons=sees)
    if behind.is_closed or behind.is_protected:
        raise RowsClosed
    caller.took_out("exported rows", given.measure, where=where, side=given.side)
    found = behind.page(given.after, given.limit + 1)
    shown, after = placed_page(found, given)
    return RowsBehind(entity=behind.entity.name, n=behind.total, rows=[_row(row) for row in shown], next=after)


def _row(row: dict[str, Any]) -> FactRow:
    words = row.pop("text", None)
    return FactRow(facts=row, words=Words(untrusted_text=words) if words else None)


OPERATIONS = (
    Operation(
        "list_measures", "/measures", "see numbers", "Every measure of the workspace. Names, units, what they say.",
        NoInput, Measures, _list,
    ),
    Operation(
        "measure", "/measures/{measure}/result", "see numbers",
        "A measure by dimensions, over a window and a filter. Each row has n, value and a 95 % interval, or no number "
        "below the privacy floor.",
        Asked, ResultOfMeasure, _ask,
    ),
    Operation(
        "compare", "/measures/{measure}/change", "see numbers",
        "What changed between two windows. The difference with its interval and whether it is more than noise.",
        TwoWindows, Compared, _compare,
    ),
    Operation(
        "rows", "/measures/{measure}/rows", "see rows",
        "The rows behind a number, the newest first. The columns that this key may see, page by page.",
        AskedRows, RowsBehind, _rows,
    ),
)  # fmt: skip
