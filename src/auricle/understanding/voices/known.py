"""What a workspace has learnt about its customers' words, in a file beside its facts. It holds no text."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from ...analysis import voices
from ...analysis.voices.reading import Reader
from ...analysis.voices.sentiment import SentimentModel, seed_model
from ...analysis.voices.themes import theme_words
from .own import FILE as THEMES
from .own import read_own

FILE = "voices.npz"
OURS = "auricle-"
"""How the labels of every reader of ours begin."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How often the sign of the sentiment was right on ``n`` texts it had not learnt from, ``good`` of them good.

    ``before`` and ``after`` learning; ``told`` of the texts hold a word the seed knows.
    """

    n: int
    good: int
    before: int
    after: int
    told: int


@dataclass(frozen=True, slots=True)
class Known:
    """A model, how it was judged, what it learnt from, and the words that people said do not mean their theme."""

    model: SentimentModel
    judged: Judged | None = None
    scored: int = 0
    corrections: int = 0
    is_used: bool = False
    wrong_words: tuple[tuple[str, str], ...] = ()
    learnt_on: str = ""


def known_of(folder: Path) -> Known:
    """What the workspace in ``folder`` has learnt; the seed where it has learnt nothing."""
    path = folder / FILE
    if not path.exists():
        return Known(seed_model())
    with np.load(path) as kept:
        said = json.loads(bytes(kept["said"]).decode())
        model = SentimentModel(said["seed"], said["level"], _spread(kept["places"], kept["weights"]), said["texts"])
    judged = Judged(**said["judged"]) if said["judged"] else None
    wrong = tuple((theme, word) for theme, word in said["wrong_words"])
    numbers = (said["scored"], said["corrections"], said["is_used"])
    return Known(model, judged, *numbers, wrong, said["learnt_on"])


def keep(folder: Path, known: Known) -> None:
    """Write what was learnt, at once or not at all."""
    model = known.model
    said = {
        "seed": model.seed,
        "level": model.level,
        "texts": model.learnt_from,
        "judged": asdict(known.judged) if known.judged else None,
        "scored": known.scored,
        "corrections": known.corrections,
        "is_used": known.is_used,
        "wrong_words": known.wrong_words,
        "learnt_on": known.learnt_on,
    }
    places = np.flatnonzero(model.weights)
    making = folder / f".{FILE}"
    with making.open("wb") as file:
        written = np.frombuffer(json.dumps(said).encode(), np.uint8)
        np.savez_compressed(file, said=written, places=places, weights=model.weights[places])
    making.replace(folder / FILE)


def reader_of(folder: Path) -> tuple[Reader, str]:
    """What the workspace reads texts with, and the label it puts on them; another label means to read them anew."""
    known, own = known_of(folder), read_own(folder)
    model = known.model if known.is_used else seed_model()
    return Reader(model, theme_words(own.themes, known.wrong_words), own.products), label_of(folder)


def label_of(folder: Path) -> str:
    """The label that the workspace's reader puts on what it reads now."""
    said = hashlib.sha256(_lists())
    for name in (THEMES, FILE):
        said.update((folder / name).read_bytes() if (folder / name).exists() else b"")
    return OURS + said.hexdigest()[:8]


@cache
def _lists() -> bytes:
    """Our word lists: another version of them reads otherwise."""
    place = files(voices)
    return b"".join(place.joinpath(name).read_bytes() for name in ("lexicon.yaml", "themes.yaml", "signs.yaml"))


def _spread(places: np.ndarray, weights: np.ndarray) -> np.ndarray:
    found = np.zeros_like(seed_model().weights)
    found[places] = weights
    return found
