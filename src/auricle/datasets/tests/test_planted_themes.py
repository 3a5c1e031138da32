"""The themes planted in the demo company's texts, as our own lists find them."""

from __future__ import annotations

from pathlib import Path

import pyarrow.compute as pc
import pytest

from auricle.analysis.voices.reading import Reader
from auricle.datasets.demo import make_demo


def test_planted_themes_are_found_and_mostly_the_right_way_round(tmp_path: Path) -> None:
    with make_demo(tmp_path / "demo", days=90, customers=600, entities=("feedback", "mentions")) as workspace:
        feedback = workspace.facts("feedback")
        feedback = feedback.filter(pc.is_valid(feedback["text"]))
        planted = {(m["feedback"], m["theme"]): m["sentiment"] for m in workspace.facts("mentions").to_pylist()}
    ids, reader = feedback["feedback"].to_pylist(), Reader()
    said = reader.read_batch(feedback["text"].to_pylist()).mentions
    names = (reader.themes.names[theme] for theme in said.theme)
    found = {(ids[text], name): s for text, name, s in zip(said.text, names, said.sentiment.tolist(), strict=True)}
    both = planted.keys() & found.keys()
    if len(planted) < 20:
        pytest.fail("the demo holds too few mentions to judge by")
    assert len(both) / len(planted) > 0.6  # measured 64 to 70% by language, of three years
    assert sum((planted[key] > 0) == (found[key] > 0) for key in both) / len(both) > 0.85  # measured 93 to 98%
