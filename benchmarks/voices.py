"""Reading texts beside snownlp and a pipeline of jieba and scikit-learn, on the food-delivery reviews.

Four fifths to learn from, the rest to be judged on. Each timing is of 10,000 documents, on one core; how many were read
rightly stands in its note. A peer that is not installed is passed over.
"""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from auricle.analysis.voices.mentions import mentions
from auricle.analysis.voices.reading import Reader
from auricle.analysis.voices.sentiment import learn, seed_model

from .timing import Timing

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("AURICLE_SHARED_DATA", ROOT.parent / "shared" / "data")) / "waimai" / "waimai_10k.csv"
DOCUMENTS = 10_000
FEW = 400  # what a slow peer is given
SENTIMENT, MENTIONS, WHOLE = "sentiment of 10,000 texts", "mentions in 10,000 texts", "all that is read in 10,000 texts"
Score = Callable[[Sequence[str]], np.ndarray]


def run(answers: int) -> Iterator[Timing]:
    """The timings; ``answers`` is for the other benchmarks, reviews are as many as there are."""
    texts, good = _reviews()
    order = np.random.default_rng(0).permutation(len(texts))
    training, rest = np.split(order, [int(0.8 * len(texts))])
    seen, unseen = [texts[i] for i in training], [texts[i] for i in rest]
    model = learn(seen, good[training])
    yield _judged("Auricle, learnt", lambda said: model.hear(said).score, unseen, good[rest], times=20)
    yield _judged("Auricle, lists alone", lambda said: seed_model().hear(said).score, unseen, good[rest], times=20)
    for name, score, few in _peers(seen, good[training]):
        yield _judged(name, score, unseen[:few], good[rest][:few])
    yield Timing(MENTIONS, "Auricle", _seconds(mentions, unseen * 20), 3)
    yield Timing(WHOLE, "Auricle", _seconds(Reader(model).read_batch, unseen * 20), 3)


def _peers(seen: Sequence[str], good: np.ndarray) -> Iterator[tuple[str, Score, int]]:
    try:
        from snownlp import SnowNLP
    except ImportError:
        return
    yield "snownlp, as it comes", lambda said: np.array([SnowNLP(text).sentiments - 0.5 for text in said]), FEW
    import jieba
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    words = make_pipeline(TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None), LogisticRegression())
    words.fit(seen, good)
    yield "jieba, TF-IDF, logistic regression", lambda said: words.predict(said) - 0.5, len(seen)


def _judged(who: str, score: Score, texts: Sequence[str], good: np.ndarray, times: int = 1) -> Timing:
    right = ((score(texts) > 0) == good).mean()
    return Timing(SENTIMENT, who, _seconds(score, list(texts) * times), 3, f"{100 * right:.1f}% right")


def _seconds(work: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    """Processor seconds for 10,000 documents, the median of three."""
    work(texts[:10])
    taken = []
    for _ in range(3):
        began = time.process_time()
        work(texts)
        taken.append(time.process_time() - began)
    return float(np.median(taken)) * DOCUMENTS / len(texts)


def _reviews() -> tuple[list[str], np.ndarray]:
    with DATA.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return [row[1] for row in rows], np.array([int(row[0]) for row in rows])
