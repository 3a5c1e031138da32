"""Changes of a draft, as functions of SurveyJS documents: what they do not know stays as it is."""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from auricle.questionnaire.words import DEFAULT, locale

Document = dict[str, Any]
Element = dict[str, Any]

NAMES = re.compile(r"[^0-9A-Za-z_]+")
SAID = frozenset((
    "title", "description", "html", "completedHtml", "text", "placeholder", "placeHolder", "optionsCaption",
    "minRateDescription", "maxRateDescription", "mininumRateDescription", "maximumRateDescription", "labelTrue",
    "labelFalse", "otherText", "noneText", "refuseText", "dontKnowText", "selectAllText", "commentText",
    "otherPlaceholder", "otherPlaceHolder", "otherErrorText",
    "requiredErrorText", "minErrorText", "maxErrorText", "completeText", "pageNextText", "pagePrevText", "nextText",
    "prevText",
))  # fmt: skip
"""Properties that are words, which may be said in several languages."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be added: its name here, and the element it begins as."""

    name: str
    element: Mapping[str, Any]


KINDS: tuple[Kind, ...] = (
    Kind("nps", {"type": "rating", "rateMin": 0, "rateMax": 10, "auricleKind": "nps"}),
    Kind("csat", {"type": "rating", "rateMin": 1, "rateMax": 5, "auricleKind": "csat"}),
    Kind("stars", {"type": "rating", "rateMin": 1, "rateMax": 5, "rateType": "stars", "auricleKind": "csat"}),
    Kind("faces", {"type": "rating", "rateMin": 1, "rateMax": 5, "rateType": "smileys", "auricleKind": "csat"}),
    Kind("ces", {"type": "rating", "rateMin": 1, "rateMax": 7, "auricleKind": "ces"}),
    Kind("rating", {"type": "rating", "rateMin": 1, "rateMax": 5}),
    Kind("matrix", {"type": "matrix", "columns": [1, 2, 3, 4, 5], "rows": ["row1", "row2"]}),
    Kind("one", {"type": "radiogroup", "choices": ["item1", "item2"]}),
    Kind("several", {"type": "checkbox", "choices": ["item1", "item2"]}),
    Kind("ranking", {"type": "ranking", "choices": ["item1", "item2"]}),
    Kind("comment", {"type": "comment"}),
    Kind("text", {"type": "text"}),
    Kind("number", {"type": "text", "inputType": "number"}),
    Kind("date", {"type": "text", "inputType": "date"}),
    Kind("consent", {"type": "boolean"}),
    Kind("statement", {"type": "html", "html": ""}),
)


class NoSuchQuestion(LookupError):
    def __init__(self, name: str):
        super().__init__(f"the draft has no question {name!r} any more; it may have been renamed or removed")


class NameTaken(ValueError):
    def __init__(self, name: str):
        super().__init__(f"another question is called {name!r}; choose another code")


def elements(document: Mapping[str, Any]) -> Iterator[tuple[int, Element]]:
    """Every question with the number of its page, in the order of the document; groups are looked into."""

    def inside(held: Sequence[Any]) -> Iterator[Element]:
        for each in held:
            if not isinstance(each, dict):
                continue
            if isinstance(each.get("elements"), list):
                yield from inside(each["elements"])
            else:
                yield each

    for number, page in enumerate(_pages(document)):
        for each in inside(page.get("elements") or []):
            yield number, each


def element(document: Mapping[str, Any], name: str) -> Element:
    for _number, each in elements(document):
        if each.get("name") == name:
            return each
    raise NoSuchQuestion(name)


def place_of(document: Mapping[str, Any], name: str) -> str:
    """Where a question stands, as the reading of documents calls it: ``pages[0].elements[2]``."""

    def inside(held: Sequence[Any], place: str) -> str:
        for at, each in enumerate(held):
            here = f"{place}.elements[{at}]"
            if isinstance(each, dict) and isinstance(each.get("elements"), list):
                if found := inside(each["elements"], here):
                    return found
            elif isinstance(each, dict) and each.get("name") == name:
                return here
        return ""

    found = (inside(page.get("elements") or [], f"pages[{at}]") for at, page in enumerate(_pages(document)))
    return next(filter(None, found), "?")


def with_added(document: Mapping[str, Any], kind: str) -> tuple[Document, str]:
    """The document with one more question at its end, and the question's name."""
    changed = _copied(document)
    begun = next((each for each in KINDS if each.name == kind), KINDS[0])
    name = free_name(changed, kind)
    pages = changed.setdefault("pages", [])
    if not pages:
        pages.append({"name": "page1", "elements": []})
    pages[-1].setdefault("elements", []).append({**copy.deepcopy(dict(begun.element)), "name": name})
    return changed, name


def without(document: Mapping[str, Any], name: str) -> Document:
    changed = _copied(document)
    held, at = _place(changed, name)
    del held[at]
    changed["pages"] = [page for page in changed["pages"] if page.get("elements")] or [{"name": "page1"}]
    return changed


def moved(document: Mapping[str, Any], name: str, by: int) -> Document:
    """One place up (-1) or down (1), across pages where it stands at an end."""
    changed = _copied(document)
    held, at = _place(changed, name)
    to = at + by
    if 0 <= to < len(held):
        held[at], held[to] = held[to], held[at]
        return changed
    lists = [page.setdefault("elements", []) for page in changed["pages"]]
    number = next((i for i, each in enumerate(lists) if each is held), None)
    if number is not None and 0 <= number + by < len(lists):
        moving = held.pop(at)
        lists[number + by].insert(0 if by > 0 else len(lists[number + by]), moving)
        changed["pages"] = [page for page in changed["pages"] if page.get("elements")]
    return changed


def with_break(document: Mapping[str, Any], name: str) -> Document:
    """A new page begins with a question; if one did, it joins the page before."""
    changed = _copied(document)
    held, at = _place(changed, name)
    number = next((i for i, page in enumerate(changed["pages"]) if page.get("elements") is held), None)
    if number is None:
        return changed
    if at == 0 and number > 0:
        changed["pages"][number - 1]["elements"] += held
        del changed["pages"][number]
    elif at > 0:
        names = {page.get("name") for page in changed["pages"]}
        free = next(f"page{n}" for n in range(1, 1_000) if f"page{n}" not in names)
        changed["pages"].insert(number + 1, {"name": free, "elements": held[at:]})
        del held[at:]
    return changed


def with_element(document: Mapping[str, Any], name: str, changes: Mapping[str, Any]) -> Document:
    """A question with some properties set; those set to None are taken out.

    Raises
        NameTaken: it was to be called as another.
    """
    changed = _copied(document)
    held, at = _place(changed, name)
    renamed = changes.get("name") or name
    if renamed != name and any(each.get("name") == renamed for _number, each in elements(changed)):
        raise NameTaken(renamed)
    merged = {**held[at], **changes, "name": renamed}
    held[at] = {key: value for key, value in merged.items() if value is not None}
    if renamed != name:
        _rename(changed, name, renamed)
    return changed


def with_properties(document: Mapping[str, Any], changes: Mapping[str, Any]) -> Document:
    """The survey's own properties set; those set to None are taken out."""
    merged = {**_copied(document), **changes}
    return {key: value for key, value in merged.items() if value is not None}


def written_in(document: Mapping[str, Any], before: str, first: str) -> Document:
    """The document with another first language: its words become those that no language is named for."""

    def put(value: Any, key: str = "") -> Any:
        if key in SAID and isinstance(value, (str, dict)):
            return _respelt(value, before, first)
        if isinstance(value, dict):
            return {name: put(each, name) for name, each in value.items()}
        return [put(each) for each in value] if isinstance(value, list) else value

    changed = document if before == first else put(document)
    named = None if first == "en" else first
    return with_properties(changed, {"locale": named, "auricleLanguage": named})


def _respelt(words: Any, before: str, first: str) -> Any:
    """A text, or texts by language, as a document in another first language spells them."""
    if isinstance(words, str):
        return {before: words} if any(map(str.isalpha, words)) else words
    named = {(before if code == DEFAULT else locale(code)): text for code, text in words.items()}
    return {DEFAULT if code == first else code: text for code, text in named.items()}


def said(words: Any, language: str, first: str) -> str:
    """A text in one language exactly; empty where it is not translated."""
    if isinstance(words, dict):
        own = words.get(locale(language))
        return str(own if own is not None else words.get(DEFAULT, "") if locale(language) == locale(first) else "")
    return str(words) if words not in (None, False, True) and locale(language) == locale(first) else ""


def saying(texts: Mapping[str, str], first: str, before: Any = None) -> Any:
    """Texts by language as SurveyJS keeps them; languages that were not edited stay. None when nothing is said."""
    kept = (
        {k: v for k, v in before.items() if k not in (DEFAULT, *map(locale, texts))} if isinstance(before, dict) else {}
    )
    words = {DEFAULT if locale(k) == locale(first) else locale(k): v.strip() for k, v in texts.items() if v.strip()}
    merged = {**words, **kept}
    if not merged:
        return None
    return merged[DEFAULT] if set(merged) == {DEFAULT} else merged


def number_of(text: str) -> tuple[int | float | None, str]:
    """A number somebody typed, none where they typed nothing; and what is wrong with it."""
    if not text.strip():
        return None, ""
    try:
        number = float(text)
    except ValueError:
        return None, _("Write a number.")
    if not isfinite(number):
        return None, _("Write a number.")
    return int(number) if number.is_integer() else number, ""


def free_name(document: Mapping[str, Any], wish: str) -> str:
    """A code no question has, like what was wished for."""
    return free_code(
        [str(each.get("name")) for _number, each in elements(document)], NAMES.sub("_", wish).strip("_")[:40]
    )


def free_code(taken: Collection[str], wish: str) -> str:
    """What was wished for, with a number behind it where that is taken."""
    clean = wish or "question"
    return (
        clean if clean not in taken else next(f"{clean}_{n}" for n in range(2, 10_000) if f"{clean}_{n}" not in taken)
    )


POINTERS = ("gotoName", "setToName", "fromName", "choicesFromQuestion")
"""Properties that hold the name of a question."""


def spoken_of(name: str) -> re.Pattern[str]:
    """How a text or an expression speaks of a question."""
    return re.compile(r"\{(\s*)" + re.escape(name) + r"(?=\s*\}|[.\[]|-Comment\s*\})")


def _rename(document: Document, old: str, new: str) -> None:
    """Conditions, skips and piped texts go on to mean the same question."""
    spoken = spoken_of(old)

    def put(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: put(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [put(each) for each in value]
        if key in POINTERS:
            return new if value == old else value
        return spoken.sub(lambda found: "{" + found[1] + new, value) if isinstance(value, str) else value

    for key in list(document):
        document[key] = put(document[key])


def _place(document: Document, name: str) -> tuple[list[Any], int]:
    """The list that holds a question, and where in it."""

    def inside(held: list[Any]) -> tuple[list[Any], int] | None:
        for at, each in enumerate(held):
            if isinstance(each, dict) and isinstance(each.get("elements"), list):
                if found := inside(each["elements"]):
                    return found
            elif isinstance(each, dict) and each.get("name") == name:
                return held, at
        return None

    for page in _pages(document):
        if found := inside(page.get("elements") or []):
            return found
    raise NoSuchQuestion(name)


def _pages(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    pages = document.get("pages")
    return [page for page in pages if isinstance(page, dict)] if isinstance(pages, list) else []


def _copied(document: Mapping[str, Any]) -> Document:
    """A copy whose questions stand on pages, also where the document has them without."""
    changed = copy.deepcopy(dict(document))
    for alone in ("elements", "questions"):
        if isinstance(changed.get(alone), list) and "pages" not in changed:
            changed["pages"] = [{"name": "page1", "elements": changed.pop(alone)}]
    for page in _pages(changed):
        if "elements" not in page and isinstance(page.get("questions"), list):
            page["elements"] = page.pop("questions")
    return changed
