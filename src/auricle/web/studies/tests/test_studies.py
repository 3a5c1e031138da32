"""Analyses in the background: asked once, kept with the facts' version, stopped, refused in words."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.test import Client

from auricle.understanding.tests.test_journeys import happened, step
from auricle.web.platform.facts import facts_of
from auricle.web.platform.models import User, Workspace
from auricle.web.studies import actions
from auricle.web.studies.models import Study
from auricle.web.studies.queries import studied, written

SignedIn = Callable[[User | None], Client]
ASK = "/w/acme/studies/ask/"
WAY = {
    "run": "customer",
    "step": "activity",
    "where": "",
    "from": "2025-01-01",
    "to": "2025-12-31",
    "steps": ["ask", "buy"],
}


def walked(key: int, who: str) -> None:
    rows = (step(10 * key, who, key, "ask"), step(10 * key + 1, who, key + 1, "buy"))
    facts_of("acme").add({"interactions": happened(*rows)})


def question(**changes: Any) -> dict[str, str]:
    return {"kind": "funnel", "asked": written({**WAY, **changes})}


def test_a_stranger_can_neither_ask_nor_look(stranger: User, workspace: Workspace, signed_in: SignedIn):
    made = Study.objects.create(workspace=workspace, kind="funnel", question="q")
    assert signed_in(stranger).post(ASK, question()).status_code == 404
    assert signed_in(stranger).get(f"/w/acme/studies/{made.pk}/progress/").status_code == 404
    assert not Study.objects.of(workspace).exclude(pk=made.pk).exists()


def test_an_answer_is_kept_with_the_version_and_is_old_once_the_facts_change(
    own_home: Path, teammate: User, workspace: Workspace, signed_in: SignedIn
):
    walked(1, "ann")
    answer = signed_in(teammate).post(ASK, question(), HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer["HX-Refresh"]) == (200, "true")
    row = Study.objects.of(workspace).get()
    assert (row.state, row.version) == (Study.State.DONE, facts_of("acme").version)
    assert [part.reached for part in row.answer().steps] == [1, 1]
    walked(2, "bob")
    signed_in(teammate).post(ASK, question())
    again = Study.objects.of(workspace).get()
    assert again.version == facts_of("acme").version > row.version
    assert [part.reached for part in again.answer().steps] == [2, 2]


def test_what_another_version_kept_is_worked_out_anew_without_being_asked(
    own_home: Path, owner: User, workspace: Workspace, signed_in: SignedIn
):
    client, page = signed_in(owner), "/w/acme/understanding/quality/"
    asks_by_itself = 'hx-trigger="load"'
    text = client.get(page).content.decode()
    assert asks_by_itself in text
    asked = html.unescape(text.split('name="asked" value="')[1].split('"')[0])
    row = actions.ask(workspace, "quality", json.loads(asked))
    Study.objects.of(workspace).filter(pk=row.pk).update(state=Study.State.DONE, found=b"of another shape", trouble="")
    assert asks_by_itself in client.get(page).content.decode()
    Study.objects.of(workspace).filter(pk=row.pk).update(state=Study.State.CANCELLED)
    assert asks_by_itself not in client.get(page).content.decode()


def test_a_refusal_is_told_and_the_answer_before_it_is_kept(own_home: Path, workspace: Workspace):
    walked(1, "ann")
    actions.ask(workspace, "funnel", WAY)
    refused = actions.ask(workspace, "funnel", {**WAY, "steps": ["dance", "buy"]})
    assert refused.state == Study.State.FAILED
    assert refused.trouble["template"].startswith("nobody took the step {first}")
    assert refused.found is None


def test_one_that_was_stopped_does_not_run(workspace: Workspace, monkeypatch: Any):
    from auricle.web.studies import tasks

    made = Study.objects.create(workspace=workspace, kind="funnel", question="q", asked=WAY)
    actions.stop(made)
    tasks.run_study.call(made.pk)
    assert Study.objects.of(workspace).get().state == Study.State.CANCELLED


def test_what_is_no_question_is_not_there(teammate: User, signed_in: SignedIn):
    for given in (
        {"kind": "dance", "asked": "{}"},
        {"kind": "funnel", "asked": "[]"},
        {"kind": "funnel", "asked": "{"},
    ):
        assert signed_in(teammate).post(ASK, given).status_code == 404


def test_a_question_is_the_same_in_whatever_order_its_parts_come():
    assert written({"a": 1, "b": [2]}) == written({"b": [2], "a": 1}) == json.dumps({"a": 1, "b": [2]})


def test_nobody_has_asked_yet(workspace: Workspace, rf: Any):
    class State:
        record = workspace

    found = studied(State(), "funnel", WAY)  # type: ignore[arg-type]
    assert (found.row, found.found, found.is_old) == (None, None, False)
