"""What the parts of a survey are called."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from auricle.questionnaire import language_of
from auricle.web.platform.public import amount, duration
from auricle.web.surveys.answering.walk import own_name
from auricle.web.surveys.skip_form import Rule

register = template.Library()

_KINDS = {
    "nps": gettext_lazy("Recommendation, 0–10 (NPS)"),
    "csat": gettext_lazy("Satisfaction, 1–5 (CSAT)"),
    "stars": gettext_lazy("Satisfaction in stars"),
    "faces": gettext_lazy("Satisfaction in faces"),
    "ces": gettext_lazy("Effort, 1–7 (CES 2.0)"),
    "rating": gettext_lazy("Rating"),
    "matrix": gettext_lazy("Matrix"),
    "one": gettext_lazy("One choice"),
    "several": gettext_lazy("Several choices"),
    "ranking": gettext_lazy("Ranking"),
    "comment": gettext_lazy("Text of several lines"),
    "text": gettext_lazy("Text of one line"),
    "number": pgettext_lazy("kind of question", "Number"),
    "date": pgettext_lazy("kind of question", "Date"),
    "consent": gettext_lazy("Yes or no, such as a consent"),
    "statement": gettext_lazy("Statement that asks nothing"),
}
_TYPES = {
    "radiogroup": "one", "dropdown": "one", "checkbox": "several", "tagbox": "several", "ranking": "ranking",
    "matrix": "matrix", "comment": "comment", "text": "text", "boolean": "consent", "html": "statement",
}  # fmt: skip
_OPERATORS = {
    "=": gettext_lazy("is"),
    "<>": gettext_lazy("is not"),
    ">": gettext_lazy("is more than"),
    ">=": gettext_lazy("is at least"),
    "<": gettext_lazy("is less than"),
    "<=": gettext_lazy("is at most"),
    "contains": gettext_lazy("holds"),
    "notcontains": gettext_lazy("does not hold"),
    "empty": gettext_lazy("was not answered"),
    "notempty": gettext_lazy("was answered"),
}
_CHECKS = {
    "numeric": gettext_lazy("a number"),
    "text": gettext_lazy("a text of some length"),
    "email": gettext_lazy("an e-mail address"),
    "regex": gettext_lazy("like a pattern (regular expression)"),
    "expression": gettext_lazy("such that an expression holds"),
}
_LISTS = {"choices": gettext_lazy("Option"), "rows": gettext_lazy("Row"), "columns": gettext_lazy("Column")}


@register.simple_tag
def kind_name(name: str) -> str:
    return str(_KINDS.get(name, name))


@register.simple_tag
def question_type(type_: str, kind: str | None = "") -> str:
    """What a question is called by its type and by what it measures."""
    scored = kind if type_ == "rating" and kind in ("nps", "csat", "ces") else ""
    name = scored or ("rating" if type_ == "rating" else _TYPES.get(type_, ""))
    name = kind if type_ == "text" and kind in ("number", "date") else name
    return str(_KINDS.get(name or "", type_))


@register.simple_tag
def language_name(code: str) -> str:
    """A language's own name."""
    return own_name(language_of(code))


@register.simple_tag
def operator_name(operator: str) -> str:
    return str(_OPERATORS.get(operator, operator))


@register.simple_tag
def rule_name(rule: Rule) -> str:
    """Where one goes on, and at which answer."""
    condition = rule.condition
    compared = f"{operator_name(condition.operator)} {condition.value}".strip()
    when = _("if it %(compared)s") % {"compared": compared} if rule.is_simple else condition.text
    if rule.is_end:
        return _("%(when)s: on to the end") % {"when": when}
    return _("%(when)s: on to “%(question)s”") % {"when": when, "question": rule.title}


@register.simple_tag
def check_name(kind: str) -> str:
    return str(_CHECKS.get(kind, kind))


@register.simple_tag
def list_name(key: str) -> str:
    return str(_LISTS[key])


@register.simple_tag
def percent(share: float) -> str:
    return amount(share, "share")


@register.simple_tag
def share_between(found: tuple[float, float, float]) -> str:
    """A share and its interval."""
    value, low, high = found
    return f"{amount(value, 'share')} ({amount(low, 'share')} – {amount(high, 'share')})"


@register.simple_tag
def time_taken(seconds: float) -> str:
    return duration(round(seconds))
