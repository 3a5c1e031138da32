"""Reading texts: sentiment beside snownlp and a pipeline of jieba and scikit-learn; mentions and whole readings.

``python -m benchmarks.voices`` on the food-delivery reviews in AURICLE_SHARED_DATA, four fifths to learn from and the rest
to be judged on; documents per second of processor time, on one core. Peers that are not installed are passed over.
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

Score = Callable[[Sequence[str]], np.ndarray]
DATA = Path(os.environ.get("AURICLE_SHARED_DATA", "../shared/data")) / "waimai" / "waimai_10k.csv"
FEW = 400  # documents a slow peer is given


def main() -> None:
    with DATA.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    texts, good = [row[1] for row in rows], np.array([int(row[0]) for row in rows])
    order = np.random.default_rng(0).permutation(len(texts))
    training, rest = np.split(order, [int(0.8 * len(texts))])
    seen, unseen = [texts[i] for i in training], [texts[i] for i in rest]
    model = learn(seen, good[training])
    say("auricle, learnt", lambda said: model.hear(said).score, unseen, good[rest], times=20)
    say("auricle, our lists alone", lambda said: seed_model().hear(said).score, unseen, good[rest], times=20)
    for name, score, few in peers(seen, good[training]):
        say(name, score, unseen[:few], good[rest][:few])
    speed("auricle, mentions", lambda said: mentions(said), unseen * 20)
    speed("auricle, all that is read", lambda said: Reader(model).read_batch(said), unseen * 20)


def peers(seen: Sequence[str], good: np.ndarray) -> Iterator[tuple[str, Score, int]]:
    try:
        from snownlp import SnowNLP

        yield "snownlp as it comes", lambda said: np.array([SnowNLP(text).sentiments - 0.5 for text in said]), FEW
    except ImportError:
        print("snownlp is not installed")
    try:
        import jieba
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline

        words = make_pipeline(TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None), LogisticRegression())
        words.fit(seen, good)
        yield "jieba, TF-IDF, logistic regression", lambda said: words.predict(said) - 0.5, len(seen)
    except ImportError:
        print("jieba and scikit-learn are not installed")


def say(name: str, score: Score, texts: Sequence[str], good: np.ndarray, times: int = 1) -> None:
    right = ((score(texts) > 0) == good).mean()
    print(f"{name}: {100 * right:.1f}% right, {_rate(score, list(texts) * times):,.0f} documents a second")


def speed(name: str, work: Callable[[Sequence[str]], object], texts: Sequence[str]) -> None:
    work(texts[:10])
    print(f"{name}: {_rate(work, texts):,.0f} documents a second")


def _rate(work: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    began = time.process_time()
    work(texts)
    return len(texts) / (time.process_time() - began)


if __name__ == "__main__":
    main()
