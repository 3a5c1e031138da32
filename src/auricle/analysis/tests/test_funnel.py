import numpy as np
import pytest

from auricle.analysis.funnel import AfterTheEnd, StepBeforePrevious, TooFewSteps, funnel
from auricle.analysis.refusals import DifferentLengths, NoResponses

NEVER = None


def test_a_funnel_by_hand():
    # Five ask at 0, 0, 0, 0 and 90. Three buy after 10, 20 and 40; watching ends at 100.
    steps = funnel(
        ["ask", "buy", "return"],
        [[0, 0, 0, 0, 90], [10, 20, 40, NEVER, NEVER], [NEVER, 50, NEVER, NEVER, NEVER]],
        until=100,
    )
    assert [step.reached for step in steps] == [5, 3, 1]
    assert steps[1].from_previous.value == steps[1].from_first.value == 3 / 5
    assert (steps[2].from_previous.value, steps[2].from_first.value) == (1 / 3, 1 / 5)
    # Wilson for 3 of 5: (.6 + z²/10 ± z sqrt(.6·.4/5 + z²/100)) / (1 + z²/5), z = 1.96
    assert [round(bound, 4) for bound in steps[1].from_previous.interval] == [0.2307, 0.8824]


def test_who_came_late_still_waits_and_does_not_count_as_one_who_gave_up():
    # At risk: 5 at 10 s (the one who came at 90 was watched for 10 s and did not buy), 3 at 20 s, 2 at 40 s.
    waiting = funnel(["ask", "buy"], [[0, 0, 0, 0, 90], [10, 20, 40, NEVER, NEVER]], until=100)[1].waiting
    assert waiting.times.tolist() == [10, 20, 40]
    assert np.allclose(waiting.share, [4 / 5, 4 / 5 * 2 / 3, 4 / 5 * 2 / 3 * 1 / 2])
    assert waiting.median == 40


def test_a_step_that_nobody_was_before_has_no_share():
    steps = funnel(["ask", "buy", "return"], [[0, 0], [NEVER, NEVER], [NEVER, NEVER]], until=10)
    assert steps[2].from_previous is None
    assert steps[2].from_first.value == 0
    assert steps[2].waiting is None


@pytest.mark.parametrize(
    ("names", "times", "error", "says"),
    [
        (["ask"], [[0]], TooFewSteps, "a funnel takes two steps or more"),
        (["ask", "buy"], [[0, 5], [1, 4]], StepBeforePrevious, "run at position 1 reached 'buy' without the step"),
        (["ask", "buy"], [[NEVER], [4]], StepBeforePrevious, "run at position 0"),
        (["ask", "buy"], [[0], [400]], AfterTheEnd, "reached 'buy' after the end"),
        (["ask", "buy"], [[0, 1], [4]], DifferentLengths, "step 1 has 2, step 2 has 1"),
        (["ask", "buy"], [[NEVER], [NEVER]], NoResponses, "runs that reached ask: no values"),
        (["ask", "buy"], [[], []], NoResponses, "no values"),
    ],
)
def test_what_cannot_be_a_funnel_is_named(names, times, error, says):
    with pytest.raises(error, match=says):
        funnel(names, times, until=100)
