"""How a text feels: a model that starts from the seed lexicon and learns from texts whose feeling is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

from ..columns import Column, numbers, positive_weights, same_length, texts_of
from ..estimator import Floats, Integers
from ..refusals import NotAShare
from .letters import Letters, letters
from .lexicon import Cues, cues
from .scanning import runs, weighed_runs

ORDERS = 3  # letters in the longest run that is a feature
_BITS = 18
_SHIFT = 64 - _BITS
_SEED_FACTOR = 1.5  # log-odds that one clear cue is worth before anything is learnt
_SPREAD = 10.0  # variance of a run's weight, and
_SEED_SPREAD = 1.0  # of the seed's factor, before anything is learnt
_STEPS = 60
_BATCH = 100_000


@dataclass(frozen=True, slots=True)
class Sentiments:
    """Per text: ``score`` from -1 (bad) to 1 (good), and ``confidence`` that its sign is right, 0.5 to 1."""

    score: Floats
    confidence: Floats


@dataclass(frozen=True, slots=True)
class SentimentModel:
    """Log-odds that a text is good: ``seed`` times its cues' margin, its runs' weights, and ``level``.

    ``learnt_from`` texts; 0 is the seed alone.
    """

    seed: float
    level: float
    weights: npt.NDArray[np.float32]
    learnt_from: int

    def hear(self, texts: Sequence[str | None]) -> Sentiments:
        """Sentiment of texts of any number; memory is bounded by the longest hundred thousand."""
        texts = texts_of(texts)
        parts = [self._log_odds(letters(texts[at : at + _BATCH])) for at in range(0, len(texts), _BATCH)]
        good = 1 / (1 + np.exp(-np.concatenate(parts))) if parts else np.zeros(0)
        return Sentiments(2 * good - 1, np.maximum(good, 1 - good))

    def _log_odds(self, texts: Letters) -> Floats:
        return self.log_odds(texts, cues(texts))

    def log_odds(self, texts: Letters, heard: Cues) -> Floats:
        """Log-odds that each text is good, of texts whose cues are known already."""
        learnt = self.of_stretches(texts, texts.starts[:-1], texts.starts[1:])
        return np.asarray(self.seed * heard.margin + learnt, np.float64)

    def of_stretches(self, texts: Letters, begin: Integers, end: Integers) -> Floats:
        """Log-odds learnt beside the cues, of stretches of letters; of nothing, nothing is known."""
        if not self.learnt_from:
            return np.zeros(len(begin))
        learnt = weighed_runs(texts.codes, begin, end, ORDERS, _SHIFT, self.weights)
        return np.where(end > begin, learnt + self.level, 0.0)


def seed_model() -> SentimentModel:
    """The model that has learnt nothing yet: the lexicon alone."""
    return SentimentModel(_SEED_FACTOR, 0.0, np.zeros(1 << _BITS, np.float32), 0)


def learn(texts: Sequence[str | None], good: Column, weights: Column | None = None, rare: int = 1) -> SentimentModel:
    r"""Learn from texts whose feeling is known, beginning from what the seed lexicon says of them.

    Logistic regression on the runs of one to three letters of each text and on the margin of its cues, at its
    most probable: the weights of the runs are normal around 0, that of the margin around what it is worth to the
    seed. A few texts move the seed a little; many replace it.

    .. math:: \log\frac{p}{1 - p} = a\,m(t) + b + \frac{1}{\sqrt{n}} \sum_{r \in t} w_r,
       \quad w_r \sim N(0, 10),\ a \sim N(1.5, 1)

    Parameters
        texts: shape (n,). good: shape (n,), 1 good, 0 bad; a share in between is a doubt.
        weights: shape (n,), positive; a correction made by a person may count for more than a star.
        rare: texts that must hold a run for it to be learnt.
    Raises
        NotAShare: ``good`` holds something outside 0..1.
    References
        Chosen by measurement beside word features, naive Bayes scaling and a linear SVM; docs/understanding/voices.md.
    """
    texts, label = texts_of(texts), numbers(good, "good")
    same_length(texts=len(texts), good=len(label))
    if len(label) and (label.min() < 0 or label.max() > 1):
        raise NotAShare(float(label.max() if label.max() > 1 else label.min()), 1)
    counts = np.ones(len(label)) if weights is None else positive_weights(weights, len(label))
    if not len(label):
        return seed_model()
    said = letters(texts)
    return _most_probable(_common(_features(said), rare), cues(said).margin, label, counts)


def learn_unlabelled(texts: Sequence[str | None]) -> SentimentModel:
    """Learn from texts nobody has scored: the seed's own judgement of those in which it finds a cue.

    The runs of letters around known cues carry it to texts that have none.
    """
    said = letters(texts)
    found = cues(said)
    heard = np.flatnonzero(found.margin != 0)
    if not len(heard):
        return seed_model()
    judged = 1 / (1 + np.exp(-_SEED_FACTOR * found.margin[heard]))
    learnt = _most_probable(_features(said)[heard], np.zeros(len(heard)), judged, np.ones(len(heard)), spread=1.0)
    return SentimentModel(0.0, learnt.level, learnt.weights, len(heard))


def _features(texts: Letters) -> sparse.csr_matrix:
    """Runs as columns, each text's counts divided by the root of how many it has."""
    found, ends = runs(texts.codes, texts.starts, ORDERS, _SHIFT)
    sizes = np.diff(ends)
    values = np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes)
    matrix = sparse.csr_matrix((values, found, ends), shape=(len(texts), 1 << _BITS))
    matrix.sum_duplicates()
    return matrix


def _common(features: sparse.csr_matrix, rare: int) -> sparse.csr_matrix:
    """Without the runs that fewer texts hold."""
    if rare < 2:
        return features
    texts = np.bincount(features.indices, minlength=features.shape[1])
    features.data[texts[features.indices] < rare] = 0
    features.eliminate_zeros()
    return features


def _most_probable(
    features: sparse.csr_matrix, margin: Floats, label: Floats, counts: Floats, spread: float = _SPREAD
) -> SentimentModel:
    used = np.unique(features.indices)
    rows = features[:, used].tocsr()
    columns = rows.T.tocsr()

    def loss(point: Floats) -> tuple[float, Floats]:
        runs_, level, seed = point[:-2], point[-2], point[-1]
        log_odds = rows @ runs_ + level + seed * margin
        error = counts * (1 / (1 + np.exp(-log_odds)) - label)
        away = seed - _SEED_FACTOR
        value = (counts * (np.logaddexp(0, log_odds) - label * log_odds)).sum()
        value += (runs_ @ runs_) / (2 * spread) + away**2 / (2 * _SEED_SPREAD) + level**2 / (2 * _SPREAD)
        slope = [
            columns @ error + runs_ / spread,
            [error.sum() + level / _SPREAD],
            [error @ margin + away / _SEED_SPREAD],
        ]
        return float(value), np.concatenate(slope)

    start = np.concatenate((np.zeros(len(used) + 1), [_SEED_FACTOR]))
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
    weights = np.zeros(1 << _BITS, np.float32)
    weights[used] = found[:-2]
    return SentimentModel(float(found[-1]), float(found[-2]), weights, len(label))
