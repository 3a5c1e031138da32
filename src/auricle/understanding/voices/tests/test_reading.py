"""Texts of a workspace become readings and mentions: once, again with other words, and as people corrected them."""

from __future__ import annotations

import pyarrow as pa
import pytest

from auricle.query.tests.conftest import Opened
from auricle.query.tests.facts import batch
from auricle.understanding.voices.reading import Correction
from auricle.workspace import Workspace

from .saying import saying

TEXTS = ["物流太慢了，等了三天", "客服很好", "The courier was rude and late", "一张桌子", "   ", ""]


def readings(ws: Workspace) -> dict[str, dict[str, object]]:
    return {row["feedback"]: row for row in ws.facts("readings").to_pylist()}


def themes(ws: Workspace, feedback: str) -> dict[str, float]:
    rows = ws.facts("mentions", where=f"feedback = '{feedback}'").to_pylist()
    return {row["theme"]: row["sentiment"] for row in rows}


def test_every_text_is_read_once(workspace: Opened) -> None:
    ws = workspace(saying(TEXTS))
    found = ws.read_texts()
    assert found.texts == len(readings(ws)) >= 4  # nothing said is nothing read
    assert "f5" not in readings(ws)
    assert themes(ws, "f0")["delivery"] < 0 < themes(ws, "f1")["support"]
    assert ws.read_texts().texts == 0
    ws.add(batch(saying(["包装很差"], first=10)))
    assert ws.read_texts().texts == 1


def test_a_text_without_feeling_is_read_without_a_sentiment(workspace: Opened) -> None:
    ws = workspace(saying(TEXTS))
    ws.read_texts()
    assert readings(ws)["f3"]["sentiment"] is None
    assert themes(ws, "f3") == {}


def test_words_in_an_answer_are_read_as_well(workspace: Opened) -> None:
    rows = saying(["", "客服很好"], [3, None])
    rows["answers"][0]["text"] = "快递太慢了"
    ws = workspace(rows)
    assert ws.read_texts().texts == 2
    assert themes(ws, "f0")["delivery"] < 0


def test_words_against_the_score_are_a_conflict_and_words_with_it_are_none(workspace: Opened) -> None:
    ws = workspace(saying(["客服态度很差，非常失望，太慢了", "客服很好，非常满意", "客服很好，非常满意"], [10, 10, 1]))
    ws.read_texts()
    assert [readings(ws)[key]["conflict"] for key in ("f0", "f1", "f2")] == ["worse", None, "better"]


def test_what_a_person_said_stands_whoever_reads_anew(workspace: Opened) -> None:
    ws = workspace(saying(["物流太慢了", "客服很好", "颜色一般"]))
    said = [
        Correction("f0", sentiment=1, action="praise"),
        Correction("f1", "support"),
        Correction("f2", "delivery", sentiment=-1),
    ]
    (ws.folder / "themes.yaml").write_text("without: [taste]\n")
    ws.read_texts(said)
    assert (readings(ws)["f0"]["sentiment"], readings(ws)["f0"]["action"]) == (pytest.approx(0.8), "praise")
    assert "support" not in themes(ws, "f1")
    assert themes(ws, "f2")["delivery"] == pytest.approx(-0.8)


def test_another_list_of_words_reads_all_anew_and_leaves_nothing_of_the_old(workspace: Opened) -> None:
    ws = workspace(saying(["沙发床太硬了", "物流太慢了"]))
    first = ws.read_texts()
    assert themes(ws, "f1")["delivery"] < 0
    own = "themes:\n  sofa_bed: {title: {en: Sofa bed}, touchpoint: product, zh: 沙发床}\nwithout: [delivery]\n"
    (ws.folder / "themes.yaml").write_text(own)
    again = ws.read_texts()
    assert again.label != first.label
    assert again.texts == 2
    assert "sofa_bed" in themes(ws, "f0")
    assert "delivery" not in themes(ws, "f1")


def test_what_a_source_labelled_is_left_as_it_is(workspace: Opened) -> None:
    rows = saying(["物流太慢了"])
    mention = {"mention": "theirs", "feedback": "f0", "at": rows["feedback"][0]["at"], "theme": "speed"}
    ws = workspace({**rows, "mentions": [{**mention, "sentiment": -0.4, "labelled_by": "the agency"}]})
    ws.read_texts()
    assert themes(ws, "f0") == {"speed": -0.4}


def test_what_a_person_says_of_a_sources_labels_holds_and_the_rest_of_them_stands(workspace: Opened) -> None:
    rows = saying(["物流太慢了，客服很好", "物流太慢了"])
    at = rows["feedback"][0]["at"]
    theirs = [("m0", "f0", "delivery", 0.4), ("m1", "f0", "support", 0.6), ("m2", "f1", "price", -0.6)]
    ws = workspace({**rows, "mentions": [
        {"mention": key, "feedback": text, "at": at, "theme": theme, "sentiment": felt, "labelled_by": "the agency"}
        for key, text, theme, felt in theirs
    ]})  # fmt: skip
    said = [
        Correction("f0", "delivery", sentiment=-1),
        Correction("f0", "packaging", sentiment=1),
        Correction("f1", "price"),
    ]
    ws.read_texts(said)
    assert themes(ws, "f0") == {"delivery": -0.8, "support": 0.6, "packaging": 0.8}
    assert "price" not in themes(ws, "f1")
    (ws.folder / "themes.yaml").write_text("without: [taste]\n")
    ws.read_texts(said)  # another reader leaves it so
    assert themes(ws, "f0") == {"delivery": -0.8, "support": 0.6, "packaging": 0.8}


def test_progress_is_told(workspace: Opened) -> None:
    told: list[tuple[str, int, int]] = []
    workspace(saying(TEXTS)).read_texts(progress=lambda *said: told.append(said))
    assert told[-1][:2] == ("reading texts", 4) or told[-1][1] >= 4


def test_an_erased_customers_words_leave_no_reading(workspace: Opened) -> None:
    ws = workspace(saying(["物流太慢了", "客服很好"]))
    ws.read_texts()
    ws.store.erase("c0")
    assert set(readings(ws)) == {"f1"}
    assert themes(ws, "f0") == {}
    assert ws.store.find("mentions", pa.array(["f0"]), "feedback").num_rows == 0
