"""Surveys of LimeSurvey (.lss, and its .lsg and .lsq): database versions from 140 on, one table a paragraph of XML."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ...sentence import sentence
from ..expression import NotAnExpression, expression
from ..words import locale
from .arrival import Arrival, Making
from .relevance import NotCarried, Target, condition
from .rows import Row, tables

_DONE = {
    "L",
    "!",
    "O",
    "5",
    "Y",
    "G",
    "N",
    "D",
    "S",
    "T",
    "U",
    "M",
    "P",
    "R",
    "X",
    "K",
    "Q",
    "A",
    "B",
    "C",
    "E",
    "F",
    "H",
    "1",
}
_NOT_DONE = {
    "|": sentence("files are not taken"),
    "I": sentence("the language is chosen by the respondent's browser"),
    "*": sentence("an equation is not carried over; write it as a calculated value"),
    ";": sentence("an array of texts is not asked"),
    ":": sentence("an array of numbers is not asked"),
}
_FIXED: dict[str, tuple[tuple[str, str], ...]] = {
    "Y": (("Y", "Yes"), ("N", "No")),
    "G": (("F", "Female"), ("M", "Male")),
    "C": (("Y", "Yes"), ("U", "Uncertain"), ("N", "No")),
    "E": (("I", "Increase"), ("S", "Same"), ("D", "Decrease")),
}
_FIXED_WORDS = {
    "Yes": {"zh-cn": "是", "zh-tw": "是"},
    "No": {"zh-cn": "否", "zh-tw": "否"},
    "Female": {"zh-cn": "女", "zh-tw": "女"},
    "Male": {"zh-cn": "男", "zh-tw": "男"},
    "Uncertain": {"zh-cn": "不确定", "zh-tw": "不確定"},
    "Increase": {"zh-cn": "增加", "zh-tw": "增加"},
    "Same": {"zh-cn": "不变", "zh-tw": "不變"},
    "Decrease": {"zh-cn": "减少", "zh-tw": "減少"},
}
_CHANGES_WHO = {
    "array_filter": sentence("rows are not filtered by another question"),
    "array_filter_exclude": sentence("rows are not filtered by another question"),
    "em_validation_q": sentence("the check of the answer is not carried over"),
    "em_validation_sq": sentence("the check of the answer is not carried over"),
    "exclude_all_others": sentence("an option that excludes the others is not carried over"),
    "random_group": sentence("questions shuffled together are not carried over"),
    "equals_num_value": sentence("the sum of the answers is not checked"),
    "min_num_value": sentence("the sum of the answers is not checked"),
    "max_num_value": sentence("the sum of the answers is not checked"),
    "num_value_equals_sgqa": sentence("the sum of the answers is not checked"),
    "min_num_value_sgqa": sentence("the sum of the answers is not checked"),
    "max_num_value_sgqa": sentence("the sum of the answers is not checked"),
    "date_min": sentence("the check of the answer is not carried over"),
    "date_max": sentence("the check of the answer is not carried over"),
    "dropdown_dates_year_min": sentence("the check of the answer is not carried over"),
    "dropdown_dates_year_max": sentence("the check of the answer is not carried over"),
    "num_value_int_only": sentence("the check of the answer is not carried over"),
    "numbers_only": sentence("the check of the answer is not carried over"),
    "other_numbers_only": sentence("the check of the answer is not carried over"),
    "time_limit": sentence("a time limit is not held"),
    "prefix": sentence("words before and behind a field are not shown"),
    "suffix": sentence("words before and behind a field are not shown"),
    "location_mapservice": sentence("{key} is not carried over", key="location_mapservice"),
}
_WRITTEN = frozenset("NSTUKQ")  # types whose answers are written; only they are held to a pattern
_COUNTED = frozenset("MPR")  # types of which so many options are chosen; of others so many rows are to be answered
_PATTERN = re.compile(r"/(?P<pattern>.*)/(?P<flags>[a-zA-Z]*)\Z", re.DOTALL)
_PARTS_APART = frozenset({"K", "Q", "R"})  # parts that are questions of their own here, or places in a ranking
_ORDERS = {"random": "random", "alphabetical": "asc"}
_NUMBER = re.compile(r"[-+]?(\d+|\d*\.\d+)\Z")
_PIPE = re.compile(r"\{(?!\s)([^{}]+)(?<!\s)\}")
_PIPED = re.compile(r"(?:INSERTANS:)?(\w+)(?:\.(?:NAOK|shown|value|valueNAOK))?\Z")


@dataclass(slots=True)
class _File:
    """The tables of a file, sorted for looking up."""

    making: Making
    groups: list[Row] = field(default_factory=list)
    questions: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    parts: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[tuple[str, str], dict[str, Row]] = field(default_factory=lambda: defaultdict(dict))
    attributes: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    spoken: dict[tuple[str, str], dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    """Attributes that are words, by language."""
    targets: dict[str, Target] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    asked_if: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Under which conditions a question is asked, where there are any: its page's and its own."""

    def words(self, table: str, key: str, column: str) -> Any:
        found = self.texts[table, key]
        return self.making.words({language: row.get(column, "") for language, row in found.items()})


def from_limesurvey(content: bytes) -> Arrival:
    """A LimeSurvey file as a document.

    Raises
        Unreadable: it is broken, hostile, or no survey.
    """
    _, languages, found = tables(content)
    languages = _plain_languages(languages, found)
    settings = found.get("surveys", [{}])[0]
    making = Making(settings.get("language") or (languages or ["en"])[0] or "en")
    file = _sorted(found, making)
    if not file.groups:  # a single question (.lsq) stands in no group
        file.groups = [{"gid": gid} for gid in file.questions]
    pages = [_page(file, group, settings.get("showgroupinfo", "")) for group in file.groups]
    _paged(making, pages, settings.get("format", ""))
    if _has_conditions_apart(file, found.get("conditions", [])):
        making.leave("conditions", sentence("conditions kept apart from the questions are not carried over"))
    for table, reason in (
        ("quota", sentence("quotas are not carried over; set them anew")),
        ("assessments", sentence("assessments are not carried over")),
        ("defaultvalues", sentence("default answers are not carried over")),
    ):
        if found.get(table):
            making.leave(table, reason)
    title = file.words("survey", "", "surveyls_title")
    ending = file.words("survey", "", "surveyls_endtext")
    _noted_of_all(file, settings)
    welcome = ""
    if settings.get("showwelcome") != "N":
        welcome = _under_each_other(file, "survey", "", "surveyls_description", "surveyls_welcometext")
    clears = "onHiddenContainer"  # what is not relevant there counts as not answered
    document = making.document(title, pages, description=welcome, completedHtml=ending, clearInvisibleValues=clears)
    return Arrival(_piped(file, document, ""), tuple(making.left_out))


def _under_each_other(file: _File, table: str, key: str, *columns: str) -> Any:
    """Texts that stand under each other there, as one."""
    found = file.texts[table, key].items()
    return file.making.words({language: "<br>".join(filter(None, map(row.get, columns))) for language, row in found})


def _plain_languages(languages: list[str], found: dict[str, list[Row]]) -> list[str]:
    """An easy or informal German is what is asked in German, where the survey has no other."""
    keys = ("language", "surveyls_language")
    spoken = {*languages, *(row[key] for rows in found.values() for row in rows for key in keys if key in row)}
    plain = {each: each.partition("-")[0] for each in spoken if each.endswith(("-informal", "-easy"))}
    plain = {each: base for each, base in plain.items() if base not in spoken and [*plain.values()].count(base) == 1}
    for rows in found.values():
        for row in rows:
            row.update({key: plain[row[key]] for key in keys if row.get(key) in plain})
    return [plain.get(each, each) for each in languages]


def _has_conditions_apart(file: _File, rows: list[Row]) -> bool:
    """Whether the table of conditions says what no question says itself: newer files say it in both places."""
    asked = {row.get("qid", ""): row for rows in file.questions.values() for row in rows}
    said = [asked.get(row.get("qid", ""), {}).get("relevance", "").strip() for row in rows]
    return any(relevance in ("", "1") for relevance in said)


def _noted_of_all(file: _File, settings: Row) -> None:
    """What holds for the whole survey and is not in a document."""
    if "Y" in (settings.get("anonymized"), settings.get("private")):
        file.making.leave("anonymized", sentence("it is anonymous there; choose so here before it is published"))
    if settings.get("showsurveypolicynotice", "0") not in ("0", ""):
        reason = sentence("the notice on privacy is not shown; ask for consent in a question")
        file.making.leave("surveyls_policy_notice", reason)
    if until := settings.get("expires", "").strip():
        file.making.leave("expires", sentence("it closes there on {when}; close it here then", when=until))
    if file.words("survey", "", "surveyls_url"):
        file.making.leave("surveyls_url", sentence("nobody is sent to another address at the end"))


def _piped(file: _File, said: Any, where: str) -> Any:
    """Texts speak of answers in our way; what else they work out is listed, and stands as it was written."""
    if isinstance(said, dict):
        where = str(said.get("name") or where)
        return {key: each if key in _CODE else _piped(file, each, where) for key, each in said.items()}
    if isinstance(said, list):
        return [_piped(file, each, where) for each in said]
    return _PIPE.sub(lambda found: _pipe(file, found, where), said) if isinstance(said, str) else said


_CODE = frozenset({"name", "type", "value", "visibleIf", "regex", "auricleLanguage"})


def _pipe(file: _File, found: re.Match[str], where: str) -> str:
    called = _PIPED.match(found[1])
    target = file.targets.get(called[1]) if called else None
    if target is None or target.ticked:
        shown = found[0] if len(found[0]) < 80 else found[0][:79] + "…"
        file.making.leave(where, sentence("its words hold something that is not known here: {part}", part=shown))
        return found[0]
    return f"{{{target.name}.{target.part}}}" if target.part else f"{{{target.name}}}"


def _sorted(found: dict[str, list[Row]], making: Making) -> _File:
    file = _File(making)
    for table, key in (("group", "gid"), ("question", "qid"), ("answer", "aid")):
        for row in found.get(f"{table}_l10ns", []):
            file.texts[table, row.get(key, "")][row.get("language", "")] = row
    for row in found.get("surveys_languagesettings", []):
        file.texts["survey", ""][row.get("surveyls_language", "")] = row
    seen: set[tuple[str, str]] = set()
    for table in ("groups", "questions", "subquestions", "answers"):
        for row in found.get(table, []):
            _sort(file, table, row, seen)
    file.groups.sort(key=lambda row: _order(row, "group_order"))
    for kept in (file.questions, file.parts):
        for rows in kept.values():
            rows.sort(key=lambda row: _order(row, "question_order"))
    for rows in file.answers.values():
        rows.sort(key=lambda row: _order(row, "sortorder"))
    for row in found.get("question_attributes", []):
        if row.get("value"):
            qid, attribute = row.get("qid", ""), row.get("attribute", "")
            file.attributes[qid].setdefault(attribute, row["value"])
            file.spoken[qid, attribute][row.get("language") or making.language] = row["value"]
    return file


def _sort(file: _File, table: str, row: Row, seen: set[tuple[str, str]]) -> None:
    """Put a row where it is looked up; files of before 2018 have one for each language."""
    key = {"groups": row.get("gid"), "answers": f"{row.get('qid')}/{row.get('code')}/{row.get('scale_id')}"}.get(
        table, row.get("qid")
    )
    if "language" in row:
        kind = {"groups": "group", "answers": "answer"}.get(table, "question")
        file.texts[kind, row.get("aid") or key or ""][row["language"]] = row
    if (table, key or "") in seen:
        return
    seen.add((table, key or ""))
    if table == "groups":
        file.groups.append(row)
    elif table == "questions" and row.get("parent_qid", "0") in ("0", ""):
        file.questions[row.get("gid", "")].append(row)
        file.codes |= {row.get("title", ""), _ids(row)}
    elif table in ("questions", "subquestions"):
        file.parts[row.get("parent_qid", "")].append(row)
    elif table == "answers":
        file.answers[row.get("qid", "")].append(row)


def _order(row: Row, column: str) -> int:
    said = row.get(column, "")
    return int(said) if said.lstrip("-").isdigit() else 0


def _paged(making: Making, pages: list[dict[str, Any]], format_: str) -> None:
    """There all questions may stand on one page (A), or each on its own (S)."""
    asked = [len(page["elements"]) for page in pages if page["elements"]]
    if (format_ == "A" and len(asked) > 1) or (format_ == "S" and max(asked, default=0) > 1):
        making.leave("format", sentence("each group of questions is a page here, whatever the pages there"))


def _page(file: _File, group: Row, shown: str) -> dict[str, Any]:
    gid = group.get("gid", "")
    page: dict[str, Any] = {"name": file.making.name(f"group{gid}"), "elements": []}
    if shown not in ("D", "X") and (title := file.words("group", gid, "group_name")):
        page["title"] = title
    if shown not in ("N", "X") and (description := file.words("group", gid, "description")):
        page["description"] = description
    page_if = _when(file, page, group.get("grelevance", ""), page["name"])
    if group.get("randomization_group"):
        file.making.leave(page["name"], sentence("pages are not shuffled"))
    for row in file.questions.get(gid) or (file.questions.get("") if len(file.groups) == 1 else None) or []:
        page["elements"] += _question(file, row, page_if)
    return page


def _question(file: _File, row: Row, page_if: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    type_, title = row.get("type", ""), row.get("title", "") or f"q{row.get('qid', '')}"
    if type_ not in _DONE:
        known = _NOT_DONE.get(type_) or sentence("questions of type {type!r} are not asked", type=type_)
        file.making.leave(title, known)
        return
    said = file.attributes[row.get("qid", "")]
    if "browserdetect" in (row.get("question_theme_name"), said.get("question_template")):
        file.making.leave(title, sentence("the browser is not asked"))
        return
    name = file.making.name(title)
    _name_targets(file, row, title, name)
    made: dict[str, Any] = {"name": name, "title": file.words("question", row.get("qid", ""), "question") or name}
    if hint := _hint(file, row):
        made["description"] = hint
    if row.get("mandatory") == "Y":
        made["isRequired"] = True
    elif row.get("mandatory") == "S":
        file.making.leave(name, sentence("who leaves it out is not asked once more; make it required, or not"))
    if said.get("hidden") == "1":  # whatever its condition says
        made["visible"] = False
    else:
        file.asked_if[name] = page_if + _when(file, made, row.get("relevance", ""), name)
    _noted(file, row, made)
    yield from _TYPES[type_](file, row, made)


def _hint(file: _File, row: Row) -> Any:
    """The help, and behind it what is said of the check, which is shown even where nothing is checked."""
    qid = row.get("qid", "")
    helps = {language: text.get("help", "") for language, text in file.texts["question", qid].items()}
    tips = {} if file.attributes[qid].get("hide_tip") == "1" else file.spoken[qid, "em_validation_q_tip"]
    both = {language: (helps.get(language, ""), tips.get(language, "")) for language in {**helps, **tips}}
    return file.making.words({language: "<br>".join(filter(None, each)) for language, each in both.items()})


def _name_targets(file: _File, row: Row, title: str, name: str) -> None:
    """What conditions call the question and its parts: by code, and in old files by numbers."""
    if title in file.targets:
        file.making.leave(name, sentence("its code {code} is there twice; conditions mean the first", code=title))
    for base in _called(file, row, title):
        file.targets.setdefault(base, Target(name))
    if row.get("type") not in _PARTS_APART:
        for part in file.parts[row.get("qid", "")]:
            _name_part(file, row, part, Target(name, part.get("title", ""), row.get("type") in ("M", "P")))


def _called(file: _File, row: Row, title: str) -> tuple[str, ...]:
    number = f"Q{row.get('qid', '')}"
    return (title, _ids(row), *(() if number in file.codes else (number,)))


def _name_part(file: _File, row: Row, part: Row, target: Target) -> None:
    code = part.get("title", "")
    for base in _called(file, row, row.get("title", "") or f"q{row.get('qid', '')}"):
        for joined in (f"{base}_{code}", f"{_ids(row)}{code}", f"{base}_S{part.get('qid', '')}"):
            if joined not in file.codes:  # a question of that code is meant
                file.targets.setdefault(joined, target)


def _ids(row: Row) -> str:
    return f"{row.get('sid', '')}X{row.get('gid', '')}X{row.get('qid', '')}"


def _when(file: _File, made: dict[str, Any], relevance: str, where: str) -> tuple[str, ...]:
    """Put its condition to a page, a question or a row; the parts of it that all have to hold."""
    if relevance.strip() in ("", "1"):
        return ()
    try:
        found = condition(relevance, file.targets, file.asked_if)
        whole = found[0] if len(found) == 1 else " and ".join(f"({each})" for each in found)
        expression(whole)
    except (NotCarried, NotAnExpression):
        shown = relevance if len(relevance) < 120 else relevance[:119] + "…"
        reason = sentence("its condition is not carried over, so it is always asked: {condition}", condition=shown)
        file.making.leave(where, reason)
        return ()
    made["visibleIf"] = whole
    return found


def _noted(file: _File, row: Row, made: dict[str, Any]) -> None:
    said = file.attributes[row.get("qid", "")]
    for attribute, reason in _CHANGES_WHO.items():
        if said.get(attribute, "").strip() not in ("", "0"):
            file.making.leave(made["name"], reason)
    if any(text.get("script", "").strip() for text in file.texts["question", row.get("qid", "")].values()):
        file.making.leave(made["name"], sentence("{key} is not carried over", key="script"))
    if row.get("type") not in _COUNTED and (said.get("min_answers") or said.get("max_answers")):
        file.making.leave(made["name"], _CHANGES_WHO["em_validation_q"])
    theme = row.get("question_theme_name") or said.get("question_template") or ""
    file.making.has_pictures |= theme.startswith("image_select")
    if row.get("type") in _WRITTEN:
        _held_to_a_pattern(file, row, made)


def _held_to_a_pattern(file: _File, row: Row, made: dict[str, Any]) -> None:
    if found := _PATTERN.match(row.get("preg", "").strip()):
        flags = {"caseInsensitive": True} if "i" in found["flags"] else {}
        made["validators"] = [{"type": "regex", "regex": found["pattern"], **flags}]
    elif row.get("preg", "").strip():
        file.making.leave(made["name"], _CHANGES_WHO["em_validation_q"])


def _options(file: _File, row: Row, scale: str = "0") -> list[Any]:
    """The answers on a scale, else the parts, as options."""
    found = [a for a in file.answers[row.get("qid", "")] if a.get("scale_id", "0") == scale]
    made = []
    for answer in found:
        key = answer.get("aid") or f"{answer.get('qid')}/{answer.get('code')}/{answer.get('scale_id')}"
        made.append({"value": _value(answer.get("code", "")), "text": file.words("answer", key, "answer")})
    return _distinct(file, row, made)


def _parts(file: _File, row: Row, scale: str = "0") -> list[Any]:
    found = [p for p in file.parts[row.get("qid", "")] if (p.get("scale_id") or "0") == scale]
    made = []
    for part in found:
        own = {"value": part.get("title", ""), "text": file.words("question", part.get("qid", ""), "question")}
        _when(file, own, part.get("relevance", ""), f"{row.get('title', '')}_{own['value']}")
        made.append(own)
    return _distinct(file, row, made)


def _distinct(file: _File, row: Row, made: list[dict[str, Any]]) -> list[Any]:
    kept: dict[str, dict[str, Any]] = {}
    for each in made:
        if str(each["value"]) in kept:
            file.making.leave(
                row.get("title", ""), sentence("the option {value!r} is there twice", value=each["value"])
            )
        kept.setdefault(str(each["value"]), {key: said for key, said in each.items() if said or key == "value"})
    return list(kept.values())


def _value(code: str) -> Any:
    return int(code) if code.isdigit() and (code == "0" or not code.startswith("0")) and len(code) < 10 else code


def _fixed(file: _File, row: Row) -> list[Any]:
    """What a question of this type always lets choose; LimeSurvey has words of its own for it, the file has none."""
    type_ = row["type"]
    spoken = {language for texts in file.texts.values() for language in texts if language}
    languages = sorted(spoken | {file.making.language})
    made = []
    for code, english in _FIXED[type_]:
        said = {language: _FIXED_WORDS[english].get(locale(language), english) for language in languages}
        made.append({"value": code, "text": file.making.words(said) or english})
    if unknown := [each for each in languages if locale(each).partition("-")[0] not in ("en", "zh")]:
        file.making.leave(
            row.get("title", ""),
            sentence("its options are in English for {languages}; translate them", languages=", ".join(unknown)),
        )
    return made


def _list(type_: str) -> Callable[[_File, Row, dict[str, Any]], Iterator[dict[str, Any]]]:
    def make(file: _File, row: Row, made: dict[str, Any]) -> Iterator[dict[str, Any]]:
        said = file.attributes[row.get("qid", "")]
        options = _fixed(file, row) if row["type"] in _FIXED else _options(file, row)
        made |= {"type": type_, "choices": options}
        if row.get("other") == "Y":
            made |= _other(file, row, made["name"])
        elif row["type"] == "O":
            made["showCommentArea"] = True
        if order := _order_of(said):
            made["choicesOrder"] = order
        yield made

    return make


def _other(file: _File, row: Row, name: str) -> dict[str, Any]:
    if file.attributes[row.get("qid", "")].get("other_position") in ("beginning", "specific"):
        file.making.leave(name, sentence("“other” stands behind the options, wherever it stood"))
    words = file.making.words(file.spoken[row.get("qid", ""), "other_replace_text"])
    return {"showOtherItem": True, **({"otherText": words} if words else {})}


def _order_of(said: dict[str, str]) -> str:
    """In what order options or rows stand: newer files say it of answers or of subquestions."""
    if said.get("random_order") == "1":
        return "random"
    if order := said.get("answer_order") or said.get("subquestion_order"):
        return _ORDERS.get(order, "")
    return "asc" if said.get("alphasort") == "1" else ""


def _several(file: _File, row: Row, made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    said = file.attributes[row.get("qid", "")]
    made |= {"type": "checkbox", "choices": _parts(file, row)}
    for attribute, name in (("min_answers", "minSelectedChoices"), ("max_answers", "maxSelectedChoices")):
        _bound(file, made, name, said.get(attribute, ""))
    if row.get("other") == "Y":
        made |= _other(file, row, made["name"])
    if order := _order_of(said):
        made["choicesOrder"] = order
    if row["type"] == "P":
        file.making.leave(made["name"], sentence("comments beside single options are not asked"))
        made["showCommentArea"] = not made.get("showOtherItem")
    yield made


def _ranked(file: _File, row: Row, made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    said = file.attributes[row.get("qid", "")]
    options = _options(file, row) or _parts(file, row)
    most = said.get("max_answers") or said.get("max_subquestions") or said.get("ranking_slots") or ""
    if said.get("min_answers") or (most and most != str(len(options))):
        file.making.leave(made["name"], sentence("all options are ranked, not some of them"))
    if order := _order_of(said):
        made["choicesOrder"] = order
    yield made | {"type": "ranking", "choices": options}


def _typed(**how: Any) -> Callable[[_File, Row, dict[str, Any]], Iterator[dict[str, Any]]]:
    def make(file: _File, row: Row, made: dict[str, Any]) -> Iterator[dict[str, Any]]:
        said = file.attributes[row.get("qid", "")]
        made |= how
        if said.get("maximum_chars", "").isdigit() and how["type"] != "rating":
            made["maxLength"] = int(said["maximum_chars"])
        if row["type"] == "N":
            _bounds(file, made, said)
        if row["type"] == "D":
            made["inputType"] = _moment(said.get("date_format", ""))
        yield made

    return make


def _moment(format_: str) -> str:
    """What of a moment is asked: LimeSurvey writes the date in small letters and the time in large ones."""
    if "H" in format_:
        return "datetime-local" if "d" in format_ or "y" in format_ else "time"
    return "month" if "m" in format_ and "d" not in format_ else "date"


def _bounds(file: _File, made: dict[str, Any], said: dict[str, str]) -> None:
    for name, attributes in (("min", ("min_num_value_n", "slider_min")), ("max", ("max_num_value_n", "slider_max"))):
        _bound(file, made, name, next((said[each] for each in attributes if said.get(each)), ""))


def _bound(file: _File, made: dict[str, Any], name: str, said: str) -> None:
    """A bound that is a number; one that is worked out is listed."""
    if _NUMBER.match(said.strip()):
        made[name] = float(said) if "." in said else int(said)
    elif said.strip():
        file.making.leave(made["name"], sentence("the check of the answer is not carried over"))


def _statement(file: _File, row: Row, made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    kept: dict[str, Any] = {key: made[key] for key in ("name", "visibleIf", "visible") if key in made}
    said = _under_each_other(file, "question", row.get("qid", ""), "question", "help")
    yield {"type": "html", **kept, "html": said or made["title"]}


def _several_texts(file: _File, row: Row, made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Several short texts or numbers under one title: a panel of questions."""
    inner: dict[str, Any] = {"type": "text"} | ({"inputType": "number"} if row["type"] == "K" else {})
    said = file.attributes[row.get("qid", "")]
    if said.get("maximum_chars", "").isdigit():
        inner["maxLength"] = int(said["maximum_chars"])
    if "validators" in made:
        inner["validators"] = made["validators"]
    elements = []
    names: dict[str, str] = {}
    if row["type"] == "K":
        of_all: dict[str, Any] = {"name": made["name"]}
        slides = {"slider_min": "0", "slider_max": "100"} if said.get("slider_layout") == "1" else {}
        _bounds(file, of_all, {**slides, **said})
        inner |= {key: value for key, value in of_all.items() if key != "name"}
    for part in _parts(file, row):
        names[part["value"]] = name = file.making.name(f"{made['name']}_{part['value']}")
        asked = {"name": name, "title": part.get("text") or name, **inner}
        asked |= {"visibleIf": part["visibleIf"]} if "visibleIf" in part else {}
        own = (part["visibleIf"],) if "visibleIf" in part else ()
        file.asked_if[name] = file.asked_if.get(made["name"], ()) + own
        elements.append(asked | ({"isRequired": True} if made.get("isRequired") else {}))
    for part in file.parts[row.get("qid", "")]:
        if named := names.get(part.get("title", "")):
            _name_part(file, row, part, Target(named))
    panel = {key: value for key, value in made.items() if key not in ("isRequired", "validators")}
    if elements:
        yield {"type": "panel", **panel, "elements": elements}


def _array(
    columns: Callable[[_File, Row], list[Any]],
) -> Callable[[_File, Row, dict[str, Any]], Iterator[dict[str, Any]]]:
    def make(file: _File, row: Row, made: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield from _matrix(file, row, made, columns(file, row), _parts(file, row))

    return make


def _matrix(
    file: _File, row: Row, made: dict[str, Any], columns: list[Any], rows: list[Any]
) -> Iterator[dict[str, Any]]:
    if made.pop("isRequired", False):
        made |= {"isRequired": True, "eachRowRequired": True}
    said = file.attributes[row.get("qid", "")]
    if _order_of({**said, "answer_order": ""}) == "random":
        made["rowOrder"] = "random"
    yield made | {"type": "matrix", "columns": columns, "rows": rows}


def _dual(file: _File, row: Row, made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Two scales side by side: two matrices."""
    for scale, side in (("0", "A"), ("1", "B")):
        header = file.making.words(file.spoken[row.get("qid", ""), f"dualscale_header{side}"])
        own = dict(made)
        if scale == "1":
            own["name"] = file.making.name(f"{made['name']}_2")
        if header:
            own["description"] = header
        yield from _matrix(file, row, own, _options(file, row, scale), _parts(file, row))


_TYPES: dict[str, Callable[[_File, Row, dict[str, Any]], Iterator[dict[str, Any]]]] = {
    "L": _list("radiogroup"),
    "!": _list("dropdown"),
    "O": _list("radiogroup"),
    "Y": _list("radiogroup"),
    "G": _list("radiogroup"),
    "5": _typed(type="rating"),
    "N": _typed(type="text", inputType="number"),
    "D": _typed(type="text", inputType="date"),
    "S": _typed(type="text"),
    "T": _typed(type="comment"),
    "U": _typed(type="comment", rows=10),
    "M": _several,
    "P": _several,
    "R": _ranked,
    "X": _statement,
    "K": _several_texts,
    "Q": _several_texts,
    "A": _array(lambda file, row: [1, 2, 3, 4, 5]),
    "B": _array(lambda file, row: list(range(1, 11))),
    "C": _array(_fixed),
    "E": _array(_fixed),
    "F": _array(_options),
    "H": _array(_options),
    "1": _dual,
}
