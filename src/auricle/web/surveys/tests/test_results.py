"""Results: the stranger first; what people said in numbers, hidden where too few said it; all rows out, harmless."""

from __future__ import annotations

import csv
import html
import io
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pyarrow.parquet as pq
import pyreadstat
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from auricle.analysis.association import association
from auricle.query.tests.facts import batch
from auricle.understanding.answers_of import CrossTable
from auricle.web.measures.public import value_title
from auricle.web.platform.models import User, Workspace
from auricle.web.platform.public import facts_of
from auricle.web.surveys import actions
from auricle.web.surveys.models import Place, Survey
from auricle.web.surveys.result_views import _shown
from auricle.web.surveys.results import unseen
from auricle.web.surveys.tests.asking import Respondent, drained
from auricle.web.surveys.tests.test_answering import published

SignedIn = Callable[[User | None], Client]
pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = '<script>alert(1)</script>=HYPERLINK("x")'


@pytest.fixture
def survey(workspace: Workspace, owner: User, own_home: Path) -> Survey:
    """Seven answered, the unhappy ones liked the price; one left after the first page."""
    found = published(workspace, owner)
    for score, liked in (
        (0, "price"),
        (1, "price"),
        (2, "price"),
        (9, "speed"),
        (10, "speed"),
        (10, "speed"),
        (9, "speed"),
    ):
        person = Respondent(Client(), f"/s/{found.public}/").look().send(recommend=str(score))
        person.send(liked=[liked, "other"], comment_liked=HOSTILE, why="=1+1" if score < 7 else "")
    Respondent(Client(), f"/s/{found.public}/").look().send(recommend="5")
    drained(own_home)
    return found


def test_a_stranger_and_nobody_see_no_result(survey: Survey, stranger: User, signed_in: SignedIn) -> None:
    for page in ("", "texts/?question=why", "answers.csv"):
        path = f"/w/acme/surveys/{survey.pk}/results/{page}"
        assert signed_in(stranger).get(path).status_code == 404
        assert signed_in(None).get(path).status_code == 302


def test_the_page_says_how_many_went_to_the_end_where_the_others_stopped_and_what_was_said(
    survey: Survey, teammate: User, signed_in: SignedIn
) -> None:
    page = signed_in(teammate).get(f"/w/acme/surveys/{survey.pk}/results/").content.decode()
    assert "7 of 8 who began went to the end" in page
    assert re.search(r"What did you like\?</th><td class=\"number\">1<", page)
    assert ">Net Promoter Score</a>" in page
    assert "7 answers, too few of each to show." in page  # at most two gave the same score
    assert "not shown" in page  # three chose the price


def test_the_list_asks_as_often_for_many_surveys_as_for_one(
    survey: Survey, owner: User, teammate: User, signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    client, path = signed_in(teammate), "/w/acme/surveys/"
    client.get(path)
    with CaptureQueriesContext(connection) as alone:
        assert '<td class="number">7</td>' in client.get(path).content.decode()
    for _ in range(3):
        published(survey.workspace, owner)
    with django_assert_max_num_queries(len(alone)):
        assert client.get(path).content.decode().count("After delivery") >= 4


def test_no_score_that_too_few_gave_is_counted_on_the_page_nor_found_by_subtraction(
    workspace: Workspace, owner: User, own_home: Path, signed_in: SignedIn
) -> None:
    found = published(workspace, owner, is_anonymous=True)
    for score in [10] * 7 + [9] * 6 + [3]:
        Respondent(Client(), f"/s/{found.public}/").look().send(recommend=str(score)).send()
    drained(own_home)
    page = signed_in(owner).get(f"/w/acme/surveys/{found.pk}/results/").content.decode()
    told = dict(re.findall(r"<tr><th[^>]*>(\d+)</th><td[^>]*>[^<]*</td><td[^>]*>([^<]*)</td></tr>", page))
    assert {score: told[score] for score in ("10", "9", "3", "0")} == {
        "10": "7", "9": "not shown (protects fewer than 5 people)", "3": "not shown (protects fewer than 5 people)",
        "0": "0",
    }  # fmt: skip


def test_nobody_is_told_how_many_of_those_invited_answered_an_anonymous_survey(
    workspace: Workspace, owner: User, own_home: Path, signed_in: SignedIn
) -> None:
    found = published(workspace, owner, is_anonymous=True)
    for score in [10] * 7:
        Respondent(Client(), f"/s/{found.public}/").look().send(recommend=str(score)).send()
    drained(own_home)
    sent = {"exposure": "e1", "at": timezone.now(), "kind": "open_invitation", "survey": found.public}
    facts_of("acme").add(batch({"exposures": [sent]}))
    page = signed_in(owner).get(f"/w/acme/surveys/{found.pk}/results/").content.decode()
    assert "Completion" in page
    assert "response rate" not in page


def test_no_line_of_a_cross_table_gives_a_hidden_cell_away() -> None:
    hidden = unseen(np.array([[9, 8, 3], [7, 9, 9], [9, 9, 9]]), 5)
    assert hidden.tolist() == [[False, True, True], [False, True, True], [False, False, False]]


def test_few_answers_show_no_number(workspace: Workspace, owner: User, own_home: Path, signed_in: SignedIn) -> None:
    found = published(workspace, owner)
    Respondent(Client(), f"/s/{found.public}/").look().send(recommend="3").send()
    drained(own_home)
    page = signed_in(owner).get(f"/w/acme/surveys/{found.pk}/results/").content.decode()
    assert "not shown" in page
    assert "the most common" not in page


def test_what_was_written_is_shown_as_text(survey: Survey, owner: User, signed_in: SignedIn) -> None:
    page = signed_in(owner).get(f"/w/acme/surveys/{survey.pk}/results/texts/?question=liked.comment").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "What did you like? – in their own words" in page


def test_a_question_that_nobody_answered_has_its_column(
    workspace: Workspace, owner: User, own_home: Path, signed_in: SignedIn
) -> None:
    found = published(workspace, owner)
    Respondent(Client(), f"/s/{found.public}/").look().send(recommend="9").send()
    drained(own_home)
    client, rows = signed_in(owner), f"/w/acme/surveys/{found.pk}/results/answers"
    lines = b"".join(client.get(f"{rows}.csv").streaming_content).decode("utf-8-sig")
    assert lines.splitlines()[0].replace('"', "").endswith("recommend,liked,why")
    with tempfile.NamedTemporaryFile(suffix=".sav") as file:
        file.write(b"".join(client.get(f"{rows}.sav").streaming_content))
        file.flush()
        columns, _meta = pyreadstat.read_sav(file.name, output_format="dict")
    assert [name for name in columns if name.startswith("liked")] == ["liked_price", "liked_speed", "liked_other"]


def test_all_rows_come_out_in_every_format_and_run_nothing(survey: Survey, owner: User, signed_in: SignedIn) -> None:
    def got(ending: str) -> bytes:
        response = signed_in(owner).get(f"/w/acme/surveys/{survey.pk}/results/answers.{ending}")
        return b"".join(response.streaming_content)  # type: ignore[arg-type]

    lines = got("csv").decode("utf-8-sig")
    assert lines.count("\n") == 8
    assert '"\'=1+1"' in lines
    table = pq.read_table(io.BytesIO(got("parquet")))
    assert sorted(table.column("recommend").to_pylist()) == [0, 1, 2, 9, 9, 10, 10]
    assert table.column_names[-4:] == ["recommend", "liked", "liked.comment", "why"]
    assert set(table.column("liked").to_pylist()) == {"Other (please say what);price", "Other (please say what);speed"}
    assert got("xlsx")[:2] == b"PK"
    with tempfile.NamedTemporaryFile(suffix=".sav") as file:
        file.write(got("sav"))
        file.flush()
        columns, meta = pyreadstat.read_sav(file.name, output_format="dict")
    assert sorted(columns["recommend"]) == [0, 1, 2, 9, 9, 10, 10]
    assert meta.column_names_to_labels["recommend"] == "Would you recommend us?"
    assert sorted(columns["liked_price"]) == [0, 0, 0, 0, 1, 1, 1]
    assert meta.column_names_to_labels["liked_price"] == "What did you like? – price"


def test_options_are_called_by_their_words_and_counted_by_people(
    workspace: Workspace, owner: User, own_home: Path, signed_in: SignedIn
) -> None:
    options = [{"value": "p", "text": "The price"}, {"value": "s", "text": "The speed"}]
    asked = [
        {"type": "checkbox", "name": "liked", "title": "Liked", "choices": options},
        {"type": "radiogroup", "name": "one", "title": "One", "choices": options},
        {"type": "ranking", "name": "rank", "title": "Order", "choices": options},
        {"type": "text", "inputType": "number", "name": "age", "title": "Age"},
    ]
    found = actions.make_survey(workspace, owner, "Kinds", {"pages": [{"name": "p1", "elements": asked}]})
    actions.publish(found, owner)
    for n in range(12):
        first, second = ("p", "s") if n < 9 else ("s", "p")
        person = Respondent(Client(), f"/s/{found.public}/").look()
        said = {"rank:p": "1" if first == "p" else "2", "rank:s": "1" if first == "s" else "2", "age": str(30 + n)}
        person.send(liked=["p", "s"] if n < 6 else ["p"], one=first if n % 2 else second, **said)
    drained(own_home)
    path = f"/w/acme/surveys/{found.pk}/results/"
    page = html.unescape(signed_in(owner).get(f"{path}?first=one&second=liked").content.decode())
    liked, ranked, aged = (page.partition(f'id="r-{code}"')[2].partition("</section>")[0] for code in CODES)
    assert re.search(r"n 12<.*The price.*100\.0% · 12.*The speed.*50\.0% · 6", liked, re.DOTALL), liked
    assert re.search(r"The price.*1\.25 ±.*The speed.*1\.75 ±", ranked, re.DOTALL), ranked
    assert "35.50 ±" in aged
    assert re.search(r'scope="row">The price<.*scope="row">The speed<', page.partition('id="cross"')[2], re.DOTALL)


CODES = ("liked", "rank", "age")


def test_a_choice_that_holds_the_sign_between_choices_is_told_from_two(
    workspace: Workspace, owner: User, own_home: Path, signed_in: SignedIn
) -> None:
    options = [{"value": code, "text": text} for code, text in (("o", "Online; app"), ("s", 'A "shop"'), ("q", '"Q"'))]
    asked = [{"type": kind, "name": kind, "choices": options} for kind in ("checkbox", "radiogroup")]
    found = actions.make_survey(workspace, owner, "Kinds", {"pages": [{"name": "p1", "elements": asked}]})
    actions.publish(found, owner)
    Respondent(Client(), f"/s/{found.public}/").look().send(checkbox=["o", "s", "q"], radiogroup="o")
    drained(own_home)
    sent = signed_in(owner).get(f"/w/acme/surveys/{found.pk}/results/answers.csv")
    [row] = csv.DictReader(io.StringIO(b"".join(sent.streaming_content).decode("utf-8-sig")))
    [choices] = csv.reader([row["checkbox"]], delimiter=";")
    assert set(choices) == {'"Q"', "Online; app", 'A "shop"'}
    assert row["radiogroup"] == "Online; app"


def test_shares_of_a_cross_table_are_weighted_as_its_test_is_and_a_hidden_cell_says_nothing() -> None:
    counts, weights = np.array([[9, 1], [5, 6]]), np.array([[90.0, 10.0], [5.0, 6.0]])
    table = association(counts.astype(float), weights, weights**2)
    shown = _shown(CrossTable(("9.0", "b"), ("x", "y"), counts, weights, table), 5, {"b": "Below"}, {})
    assert [row["name"] for row in shown["rows"]] == ["9", "Below"]
    assert [row["cells"] for row in shown["rows"]] == [[None, None], [None, None]]
    counts[0, 1] = 5
    [first, _second] = _shown(CrossTable(("a", "b"), ("x", "y"), counts, weights, table), 5, {}, {})["rows"]
    assert [round(cell["share"], 3) for cell in first["cells"]] == [0.9, 0.1]
    assert first["total"] == 14


def test_more_places_than_can_be_added_at_once_are_refused_and_none_is_cut_off(
    survey: Survey, owner: User, signed_in: SignedIn, workspace: Workspace
) -> None:
    client, path = signed_in(owner), f"/w/acme/surveys/{survey.pk}/places/"
    many = client.post(path, {"units": "\n".join(f"store {n}" for n in range(501)), "kind": "qr"})
    long = client.post(path, {"units": "fine\n" + "x" * 121, "kind": "qr"})
    assert (many.status_code, long.status_code) == (422, 422)
    assert "These are 501 units. Add at most 500 at once, and the others after them." in many.content.decode()
    assert "store 500" in many.content.decode(), "what was typed is still there"
    assert "A unit has at most 120 characters" in long.content.decode()
    assert not Place.objects.of(workspace).exists()


def test_posters_are_a_page_for_each_unit(
    survey: Survey, owner: User, signed_in: SignedIn, workspace: Workspace
) -> None:
    client = signed_in(owner)
    client.post(f"/w/acme/surveys/{survey.pk}/places/", {"units": "north\n南京东路店\nnorth", "kind": "qr"})
    assert {place.unit for place in Place.objects.of(workspace)} == {"north", "南京东路店"}
    pdf = client.get(f"/w/acme/surveys/{survey.pk}/places/posters.pdf").content
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") == 2


def test_measures_call_surveys_and_questions_by_their_words_in_the_readers_language(survey: Survey) -> None:
    facts = facts_of("acme")
    assert value_title(facts, "question", "recommend", "zh-hans") == "您会推荐我们吗？"
    assert value_title(facts, "question", "liked", "zh-hant") == "What did you like?"
    assert value_title(facts, "survey", survey.public, "en") == "After delivery"


def test_the_words_of_this_survey_have_themes_and_its_answers_flags(
    workspace: Workspace, owner: User, own_home: Path, signed_in: SignedIn
) -> None:
    found, other = published(workspace, owner), published(workspace, owner)
    for score in (0, 1, 2, 2, 0, 9, 9, 9, 10, 10):
        person = Respondent(Client(), f"/s/{found.public}/").look().send(recommend=str(score))
        person.send(liked=["price"], why="The delivery was terribly late again" if score < 7 else "great")
    for _ in range(5):
        Respondent(Client(), f"/s/{other.public}/").look().send(recommend="1").send(liked=["price"], why="Awful price")
    drained(own_home)
    facts_of("acme").read_texts()
    page = html.unescape(signed_in(owner).get(f"/w/acme/surveys/{found.pk}/results/").content.decode())
    themes = page.partition('id="themes"')[2].partition("</section>")[0]
    assert re.search(r"/voices/themes?/delivery[^<]*>[^<]+</a></th><td class=\"number\">5</td>", themes), themes
    assert "price" not in themes, "that is another survey's"
    flags = page.partition('id="quality"')[2].partition("</section>")[0]
    assert "The same words as another answer" in flags
    assert '<td class="number">5</td>' in flags


def test_without_a_question_the_words_lead_back_to_the_results(survey: Survey, owner: User, signed_in: SignedIn):
    answered = signed_in(owner).get(f"/w/acme/surveys/{survey.pk}/results/texts/")
    assert answered["Location"] == f"/w/acme/surveys/{survey.pk}/results/"


def test_the_way_on_to_careless_answers_and_themes_is_open(survey: Survey, teammate: User, signed_in: SignedIn):
    client = signed_in(teammate)
    page = client.get(f"/w/acme/surveys/{survey.pk}/results/").content.decode()
    ways = re.findall(r'<a href="([^"]+)">', page[page.index('id="further"') :])[:2]
    assert [urlsplit(way).path for way in ways] == ["/w/acme/understanding/quality/", "/w/acme/voices/"]
    assert [client.get(html.unescape(way)).status_code for way in ways] == [200, 200]
