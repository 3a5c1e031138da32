"""What is needed of the rows behind a score to explain it: sums by block, from one stream in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

import numpy as np
import pyarrow as pa
from sqlglot import exp

from ..analysis.block_sums import BlockSums, correlations
from ..analysis.drivers import MOST_DRIVERS
from ..analysis.estimator import Estimate, Floats, Integers
from ..analysis.ordinal import OneAnswer, Separated, proportional_odds
from ..query.last_answers import known
from ..query.question import Question
from ..sentence import sentence
from ..store.store import Store
from .fates import OTHERS
from .outcomes import Outcome
from .scoring import points_of
from .wide import Candidate, Wide

BLOCKS, BLOCKS_OF_A_GROUP = 400, 100
ENOUGH_ROWS, ENOUGH_SHARE = 30, 0.5
ROWS_A_DRIVER = 10
"""Complete answers for each driver: with fewer, chance alone explains more than a tenth of the differences."""
MOST_GROUPS, CHECKED_ROWS = 50, 20_000

Progress = Callable[[str, int, int], None]


class NothingToExplain(ValueError):
    def __init__(self, measure: str):
        super().__init__(
            sentence("nobody answered {measure} here; choose other days, or leave the filter out", measure=measure)
        )


class NothingExplains(ValueError):
    def __init__(self, measure: str):
        super().__init__(
            sentence(
                "nothing is known beside {measure} that could explain it: no other answer, theme or event is given "
                "with at least half of its answers; ask more questions in the same survey, or link orders to it",
                measure=measure,
            )
        )


class TooFewToExplain(ValueError):
    def __init__(self, rows: int, drivers: int):
        super().__init__(
            sentence(
                "{rows} complete answers are too few to tell {drivers} drivers apart; choose longer periods",
                rows=rows,
                drivers=drivers,
            )
        )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A column that could not take part: it is ``constant``, ``rare`` (``share`` of the answers know it),
    ``repeats`` the ``other``, or is one of ``too many``."""

    candidate: Candidate
    why: str
    share: float = 1.0
    other: str = ""

    @property
    def said(self) -> str:
        match self.why:
            case "rare":
                return f"known for {100 * self.share:.0f}% of these answers only"
            case "repeats":
                return f"it says the same as {self.other}"
            case "too many":
                return f"more than {MOST_DRIVERS} drivers; it goes least with the score"
        return "it is the same everywhere"


def useful(table: Wide, question: Question, store: Store) -> tuple[int, tuple[Candidate, ...], list[LeftOut]]:
    """How many answers there are, and the columns that say different things and are given together.

    Together: for at least half of the answers for which the column given most often is known.
    """
    everything = range(len(table.candidates))
    row = store.query(_known_counts(table, everything)).to_pylist()[0]
    if not row["n"]:
        raise NothingToExplain(question.measure.name)
    varied = [i for i in everything if row[f"n_{i}"] and row[f"low_{i}"] != row[f"high_{i}"]]
    left = [LeftOut(table.candidates[i], "constant") for i in everything if row[f"n_{i}"] and i not in varied]
    if not varied:
        raise NothingExplains(question.measure.name)
    first = max(varied, key=lambda i: (row[f"n_{i}"], -i))
    beside = store.query(_known_counts(table, varied, f"x{first}")).to_pylist()[0]
    shares = {i: beside[f"n_{i}"] / beside["n"] for i in varied}
    left += [LeftOut(table.candidates[i], "rare", share) for i, share in shares.items() if share < ENOUGH_SHARE]
    return int(row["n"]), tuple(table.candidates[i] for i in varied if shares[i] >= ENOUGH_SHARE), left


def _known_counts(table: Wide, places: Iterable[int], beside: str = "") -> exp.Select:
    """How often each column is known, with its least and greatest value; among the rows that know ``beside``."""
    sums: dict[str, exp.Expression] = {"n": exp.Count(this=exp.Star(), big_int=True)}
    for i in places:
        column = exp.column(f"x{i}", table="wide", quoted=True)
        sums[f"n_{i}"] = exp.Count(this=column, big_int=True)
        sums[f"low_{i}"], sums[f"high_{i}"] = exp.Min(this=column.copy()), exp.Max(this=column.copy())
    query = exp.select(*(exp.alias_(tree, name, quoted=True) for name, tree in sums.items()))
    query = query.from_(table.select.subquery("wide"))
    return query.where(known(exp.column(beside, table="wide", quoted=True))) if beside else query


@dataclass
class Gathered:
    """Sums of all rows and of each group, and some rows for the check of the order.

    Columns are the candidates, then the score, then the points it adds to the measure.
    """

    sums: BlockSums
    groups: dict[Any, BlockSums]
    rows: list[Floats]

    def odds(self, chosen: Sequence[Candidate], order: Sequence[int]) -> Mapping[str, Estimate]:
        """Log odds of a higher answer per unit of each; none where they cannot be told."""
        table = np.concatenate(self.rows)
        columns = {each.name: table[:, i] for each, i in zip(chosen, order, strict=True)}
        try:
            return proportional_odds(table[:, -2], columns).slopes
        except (OneAnswer, Separated, np.linalg.LinAlgError):
            return {}


def gathered(
    table: Wide, question: Question, store: Store, answers: int, say: Progress, outcome: Outcome | None = None
) -> Gathered:
    names = [f"x{i}" for i in range(len(table.candidates))]
    whole = [known(exp.column(name, table="wide", quoted=True)) for name in names]
    rows = store.stream(exp.select(exp.Star()).from_(table.select.subquery("wide")).where(*whole))
    found: Gathered | None = None
    checked, done = round(BLOCKS * min(1.0, CHECKED_ROWS / answers)), 0
    for batch in rows:
        if not batch.num_rows:
            continue
        columns, block = _numbers(pa.table(batch), names, question, outcome), _block_of(batch.column("owner"))
        if found is None:
            first = BlockSums.of(columns, block, BLOCKS)
            found = Gathered(replace(first, sums=np.zeros_like(first.sums), rows=0), {}, [])
        shift, scale = found.sums.shift, found.sums.scale
        found.sums += BlockSums.of(columns, block, BLOCKS, shift=shift, scale=scale)
        found.rows.append(columns[block < max(checked, 1)])
        if question.by:
            _add_groups(found, batch.column("by_0"), columns, block % BLOCKS_OF_A_GROUP)
        done += batch.num_rows
        say("reading answers", done, answers)
    if found is None:
        raise TooFewToExplain(0, len(names))
    return found


def _numbers(rows: pa.Table, names: Sequence[str], question: Question, outcome: Outcome | None) -> Floats:
    columns = [np.asarray(rows.column(name).to_numpy(), np.float64) for name in (*names, "target")]
    if outcome:
        return np.column_stack([*columns, columns[-1]])
    points = points_of(question.measure, *(rows.column(name) for name in ("target", "scale", "polarity")))
    return np.column_stack([*columns, points])


def _block_of(owners: pa.Array) -> Integers:
    """The same customer is always in the same block, whatever the batch."""
    coded = owners.dictionary_encode() if not pa.types.is_dictionary(owners.type) else owners
    blocks = np.array([crc32(str(name).encode()) % BLOCKS for name in coded.dictionary.to_pylist()], np.int64)
    return blocks[np.asarray(coded.indices.to_numpy(zero_copy_only=False), np.int64)]


def _add_groups(found: Gathered, values: pa.Array, columns: Floats, block: Integers) -> None:
    coded = values.dictionary_encode() if not pa.types.is_dictionary(values.type) else values
    place = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    labels = coded.dictionary.to_pylist()
    for code in np.unique(place):
        value = None if code < 0 else labels[code]
        if value not in found.groups and len(found.groups) >= MOST_GROUPS:
            value = OTHERS
        inside = place == code
        sums = BlockSums.of(
            columns[inside], block[inside], BLOCKS_OF_A_GROUP, shift=found.sums.shift, scale=found.sums.scale
        )
        found.groups[value] = found.groups[value] + sums if value in found.groups else sums


def distinct(sums: BlockSums, kept: Sequence[Candidate]) -> tuple[list[int], list[LeftOut]]:
    """Columns that do not repeat another, at most as many as can be walked through; the others, and why."""
    related = np.abs(correlations(sums.total)[0])
    order: list[int] = []
    left: list[LeftOut] = []
    for i, each in enumerate(kept):
        twin = next((j for j in order if related[i, j] > 1 - 1e-9), None)
        if related[i, i] == 0 or sums.total[0, i + 1, i + 1] == 0:
            left.append(LeftOut(each, "constant"))
        elif twin is not None:
            left.append(LeftOut(each, "repeats", other=kept[twin].subject))
        else:
            order.append(i)
    target = len(kept)
    for i in sorted(order, key=lambda i: -related[i, target])[MOST_DRIVERS:]:
        left.append(LeftOut(kept[i], "too many"))
        order.remove(i)
    return order, left
