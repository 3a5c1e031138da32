"""Customers by their fate between two windows, as counts, with those too few to show taken together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from ..analysis.decomposition import GONE, NEW, RETURNED, SILENT, STATES, STAYED, Counts
from ..query.question import Question
from ..sentence import sentence
from .scoring import points_of

OTHERS = "(others)"
LEFT, CAME = "left", "came"


class TooFewTwice(ValueError):
    def __init__(self, floor: int):
        super().__init__(
            sentence(
                "fewer than {floor} customers answered in both windows, so nobody can tell a change of mind from a "
                "change of people; choose longer windows",
                floor=floor,
            )
        )


class TooFewApart(ValueError):
    def __init__(self, floor: int):
        super().__init__(
            sentence(
                "fewer than {floor} customers answered in one window only; the parts would single them out; choose "
                "longer windows or leave the filter out",
                floor=floor,
            )
        )


def counted(found: pa.Table, question: Question) -> tuple[Counts, list[Any]]:
    points = {
        wave: points_of(question.measure, *(found.column(f"{name}_{wave}") for name in ("score", "scale", "polarity")))
        for wave in ("before", "after")
    }
    was, now = (~np.isnan(points[wave]) for wave in ("before", "after"))
    alive, met = (found.column(name).to_numpy() > 0 for name in ("alive", "known"))
    state = np.where(was & now, STAYED, np.where(was, np.where(alive, SILENT, GONE), np.where(met, RETURNED, NEW)))
    labels: list[Any] = [None]
    codes = {"before": np.zeros(len(state), np.int64), "after": np.zeros(len(state), np.int64)}
    if question.by:
        values = {wave: found.column(f"by_0_{wave}").to_pylist() for wave in codes}
        given = [
            value for wave, mask in (("before", was), ("after", now)) for value in np.array(values[wave], object)[mask]
        ]
        labels = sorted(set(given), key=lambda value: (value is None, str(value)))
        place = {value: i for i, value in enumerate(labels)}
        codes = {wave: np.array([place.get(value, 0) for value in values[wave]], np.int64) for wave in codes}
    n = np.rint(np.asarray(found.column("n").to_numpy(), np.float64)).astype(np.int64)
    return _summed(Counts(state, points["before"], points["after"], codes["before"], codes["after"], n)), labels


def _summed(cells: Counts) -> Counts:
    """Cells of the same points, fate and segments made one: scores of one opinion count alike."""
    keys = np.column_stack([cells.state, cells.before, cells.after, cells.segment_before, cells.segment_after])
    found, place = np.unique(np.nan_to_num(keys, nan=np.inf), axis=0, return_inverse=True)
    n = np.bincount(place.ravel(), cells.n, len(found)).astype(np.int64)
    before, after = (np.where(np.isinf(points), np.nan, points) for points in found[:, 1:3].T)
    state, first, second = (codes.astype(np.int64) for codes in found[:, [0, 3, 4]].T)
    return Counts(state, before, after, first, second, n)


def merged_fates(cells: Counts, floor: int) -> tuple[Counts, dict[str, str]]:
    """Fates too few to show apart as one; what each is then called."""
    sizes = np.bincount(cells.state, cells.n, len(STATES))
    if sizes[STAYED] < floor:
        raise TooFewTwice(floor)
    state, called = cells.state, {}
    for first, second, name in ((GONE, SILENT, LEFT), (NEW, RETURNED, CAME)):
        if any(0 < sizes[each] < floor for each in (first, second)):
            if sizes[first] + sizes[second] < floor:
                raise TooFewApart(floor)
            state, called[STATES[second]] = np.where(state == first, second, state), name
    return _summed(replace(cells, state=state)), called


def merged_segments(cells: Counts, labels: list[Any], floor: int) -> tuple[Counts, list[Any]]:
    """Segments in which some fate is too few to show are taken together, with the smallest others as need be."""
    while len(labels) > 1 and (small := _small(cells, len(labels), floor)).any():
        n = np.bincount(cells.segment_before, cells.n, len(labels))
        if small.sum() == 1:
            small[np.argsort(np.where(small, np.inf, n), kind="stable")[0]] = True
        goes = small | np.array([label == OTHERS for label in labels])
        kept = [label for label, gone in zip(labels, goes, strict=True) if not gone]
        place = np.where(goes, len(kept), np.cumsum(~goes) - 1)
        first, second = place[cells.segment_before], place[cells.segment_after]
        cells, labels = _summed(replace(cells, segment_before=first, segment_after=second)), [*kept, OTHERS]
    return cells, labels


def _small(cells: Counts, segments: int, floor: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which segments have a fate with some customers, and too few to show."""
    small = np.zeros(segments, np.bool_)
    for state in range(len(STATES)):
        for place, silent in ((cells.segment_before, (NEW, RETURNED)), (cells.segment_after, (GONE, SILENT))):
            inside = (cells.state == state) & (state not in silent)
            n = np.bincount(place[inside], cells.n[inside], segments)
            small |= (n > 0) & (n < floor)
    return small
