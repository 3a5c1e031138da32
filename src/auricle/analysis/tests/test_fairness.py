"""People compared for the cases they had: the hard case, the bad week, the small number."""

from __future__ import annotations

import numpy as np
import pytest

from auricle.analysis.fairness import TooFewPeople, fair


def shift(random: np.random.Generator, people: dict[str, float], n: int, hard: str = "") -> tuple[list[float], ...]:
    """``n`` answers each; who is ``hard`` has three in four cases that cost a point, the others one in four."""
    y, who, week, case = [], [], [], []
    for name, skill in people.items():
        for i in range(n):
            is_hard = random.random() < (0.75 if name == hard else 0.25)
            y.append(4 + skill - is_hard + random.normal(0, 0.8))
            who.append(name)
            week.append(i * 20 // n)
            case.append("refund" if is_hard else "question")
    return y, who, week, case


def told(y: list[float], who: list[str], week: list[int], case: list[str]):
    return fair(np.array(y), np.ones(len(y)), who, np.array(week), {"case": case})


def test_who_gets_the_hard_cases_does_not_pay_for_them():
    random = np.random.default_rng(2)
    found = told(*shift(random, {f"E{i}": 0.0 for i in range(8)}, 200, hard="E3"))
    assert found.raw[3] < found.raw.mean() - 0.3
    assert found.expected[3] < found.expected.mean() - 0.3
    assert set(found.verdict) == {"alike"}


def test_who_does_worse_is_told_and_who_is_unlucky_with_few_is_not():
    random = np.random.default_rng(3)
    y, who, week, case = shift(random, {**{f"E{i}": 0.0 for i in range(8)}, "weak": -0.8}, 200)
    y, who, week, case = (
        [*y, *[3.0, 4.2, 3.6, 2.9, 4.1, 3.3]],
        [*who, *["few"] * 6],
        [*week, *range(6)],
        [*case, *["question"] * 6],
    )
    found = told(y, who, week, case)
    verdicts = dict(zip(found.who, found.verdict, strict=True))
    assert verdicts.pop("weak") == "lower"
    assert set(verdicts.values()) == {"alike"}
    place = found.who.index("few")
    assert found.low[place] < found.centre < found.high[place]
    assert abs(found.value[place] - found.centre) < 0.7 * abs(found.adjusted[place] - found.centre)


def test_one_bad_week_is_called_one_week():
    random = np.random.default_rng(5)
    y, who, week, case = shift(random, {f"E{i}": 0.0 for i in range(9)}, 200)
    bad = [i for i in range(len(y)) if who[i] == "E4" and week[i] == 7]
    for i in bad:
        y[i] -= 8
    found = told(y, who, week, case)
    assert found.verdict[4] == "one week"
    assert set(found.verdict[:4] + found.verdict[5:]) == {"alike"}


def test_without_case_columns_the_numbers_are_the_means():
    y = np.array([1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0])
    found = fair(y, np.full(9, 10.0), list("aaabbbccc"), np.arange(9), {})
    assert found.raw.tolist() == pytest.approx([2 / 3, 1 / 3, 2 / 3])
    assert found.adjusted.tolist() == pytest.approx(found.raw.tolist())
    # residual squares: 10 (1/9 + 4/9 + 1/9) each = 6.667, three people 20, over 90 - 3
    assert found.deviation == pytest.approx(np.sqrt(20 / 87))


def test_who_alone_has_a_kind_of_case_is_not_told_from_it():
    y = np.array([5.0, 4.0, 5.0, 4.0, 1.0, 2.0])
    found = fair(y, np.full(6, 20.0), list("aabbcc"), np.arange(6), {"channel": ["x", "x", "x", "x", "y", "y"]})
    assert found.adjusted == pytest.approx(found.adjusted[0])
    assert set(found.verdict) == {"alike"}


def test_a_few_answers_that_tie_two_teams_do_not_hide_who_is_weak_in_one_of_them():
    random = np.random.default_rng(4)
    phone, chat = [f"P{i}" for i in range(16)], [f"C{i}" for i in range(7)]
    who = [name for name in phone + chat for _ in range(250)] + ["both"] * 6
    case = ["phone"] * 250 * 16 + ["chat"] * 250 * 7 + ["phone"] * 3 + ["chat"] * 3
    y = random.normal(4, 1, len(who)) - np.array([1.5 * (name == "C2") for name in who])
    y[-6:] = [5, 5, 4.5, 2, 2, 2.5]  # by chance: chats would seem 2.7 harder
    found = fair(y, np.ones(len(y)), who, np.arange(len(y)) % 40, {"touchpoint": case})
    assert {name for name, said in zip(found.who, found.verdict, strict=True) if said != "alike"} == {"C2"}
    usual = dict(zip(found.who, found.expected, strict=True))
    assert usual["P0"] - usual["C0"] == pytest.approx(0.2, abs=0.3)  # one of seven does worse


@pytest.mark.parametrize(
    "y, who", [([], []), ([1.0], ["a"]), ([3.0] * 30, list("abc") * 10), ([1.0, 2.0] * 10, ["a"] * 20)]
)
def test_nobody_to_compare_is_refused(y: list[float], who: list[str]):
    with pytest.raises(TooFewPeople):
        fair(np.array(y), np.ones(len(y)), who, np.zeros(len(y), int), {})
