"""The positive parameters that make data most likely."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
from scipy import optimize

from ..sentence import sentence
from .estimator import Floats

_FARTHEST = 12.0  # the search ends at e^12 and e^-12
_FAR = 10.0
_ROUNDS = 200
_STEP = 1e-5
_STIFF = 1e12
_PLAINLY = 5.0
_NEARLY_AS_LIKELY = 1.92  # half of the 95% quantile of chi-squared


def most_likely(
    log_likelihood: Callable[..., float],
    start: tuple[float, ...],
    n: int,
    *,
    gradient: Callable[..., Floats] | None = None,
    check: Callable[..., float] | None = None,
    bend: tuple[Callable[..., Floats], int] | None = None,
    alike: tuple[tuple[int, ...], ...] = (),
) -> tuple[list[float], float]:
    """Parameters and the log-likelihood there.

    Parameters
        log_likelihood: of all data, as a function of the parameters.
        start: positive parameters to begin with. n: number of customers behind the data.
        gradient: of the log-likelihood in the parameters, shape (parameters,); by differences when not given.
        check: a log-likelihood of part of the customers: what they fix all of them fix.
        bend: a gradient of part of the customers, and how many they are: the curvature is taken of them, which
            changes the way to the most likely parameters and not these.
        alike: parameters (1, others 0) that may all grow together without bound: customers are then alike in
            what these are of, and only their proportions matter.
    Raises
        NotIdentified: parameters ten times as large or small, some or all of them, are nearly as
            likely (within the 95% likelihood region).
    """

    def loss(logs: Floats) -> float:
        return -log_likelihood(*np.exp(logs)) / n

    if gradient:
        slope = _slope(gradient, n)
        logs, least, curvature = _newton(loss, slope, _slope(*bend) if bend else slope, np.log(start))
        is_plain = _is_plainly_fixed(curvature, bend[1] if bend else n)
    else:
        logs, least = _searched(loss, np.log(start))
        is_plain = False
    if not np.isfinite(least) or not (is_plain or _is_fixed(logs, check or log_likelihood, alike)):
        raise NotIdentified(len(start), n)
    return np.exp(logs).tolist(), -least * n


def _slope(gradient: Callable[..., Floats], n: int) -> Callable[[Floats], Floats]:
    """Of the loss per customer in the logarithms of the parameters."""

    def slope(logs: Floats) -> Floats:
        here = np.exp(logs)
        return -gradient(*here) * here / n

    return slope


def _searched(loss: Callable[[Floats], float], start: Floats) -> tuple[Floats, float]:
    bounds = [(-_FARTHEST, _FARTHEST)] * len(start)
    options = {"ftol": 1e-14, "gtol": 1e-9}
    found = optimize.minimize(loss, start, method="L-BFGS-B", bounds=bounds, options=options)
    return found.x, float(found.fun)


def _newton(
    loss: Callable[[Floats], float],
    slope: Callable[[Floats], Floats],
    bend: Callable[[Floats], Floats],
    start: Floats,
) -> tuple[Floats, float, Floats]:
    """The least loss by Newton's steps, damped until each goes down; curvature from differences of ``bend``.

    A few parameters and many customers: what costs is each look at the data, and this needs few. The last
    curvature comes with it.
    """
    at, value, damping = start, loss(start), 1e-3
    curvature, steps = np.zeros((len(start), len(start))), np.eye(len(start)) * _STEP
    for _ in range(_ROUNDS):
        here = slope(at)
        if np.abs(here).max() < 1e-9:
            break
        level = here if bend is slope else bend(at)
        curvature = np.array([(bend(at + step) - level) / _STEP for step in steps])
        curvature = (curvature + curvature.T) / 2
        while True:
            scale = damping * np.maximum(np.abs(np.diag(curvature)), 1e-9)
            step = np.linalg.lstsq(curvature + np.diag(scale), -here, rcond=None)[0]
            there = np.clip(at + np.clip(step, -2, 2), -_FARTHEST, _FARTHEST)
            reached = loss(there)
            if reached <= value or damping > _STIFF:
                break
            damping *= 8
        if not reached <= value:
            break
        is_still = value - reached < 1e-15 * abs(value)
        at, value, damping = there, reached, damping / 10
        if is_still:
            break
    return at, value, curvature


def _is_plainly_fixed(curvature: Floats, n: int) -> bool:
    """Whether tenfold parameters would be so much less likely that no look at the likelihood there is needed."""
    weakest = float(np.linalg.eigvalsh(curvature)[0])
    return bool(weakest * n * np.log(_FAR) ** 2 / 2 >= _PLAINLY * _NEARLY_AS_LIKELY)


def _is_fixed(logs: Floats, log_likelihood: Callable[..., float], alike: tuple[tuple[int, ...], ...]) -> bool:
    best = log_likelihood(*np.exp(logs))
    steps = (step for step in product((-1, 0, 1), repeat=len(logs)) if any(step) and step not in _either_way(alike))
    return all(
        best - log_likelihood(*np.exp(logs + np.array(step) * np.log(_FAR))) >= _NEARLY_AS_LIKELY for step in steps
    )


def _either_way(alike: tuple[tuple[int, ...], ...]) -> set[tuple[int, ...]]:
    return {*alike, *(tuple(-part for part in parts) for parts in alike)}


class NotIdentified(RuntimeError):
    """Too few or too uniform customers to tell a model's parameters."""

    def __init__(self, parameters: int, n: int):
        super().__init__(
            sentence(
                "{n} customers do not fix the model's {parameters} parameters: they are too few or too "
                "much alike; use more customers or a longer time, or the plain average",
                n=n,
                parameters=parameters,
            )
        )
