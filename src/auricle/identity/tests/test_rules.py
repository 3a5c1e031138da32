"""Rules as data: what is found in an event, how it is written, and what is wrong in a file of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from auricle.identity.forms import country_of, written
from auricle.identity.rules import FILE, read_rules
from auricle.model.document import DocumentError

EVENT = {
    "userId": "42",
    "anonymousId": "b1",
    "traits": {"email": " Ann@X.cn ", "phone": "138 0013 8000", "openid": "o1", "appid": "wx1"},
    "context": {"traits": {"unionid": "u7"}, "device": {"id": "d1"}, "page": {"url": "/"}},
    "properties": {"order_id": 77, "email": "a friend's, not theirs"},
}


def test_ids_are_found_in_an_event_the_most_telling_first() -> None:
    assert read_rules(zone="Asia/Shanghai").found(EVENT) == (
        "user:42",
        "unionid:u7",
        "email:ann@x.cn",
        "phone:+8613800138000",
        "openid:wx1/o1",
        "anonymous:b1",
        "order:77",
        "device:d1",
    )


def test_parts_of_an_event_may_be_json_as_text() -> None:
    said = {"user_id": "42", "traits": '{"email": "a@x.cn"}', "context": '{"device": {"id": "d1"}}', "properties": "{}"}
    assert read_rules().found(said) == ("user:42", "email:a@x.cn", "device:d1")


@pytest.mark.parametrize("value", ["", " ", "null", "Undefined", "GUEST", "00000000-0000-0000-0000-000000000000", None,
                                   True, {"a": 1}, "a\nb", "x" * 300])  # fmt: skip
def test_values_that_are_nobodys_are_no_identities(value: object) -> None:
    assert read_rules().identity("user", value) == ""


@pytest.mark.parametrize(
    ("said", "country", "number"),
    [
        ("138 0013 8000", "CN", "+8613800138000"),
        ("+86-138-0013-8000", "", "+8613800138000"),
        ("０１３８００１３８０００", "CN", "+8613800138000"),
        ("(021) 6234 5678", "CN", "+862162345678"),
        ("0049 151 23456789", "DE", "+4915123456789"),
        ("9123 4567", "HK", "+85291234567"),
        ("138 0013 8000", "", ""),
        ("12", "CN", ""),
        ("call me", "CN", ""),
    ],
)
def test_numbers_are_written_one_way(said: str, country: str, number: str) -> None:
    assert written("telephone", said, country) == number


def test_a_zone_tells_the_country_where_it_is_one_countrys() -> None:
    assert [country_of(zone) for zone in ("Asia/Shanghai", "Asia/Hong_Kong", "UTC")] == ["CN", "HK", ""]


def test_a_workspace_says_only_what_differs(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(
        "country: HK\nnobody: [walk-in]\nkinds:\n  user: {customer: false}\n  order: {strength: ignored}\n"
        "  card: {strength: owner, names: [traits.card]}\n"
    )
    rules = read_rules(tmp_path)
    assert rules.native("user:42").startswith("person-")
    assert rules.identity("order", "7") == rules.identity("member", "Walk-In") == ""
    assert rules.found({"traits": {"card": "K1", "phone": "91234567"}}) == ("phone:+85291234567", "card:K1")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("kinds:\n  card: {names: [traits.card]}\n", 2, "card needs a strength"),
        ("kinds:\n  card:\n    strength: strong\n", 3, "strength cannot be 'strong'; choose one of owner, personal"),
        ("kinds:\n  card:\n    strength: owner\n    colour: red\n", 4, "there is no key 'colour' here; there are"),
        ("country: XX\n", 1, "there is no country 'XX'"),
        ("kinds:\n  email:\n    customer: true\n", 3, "only an owner's ids"),
        ("kinds:\n  customer: {strength: owner}\n", 2, "cannot be a kind"),
        ("kindes: {}\n", 1, "did you mean 'kinds'?"),
    ],
)
def test_what_is_wrong_is_named_by_file_line_and_reason(tmp_path: Path, text: str, line: int, reason: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(DocumentError, match=rf"{FILE}:{line}: .*{reason}"):
        read_rules(tmp_path)


def test_an_alias_names_the_new_id_before_the_previous_one() -> None:
    said = {"userId": "zoe", "previousId": "anna"}
    assert read_rules().found(said)[:2] == ("user:zoe", "user:anna")


@pytest.mark.parametrize("text", ['{broken "email": ', '{"email": "\\ud800"}', '{"email": NaN}', '{"email": 1e999}'])
def test_a_text_that_looks_like_json_and_is_none_names_nobody(text: str) -> None:
    assert read_rules().found({"userId": "42", "traits": text, "context": {"traits": text}}) == ("user:42",)
