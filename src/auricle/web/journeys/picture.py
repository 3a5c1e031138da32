"""The map of journeys as a drawing: which steps and moves of the first paths, laid from left to right or downwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from auricle.understanding.journeys import JourneyMap, Move, Path, Stop

TALL = 60
WIDE = {False: 176, True: 128}
LETTERS = {False: 21, True: 14}
"""Width of a box and letters in it, to the right and downwards."""
AHEAD, ASIDE, EDGE = 84, 40, 30
BOW, LOOP = 30, 44
"""How far a line goes out of its way per layer it passes, and around its own box."""
ON_A_BOW = 20
"""Height of a number that stands on a bow, with its halo."""
THICKEST = 8.0
LABELLED = 12
LEVELS = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377)

Called = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    text: str
    stop: Stop
    title: str

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """``path`` is the line as SVG writes it; ``width`` in its units."""

    move: Move
    path: str
    width: float
    is_back: bool
    label_x: float
    label_y: float
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """``left`` and ``top`` may lie below zero: lines go around their boxes."""

    left: float
    top: float
    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """How much of the map is shown: the first ``paths`` paths, or every one (``is_all``), and the share they are."""

    place: int
    paths: int
    share: float
    is_all: bool


def levels(found: JourneyMap) -> tuple[Level, ...]:
    """From the main path to every path."""
    sizes = [size for size in LEVELS if size < min(found.variants, len(found.paths) + 1)]
    shares = [sum(path.runs for path in found.paths[:size]) / found.runs for size in sizes]
    some = [Level(place, size, share, False) for place, (size, share) in enumerate(zip(sizes, shares, strict=True))]
    return (*some, Level(len(some), found.variants, 1.0, True))


def picture(found: JourneyMap, level: Level, called: Called, *, down: bool) -> Picture:
    """Steps in columns by how soon they come, moves between them; ``down`` lays the columns below each other."""
    paths = found.paths if level.is_all else found.paths[: level.paths]
    pairs = {pair for path in paths for pair in pairwise(path.steps)}
    names = {step for path in paths for step in path.steps}
    moves = [m for m in found.moves if level.is_all or (m.before, m.after) in pairs]
    stops = [s for s in found.stops if level.is_all or s.step in names]
    soon = _soonness(stops, paths)
    layer = _layers(moves, soon)
    rows = _rows(moves, layer, soon)
    boxes = _boxes({stop.step: stop for stop in stops}, rows, called, down)
    place = {box.stop.step: box for box in boxes}
    most = max((move.n for move in moves), default=1)
    arrows = [_arrow(m, place, layer, THICKEST * sqrt(m.n / most), i < LABELLED, down) for i, m in enumerate(moves)]
    return _framed(boxes, arrows, max((_passed(m, layer) for m in moves), default=0), down)


def _framed(boxes: list[Box], arrows: list[Arrow], passed: int, down: bool) -> Picture:
    """The drawing with room for the widest bow on either side, and for the number that stands on it."""
    bow = 0.75 * max(BOW * passed, LOOP) + ON_A_BOW
    left, top = (bow, 0.75 * LOOP + ON_A_BOW) if down else (EDGE, bow)
    right, bottom = (bow, EDGE) if down else (EDGE, bow if passed else EDGE)
    width = max(box.x + box.width for box in boxes) + left + right
    height = max(box.y for box in boxes) + TALL + top + bottom
    return Picture(-left, -top, width, height, tuple(boxes), tuple(arrows))


def _soonness(stops: Sequence[Stop], paths: Sequence[Path]) -> dict[str, float]:
    """How far along its paths each step first comes, on average."""
    sums: dict[str, list[float]] = {stop.step: [0.0, 0.0] for stop in stops}
    for path in paths:
        for at, step in enumerate(dict.fromkeys(path.steps)):
            if step in sums:
                sums[step][0] += path.runs * at
                sums[step][1] += path.runs
    return {step: total / n if n else float(len(stops)) for step, (total, n) in sums.items()}


def _layers(moves: Sequence[Move], soon: dict[str, float]) -> dict[str, int]:
    """A step stands behind every one that leads to it and comes sooner."""
    order = sorted(soon, key=lambda step: (soon[step], step))
    ahead = {step: place for place, step in enumerate(order)}
    layer = dict.fromkeys(order, 0)
    for step in order:
        before = [m.before for m in moves if m.after == step and ahead.get(m.before, len(order)) < ahead[step]]
        layer[step] = max((layer[name] + 1 for name in before), default=0)
    return layer


def _rows(moves: Sequence[Move], layer: dict[str, int], soon: dict[str, float]) -> list[list[str]]:
    """The steps of each layer, beside those that lead to them."""
    rows: list[list[str]] = [[] for _ in range(max(layer.values(), default=0) + 1)]
    for step in sorted(layer, key=lambda step: (soon[step], step)):
        rows[layer[step]].append(step)
    place: dict[str, float] = {}
    for row in rows:
        row.sort(key=lambda step: _pull(step, moves, place))
        place |= {step: at - (len(row) - 1) / 2 for at, step in enumerate(row)}
    return rows


def _pull(step: str, moves: Sequence[Move], place: dict[str, float]) -> float:
    leading = [(place[m.before], m.n) for m in moves if m.after == step and m.before in place]
    return sum(at * n for at, n in leading) / sum(n for _, n in leading) if leading else 0.0


def _boxes(stops: dict[str, Stop], rows: list[list[str]], called: Called, down: bool) -> list[Box]:
    widest, wide, letters = max(map(len, rows)), WIDE[down], LETTERS[down]
    boxes = []
    for along, row in enumerate(rows):
        for at, step in enumerate(row):
            aside = at + (widest - len(row)) / 2
            across, ahead = (wide + ASIDE / 2, TALL + AHEAD) if down else (TALL + ASIDE, wide + AHEAD)
            x, y = (aside * across, along * ahead) if down else (along * ahead, aside * across)
            title = called(step)
            text = title if len(title) <= letters else f"{title[: letters - 1]}…"
            boxes.append(Box(x, y, wide, text, stops[step], title))
    return boxes


def _passed(move: Move, layer: dict[str, int]) -> int:
    """How many layers a move goes past, forwards or back."""
    span = layer[move.after] - layer[move.before]
    return span - 1 if span > 0 else 1 - span


def _arrow(
    move: Move, place: dict[str, Box], layer: dict[str, int], width: float, is_labelled: bool, down: bool
) -> Arrow:
    start, end = place[move.before], place[move.after]
    is_back, bow = layer[move.before] >= layer[move.after], BOW * _passed(move, layer)
    line = _loop(start, down) if start is end else (_back if is_back else _ahead)(start, end, bow, down)
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = line
    path = f"M{x1:.0f} {y1:.0f} C{x2:.0f} {y2:.0f} {x3:.0f} {y3:.0f} {x4:.0f} {y4:.0f}"
    label = ((x1 + 3 * x2 + 3 * x3 + x4) / 8, (y1 + 3 * y2 + 3 * y3 + y4) / 8 - 4)
    return Arrow(move, path, max(width, 1.2), is_back, *label, is_labelled)


Line = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]


def _ahead(start: Box, end: Box, bow: float, down: bool) -> Line:
    """From the far side of one box to the near side of another; past others it bows to the right, or below."""
    if down and bow:
        x1, x2, half = start.x + start.width, end.x + end.width + 6, TALL / 2
        far = max(x1, x2) + bow
        return (x1, start.y + half), (far, start.y + half), (far, end.y + half), (x2, end.y + half)
    if down:
        y1, y2 = start.y + TALL, end.y - 6
        bend = (y2 - y1) / 2
        return (start.middle, y1), (start.middle, y1 + bend), (end.middle, y2 - bend), (end.middle, y2)
    if bow:
        y1, y2 = start.y + TALL, end.y + TALL + 6
        far = max(y1, y2) + bow
        return (start.middle, y1), (start.middle, far), (end.middle, far), (end.middle, y2)
    x1, x2, half = start.x + start.width, end.x - 6, TALL / 2
    bend = (x2 - x1) / 2
    return (x1, start.y + half), (x1 + bend, start.y + half), (x2 - bend, end.y + half), (x2, end.y + half)


def _back(start: Box, end: Box, bow: float, down: bool) -> Line:
    """Around to the left, or above."""
    if down:
        x1, x2, half = start.x, end.x - 6, TALL / 2
        far = min(x1, x2) - bow
        return (x1, start.y + half - 8), (far, start.y + half), (far, end.y + half), (x2, end.y + half + 8)
    y1, y2 = start.y, end.y - 6
    far = min(y1, y2) - bow
    return (start.middle - 12, y1), (start.middle, far), (end.middle, far), (end.middle + 12, y2)


def _loop(box: Box, down: bool) -> Line:
    """Above the box, or around its corner where lines come from above."""
    if down:
        x, y = box.x, box.y
        return (x + 30, y), (x + 24, y - LOOP), (x - LOOP, y - LOOP / 2), (x - 6, y + 12)
    left, right = box.middle - 26, box.middle + 26
    return (left, box.y), (left - 22, box.y - LOOP), (right + 22, box.y - LOOP), (right, box.y - 6)
