"""Plans answers out of a feedback's own row: every question column becomes a row, in one reading of the file."""

from __future__ import annotations

from auricle.model.entities import ANSWERS, FEEDBACK
from auricle.model.entity import Column

from .. import quoting
from ..mapping import AnswerGroup, EntityRule
from ..mapping.schema import SCORED
from .casting import filled, number
from .checks import Check, problem
from .entity import Origin, plan_entity, relabelled, without_codes
from .plan import Plan

_OWN = ("answer", "feedback", "question", "kind", "score", "scale", "polarity", "choice", "text")


def plan_answers(rule: EntityRule, origin: Origin) -> Plan:
    """The answers of a mapped feedback; what they inherit is taken from the row of the feedback itself."""
    said = ", ".join(_said(group, code, header, origin) for group in rule.answers for code, header in _columns(group))
    feedback = plan_entity(FEEDBACK, rule, origin, carried=f"[{said}] AS _answers")
    inherited = [c for c in ANSWERS.columns if c.inherits and (c.name in feedback.columns or c.name == "touchpoint")]
    kept = ", ".join(quoting.name(c) for c in ("feedback", *(c.name for c in inherited if c.name in feedback.columns)))
    each = f"SELECT {kept}, _file, _row, _raw, _problem AS _of, unnest(_answers) AS a FROM ({feedback.core})"
    values = f"SELECT {_typed(inherited, feedback)}, _file, _row, _raw, _of, a FROM ({each}) WHERE a.said IS NOT NULL"
    core = f"SELECT *, a.part AS _part, {problem(_CHECKS)} AS _problem FROM ({values})"
    columns = tuple(c.name for c in ANSWERS.columns if c in inherited or c.name in _OWN)
    return Plan(ANSWERS, columns, core, _CHECKS, feedback.files, feedback.keeps_latest)


def _columns(group: AnswerGroup) -> list[tuple[str, str]]:
    return [(code, header) for code in group.questions for header in group.question(code).headers]


def _said(group: AnswerGroup, code: str, header: str, origin: Origin) -> str:
    """A struct of one question in one column: what was said, and everything the mapping says about it."""
    question = group.question(code)
    several = len(question.headers) > 1
    text = without_codes(filled(quoting.name(header), only_spaces=origin.only_spaces), group.missing)
    low, high = group.bounds or ("NULL", "NULL")
    fields = {
        "part": quoting.text(f"{code}/{header}" if several else code),
        "question": quoting.text(code),
        "kind": quoting.text(group.kind),
        "scale": quoting.text(group.scale) if group.scale else "NULL::VARCHAR",
        "polarity": str(_polarity(group)),
        "low": f"{low}::DOUBLE",
        "high": f"{high}::DOUBLE",
        "touchpoint": quoting.text(question.touchpoint) if question.touchpoint else "NULL::VARCHAR",
        "several": str(several).lower(),
        "scored": str(group.kind in SCORED or group.kind == "number").lower(),
        "said": text,
        "meant": relabelled(text, group.values),
    }
    return "{" + ", ".join(f"'{key}': {value}" for key, value in fields.items()) + "}"


def _polarity(group: AnswerGroup) -> int | str:
    """1 unless said otherwise; effort (CES 1.0) is better the lower it is. Only scores have one."""
    if group.kind not in SCORED:
        return "NULL::INTEGER"
    return group.polarity or (-1 if group.kind == "ces1" else 1)


def _typed(inherited: list[Column], feedback: Plan) -> str:
    own = {
        "answer": "feedback || '/' || a.question || CASE WHEN a.several THEN '/' || a.meant ELSE '' END",
        "feedback": "feedback",
        "question": "a.question",
        "kind": "a.kind",
        "score": f"CASE WHEN a.scored THEN {number('a.meant')} END",
        "scale": "a.scale",
        "polarity": "a.polarity::BIGINT",
        "choice": "CASE WHEN a.kind IN ('choice', 'boolean') THEN a.meant END",
        "text": "CASE WHEN a.kind IN ('text', 'date') THEN a.meant END",
    }
    taken = {c.name: quoting.name(c.name) for c in inherited}
    general = "touchpoint" if "touchpoint" in feedback.columns else "NULL"
    taken["touchpoint"] = f"coalesce(a.touchpoint, {general})"
    return ", ".join(f"{sql} AS {quoting.name(name)}" for name, sql in {**own, **taken}.items())


_CHECKS = (
    Check(
        "feedback",
        "feedback_refused",
        "the feedback this answer belongs to is in quarantine itself; mend that row",
        "_of IS NOT NULL",
        "feedback",
    ),
    Check("score", "unknown_value", "this answer is not listed under values:; list it", "a.meant IS NULL", "a.said"),
    Check(
        "score",
        "wrong_type",
        "this answer is not a number; mend it, or name the code under missing:",
        "a.scored AND score IS NULL",
        "a.said",
    ),
    Check(
        "score",
        "off_scale",
        "this answer is not on the scale its question has; mend it, or name the code under missing:",
        "score < a.low OR score > a.high",
        "a.said",
    ),
    Check(
        "score",
        "off_scale",
        "likelihood to recommend is a whole number; mend it",
        "a.kind = 'nps' AND score <> floor(score)",
        "a.said",
    ),
)
