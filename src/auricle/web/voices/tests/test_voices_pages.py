"""The pages of customers' words: who sees them, what they say, and that words stay words."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from django.test import Client

from auricle.model.entities import entity
from auricle.understanding.voices.known import label_of
from auricle.web.platform.facts import facts_of
from auricle.web.platform.models import AuditEntry, User, Workspace
from auricle.web.voices.models import Corrected
from auricle.web.voices.rounds import read_one, read_what_arrived

SignedIn = Callable[[User | None], Client]
HOME = "/w/acme/voices/"
PAGES = ("", "comments/", "found/", "reading/", "theme/delivery/")
HOSTILE = "<script>alert(1)</script> 物流太慢了 {{ 7|add:7 }}"


def says(*texts: str, score: int | None = None, days_before: int = 0) -> None:
    """Each text by a customer of its own, a minute apart; beside a recommendation score when one is given."""
    start = datetime(2024, 5, 5, 12, tzinfo=UTC) - timedelta(days=days_before)
    ids = [f"f{score}-{1000 * days_before + i}" for i in range(len(texts))]
    at = [start + timedelta(minutes=i) for i in range(len(texts))]
    said = {"feedback": ids, "at": at, "customer": [f"C-{i}" for i in ids], "kind": ["review"] * len(texts)}
    feedback = pa.table({**said, "text": list(texts)}).cast(_schema("feedback", (*said, "text")))
    batch = {"feedback": feedback}
    if score is not None:
        answers = {"answer": ids, "feedback": ids, "at": at, "customer": said["customer"], "question": ["q"] * len(ids)}
        answers |= {"kind": ["nps"] * len(ids), "score": [float(score)] * len(ids), "scale": ["0-10"] * len(ids)}
        batch["answers"] = pa.table(answers).cast(_schema("answers", tuple(answers)))
    facts_of("acme").add(batch)
    read_what_arrived()


def _schema(name: str, columns: tuple[str, ...]) -> pa.Schema:
    return pa.schema([entity(name).schema.field(column) for column in columns])


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_does_not_learn_that_the_page_is_there(
    path: str, stranger: User, workspace: Workspace, signed_in: SignedIn
):
    assert signed_in(stranger).get(HOME + path).status_code == 404


def test_a_stranger_corrects_nothing(stranger: User, workspace: Workspace, signed_in: SignedIn):
    signed_in(stranger).post(HOME + "comments/correct/", {"feedback": "f1", "verdict": "1"})
    assert not Corrected.objects.of(workspace).exists()


def test_a_viewer_sees_numbers_and_no_words(own_home: Path, teammate: User, signed_in: SignedIn):
    says(*["物流太慢了，等了三天"] * 8)
    client = signed_in(teammate)
    page = client.get(HOME + "theme/delivery/").content.decode()
    assert "8" in page
    assert "等了三天" not in page
    assert client.get(HOME + "comments/").status_code == 403
    assert client.get(HOME + "found/").status_code == 403


def test_a_theme_that_rises_this_week_is_the_headline_and_marked(own_home: Path, teammate: User, signed_in: SignedIn):
    says(*["客服很好"] * 60, days_before=20)
    says(*["物流太慢了"] * 20, *["客服很好"] * 10)
    page = signed_in(teammate).get(HOME + "?from=2024-04-01&to=2024-05-05").content.decode()
    assert "From 29 Apr 2024 to 5 May 2024 more customers than before spoke of Delivery" in page
    assert "Rising in the week" not in page  # the headline has said it
    assert re.search(r"Delivery</a> <span class=\"tag\">rising</span>", page)
    assert page.count("rising</span>") == 1


@pytest.mark.parametrize("path", PAGES)
def test_without_facts_each_page_says_what_will_be_there(path: str, own_home: Path, owner: User, signed_in: SignedIn):
    response = signed_in(owner).get(HOME + path)
    assert response.status_code == 200
    assert not re.search(r"\b(nan|None)\b", text_of(response.content.decode()))


def test_the_headline_says_what_customers_complain_of(own_home: Path, owner: User, signed_in: SignedIn):
    says(*["物流太慢了"] * 9, *["客服很好"] * 6)
    page = text_of(signed_in(owner).get(HOME).content.decode())
    assert "What customers say of Delivery is mostly complaint: 100.0% of its mentions are negative" in page, (
        re.findall("Customers[^\\n]*", page)
    )


def test_a_theme_becomes_an_initiative_for_who_may_run_one(
    own_home: Path, owner: User, teammate: User, signed_in: SignedIn
):
    says(*["物流太慢了，等了三天"] * 8)
    offered = signed_in(owner).get(HOME + "theme/delivery/").context["initiative"]
    form = signed_in(owner).get(offered).context["form"]
    assert (form.initial["cause_kind"], form.initial["measure"]) == ("theme", "mention_sentiment")
    assert form.initial["where"] == "theme = 'delivery'"
    assert "initiatives/new" not in signed_in(teammate).get(HOME + "theme/delivery/").content.decode()


def test_a_theme_of_fewer_than_five_shows_no_number_and_no_words(own_home: Path, owner: User, signed_in: SignedIn):
    says(*["客服很好"] * 9, *["物流太慢"] * 7, *["包装太差了"] * 3)
    client = signed_in(owner)
    assert "not shown" in client.get(HOME).content.decode()
    assert "包装太差了" not in client.get(HOME + "theme/packaging/").content.decode()


def test_what_customers_type_is_text(own_home: Path, owner: User, signed_in: SignedIn):
    says(*[HOSTILE] * 6)
    for path in ("comments/", "theme/delivery/", ""):
        page = signed_in(owner).get(HOME + path).content.decode()
        assert "<script>alert" not in page
    comments = signed_in(owner).get(HOME + "comments/").content.decode()
    assert "&lt;script&gt;alert(1)" in comments
    assert "{{ 7|add:7 }}" in html.unescape(comments)


def test_comments_are_filtered_by_what_was_read(own_home: Path, owner: User, signed_in: SignedIn):
    says("请问什么时候发货？", "客服很好，谢谢", "The courier was terribly slow", "送貨很慢")
    client = signed_in(owner)

    def found(**asked: str) -> int:
        return client.get(HOME + "comments/", asked).content.decode().count("<article")

    assert found() == 4
    assert found(action="answer") == 1
    assert found(language="zh-Hant") == 1
    assert found(theme="delivery", tone="negative") == 2
    assert found(theme="support") == 1
    assert found(language="tlh") == 4, "what is not offered counts as all"


def test_words_against_the_score_are_flagged(own_home: Path, owner: User, signed_in: SignedIn):
    says("太差了，非常失望，再也不会买", score=10)
    page = signed_in(owner).get(HOME + "comments/", {"conflict": "worse"}).content.decode()
    assert "Words worse than the score" in page


def test_a_correction_holds_at_once_and_is_written_into_the_log(own_home: Path, owner: User, signed_in: SignedIn):
    says("物流慢悠悠地很有诗意太慢")
    client, facts = signed_in(owner), facts_of("acme")
    [before] = facts.facts("mentions").to_pylist()
    assert before["sentiment"] < 0
    client.post(HOME + "comments/correct/", {"feedback": "fNone-0", "theme": "delivery", "verdict": "1"})
    [after] = facts.facts("mentions").to_pylist()
    assert (after["sentiment"], after["labelled_by"]) == (0.8, "person")
    client.post(HOME + "comments/correct/", {"feedback": "fNone-0", "theme": "delivery", "verdict": "none"})
    assert facts.facts("mentions").num_rows == 0
    entries = AuditEntry.objects.of(Workspace.objects.get(slug="acme"))
    assert [entry.verb for entry in entries] == ["corrected a reading"] * 2


def test_an_empty_correction_is_turned_away_with_what_to_say(own_home: Path, owner: User, signed_in: SignedIn):
    says("物流太慢了")
    response = signed_in(owner).post(HOME + "comments/correct/", {"feedback": "fNone-0", "verdict": ""})
    assert response.status_code == 422
    assert "Say what is right" in response.content.decode()


def test_a_refused_correction_comes_back_open_with_what_to_mend(own_home: Path, owner: User, signed_in: SignedIn):
    says("物流太慢了")
    client = signed_in(owner)
    for given, expected in (
        ({"feedback": "fNone-0", "verdict": ""}, "Say what is right"),
        ({"feedback": "fNone-0", "verdict": "1", "theme": "no_such"}, "There is no theme “no_such”"),
        ({"feedback": "gone", "verdict": "1"}, "no longer there"),
    ):
        said = text_of(client.post(HOME + "comments/correct/", given, headers={"HX-Request": "true"}).content.decode())
        assert expected in said
    assert not Corrected.objects.of(Workspace.objects.get(slug="acme")).exists()


def test_a_theme_that_was_not_found_is_added(own_home: Path, owner: User, signed_in: SignedIn):
    says("一张桌子，三条腿")
    client, facts = signed_in(owner), facts_of("acme")
    assert "It also speaks of" in client.get(HOME + "comments/?from=2024-05-01&to=2024-05-31").content.decode()
    client.post(HOME + "comments/correct/", {"feedback": "fNone-0", "theme": "quality", "verdict": "-1"})
    [mention] = facts.facts("mentions").to_pylist()
    assert (mention["theme"], mention["sentiment"], mention["labelled_by"]) == ("quality", -0.8, "person")


def test_products_the_workspace_lists_are_counted_and_lead_to_their_comments(
    own_home: Path, owner: User, signed_in: SignedIn
):
    (facts_of("acme").folder / "themes.yaml").write_text("products:\n  lamp_one: {zh: 台灯一号, en: lamp one}\n")
    says(*["台灯一号很好，非常满意"] * 7, *["物流太慢了"] * 6)
    client, period = signed_in(owner), "?from=2024-05-01&to=2024-05-31"
    page = client.get(HOME + period).content.decode()
    assert "Products they name" in page
    assert "lamp_one" in text_of(page)
    assert "product=lamp_one" in page
    comments = text_of(client.get(HOME + f"comments/{period}&product=lamp_one").content.decode())
    assert "台灯一号" in comments
    assert "物流太慢了" not in comments


def test_corrections_of_somebody_erased_go(own_home: Path, owner: User, workspace: Workspace, signed_in: SignedIn):
    says("物流太慢了")
    signed_in(owner).post(HOME + "comments/correct/", {"feedback": "fNone-0", "verdict": "1"})
    facts_of("acme").erase("C-fNone-0")
    read_one(workspace)
    assert not Corrected.objects.of(workspace).exists()
    assert facts_of("acme").facts("readings").num_rows == 0


def test_texts_are_looked_for_when_something_was_said_or_reads_otherwise_and_not_when_something_happened(
    own_home: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    says("物流太慢了")
    facts = facts_of("acme")
    looked: list[str] = []
    monkeypatch.setattr(
        facts.store, "query", lambda tree, ask=facts.store.query: (looked.append("query"), ask(tree))[1]
    )
    happened = {"interaction": ["i1"], "at": [datetime(2024, 5, 6, tzinfo=UTC)], "activity": ["page"]}
    facts.add({"interactions": pa.table(happened).cast(_schema("interactions", tuple(happened)))})
    read_one(workspace)
    assert not looked
    (facts.folder / "themes.yaml").write_text("without: [taste]\n")
    read_one(workspace)
    assert looked
    labels = facts.facts("readings").column("labelled_by").to_pylist()
    assert labels == [label_of(facts.folder)]


def test_learning_shows_how_often_it_was_right_before_and_after(own_home: Path, owner: User, signed_in: SignedIn):
    says(*["绝绝子，下次还点这家"] * 160, score=10)
    says(*["凑活吃，也就那么回事"] * 120, score=2)
    client = signed_in(owner)
    assert "nothing has been learnt yet" in client.get(HOME + "reading/").content.decode()
    client.post("/w/acme/studies/ask/", {"kind": "learn_texts", "asked": "{}"})
    page = text_of(client.get(HOME + "reading/").content.decode())
    assert re.search(
        r"It reads 100.0% of comments rightly that it had never seen; before learning it was [\d.]+%", page
    )
    assert not list(facts_of("acme").folder.glob("*.tmp"))
    kept = (facts_of("acme").folder / "voices.npz").read_bytes()
    assert "绝绝子".encode() not in kept


def test_a_workspace_whose_settings_are_wrong_holds_up_no_other(workspace: Workspace, own_home: Path):
    broken = own_home / "workspaces" / "aaa"
    broken.mkdir()
    (broken / "auricle.yaml").write_text("floor: five\n")
    Workspace.objects.create(slug="aaa", name="Aaa")
    says("物流太慢了，等了两周")
    assert facts_of("acme").count("readings") == 1
