"""After a question: rules of the form are the document's own triggers, and answering follows them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from auricle.questionnaire import answered, course, read
from auricle.web.platform.models import User, Workspace
from auricle.web.surveys import actions
from auricle.web.surveys.models import Survey

from .asking import Respondent
from .test_designing import HOSTILE, fields

SignedIn = Callable[[User | None], Client]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_home")]


def page(*asked: dict[str, Any]) -> dict[str, Any]:
    return {"name": f"of_{asked[0]['name']}", "elements": list(asked)}


def document(*triggers: dict[str, Any]) -> dict[str, Any]:
    used = {"type": "radiogroup", "name": "used", "title": "Used it?", "choices": ["yes", "no"]}
    return {
        "pages": [
            page({"type": "comment", "name": "first", "title": "First of all?"}),
            page(used, {"type": "comment", "name": "beside", "title": "Beside it?"}),
            page({"type": "comment", "name": "how", "title": "How was it?"}),
            page({"type": "comment", "name": "last", "title": "Anything else?"}),
        ],
        **({"triggers": list(triggers)} if triggers else {}),
    }


def skip(expression: str, to: str) -> dict[str, str]:
    return {"type": "skip", "expression": expression, "gotoName": to}


def end(expression: str) -> dict[str, str]:
    return {"type": "complete", "expression": expression}


def rule(number: int, operator: str, value: str, to: str) -> dict[str, str]:
    return {f"then:{number}:operator": operator, f"then:{number}:value": value, f"then:{number}:to": to}


class Editor:
    """The form of one question, posted as a browser without script does."""

    def __init__(self, workspace: Workspace, owner: User, client: Client, *triggers: dict[str, Any]):
        self.survey = actions.make_survey(workspace, owner, "Skips", document(*triggers))
        self.client = client

    def path(self, name: str = "used") -> str:
        return f"/w/acme/surveys/{self.survey.pk}/question/?name={name}"

    def fields(self, name: str = "used") -> dict[str, list[str]]:
        return fields(self.client.get(self.path(name)).content.decode())

    def keep(self, *rules: dict[str, str], **more: str) -> Any:
        said = {name: value for each in rules for name, value in each.items()}
        return self.client.post(self.path(), {**self.fields(), **said, **more})

    def change(self, verb: str, name: str) -> None:
        self.client.post(f"/w/acme/surveys/{self.survey.pk}/change/", {"do": verb, "name": name})

    @property
    def triggers(self) -> Any:
        return Survey.objects.across("a test").get(pk=self.survey.pk).draft.get("triggers")

    def design(self) -> str:
        return self.client.get(f"/w/acme/surveys/{self.survey.pk}/").content.decode()


@pytest.fixture
def editor(workspace: Workspace, owner: User, signed_in: SignedIn) -> Editor:
    return Editor(workspace, owner, signed_in(owner))


@pytest.fixture
def editing(workspace: Workspace, owner: User, signed_in: SignedIn) -> Callable[..., Editor]:
    return lambda *triggers: Editor(workspace, owner, signed_in(owner), *triggers)


def test_rules_are_written_as_triggers_of_the_document_and_stand_in_the_form_again(editor: Editor) -> None:
    assert editor.keep(rule(0, "=", "no", "skip:last")).status_code == 302
    assert editor.keep(rule(1, "empty", "", "complete")).status_code == 302
    written = [skip("{used} = 'no'", "last"), end("{used} empty")]
    assert editor.triggers == written
    again = editor.fields()
    assert (again["then:0:value"], again["then:0:to"], again["then:1:to"]) == (["no"], ["skip:last"], ["complete"])
    assert again["then:2:to"] == [""]
    assert editor.keep().status_code == 302
    assert editor.triggers == written
    design = editor.design()
    assert "if it is no: on to “Anything else?”" in design
    assert "if it was not answered: on to the end" in design


def test_a_rule_that_leads_to_nothing_is_gone(editing: Callable[..., Editor]) -> None:
    editor = editing(skip("{used} = 'no'", "last"), end("{used} = 'yes'"))
    editor.keep({"then:0:to": ""})
    assert editor.triggers == [end("{used} = 'yes'")]
    editor.keep({"then:0:to": ""})
    assert editor.triggers is None


@pytest.mark.parametrize("to", ["first", "used", "beside", "nowhere"])
def test_a_rule_that_leads_back_to_itself_or_to_the_same_page_is_refused(editor: Editor, to: str) -> None:
    refused = editor.keep(rule(0, "=", "no", f"skip:{to}"))
    assert refused.status_code == 422
    said = refused.content.decode()
    itself = "A question cannot lead to itself; choose a later one."
    assert (itself if to == "used" else "choose a question of a later page") in said
    assert fields(said)["then:0:to"] == [f"skip:{to}"]
    assert editor.client.post(editor.path(), fields(said)).status_code == 422
    assert editor.triggers is None
    mended = {**fields(said), "then:0:to": "skip:how"}
    assert editor.client.post(editor.path(), mended).status_code == 302
    assert editor.triggers == [skip("{used} = 'no'", "how")]


def test_a_rule_without_an_answer_is_refused(editor: Editor) -> None:
    refused = editor.keep(rule(0, "=", " ", "skip:last"))
    assert refused.status_code == 422
    assert "Write the answer at which one goes on elsewhere." in refused.content.decode()


def test_rules_written_otherwise_stay_as_they_are_and_are_shown(editing: Callable[..., Editor]) -> None:
    written = [
        skip("{used} = 'no' and {first} notempty", "last"),
        {"type": "setvalue", "expression": "{used} = 'no'", "setToName": "how", "setValue": "x"},
        {**end("{used}='no'"), "unheardOf": 1},
        end(f"{{first}} = '{HOSTILE.replace(chr(39), '')}' or {{used}} = 1"),
    ]
    editor = editing(*written)
    assert editor.keep().status_code == 302
    assert editor.triggers == written
    editor.keep({"then:1:value": "yes"})
    assert editor.triggers == [*written[:2], {**end("{used} = 'yes'"), "unheardOf": 1}, written[3]]
    for shown in (editor.client.get(editor.path()).content.decode(), editor.design()):
        assert "{used} = &#x27;no&#x27; and {first} notempty: on to “Anything else?”" in shown
        assert "<img src=x" not in shown


def test_a_new_code_and_a_removed_question_keep_the_rules_in_step(editing: Callable[..., Editor]) -> None:
    both = skip("{used} = 'no' and {first} notempty", "how")
    editor = editing(skip("{used} = 'no'", "last"), both, end("{first} = 'x'"))
    editor.keep(name="ever_used")
    renamed = skip("{ever_used} = 'no' and {first} notempty", "how")
    assert editor.triggers == [skip("{ever_used} = 'no'", "last"), renamed, end("{first} = 'x'")]
    editor.change("remove", "first")
    assert editor.triggers == [skip("{ever_used} = 'no'", "last"), renamed]
    editor.change("remove", "last")
    assert editor.triggers == [renamed]
    editor.change("remove", "how")
    assert editor.triggers is None


def test_a_rule_whose_question_was_moved_before_it_is_marked_and_other_things_can_still_be_kept(
    editing: Callable[..., Editor],
) -> None:
    editor = editing(skip("{used} = 'no'", "how"))
    assert "not on a later page" not in editor.design()
    for _ in range(3):
        editor.change("up", "how")
    assert "not on a later page" in editor.design()
    assert editor.keep(**{"title:en": "Ever used it?"}).status_code == 302
    assert editor.triggers == [skip("{used} = 'no'", "how")]
    assert editor.keep({"then:0:value": "yes"}).status_code == 422


def test_who_answers_goes_where_the_rules_lead(editor: Editor, owner: User, own_home: Path) -> None:
    editor.keep(rule(0, "=", "no", "skip:last"))
    editor.keep(rule(1, "empty", "", "complete"))
    editor.survey.refresh_from_db()
    actions.publish(editor.survey, owner)
    for answer, then in (("yes", "How was it?"), ("no", "Anything else?"), ("", "Your answers have arrived")):
        anyone = Respondent(Client(), f"/s/{editor.survey.public}/").look().send(first="x").send(used=answer)
        assert then in anyone.page, answer


def test_a_value_with_quotes_in_it_stays_what_was_typed_and_is_understood(editor: Editor) -> None:
    typed = 'it\'s "no"'
    assert editor.keep(rule(0, "=", typed, "skip:last")).status_code == 302
    [written] = editor.triggers
    assert written == skip(r"{used} = 'it\'s \"no\"'", "last")
    assert editor.fields()["then:0:value"] == [typed]
    asked = read({**document(written), "pages": [page({"type": "text", "name": "used"}), *document()["pages"][2:]]})
    assert course(asked, answered(asked, {}, {"used": typed})).pages[0].next == 2
