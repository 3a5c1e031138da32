"""Sums of columns and of their products in blocks: what regressions and their bootstrap need of any number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from .estimator import Floats, Integers

_NOTHING = 1e-9  # of a standard deviation, in the columns' own scale: below it a column says one thing


@dataclass(frozen=True, slots=True)
class BlockSums:
    """``sums`` has shape (blocks, k + 1, k + 1): of 1, of each of k columns and of all their products.

    The columns were shifted and scaled first (``shift``, ``scale``, shape (k,)), which keeps the
    sums exact; what is read from them is in the columns' own units again.
    """

    sums: Floats
    shift: Floats
    scale: Floats
    rows: int

    @classmethod
    def of(
        cls,
        table: Floats,
        block: Integers,
        blocks: int,
        weight: Floats | None = None,
        shift: Floats | None = None,
        scale: Floats | None = None,
    ) -> BlockSums:
        """Of a table, shape (rows, k), whose rows lie in blocks 0..blocks-1; shift and scale are its own by default."""
        shift = table.mean(axis=0) if shift is None else shift
        scale = _spread(table) if scale is None else scale
        centred = np.column_stack([np.ones(len(table)), (table - shift) / scale])
        weighed = centred if weight is None else centred * weight[:, None]
        order = np.argsort(block, kind="stable")
        centred, weighed = centred[order], weighed[order]
        edges = np.searchsorted(block[order], np.arange(blocks + 1))
        sums = np.stack([weighed[a:b].T @ centred[a:b] for a, b in pairwise(edges)])
        return cls(sums, shift, scale, len(table))

    def __add__(self, other: BlockSums) -> BlockSums:
        """Of the rows of both, which must have been shifted and scaled alike."""
        return replace(self, sums=self.sums + other.sums, rows=self.rows + other.rows)

    def only(self, columns: Sequence[int]) -> BlockSums:
        """Of some of the columns, in the order given."""
        place = np.array(columns, np.int64)
        kept = np.concatenate([[0], place + 1])
        return BlockSums(self.sums[:, kept[:, None], kept], self.shift[place], self.scale[place], self.rows)

    @property
    def total(self) -> Floats:
        """The sums of all blocks, shape (1, k + 1, k + 1)."""
        return np.asarray(self.sums.sum(axis=0, keepdims=True))

    def redrawn(self, resamples: int, random: np.random.Generator) -> Floats:
        """Sums of as many blocks drawn with replacement, shape (resamples, k + 1, k + 1); empty blocks are none."""
        filled = self.sums[self.sums[:, 0, 0] > 0]
        drawn = random.multinomial(len(filled), np.full(len(filled), 1 / len(filled)), size=resamples)
        return np.asarray(np.tensordot(drawn.astype(np.float64), filled, axes=1))

    def means(self, sums: Floats) -> Floats:
        """Mean of each column, shape (draws, k)."""
        return np.asarray(sums[:, 0, 1:] / sums[:, :1, 0] * self.scale + self.shift)

    def spread(self, sums: Floats) -> Floats:
        """Standard deviation of each column, shape (draws, k)."""
        return np.asarray(np.sqrt(np.maximum(np.diagonal(covariances(sums), axis1=1, axis2=2), 0)) * self.scale)

    def slopes(self, sums: Floats, columns: Sequence[int], outcome: int) -> Floats:
        """What one unit of each column adds to the outcome, the other columns equal; shape (draws, columns)."""
        spread = covariances(sums)
        place = np.array(columns, np.int64)
        inside, outside = spread[:, place[:, None], place], spread[:, place, outcome]
        found = np.linalg.pinv(inside, rcond=1e-10, hermitian=True) @ outside[:, :, None]
        return np.asarray(found[:, :, 0] * self.scale[outcome] / self.scale[place])


def covariances(sums: Floats) -> Floats:
    """Of the shifted and scaled columns, shape (draws, k, k)."""
    mean = sums[:, 0, 1:] / sums[:, :1, 0]
    return np.asarray(sums[:, 1:, 1:] / sums[:, :1, :1] - mean[:, :, None] * mean[:, None, :])


def correlations(sums: Floats) -> Floats:
    """Shape (draws, k, k); a column that came out constant correlates with nothing."""
    covariance = covariances(sums)
    spread = np.sqrt(np.maximum(np.diagonal(covariance, axis1=1, axis2=2), 0))
    scale = np.divide(1, spread, out=np.zeros_like(spread), where=spread > _NOTHING)
    found = covariance * scale[:, :, None] * scale[:, None, :]
    place = np.arange(found.shape[1])
    found[:, place, place] = 1.0
    return np.asarray(found)


def _spread(table: Floats) -> Floats:
    spread = table.std(axis=0)
    return np.where(spread > 0, spread, 1.0)
