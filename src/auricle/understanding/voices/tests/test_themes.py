"""Themes of a window beside the one before, the words of one, those nobody named; and a workspace's own list."""

from __future__ import annotations

import pytest

from auricle.model.document import DocumentError
from auricle.query.tests.conftest import Opened
from auricle.query.tests.facts import batch
from auricle.understanding.voices.words import TooFewTexts, UnknownTheme

from .saying import saying


def test_shares_and_tone_of_each_theme_and_how_they_moved(workspace: Opened) -> None:
    ws = workspace(saying(["物流太慢了"] * 5 + ["客服很好"] * 15))
    ws.add(batch(saying(["物流太慢了"] * 15 + ["客服很好"] * 5, day=10, first=100)))
    ws.read_texts()
    found = ws.voices("2025-01-11", "2025-01-20")
    delivery, support = found.themes
    assert (found.texts, found.texts_before, delivery.theme, support.theme) == (20, 20, "delivery", "support")
    assert delivery.share is not None
    assert (delivery.n, delivery.share.value) == (15, 0.75)
    assert delivery.moved is not None
    assert delivery.moved.difference == pytest.approx(0.5)
    assert delivery.negative is not None
    assert delivery.negative.value == 1.0


def test_a_theme_rises_when_the_newest_week_has_clearly_more_of_it(workspace: Opened) -> None:
    ws = workspace(saying(["客服很好"] * 60))
    ws.add(batch(saying(["物流太慢了"] * 20 + ["客服很好"] * 10, day=30, first=100)))
    ws.read_texts()
    rising = {theme.theme: theme.is_rising for theme in ws.voices("2025-01-01", "2025-01-31").themes}
    assert rising == {"delivery": True, "support": False}


def test_themes_too_small_to_be_shown_count_among_those_that_might_have_risen(workspace: Opened) -> None:
    said = [
        "物流太慢了",
        "客服很好",
        "质量很差",
        "价格太贵了",
        "退货很麻烦",
        "会员没有用，很差",
        "味道很好",
        "店员很热情",
    ]
    ws = workspace(saying(["包装很差"] * 21 + said * 17))
    ws.add(batch(saying(["包装很差"] * 5 + said[:7], day=30, first=200)))
    ws.read_texts()
    found = ws.voices("2025-01-01", "2025-01-31").themes
    assert len(found) == 9
    assert not any(theme.is_rising for theme in found)  # five of twelve is much for one theme, and not of nine


def test_products_that_texts_name_are_counted_with_how_they_feel(workspace: Opened) -> None:
    ws = workspace(saying(["台灯一号很好"] * 12 + ["物流太慢了"] * 20 + ["沙发床太硬了，很差"] * 8))
    own = "products:\n  lamp_one: {zh: 台灯一号, en: lamp one}\n  sofa_bed: {zh: 沙发床}\n  table: {zh: 餐桌}\n"
    (ws.folder / "themes.yaml").write_text(own)
    ws.read_texts()
    lamp, sofa = ws.voices("2025-01-01", "2025-01-31").products
    assert (lamp.product, lamp.n, sofa.product, sofa.n) == ("lamp_one", 12, "sofa_bed", 8)
    assert lamp.share is not None
    assert lamp.sentiment is not None
    assert sofa.sentiment is not None
    assert lamp.share.value == pytest.approx(0.3)
    assert sofa.sentiment.value < 0 < lamp.sentiment.value


def test_a_theme_of_four_shows_no_number(workspace: Opened) -> None:
    ws = workspace(saying(["物流太慢了"] * 4 + ["客服很好"] * 20 + ["包装很差"] * 9))
    ws.read_texts()
    hidden = {theme.theme: theme.n is None for theme in ws.voices("2025-01-01", "2025-01-31").themes}
    assert hidden == {"delivery": True, "packaging": True, "support": False}  # nor can four be told by subtraction
    assert ws.theme_words("delivery", "2025-01-01", "2025-01-31") is None


def test_without_texts_there_is_nothing_and_no_error(workspace: Opened) -> None:
    found = workspace().voices("2025-01-01", "2025-01-31")
    assert (found.texts, found.themes, found.sentiment) == (0, (), None) or found.themes == ()


def test_days_that_are_still_to_come_have_no_texts_and_end_when_they_begin(workspace: Opened) -> None:
    ws = workspace(saying(["客服很好"] * 9))
    found = ws.voices("2030-01-01")
    assert (found.texts or 0, str(found.window)) == (0, "2030-01-01 to 2030-01-01")
    with pytest.raises(UnknownTheme, match="there is no theme 'weather'; there are delivery"):
        ws.theme_words("weather")


def test_the_words_of_a_theme_are_set_apart_and_quoted_on_both_sides(workspace: Opened) -> None:
    slow = [f"快递等了{n}天，太慢了" for n in range(2, 32)]
    fine = [f"快递很快，{n}点就送到了，很满意" for n in range(8, 20)]
    ws = workspace(saying(slow + fine + [f"客服{n}号很好" for n in range(80)]))
    ws.read_texts()
    found = ws.theme_words("delivery", "2025-01-01", "2025-01-31")
    assert found is not None
    assert found.texts == 42
    assert all(quote.sentiment < 0 and "太慢" in quote.text for quote in found.blame)
    assert all(quote.sentiment >= 0 and "满意" in quote.text for quote in found.praise)
    assert found.blame
    assert found.praise
    assert any("快递" in each.phrase for each in found.phrases)


def test_themes_nobody_named_are_found_by_what_texts_share(workspace: Opened) -> None:
    squeak = [f"抽屉滑轨异响，第{n}次打开还是响" for n in range(120)]
    other = [f"客服{n}号耐心解答，很满意" for n in range(120)]
    ws = workspace(saying(squeak + other))
    ws.read_texts()
    found = ws.found_themes("2025-01-01", "2025-01-31")
    assert found.texts == 240
    assert any("滑轨" in phrase or "异响" in phrase for theme in found.themes for phrase in theme.phrases)


def test_too_few_texts_to_find_themes_in_are_refused(workspace: Opened) -> None:
    ws = workspace(saying(["客服很好"] * 20))
    ws.read_texts()
    with pytest.raises(TooFewTexts, match="20 texts"):
        ws.found_themes("2025-01-01", "2025-01-31")


def test_a_workspace_has_its_own_titles_and_leaves_ours_out(workspace: Opened) -> None:
    ws = workspace()
    own = "themes:\n  sofa_bed: {title: {en: Sofa bed, zh-hans: 沙发床}, zh: 沙发床}\nwithout: [taste]\n"
    (ws.folder / "themes.yaml").write_text(own)
    assert ws.themes.title("sofa_bed", "zh-Hans") == "沙发床"
    assert ws.themes.title("sofa_bed", "zh-Hant") == "Sofa bed"
    assert ws.themes.title("nobody knows", "en") == "nobody knows"
    assert "taste" not in {theme.name for theme in ws.themes.themes}


def test_a_theme_left_out_that_is_none_of_ours_is_named_with_its_line(workspace: Opened) -> None:
    ws = workspace()
    (ws.folder / "themes.yaml").write_text("without:\n- taste\n- tastte\n")
    with pytest.raises(DocumentError, match=r"themes.yaml:3.*tastte"):
        _ = ws.themes
