"""Every string of every room is written in Chinese, in both scripts, with the same placeholders."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
assert spec is not None
assert spec.loader is not None
messages = importlib.util.module_from_spec(spec)
spec.loader.exec_module(messages)

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[\d.]*[a-zA-Z]|\{\w*(?=[!:}])")
CATALOGUES = [(room, locale) for room in messages.rooms() for locale in messages.LOCALES]


def _forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)


@pytest.fixture(params=CATALOGUES, ids=lambda pair: f"{pair[0].name}-{pair[1]}")
def catalogue(request: pytest.FixtureRequest):
    room, locale = request.param
    return messages.strings(room), messages.read(messages.catalogue_path(room, locale), locale)


def test_nothing_is_missing_nor_left_over(catalogue):
    found, written = catalogue
    wanted = {message.id for message in found if message.id}
    kept = {message.id for message in written if message.id}
    assert wanted - kept == set(), "run tools/messages.py --collect, then translate"
    assert kept - wanted == set(), "run tools/messages.py --collect"


def test_nothing_is_untranslated_or_fuzzy(catalogue):
    _, written = catalogue
    assert [message.id for message in written if message.id and not all(_forms(message.string))] == []
    assert [message.id for message in written if message.fuzzy and message.id] == []


def test_placeholders_match(catalogue):
    _, written = catalogue
    for message in written:
        if message.id:
            for form in _forms(message.string):
                assert set(PLACEHOLDER.findall(form)) == set(PLACEHOLDER.findall(_forms(message.id)[-1])), message.id


def test_chinese_is_punctuated_as_chinese(catalogue):
    _, written = catalogue
    wrong = re.compile(r"[\u4e00-\u9fff][,;:?!]|[\u4e00-\u9fff]\.(?!\w)|!(?!r[:}])|！")
    assert [form for message in written if message.id for form in _forms(message.string) if wrong.search(form)] == []


@pytest.mark.parametrize("locale", messages.LOCALES)
def test_one_string_is_said_one_way_in_all_rooms(locale: str):
    """Rooms share one language: of two translations of a string only one would ever be seen. Use pgettext."""
    said: dict[str, set[str]] = {}
    for room in messages.rooms():
        for message in messages.read(messages.catalogue_path(room, locale), locale):
            if message.id and not message.context:
                said.setdefault(_forms(message.id)[0], set()).add(_forms(message.string)[0])
    assert {text: ways for text, ways in said.items() if len(ways) > 1} == {}


def test_no_string_hides_in_an_f_string_where_nothing_finds_it():
    hidden = re.compile(r"""f(["']).*\{_\(""")
    code = [path for path in messages.sources(messages.WEB) if path.suffix == ".py"]
    assert [path.name for path in code if any(hidden.search(line) for line in path.read_text().splitlines())] == []
