"""Words and pairs of words of texts, and those that set one group of texts apart from another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import rjieba
from opencc import OpenCC
from scipy import sparse, special

from ..columns import numbers, same_length, texts_of
from ..discovery import adjusted_p
from ..estimator import Floats

_PRIOR = 0.01  # of the words in all texts, that the prior weighs
_LEAST_TEXTS = 3  # texts of a phrase before it may set a group apart
_LATIN = re.compile(r"[a-z][a-z'-]+")
_IDEOGRAPHS = re.compile(r"^[\u3400-\u9fff]+$")
_EMPTY_WORDS = """
的 了 是 我 你 他 她 它 们 我们 你们 他们 在 有 和 也 都 就 还 很 不 没 没有 啊 呢 吧 吗 哦 呀 哈 这 那 个
一个 这个 那个 与 及 或 而 但 但是 不过 可是 因为 所以 如果 到 上 下 里 去 来 说 要 会 能 可以 把 被 给 让 对
从 向 以 为 着 过 得 地 之 其 又 再 才 只 更 最 太 真 真的 非常 特别 比较 有点 一点 一些 什么 怎么 这样 那样
自己 大家 已经 还是 就是 觉得 感觉 虽然 而且 然后 一直 一次 次 点 家 人 时候 今天 昨天 以后 之后 the a an and
or but of to in on at for with is are was were be been it its this that these those i my we our you your they
their he she his her me us them as by from so very too not no do does did have has had will would can could
just only also if than then there here when what which who how all any some one get got go went really much
more most up out about into over again after before because
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


@dataclass(frozen=True, slots=True)
class Phrases:
    """Which phrase stands in which text: ``counts`` of shape (texts, phrases), 1 where it does."""

    names: tuple[str, ...]
    counts: sparse.csr_matrix


@dataclass(frozen=True, slots=True)
class KeyPhrase:
    """A phrase with the texts of the group and of the rest that have it, and how clearly it sets the group apart.

    ``z`` is the log-odds ratio by its standard error; ``q`` its chance to be noise, adjusted for all phrases tried.
    """

    phrase: str
    texts: int
    others: int
    log_odds: float
    z: float
    q: float


def phrases(texts: Sequence[str | None], least: int = _LEAST_TEXTS) -> Phrases:
    """Words and pairs of neighbouring words of texts, in simplified characters, those of fewer than ``least`` left out.

    A word is what a segmenter takes for one in Chinese, and what stands between spaces in English; words that every
    text has are left out.
    """
    texts = texts_of(texts)
    places: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    for row, text in enumerate(texts):
        for phrase in sorted(set(_phrases_of(text or ""))):
            columns.append(places.setdefault(phrase, len(places)))
            rows.append(row)
    shape = (len(texts), len(places))
    counts = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    kept = np.flatnonzero(np.asarray(counts.sum(axis=0)).ravel() >= least)
    names = np.array(list(places) or [""], object)
    return Phrases(tuple(names[kept]), counts[:, kept].tocsr())


def key_phrases(found: Phrases, inside: Sequence[bool], most: int = 20) -> tuple[KeyPhrase, ...]:
    r"""Phrases that set some texts apart from the rest, the clearest first.

    .. math:: \delta_w = \log\frac{a_w + \alpha_w}{n_a + \alpha - a_w - \alpha_w}
       - \log\frac{b_w + \alpha_w}{n_b + \alpha - b_w - \alpha_w}, \quad
       \sigma^2 \approx \frac{1}{a_w + \alpha_w} + \frac{1}{b_w + \alpha_w}

    The prior holds each phrase as often as it stands in all texts together, so that rare ones are not made much of.

    Parameters
        found: phrases of all texts. inside: shape (texts,), which texts are the group.
    Raises
        MissingValue, DifferentLengths.
    References
        Monroe, Colaresi and Quinn (2008), Political Analysis 16(4): 372-403, section 3.5.1.
    Examples
        >>> texts = ["slow courier"] * 4 + ["kind staff"] * 4
        >>> [each.phrase for each in key_phrases(phrases(texts), [True] * 4 + [False] * 4, most=1)]
        ['slow courier']
    """
    group = numbers(inside, "inside") > 0
    same_length(texts=found.counts.shape[0], inside=len(group))
    if not found.names or not group.any() or group.all():
        return ()
    a = np.asarray(found.counts[group].sum(axis=0)).ravel()
    b = np.asarray(found.counts[~group].sum(axis=0)).ravel()
    delta, z = _apart(a, b)
    q = adjusted_p(special.erfc(np.abs(z) / np.sqrt(2)))
    words = np.array([name.count(" ") for name in found.names])
    order = [i for i in np.lexsort((-words, -z.round(9))) if z[i] > 0 and a[i] >= _LEAST_TEXTS]
    chosen = _longest(order, found.names, most)
    return tuple(
        KeyPhrase(shown(found.names[i]), int(a[i]), int(b[i]), float(delta[i]), float(z[i]), float(q[i]))
        for i in chosen
    )


def _apart(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    prior = (a + b) * _PRIOR + 0.01
    n_a, n_b, all_ = a.sum(), b.sum(), prior.sum()
    first, second = a + prior, b + prior
    delta = np.log(first / (n_a + all_ - first)) - np.log(second / (n_b + all_ - second))
    return delta, delta / np.sqrt(1 / first + 1 / second)


def _longest(order: Iterable[int], names: Sequence[str], most: int) -> list[int]:
    """Phrases none of which holds another: of two that say the same the clearer stays."""
    chosen: list[int] = []
    for i in order:
        words = set(names[i].split())
        if all(not words & set(names[j].split()) for j in chosen):
            chosen.append(i)
        if len(chosen) == most:
            break
    return chosen


def shown(phrase: str) -> str:
    """A phrase as people write it: Chinese words without a gap."""
    words = phrase.split(" ")
    return "".join(words) if all(_IDEOGRAPHS.match(word) for word in words) else phrase


def _phrases_of(text: str) -> Iterator[str]:
    for clause in re.split(r"[，。！？；、,.!?;:\n\r~…]+", _simplified().convert(_sayable(text)).lower()):
        words = list(_words(clause))
        yield from (word for word in words if len(word) > 1 and word not in _EMPTY)
        for first, second in pairwise(words):
            if first not in _EMPTY and second not in _EMPTY:
                yield f"{first} {second}"


def _words(clause: str) -> Iterator[str]:
    for word in rjieba.cut(clause):
        if _IDEOGRAPHS.match(word) or _LATIN.fullmatch(word):
            yield word


def _sayable(text: str) -> str:
    """Without halves of letters, which some phones send when they cut a text short."""
    return text.encode("utf-8", "replace").decode("utf-8")


@cache
def _simplified() -> OpenCC:
    return OpenCC("t2s")


def weighed(found: Phrases) -> sparse.csr_matrix:
    """Each text as a direction: its phrases, rarer ones weighing more, of length 1."""
    texts = found.counts.shape[0]
    of = np.asarray(found.counts.sum(axis=0)).ravel()
    rare = np.log((1 + texts) / (1 + of)) + 1
    matrix = found.counts @ sparse.diags(rare)
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return (sparse.diags(1 / np.maximum(length, 1e-12)) @ matrix).tocsr()


__all__ = ["KeyPhrase", "Phrases", "key_phrases", "phrases", "shown", "weighed"]
