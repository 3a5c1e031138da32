"""Several workers at once open, ask and close once, and no line of history is lost: real threads, own connections."""

from __future__ import annotations

import pytest

from auricle.web.cases.actions import close_case
from auricle.web.cases.history import CLOCK, broken_at
from auricle.web.cases.models import Case, Event, Occurrence, Question
from auricle.web.cases.opening import Opening, open_case
from auricle.web.contacting.tests.test_at_once import at_once
from auricle.web.platform.models import Workspace
from auricle.web.signals.following import follow_up
from auricle.web.signals.models import Firing, Signal


@pytest.mark.django_db(transaction=True)
def test_workers_that_follow_up_at_once_open_one_case_each(workspace: Workspace, own_home: object) -> None:
    rule = Signal.objects.create(workspace=workspace, name="low", document={"kind": "score", "at_most": 6.0})
    for n in range(6):
        Firing.objects.create(workspace=workspace, signal=rule, fact=f"answers:{n}", customer=f"C-{n % 3}")
    at_once(lambda _: follow_up() and None)
    follow_up()  # what a busy database put off
    assert set(Firing.objects.of(workspace).values_list("state", flat=True)) == {"done"}
    assert sorted(Case.objects.of(workspace).values_list("customer", flat=True)) == ["C-0", "C-1", "C-2"]
    assert sorted(Case.objects.of(workspace).values_list("number", flat=True)) == [1, 2, 3]
    assert Occurrence.objects.of(workspace).count() == 6


@pytest.mark.django_db(transaction=True)
def test_what_is_told_at_once_is_one_case_with_a_whole_history(workspace: Workspace, own_home: object) -> None:
    at_once(lambda n: open_case(workspace, Opening("C-1", f"t:{n % 2}"), CLOCK) and None)
    case = Case.objects.of(workspace).get()
    at_once(lambda _: close_case(case, CLOCK, "https://cx.example"))
    assert Occurrence.objects.of(workspace).count() == 2
    assert Question.objects.of(workspace).count() == 1
    lines = Event.objects.of(workspace).filter(case=case)
    assert list(lines.values_list("verb", flat=True)) == ["opened the case", "joined to this case", "closed the case"]
    assert broken_at(case) is None
