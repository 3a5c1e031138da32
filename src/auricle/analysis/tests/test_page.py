import doctest
from dataclasses import fields
from pathlib import Path

import pytest

from auricle.analysis.estimators import ESTIMATORS, estimator

PAGE = Path(__file__).parents[4] / "docs" / "estimators.md"


def test_the_examples_on_the_page_are_true():
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert tried > 10
    assert failed == 0


@pytest.mark.parametrize("name", ESTIMATORS)
def test_the_page_says_of_every_estimator_what_it_takes(name):
    chosen = estimator(name)
    row = next(line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith(f"| `{name}` |"))
    _, _, inputs, _, weights, parameters, _ = (cell.strip() for cell in row.split("|"))
    assert inputs == ", ".join(f"`{given}`" for given in chosen.inputs)
    assert weights == ("yes" if chosen.statistic.key else "no")
    assert parameters == ", ".join(f"`{field.name}` ({field.default:g})" for field in fields(chosen))


def test_the_page_lists_no_estimator_that_is_gone():
    listed = [line.split("`")[1] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert sorted(listed) == sorted(ESTIMATORS)
