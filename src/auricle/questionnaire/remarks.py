"""What could be said better: questions that ask two things, lead, have no words at their ends, or run on.

Signs, not proofs: each remark names what it was told by, and a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..sentence import sentence
from .plain import plain
from .shape import Question, Questionnaire
from .words import DEFAULT, Words, language_of, locale

Kind = Literal["double", "leading", "unlabelled", "reversed", "long", "jargon", "untranslated", "negative", "unknown"]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at again. ``question`` is '' for the survey; ``language`` is where it was read."""

    kind: Kind
    question: str
    language: str
    text: str


_LONGEST_WORDS = 30
_LONGEST_CHARACTERS = 60
_CHINESE = re.compile(r"[㐀-鿿]")

# Two things in one question: two of a kind joined, where the answer is one score or one option.
_DOUBLE = re.compile(
    r"(?i)\b(\w+(?:ly|ful|able|ive|al|ent|ant|y|ed|ing)?)\s+(and|as well as)\s+(?:how\s+)?(?:the\s+|our\s+)?(\w+)"
)
_DOUBLE_ZH = re.compile(r"[一-鿿]{1,}?(和|与|與|以及|并且|並且|及)[一-鿿]{2,}")
_ONE_THING = re.compile(
    r"(?i)\b(friends?|family|friend) (and|or) (family|colleagues?|friends?)\b|terms and conditions|again and again"
    r"|products? (and|or) services?|research and development|more and more|once and for all"
)
_ONE_THING_ZH = re.compile(
    r"朋友(和|与|與|或|及)?(家人|同事)|家人(和|与|與)?朋友|亲友|親友|产品(和|与|及)服务|產品(和|與|及)服務|条款(和|与)条件"
)
_LEADING = re.compile(
    r"(?i)\b(don'?t you (agree|think)|wouldn'?t you (agree|say)|how much did you (enjoy|love)|how (great|wonderful|"
    r"excellent|amazing|satisfied and happy)\b|our (excellent|award-winning|great|world-class|friendly|amazing|famous)|"
    r"do you agree that|as (everyone|you) knows?|surely|obviously|of course)\b"
)
_LEADING_ZH = re.compile(
    r"(难道|難道|您是否也认为|您是否也認為|是不是觉得|是不是覺得|您一定|相信您|众所周知|眾所周知|我们(优质|卓越|一流|贴心|周到)的|"
    r"我們(優質|卓越|一流|貼心|周到)的|有多(喜欢|喜歡|满意于我们|满意我们|享受))"
)
_NEGATIVE = re.compile(r"(?i)\b(not|never|no)\b.*\b(not|never|no|un\w{3,}|dis\w{3,}|without)\b")
_NEGATIVE_ZH = re.compile(r"不是不|没有不|沒有不|并非不|並非不|不得不|无不|無不")
_UPSIDE_DOWN = re.compile(
    r"(?i)\b(difficult|hard to|effort did you|complain|dissatisf|unhappy|poor(ly)?|slow|annoy|frustrat|worst)"
)
_UPSIDE_DOWN_ZH = re.compile(r"困难|困難|费力|費力|不满|不滿|糟糕|麻烦|麻煩|失望|投诉|投訴|太慢|缓慢|緩慢")
_JARGON = re.compile(
    r"(?i)\b(touch ?points?|omni-?channel|KPI|NPS|CSAT|CES|SLA|stakeholders?|leverage|synerg\w+|onboarding|UX|UI|"
    r"proactive(ly)?|value proposition|end-to-end|CRM|IVR|FCR|utili[sz]e)\b"
)
_JARGON_ZH = re.compile(
    r"触点|觸點|全渠道|赋能|賦能|闭环|閉環|抓手|痛点|痛點|颗粒度|顆粒度|链路|鏈路|心智|净推荐值|淨推薦值"
)


def remarks(questionnaire: Questionnaire) -> tuple[Remark, ...]:
    """What to look at again, question by question and language by language."""
    found: list[Remark] = []
    for question in questionnaire.questions:
        if question.asks:
            found += _of_question(questionnaire, question)
    found += _of_conditions(questionnaire)
    for language in questionnaire.languages:
        for name in dict.fromkeys(where for where, _ in untranslated(questionnaire, language)):
            missing = sentence("Some of its words are not there in this language.")
            found.append(Remark("untranslated", name, language_of(language), missing))
    return tuple(found)


def untranslated(questionnaire: Questionnaire, language: str) -> tuple[tuple[str, str], ...]:
    """Words that are not there in a language: the question ('' for the survey) and the words in the first language."""
    first = questionnaire.language
    own = [("", words) for words in (questionnaire.title, questionnaire.description, questionnaire.closing)]
    own += [("", page_words) for page in questionnaire.pages for page_words in (page.title, page.description)]
    own += [(q.name, words) for q in questionnaire.questions for words in _all_words(q)]
    return tuple((name, words.in_(first, first)) for name, words in own if _lacks(words, language, first))


def _lacks(words: Words, language: str, first: str) -> bool:
    if locale(language) == locale(first):
        return False
    only_a_sign = not re.search(r"[^\W\d_]", words.in_(first, first))
    return not only_a_sign and not words.has(language, first)


def _all_words(question: Question) -> Iterator[Words]:
    if question.title.said.get(DEFAULT) != question.name:
        yield question.title
    yield from (question.description, question.html, question.placeholder, question.required_text)
    for choice in (*question.choices, *question.rows, *question.columns):
        yield choice.text
    if question.steps:
        yield from (question.steps.low_text, question.steps.high_text)
        yield from (choice.text for choice in question.steps.values)


def _of_question(questionnaire: Questionnaire, question: Question) -> Iterator[Remark]:
    for language in questionnaire.languages:
        if not question.title.has(language, questionnaire.language):
            continue
        text = plain(question.title.in_(language, questionnaire.language))
        for kind, said in _of_text(question, text):
            yield Remark(kind, question.name, language_of(language), said)
    yield from _of_scale(questionnaire, question)


def _of_text(question: Question, text: str) -> Iterator[tuple[Kind, str]]:
    chinese = bool(_CHINESE.search(text))
    if question.type in ("rating", "radiogroup", "boolean", "dropdown", "matrix") and (two := _two(text, chinese)):
        yield "double", sentence("It may ask two things at once ({words}): ask each by itself.", words=two)
    for kind, pattern, said in (
        ("leading", _LEADING_ZH if chinese else _LEADING, "leading"),
        ("negative", _NEGATIVE_ZH if chinese else _NEGATIVE, "negative"),
        ("jargon", _JARGON_ZH if chinese else _JARGON, "jargon"),
    ):
        if found := pattern.search(text):
            yield kind, _SAID[said](found[0])  # type: ignore[misc]
    long = len(text) > _LONGEST_CHARACTERS if chinese else len(text.split()) > _LONGEST_WORDS
    if long:
        yield "long", sentence("It is long: say it in one short sentence, and the rest in the description.")


def _of_conditions(questionnaire: Questionnaire) -> Iterator[Remark]:
    """Conditions of questions and pages that speak of an answer nobody gives, as after a question was removed."""
    known = {name.lower() for question in questionnaire.questions for name in (question.name, question.key)}
    known |= {each.name.lower() for each in questionnaire.calculated} | {t.to.lower() for t in questionnaire.triggers}
    conditions = [(next(page.questions(), None), page.conditions) for page in questionnaire.pages]
    conditions += [(question, question.conditions) for question in questionnaire.questions]
    for question, when in conditions:
        spoken = [name for each in (when.visible_if, when.enable_if, when.required_if) if each for name in each.names]
        for name in dict.fromkeys(spoken):
            if question and _ANSWER.split(name)[0].removesuffix("-Comment").lower() not in known:
                said = sentence("It hangs on {name}, which nothing here answers.", name=f"{{{name}}}")
                yield Remark("unknown", question.name, language_of(questionnaire.language), said)


_ANSWER = re.compile(r"[.\[]")
_SAID = {
    "leading": lambda words: sentence("It says what answer is expected ({words}): ask openly.", words=words),
    "negative": lambda words: sentence("It says no twice ({words}): say it the other way round.", words=words),
    "jargon": lambda words: sentence("Respondents may not know this word: {words}.", words=words),
}


def _two(text: str, chinese: bool) -> str:
    pattern, known = (_DOUBLE_ZH, _ONE_THING_ZH) if chinese else (_DOUBLE, _ONE_THING)
    found = pattern.search(known.sub("", text))
    return found[0].strip() if found else ""


def _of_scale(questionnaire: Questionnaire, question: Question) -> Iterator[Remark]:
    language = language_of(questionnaire.language)
    steps = question.steps
    if steps and steps.look == "numbers" and not (steps.low_text and steps.high_text):
        labelled = all(choice.text for choice in steps.values)
        if not labelled:
            yield Remark(
                "unlabelled", question.name, language, sentence("Say what the lowest and the highest step mean.")
            )
    if question.polarity == 1 and question.kind in ("csat", "ces", "rating") and steps:
        text = plain(question.title.in_(questionnaire.language, questionnaire.language))
        pattern = _UPSIDE_DOWN_ZH if _CHINESE.search(text) else _UPSIDE_DOWN
        if found := pattern.search(text):
            said = sentence(
                "A high score seems to be bad here ({words}): turn it round, or mark it as reversed.", words=found[0]
            )
            yield Remark("reversed", question.name, language, said)
