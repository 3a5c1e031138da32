"""What customers said, as rows: each text by a customer of its own, beside a recommendation where one is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from auricle.query.tests.facts import answer, feedback


def saying(
    texts: Sequence[str], scores: Sequence[float | None] = (), day: int = 0, first: int = 0
) -> dict[str, list[dict[str, Any]]]:
    keys = range(first, first + len(texts))
    said = [feedback(key, day, customer=f"c{key}", text=text) for key, text in zip(keys, texts, strict=True)]
    scored = zip(keys, scores, strict=False)
    return {"feedback": said, "answers": [answer(key, score, day=day) for key, score in scored if score is not None]}
