"""Ids met before: judged alike however often a range is drained, and kept through merges."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auricle.collector.journal.met import WINDOW_DAYS, Fate, Met
from auricle.collector.journal.runs import Runs

DAY_US = 86_400_000_000


def met(*said: tuple[str, str], day: int = 20_000) -> Met:
    return Met.of([id_ for id_, _ in said], [what.encode().ljust(8) for _, what in said], [day * DAY_US] * len(said))


def test_the_first_of_an_id_is_stored_the_same_again_is_a_duplicate_and_another_contradicts(tmp_path: Path) -> None:
    ids = Runs(tmp_path)
    first = met(("a", "x"), ("b", "x"), ("a", "x"), ("a", "y"))
    assert ids.judge(1, 4, first).tolist() == [Fate.FIRST, Fate.FIRST, Fate.DUPLICATE, Fate.CONTRADICTS]
    assert ids.judge(5, 6, met(("a", "x"), ("b", "z"))).tolist() == [Fate.DUPLICATE, Fate.CONTRADICTS]


def test_draining_a_range_again_judges_as_before_whatever_died_in_between(tmp_path: Path) -> None:
    Runs(tmp_path).judge(1, 2, met(("a", "x"), ("b", "x")))
    range_ = met(("a", "x"), ("c", "x"), ("c", "x"))
    before = Runs(tmp_path).judge(3, 5, range_).tolist()
    assert Runs(tmp_path).judge(3, 5, range_).tolist() == before
    assert before == [Fate.DUPLICATE, Fate.FIRST, Fate.DUPLICATE]


def test_an_id_is_forgotten_after_the_window_and_not_before(tmp_path: Path) -> None:
    ids = Runs(tmp_path)
    ids.judge(1, 1, met(("a", "x"), day=100))
    assert ids.judge(2, 2, met(("a", "x"), day=100 + WINDOW_DAYS)).tolist() == [Fate.DUPLICATE]
    ids.tidy(today=100 + WINDOW_DAYS)
    assert ids.judge(3, 3, met(("a", "x"), day=100 + WINDOW_DAYS)).tolist() == [Fate.DUPLICATE]
    assert ids.judge(4, 4, met(("a", "x"), day=101 + WINDOW_DAYS)).tolist() == [Fate.FIRST]


def test_a_run_that_is_too_old_as_a_whole_goes(tmp_path: Path) -> None:
    ids = Runs(tmp_path)
    ids.judge(1, 1, met(("a", "x"), day=100))
    ids.judge(2, 2, met(("b", "x"), ("c", "x"), ("d", "x"), day=140))
    ids.tidy(today=140)
    assert [path.name for path in tmp_path.glob("*.run")] == ["2-2.run"]
    assert ids.judge(3, 3, met(("b", "x"), day=140)).tolist() == [Fate.DUPLICATE]


def test_a_merge_that_was_cut_short_is_mended(tmp_path: Path) -> None:
    ids = Runs(tmp_path)
    for position in (1, 2):
        ids.judge(position, position, met((f"id{position}", "x")))
    kept = {path: path.read_bytes() for path in tmp_path.glob("*.run")}
    ids.tidy(today=20_000)
    for path, content in kept.items():  # as if it had died before it removed what it merged
        path.write_bytes(content)
    again = Runs(tmp_path)
    assert [path.name for path in tmp_path.glob("*.run")] == ["1-2.run"]
    assert again.judge(3, 3, met(("id1", "x"), ("id2", "x"))).tolist() == [Fate.DUPLICATE, Fate.DUPLICATE]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("xy")), max_size=8), max_size=12))
def test_the_runs_say_what_a_table_would(
    tmp_path_factory: pytest.TempPathFactory, ranges: list[list[tuple[str, str]]]
) -> None:
    folder = tmp_path_factory.mktemp("ids")
    ids, position = Runs(folder), 1
    table: dict[str, str] = {}
    for said in ranges:
        expected = []
        for id_, what in said:
            known = table.setdefault(id_, what) if id_ in table else None
            table.setdefault(id_, what)
            expected.append(Fate.FIRST if known is None else Fate.DUPLICATE if known == what else Fate.CONTRADICTS)
        assert ids.judge(position, position, met(*said)).tolist() == expected
        ids.tidy(today=20_000)
        position += 1
    assert len(list(folder.glob("*.run"))) <= 5
