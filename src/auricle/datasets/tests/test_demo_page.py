"""The page that tells what is planted says what the truth says."""

from __future__ import annotations

from pathlib import Path

import pytest

from auricle.datasets.truth import TRUTH

PAGE = Path(__file__).parents[4] / "docs" / "demo.md"


def stated() -> list[str]:
    broken, left, curve = TRUTH.breakdown, TRUTH.departure, TRUTH.spend
    initiatives = (TRUTH.initiative, *TRUTH.without_effect)
    return [
        " | ".join(f"{d.weight:.2f}" if d.weight else "0" for d in TRUTH.drivers),
        f"a mean of {TRUTH.attitude_mean}",
        f"and {TRUTH.attitude_noise} points",
        f"correlated at {TRUTH.halo}",
        f"`{broken.region}` between {broken.starts_on} and {broken.ends_on}",
        f"{broken.late_share:.0%} came late instead of {broken.usual_late_share:.0%}",
        f"costs {broken.csat_points_lost_when_late} points",
        f"{broken.complaint_share_when_late:.0%} of late orders",
        f"instead of {broken.complaint_share_otherwise:.1%}",
        f"Between {left.starts_on} and {left.ends_on}",
        f"score of {left.attitude_at_most} or less",
        f"{left.usual_leaving_share_per_month:.1%} of customers",
        f"{curve.floor_yuan:.0f} + {curve.rise_yuan:.0f} · expm1(−{-curve.bend:.0f} x)",
        f"`{TRUTH.needs_help.employee}`",
        f"`{TRUTH.few_customers.employee}`",
        f"{TRUTH.needs_help.resolved_share:.0%} are resolved instead of {TRUTH.usual_resolved_share:.0%}",
        f"From {TRUTH.quiet[0]} to {TRUTH.quiet[1]}",
        f"grow by {TRUTH.response_odds_per_point - 1:.0%}",
        f"until {TRUTH.effort_form_until}",
        f"{TRUTH.initiative.effect_points:+.2f} points",
        f"From {TRUTH.outcry.starts_on} to {TRUTH.outcry.ends_on} posts about `{TRUTH.outcry.theme}`",
        *(f"| `{i.name}` | {i.starts_on} |" for i in initiatives),
    ]


@pytest.mark.parametrize("statement", stated())
def test_the_page_states(statement):
    assert statement in PAGE.read_text("utf-8").replace("\n", " ")


def test_what_a_point_is_worth_is_as_the_page_says():
    worth = {(a, b): TRUTH.spend.yearly_yuan(b) - TRUTH.spend.yearly_yuan(a) for a, b in ((2, 4), (8, 10))}
    assert worth[2, 4] > 200
    assert worth[8, 10] == pytest.approx(35, abs=3)
