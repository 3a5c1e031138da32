"""Real paths of a workspace beside a designed journey."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..analysis.conformance import Conformance, conformance, stays
from ..sentence import Sentence, sentence
from ..store.store import Store
from .journeys import NoSteps, Path, frequent_paths
from .steps import RUNS, Steps

MOST_PATHS = 100_000


@dataclass(frozen=True, slots=True)
class Conforming:
    """``found`` is over all paths, or over the ``MOST_PATHS`` most frequent of ``variants``.

    ``paths`` are the most frequent ones with their fitness, from 0 to 1.
    """

    run: str
    step: str
    design: tuple[str, ...]
    found: Conformance
    paths: tuple[tuple[Path, float], ...]
    variants: int
    version: int

    @property
    def is_whole(self) -> bool:
        return self.variants <= MOST_PATHS


class NoSuchSteps(NoSteps):
    @staticmethod
    def said(asked: Steps) -> Sentence:
        return sentence(
            "no “{run}” in {window} took any step of the design; write its steps as they are recorded, or choose "
            "another period",
            window=str(asked.window),
            run=RUNS[asked.run],
        )


def conformance_of(asked: Steps, design: Sequence[str], store: Store, shown: int = 50) -> Conforming:
    """How the runs of a workspace go with a design.

    Only runs that took a step of the design at all are looked at: the others are another journey. What is done
    twice in a row is done again; a touchpoint, channel or stage is a place, and what happens there in a row is one
    stay (``stays``).

    Raises
        NoDesign. NoSteps: there are none. NoSuchSteps: no run took any of the design's.
    """
    version = store.version()
    paths, variants = frequent_paths(asked, store, MOST_PATHS)
    wanted = set(design)
    touching = tuple(path for path in paths if not design or wanted.intersection(path.steps))
    if not touching:
        raise NoSuchSteps(asked) if paths else NoSteps(asked)
    if asked.step != "activity":
        touching = _as_stays(touching, design)
    found = conformance([path.steps for path in touching], [path.runs for path in touching], design)
    fits = zip(touching[:shown], found.path_fitness[:shown].tolist(), strict=True)
    return Conforming(asked.run, asked.step, tuple(design), found, tuple(fits), variants, version)


def _as_stays(paths: Sequence[Path], design: Sequence[str]) -> tuple[Path, ...]:
    """Paths of the same stays taken together, the most frequent first."""
    runs: Counter[tuple[str, ...]] = Counter()
    for path in paths:
        runs[tuple(map(str, stays(path.steps, design)))] += path.runs
    return tuple(Path(steps, n) for steps, n in sorted(runs.items(), key=lambda pair: (-pair[1], pair[0])))
