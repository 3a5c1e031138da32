"""Themes with an opinion about them; what is asked for; the language."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.voices.language import languages
from auricle.analysis.voices.letters import letters
from auricle.analysis.voices.lexicon import cues
from auricle.analysis.voices.mentions import mentions
from auricle.analysis.voices.reading import LONGEST, Reader
from auricle.analysis.voices.sentiment import learn, seed_model
from auricle.analysis.voices.signs import signs
from auricle.analysis.voices.themes import Theme, our_themes, theme_words, with_own
from auricle.analysis.voices.tying import tied

DATA = Path(os.environ.get("AURICLE_SHARED_DATA", "../shared/data")) / "aspects_zh"
NAMES = [theme.name for theme in our_themes()]
EVERYTHING = ["", None, "😀😀", "   \n", "1234567890", "好" * 100_000, "good 但是 bad, よい", "\ud800", "。，！"]


def heard(text: str) -> dict[str, float]:
    found = mentions([text])
    return {NAMES[theme]: sentiment for theme, sentiment in zip(found.theme, found.sentiment.tolist(), strict=True)}


def test_a_cue_belongs_to_the_nearest_theme_of_its_clause() -> None:
    said = heard("物流很快，但是客服态度太差了")
    assert set(said) == {"delivery", "support"}
    assert said["support"] < 0 < said["delivery"]


def test_two_themes_share_the_one_cue_of_their_clause() -> None:
    assert all(sentiment > 0 for sentiment in heard("快递和包装都很好").values())
    assert set(heard("快递和包装都很好")) == {"delivery", "packaging"}


def test_a_clause_without_a_cue_takes_that_of_the_next_one() -> None:
    assert heard("快递，非常慢")["delivery"] < 0
    assert "packaging" not in heard("包装。快递非常慢"), "what is said of another theme"


def test_where_one_clause_alone_names_themes_the_sentence_behind_is_about_them() -> None:
    assert heard("The courier came on Tuesday. Never again.")["delivery"] < 0
    assert heard("包裹周二送到了，放在门口。非常满意。")["delivery"] > 0
    assert heard("The courier came on Tuesday, then I rang the hotline. Awful.") == {}, "which of the two is not said"


def test_a_theme_that_is_merely_named_is_no_mention() -> None:
    assert heard("我昨天收到快递") == {}
    assert heard("I asked for a refund") == {}, "a word of complaints that judges nothing"


def test_negation_and_contrast_reach_mentions_in_both_languages() -> None:
    said = heard("The delivery was not fast but the staff were lovely")
    assert said["delivery"] < 0 < said["staff"]


@pytest.mark.parametrize(
    ("text", "theme", "is_good"),
    [
        # What an adjective says hangs on its noun.
        ("这台机器性价比很高", "price", True), ("票价实在太高", "price", False), ("房间很大", "premises", True),
        ("快遞速度慢", "delivery", False), ("續航很長，電池耐用", "quality", True), ("早餐种类太少", "taste", False),
        # What is wished for is not there.
        ("希望配送更快一点", "delivery", False), ("建議客服回覆能更專業", "support", False),
        ("The staff should be more helpful", "staff", False),
        # A space between Chinese words is a comma.
        ("客服很耐心 包装也完好", "packaging", True),
        # Phrases.
        ("Nobody picked up the phone", "support", False), ("The parcel took forever to come", "delivery", False),
        ("I was charged twice", "billing", False), ("The zip fell apart within a week", "quality", False),
        ("No problems with the refund", "returns", True), ("The room was far too small", "premises", False),
        ("I had to explain it all to three agents", "support", False), ("The app won't save my address", "app", False),
        ("The drawers are smaller than described", "quality", False), ("Prices are lower than before", "price", True),
        ("I called three times about it", "support", False), ("The cushion keeps its shape", "quality", True),
        ("排队排了三个小时", "waiting", False), ("登入頁面一直閃退", "app", False), ("店员爱理不理", "staff", False),
    ],
)  # fmt: skip
def test_opinions_in_more_than_a_word(text: str, theme: str, is_good: bool) -> None:
    said = heard(text)
    assert theme in said
    assert (said[theme] > 0) == is_good


def test_of_opinions_in_one_long_clause_the_nearer_weigh_more() -> None:
    assert heard("老师的讲解特别精彩我非常喜欢也推荐给了朋友们只是网页很卡")["app"] < 0
    assert heard("快递特别慢后来听说是因为那天下着大雨所以我还是挺喜欢你们的")["delivery"] < 0


def test_traditional_characters_name_the_same_themes() -> None:
    assert heard("包裝破損，客服沒人理") == heard("包装破损，客服没人理")


def test_a_span_points_at_the_theme_and_what_is_said_of_it() -> None:
    text = "第一次买，物流很快，下次再来"
    found = mentions([text])
    [place] = np.flatnonzero(found.theme == NAMES.index("delivery"))
    assert text[found.start[place] : found.end[place]] == "物流很快"


def test_a_workspace_adds_words_and_leaves_themes_out() -> None:
    own = Theme("delivery", words={"zh": ("冷链",)})
    themes = theme_words(with_own([own, Theme("sofa", words={"en": ("sofa bed",)})], without=["taste"]))
    found = mentions(["冷链太差了", "the sofa bed is great", "味道很好"], themes)
    assert [themes.names[theme] for theme in found.theme] == ["delivery", "sofa"]


def test_a_word_that_people_said_is_wrong_names_nothing() -> None:
    themes = theme_words(our_themes(), but_not=[("delivery", "物流")])
    assert not len(mentions(["物流很快"], themes))


def test_a_model_that_has_learnt_hears_opinions_the_lists_do_not_know() -> None:
    texts, good = ["物流绝绝子"] * 30 + ["物流就那么回事儿"] * 30, [1] * 30 + [0] * 30
    model = learn(texts, good)
    found = mentions(["物流绝绝子"], model=model)
    assert not len(mentions(["物流绝绝子"]))
    assert found.sentiment[0] > 0.5


@pytest.mark.parametrize("text", EVERYTHING)
def test_anything_can_be_read(text: str | None) -> None:
    read = Reader().read_batch([text, "物流很快"])
    assert np.isfinite(read.sentiment).all()
    assert read.mentions.text.tolist()[-1] == 1
    assert (read.mentions.end <= LONGEST).all()


@given(st.lists(st.text(alphabet="物流快慢不但好,. gobads", max_size=30), max_size=4))
def test_what_is_read_in_a_text_does_not_depend_on_its_neighbours(texts: list[str]) -> None:
    together = Reader().read_batch(texts)
    for place, text in enumerate(texts):
        alone = Reader().read_batch([text])
        mine = together.mentions.text == place
        assert together.sentiment[place] == alone.sentiment[0]
        assert together.mentions.sentiment[mine].tolist() == alone.mentions.sentiment.tolist()
        assert together.mentions.start[mine].tolist() == alone.mentions.start.tolist()


def test_no_texts_at_all_are_read_as_nothing() -> None:
    assert not len(mentions([]))
    assert languages([]).tolist() == []
    assert signs([]).action.tolist() == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("这家店很好吃", "zh-Hans"), ("這家店很難吃", "zh-Hant"), ("好吃", "zh-Hans"), ("iPhone 很好用", "zh-Hans"),
        ("The food was good", "en"), ("Great!", "en"),
        ("muito bom produto, recomendo", "other"), ("とても良い", "other"),
        ("정말 좋아요", "other"), ("Очень хорошо", "other"), ("😀", ""), ("12345 !!", ""),
    ],
)  # fmt: skip
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert languages([text])[0] == language


@pytest.mark.parametrize(
    "text",
    [
        "里面的东西很好",
        "大家评价很高",
        "没有多余的塑料，很好",
        "昨天下单，今天收到，很快",
        "改了两次时间也没通知我，太差",
        "耽误了宝贵的时间，很失望",
    ],
)
def test_a_word_within_another_word_names_no_theme(text: str) -> None:
    assert {our_themes()[place].name for place in mentions([text]).theme} <= {"delivery"}


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("请问什么时候发货？", "answer"), ("客服电话打不通，请联系我", "answer"), ("Where is my parcel?", "answer"),
        ("希望增加夜间配送", "suggestion"), ("You should add more sizes", "suggestion"),
        ("请帮我查一下订单", "answer"), ("店里帮我从别的门店调了最后一件，很满意", "praise"),
        ("师傅帮我搬上了四楼", "nothing"), ("再多的语言也说不完", "nothing"), ("太棒了，谢谢", "praise"),
        ("Excellent, thank you", "praise"), ("昨天收到", "nothing"), ("", "nothing"),
    ],
)  # fmt: skip
def test_what_a_text_asks_for(text: str, action: str) -> None:
    assert signs([text]).action[0] == action


def test_emotion_and_effort_are_hints_that_a_negation_takes_back() -> None:
    found = signs(["气死我了，打了三次电话", "非常感谢，很方便", "一点也不麻烦", "收到了"])
    assert found.emotion.tolist() == ["anger", "gratitude", "", ""]
    assert found.effort.tolist() == ["hard", "easy", "", ""]


def test_a_negation_some_words_before_takes_a_hint_back_within_its_clause() -> None:
    found = signs(
        ["It is not at all easy to use", "I am not happy", "Not bad. Easy to use", "不太方便", "不错，很方便"]
    )
    assert found.effort.tolist() == ["", "", "easy", "", "easy"]
    assert found.emotion.tolist() == [""] * 5


def aspects(name: str) -> Iterator[tuple[str, int, int, bool]]:
    path = DATA / name
    if not path.exists():
        pytest.skip("the aspects are not beside the project")
    lines = path.read_text("utf-8").split("\n")
    for place in range(0, len(lines) - 2, 3):
        text, aspect = lines[place].replace(" ", ""), lines[place + 1].replace(" ", "")
        if (at := text.find("$T$")) < 0:
            continue
        yield text.replace("$T$", aspect), at, at + len(aspect), lines[place + 2].strip() == "Positive"


def test_where_the_lists_hear_an_opinion_about_a_phone_they_are_mostly_right() -> None:
    texts, begin, end, good = zip(*aspects("phone.test.txt"), strict=True)
    said = letters(texts)
    found = cues(said)
    places = [(said.starts[:-1] + np.array(edge)).astype(np.int32) for edge in (begin, end)]
    behind = np.arange(len(texts) + 1)
    weight, count, *_ = tied(found.clauses, *places, behind, found.begin, found.end, found.weight, found.behind)
    told = count > 0
    assert told.mean() > 0.75  # measured 79%
    assert ((weight > 0) == np.array(good))[told].mean() > 0.94  # measured 95.8%


def spoken_of(rows: Iterable[tuple[str, int, int, bool]]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """What stands around each aspect, how the lists hear it meant, and whether it is; as in mentions."""
    texts, begin, end, good = zip(*rows, strict=True)
    said = letters(texts)
    found = cues(said)
    places = [(said.starts[:-1] + np.array(edge)).astype(np.int32) for edge in (begin, end)]
    behind = np.arange(len(texts) + 1)
    weight, count, _, first, last = tied(
        found.clauses, *places, behind, found.begin, found.end, found.weight, found.behind
    )
    around = zip(texts, said.starts, first, last, *places, strict=False)
    parts = [text[max(min(a, b - 12) - at, 0) : max(c, d + 12) - at] for text, at, a, c, b, d in around]
    return parts, weight / np.sqrt(np.maximum(count, 1)), np.array(good)


@pytest.mark.parametrize(("about", "right"), [("phone", 0.923), ("camera", 0.898), ("car", 0.902), ("mooc", 0.922)])
def test_what_stands_around_an_aspect_is_learnt_from_and_heard(about: str, right: float) -> None:
    parts, _, good = spoken_of(aspects(f"{about}.train.txt"))
    model = learn(parts, good.astype(float))
    parts, margin, good = spoken_of(aspects(f"{about}.test.txt"))
    said = letters(parts)
    heard = model.seed * margin + model.of_stretches(said, said.starts[:-1], said.starts[1:])
    assert ((heard > 0) == good).mean() == pytest.approx(
        right, abs=0.0006
    )  # the digits of docs/understanding/voices.md
    assert seed_model().learnt_from == 0
