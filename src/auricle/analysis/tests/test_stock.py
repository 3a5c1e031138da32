import pytest

from auricle.analysis.proportion import proportion
from auricle.analysis.ratio import ratio
from auricle.analysis.stock import ImpossibleStock, retention


def test_a_thousand_became_950_of_whom_100_are_new():
    # kept 950 - 100 = 850 of 1,000; left 150; what is left of the difference (1,000 - 950) / 1,000
    rates = retention(start=1000, acquired=100, end=950)
    assert rates.retention.value == pytest.approx(0.85)
    assert rates.churn.value == pytest.approx(0.15)
    assert rates.net_churn.value == pytest.approx(0.05)


def test_the_same_numbers_come_from_rows_of_customers():
    kept, lost, acquired = [(1, 1)] * 850, [(1, 0)] * 150, [(0, 1)] * 100
    customers = kept + lost + acquired
    rates = retention(start=1000, acquired=100, end=950)
    assert proportion([ended for started, ended in customers if started]) == rates.retention
    assert proportion([1 - ended for started, ended in customers if started]) == rates.churn
    net = ratio([started - ended for started, ended in customers], [started for started, _ in customers])
    assert net.value == pytest.approx(rates.net_churn.value)
    assert net.standard_error == pytest.approx(rates.net_churn.standard_error)


def test_growth_is_negative_net_churn():
    assert retention(start=100, acquired=60, end=150).net_churn.value == pytest.approx(-0.5)


def test_where_nobody_came_or_went_everybody_stayed():
    rates = retention(start=10, acquired=0, end=10)
    assert (rates.retention.value, rates.churn.value, rates.net_churn.value) == (1, 0, 0)
    assert retention(start=10, acquired=0, end=0).churn.value == 1


def test_stocks_that_cannot_be_are_refused():
    with pytest.raises(ImpossibleStock, match="start 10, acquired 0, end 12"):
        retention(start=10, acquired=0, end=12)
    with pytest.raises(ImpossibleStock, match="acquired 9"):
        retention(start=10, acquired=9, end=5)
