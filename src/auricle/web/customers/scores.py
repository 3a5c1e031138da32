"""What somebody answered, question by question, on the scale they were asked on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from auricle.web.platform.public import grouped
from auricle.workspace import Workspace

from .wording import label

SCALE = re.compile(r"(-?\d+(?:\.\d+)?)-(-?\d+(?:\.\d+)?)")
WIDTH, HEIGHT, MARGIN = 240, 56, 6


@dataclass(frozen=True, slots=True)
class Score:
    """``mood`` is good, bad or even, seen from the best end of the scale; empty when the scale is unknown."""

    question: str
    value: str
    scale: str
    mood: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Series:
    """One question over time, oldest first; ``points`` and ``dots`` draw it, ``scores`` say it."""

    question: str
    scale: str
    lowest_is_best: bool
    scores: tuple[Score, ...]
    points: str
    dots: tuple[tuple[float, float, str], ...]

    @property
    def latest(self) -> Score:
        return self.scores[-1]

    @property
    def newest_first(self) -> tuple[Score, ...]:
        return self.scores[::-1]


def ends_of(scale: str) -> tuple[float, float] | None:
    """Lowest and highest score of a scale written like 0-10."""
    found = SCALE.fullmatch(scale or "")
    ends = (float(found[1]), float(found[2])) if found else None
    return ends if ends and ends[0] < ends[1] else None


def mood_of(kind: str, score: float, scale: str, polarity: int | None) -> str:
    """Detractors and promoters as everybody counts them; else the halves of the scale, its middle being even."""
    ends = ends_of(scale)
    if ends is None:
        return ""
    if kind == "nps":
        return "bad" if score <= 6 else "good" if score >= 9 else "even"
    middle = sum(ends) / 2
    if score == middle:
        return "even"
    return "good" if (score > middle) is (polarity != -1) else "bad"


def score_of(workspace: Workspace, row: Mapping[str, Any]) -> Score:
    value, scale = row["score"], row.get("scale") or ""
    return Score(
        label(workspace, "question", row["question"]),
        grouped(value, 0 if float(value).is_integer() else 1),
        scale.replace("-", "–", 1) if ends_of(scale) else scale,
        mood_of(row["kind"], value, scale, row.get("polarity")),
        row["at"],
    )


def series_of(workspace: Workspace, rows: Sequence[Mapping[str, Any]]) -> tuple[Series, ...]:
    """Answers with a score, newest first, as one series per question, scale and polarity; the latest asked first."""
    asked: dict[tuple[str, str, int], list[Mapping[str, Any]]] = {}
    for row in rows:
        asked.setdefault((row["question"], row["scale"] or "", row["polarity"] or 1), []).append(row)
    return tuple(_series(workspace, found[::-1]) for found in asked.values())


def _series(workspace: Workspace, rows: list[Mapping[str, Any]]) -> Series:
    scores = tuple(score_of(workspace, row) for row in rows)
    dots = _dots(rows, scores)
    points = " ".join(f"{x},{y}" for x, y, _ in dots)
    return Series(scores[-1].question, scores[-1].scale, rows[-1]["polarity"] == -1, scores, points, dots)


def _dots(rows: list[Mapping[str, Any]], scores: Sequence[Score]) -> tuple[tuple[float, float, str], ...]:
    low, high = ends_of(rows[-1]["scale"]) or _range(rows)
    first, last = rows[0]["at"].timestamp(), rows[-1]["at"].timestamp()
    across, up = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    return tuple(
        (
            round(MARGIN + across * ((row["at"].timestamp() - first) / ((last - first) or 1)), 1),
            round(HEIGHT - MARGIN - up * (row["score"] - low) / (high - low), 1),
            score.mood,
        )
        for row, score in zip(rows, scores, strict=True)
    )


def _range(rows: list[Mapping[str, Any]]) -> tuple[float, float]:
    values = [row["score"] for row in rows]
    return min(values), max(max(values), min(values) + 1)
