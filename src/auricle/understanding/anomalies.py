"""What is unusual in all groups of a measure at once: one story a cause, those who are hurt most first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from sqlglot import exp

from ..analysis.estimator import Floats
from ..analysis.surprise import LOOK_BACK, Surprises, surprises
from ..model.calendar import first_day, periods, written
from ..model.dimension import GRAINS, resolve
from ..model.entities import entity
from ..model.entity import Type
from ..model.measure import Measure
from ..query.ask import Asker
from ..query.guard import PERSONS
from ..query.question import Question
from ..query.shape import is_repeat, mentioned
from ..query.window import Window
from ..sentence import sentence
from ..store.relation import Relation
from .charting import ADDS_UP, NotAGrain
from .steps import is_known

MOST_VALUES, MOST_IN_PAIRS = 60, 12
ASIDE = {"scale", "polarity", "kind", "choice", "currency", "consent", "language", "status", "employee"}
"""What a row is made of rather than where it comes from; single employees are looked at fairly elsewhere."""
RATE = 0.05
STORIES = 12
ALIKE = 0.98
DAYS_A_STEP = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}

Progress = Callable[[str, int, int], None]
By = tuple[str, ...]


class NoAverage(ValueError):
    def __init__(self, measure: str):
        super().__init__(
            sentence(
                "{measure} is no average of single rows, and its groups cannot be searched; choose a score or a share, "
                "or look at its control chart",
                measure=measure,
            )
        )


@dataclass(frozen=True, slots=True)
class Story:
    """One cause as far as groups tell: where, when, what was expected and what came.

    ``group`` maps dimensions to values, empty for everybody. ``n`` are rows; ``customers`` the people behind
    them and ``hurt`` those for whom it was different, None below the privacy floor. ``with_it`` is how many
    other groups and periods stood out only because of it.
    """

    group: dict[str, str]
    periods: tuple[str, ...]
    n: int
    expected: float
    value: float
    change: float
    low: float
    high: float
    p: float
    is_worse: bool | None
    touched: float
    customers: int | None
    hurt: float | None
    with_it: int


@dataclass(frozen=True, slots=True)
class Anomalies:
    """Stories of what got worse come first, most customers hurt first.

    ``groups`` were looked at, ``tested`` of their periods, and ``alarms`` of these stood out. ``untold`` still did when
    all stories were told: their numbers would give away those of too few people.
    """

    measure: str
    unit: str
    grain: str
    first: date
    last: date
    groups: int
    tested: int
    alarms: int
    untold: int
    stories: tuple[Story, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Groups, each with its dimensions and values, by periods."""

    groups: list[dict[str, str]]
    value: Floats
    error: Floats
    n: Floats

    def only(self, places: list[int]) -> Grid:
        return Grid([self.groups[i] for i in places], self.value[places], self.error[places], self.n[places])


@dataclass(frozen=True, slots=True)
class Search:
    """A measure by periods, of which those from ``start`` on are looked at."""

    asked: Question
    asker: Asker
    grain: str
    days: tuple[date, ...]
    start: int

    @property
    def scale(self) -> float:
        """By what its values are divided to be shares of people."""
        return 100.0 if self.asked.measure.unit == "points" else 1.0

    def stories(self, tell: Progress) -> tuple[list[tuple[Story, int]], int, int, int, int]:
        """Each story with the alarms there were before it; then groups, periods tested, alarms, and those not told."""
        left: dict[By, set[By] | None] = dict.fromkeys(self._breakdowns())
        found: list[tuple[Story, int]] = []
        where, size, untold = self.asked.where, (0, 0, 0), 0
        while left and len(found) < STORIES:
            tested = size[1] if found else 0
            grid = self._everything(left, where, tested, tell)
            told = self._told(grid, tested)
            clear = _clear(told)
            if not found:
                size = (len(grid.groups), told.tested, int(clear.sum()))
            story = self._tellable(grid, told, clear)
            if story is None:
                untold = int(clear.sum())
                break
            found.append((story, int(clear.sum())))
            where, left = _without(where, story, self.grain), {}
            for place, group in enumerate(grid.groups):
                if clear[place].any():
                    known = left.setdefault(tuple(group), set())
                    assert known is not None
                    known.add(tuple(group.values()))
        return found, *size, untold

    def _breakdowns(self) -> list[By]:
        """Everybody, each dimension, and pairs of those with few values."""
        values = {name: self._values(name) for name in self._dimensions()}
        singles = [name for name, n in values.items() if 2 <= n <= MOST_VALUES]
        small = [name for name in singles if values[name] <= MOST_IN_PAIRS]
        return [(), *((name,) for name in singles), *combinations(small, 2)]

    def _dimensions(self) -> list[str]:
        measure, own = self.asked.measure, self.asked.own
        spoken = mentioned(*measure.inputs.values())
        names = [d.name for d in own if d.entity == measure.entity]
        names += [column.name for column in entity(measure.entity).columns]
        names += ["segment", "region", "category", "delivery"]
        return [
            name
            for name in dict.fromkeys(names)
            if name not in spoken | ASIDE | PERSONS and self._is_category(name)
        ]  # fmt: skip

    def _is_category(self, name: str) -> bool:
        try:
            return resolve(entity(self.asked.measure.entity), name, self.asked.own).type is Type.CATEGORY
        except LookupError:
            return False

    def _values(self, name: str) -> int:
        asked = replace(self.asked, by=(name,), window=Window(self.days[0], None), floor=1)
        return len(self.asker.ask(asked).rows)

    def _everything(self, left: Mapping[By, set[By] | None], where: str, tested: int, tell: Progress) -> Grid:
        """Every group; breakdowns in which something stands out without what subtraction would give away.

        To find out what that is takes longer than all else, so that nothing is asked of what is not going to be shown.
        """
        grids: dict[By, Grid] = {}
        for done, (by, only) in enumerate(left.items()):
            tell(sentence("looking at every group"), done, len(left))
            grids[by] = self._only(by, only, where, floor=1)
        concealed: set[By] = set()
        while True:
            whole = _together(list(grids.values()))
            standing_out = {
                tuple(whole.groups[i]) for i in np.flatnonzero(_clear(self._told(whole, tested)).any(axis=1))
            }
            if not (open_ := standing_out - concealed):
                return whole
            for by in open_:
                grids[by] = self._only(by, left[by], where, self.asked.floor)
            concealed |= open_

    def _only(self, by: By, only: set[By] | None, where: str, floor: int) -> Grid:
        grid = self._grid(by, where, floor)
        return grid.only([i for i, g in enumerate(grid.groups) if only is None or tuple(g.values()) in only])

    def _grid(self, by: By, where: str, floor: int) -> Grid:
        window = Window(self.days[0], self.asked.window.end)
        asked = replace(self.asked, by=(*by, self.grain), where=where, window=window, floor=floor)
        rows = [row for row in self.asker.ask(asked).rows if (row.n or 0) >= self.asked.floor]
        rows = [row for row in rows if row.value is not None and all(row.by[name] is not None for name in by)]
        keys = list(dict.fromkeys(tuple(str(row.by[name]) for name in by) for row in rows))
        place = {key: i for i, key in enumerate(keys)}
        at = {written(self.grain, day): i for i, day in enumerate(self.days)}
        shape = (len(keys), len(self.days))
        value, error, n = np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape)
        for row in rows:
            i, t = place[tuple(str(row.by[name]) for name in by)], at.get(str(row.by[self.grain]))
            if t is not None and row.value is not None and row.standard_error is not None:
                value[i, t], error[i, t], n[i, t] = row.value, row.standard_error, row.n or 0
        return Grid([dict(zip(by, key, strict=True)) for key in keys], value, error, n)

    def _told(self, grid: Grid, tested: int) -> Surprises:
        is_share = self.asked.measure.unit in ("share", "points")
        value, error = grid.value / self.scale, grid.error / self.scale
        return surprises(value, error, grid.n, first=self.start, is_share=is_share, among=tested)

    def _tellable(self, grid: Grid, told: Surprises, clear: NDArray[np.bool_]) -> Story | None:
        """The clearest story that a table of its periods alone would show too."""
        left = clear.copy()
        while left.any():
            story = self._story(grid, told, left)
            if self._is_shown(story):
                return story
            place = grid.groups.index(story.group)
            left[place, [i for i, day in enumerate(self.days) if written(self.grain, day) in story.periods]] = False
        return None

    def _is_shown(self, story: Story) -> bool:
        """Whether its rows are shown by whoever asks for its periods alone: what they conceal depends on the days."""
        days = [day for day in self.days if written(self.grain, day) in story.periods]
        after = next((day for day in self.days if day > days[-1]), None)
        window = Window(days[0], after - timedelta(days=1) if after else self.asked.window.end)
        rows = self.asker.ask(replace(self.asked, by=tuple(story.group), window=window)).rows
        return any(row.n and all(str(row.by[name]) == value for name, value in story.group.items()) for row in rows)

    def _story(self, grid: Grid, told: Surprises, clear: NDArray[np.bool_]) -> Story:
        """The clearest of all; of those nearly as clear the one that is said with the fewest words."""
        strength = np.where(clear, np.abs(told.z), 0.0)
        near = np.argwhere(strength >= ALIKE * strength.max())
        i, t = min(near, key=lambda at: (len(grid.groups[at[0]]), -strength[at[0], at[1]]))
        sign, days = np.sign(told.z[i, t]), [int(t)]
        for step in (-1, 1):
            while 0 <= (beside := days[0 if step < 0 else -1] + step) < len(self.days) and clear[i, beside]:
                if np.sign(told.z[i, beside]) != sign:
                    break
                days.insert(0 if step < 0 else len(days), beside)
        reach = 1.96 * told.standard_error[i, t]
        better = self.asked.measure.better
        worse = None if better == "neither" else bool((sign < 0) == (better == "higher"))
        expected, shift, scale = float(told.expected[i, t]), float(told.shift[i, t]), self.scale
        return Story(
            grid.groups[i],
            tuple(written(self.grain, self.days[day]) for day in days),
            int(grid.n[i, days].sum()),
            scale * expected,
            float(grid.value[i, t]),
            scale * shift,
            scale * float(shift - reach),
            scale * float(shift + reach),
            float(told.p[i, t]),
            worse,
            float(told.touched[i, t]),
            None,
            None,
            0,
        )

    def peopled(self, story: Story, with_it: int) -> Story:
        """The story with the customers behind it."""
        measure = self.asked.measure
        relation = Relation(entity(measure.entity), self.asker.store.spelling, self.asked.own)
        who = relation.expression("customer")
        inside = _inside(story, self.grain)
        conditions = [relation.parse(text) for text in (measure.where, self.asked.where, inside) if text]
        spelling = self.asker.store.spelling
        count = spelling.number(exp.Count(this=exp.Distinct(expressions=[who.copy()]), big_int=True))
        query = relation.select(exp.alias_(count, "n", quoted=True)).where(is_known(who), *conditions)
        customers = int(self.asker.store.query(query).column("n")[0].as_py() or 0)
        if customers < self.asked.floor:
            return replace(story, with_it=with_it)
        return replace(story, with_it=with_it, customers=customers, hurt=customers * min(story.touched, 1.0))


def is_searchable(measure: Measure) -> bool:
    """Whether it is an average of single rows, which groups of any size have."""
    return measure.unit not in ADDS_UP and not (measure.over or measure.sides or measure.per or is_repeat(measure))


def anomalies(asked: Question, asker: Asker, grain: str, progress: Progress | None = None) -> Anomalies:
    """Groups and pairs of groups that left their own past, each cause told once.

    Of all that stand out the clearest is a story. Its rows are left out, and those that stood out with it
    are looked at again, until nothing is left: a group inside a group, or beside it, is not told twice.

    Raises
        NoAverage: the measure adds up, or is not made of single rows. TooShortAPast.
    """
    measure, window = asked.measure, asked.window
    if not is_searchable(measure):
        raise NoAverage(measure.name)
    assert window.start is not None
    assert window.end is not None
    if grain not in GRAINS:
        raise NotAGrain(grain)
    back = window.start.toordinal() - LOOK_BACK * DAYS_A_STEP[grain]
    days = tuple(periods(grain, date.fromordinal(max(back, 1)), window.end))
    start = next(i for i, day in enumerate(days) if day >= first_day(grain, window.start))
    search = Search(asked, asker, grain, days, start)
    tell = progress or (lambda doing, done, total: None)
    found, groups, tested, alarms, untold = search.stories(tell)
    after = [*(count for _, count in found), untold]
    told = [search.peopled(story, max(0, count - after[i + 1] - 1)) for i, (story, count) in enumerate(found)]
    told.sort(key=lambda each: (each.is_worse is False, -(each.hurt or 0.0)))
    return Anomalies(
        measure.name, measure.unit, grain, window.start, window.end, groups, tested, alarms, untold, tuple(told),
        asker.store.version(),
    )  # fmt: skip


def _together(grids: list[Grid]) -> Grid:
    parts = (np.concatenate([getattr(grid, part) for grid in grids]) for part in ("value", "error", "n"))
    return Grid([group for grid in grids for group in grid.groups], *parts)


def _clear(told: Surprises) -> NDArray[np.bool_]:
    """Which stand out, with false ones among them kept to the rate."""
    return np.asarray(np.nan_to_num(told.p, nan=1.0) <= RATE, np.bool_)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _inside(story: Story, grain: str) -> str:
    parts = [f"{name} = {_quoted(value)}" for name, value in story.group.items()]
    when = ", ".join(_quoted(period) for period in story.periods)
    return " and ".join([*parts, f"{grain} in ({when})"])


def _without(where: str, story: Story, grain: str) -> str:
    """The filter without the story's rows; rows whose group is not known stay."""
    when = ", ".join(_quoted(period) for period in story.periods)
    parts = [f"{name} is null or {name} <> {_quoted(value)}" for name, value in story.group.items()]
    left = "(" + " or ".join([*parts, f"{grain} not in ({when})"]) + ")"
    return f"({where}) and {left}" if where else left
