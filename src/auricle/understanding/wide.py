"""One row a feedback or a customer, a column per thing that may drive a score: the query behind drivers.

Three families of columns: what else the same people *answered*, the *themes* of their words, and
what happened to them in *operations*. What is missing stays missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp

from ..model.entities import entity
from ..query.last_answers import known
from ..query.question import Question
from ..query.window import Window
from ..store.relation import Relation
from ..store.spelling import Spelling
from ..store.store import Store
from ..store.trees import aliased, column_of
from .outcomes import Outcome, outcome_of

ANSWERS, THEMES, OPERATIONS = "answers", "themes", "operations"
FAMILIES = (ANSWERS, THEMES, OPERATIONS)
SCORED = ("nps", "csat", "ces", "ces1", "rating")

OF_THE_EVENT = {
    "late": "case when delivery = 'late' then 1 when delivery = 'on time' then 0 end",
    "order_amount": "amount",
    "order_items": "items",
    "wait_seconds": "wait_seconds",
    "hold_seconds": "hold_seconds",
    "duration_seconds": "duration_seconds",
}
"""Operations on the order and the interaction that a feedback is about."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that may explain: ``subject`` is a question, a theme or an operation.

    ``scale`` and ``polarity`` are those of a question, a theme goes from -1 to 1.
    """

    family: str
    subject: str
    scale: str = ""
    polarity: int = 1

    @property
    def name(self) -> str:
        return f"{self.family}:{self.subject}"


@dataclass(frozen=True, slots=True)
class Wide:
    """``select`` has the columns ``key``, ``owner`` (the customer, else the key), ``target``, ``scale``,
    ``polarity``, ``by_0`` when asked, and ``x0``, ``x1`` … for the candidates."""

    select: exp.Select
    candidates: tuple[Candidate, ...]


def candidates(
    question: Question, families: tuple[str, ...], store: Store, outcome: Outcome | None = None
) -> Iterator[Candidate]:
    """What there is to explain the score with, the most often given first; of an outcome the score too."""
    if ANSWERS in families:
        yield from _questions(question, store, itself=outcome is not None)
    if THEMES in families:
        yield from _themes(question, store)
    if OPERATIONS in families:
        yield from (Candidate(OPERATIONS, name) for name in OF_THE_EVENT)


def wide(question: Question, chosen: tuple[Candidate, ...], spelling: Spelling, outcome: Outcome | None = None) -> Wide:
    """The rows of a score with the columns chosen, each null where nothing is known.

    With an outcome, ``target`` is what became of the customer after the answer.
    """
    said = _said(question, spelling, outcome)
    columns: dict[str, exp.Expression] = {
        name: column_of("said", name) for name in ("key", "owner", "target", "scale", "polarity")
    }
    if question.by:
        columns["by_0"] = column_of("said", "by_0")
    parts: dict[str, exp.Select] = {}
    makers = {ANSWERS: _answers, THEMES: _mentions, OPERATIONS: _operations}
    for family, make in makers.items():
        subjects = {f"x{i}": each.subject for i, each in enumerate(chosen) if each.family == family}
        if subjects:
            parts[family] = make(question.window, subjects, spelling)
            columns |= {name: column_of(family, name) for name in subjects}
    if outcome:
        parts["outcome"] = outcome_of(said, outcome, question, spelling)
        columns["target"] = exp.Coalesce(this=column_of("outcome", "value"), expressions=[exp.Literal.number(0)])
    query = exp.select(*aliased(columns)).from_(said.subquery("said"))
    for family, part in parts.items():
        same = exp.EQ(this=column_of("said", "key"), expression=column_of(family, "key"))
        query = query.join(part.subquery(family), on=same, join_type="left")
    return Wide(query, chosen)


def _said(question: Question, spelling: Spelling, outcome: Outcome | None = None) -> exp.Select:
    """The answers to explain, by the feedback they are part of."""
    measure = question.measure
    relation = Relation(entity(measure.entity), spelling, question.own)
    score = relation.number(next(iter(measure.inputs.values())))
    key, customer = relation.expression("feedback"), relation.expression("customer")
    columns = {
        "key": key, "owner": exp.Coalesce(this=customer, expressions=[key.copy()]), "target": spelling.number(score),
        "scale": relation.expression("scale"), "polarity": relation.expression("polarity"),
        "question": relation.expression("question"),
    }  # fmt: skip
    columns |= {f"by_{i}": relation.expression(name) for i, name in enumerate(question.by)}
    conditions = [relation.parse(text) for text in (measure.where, question.where) if text]
    conditions += [known(score), *_inside(question.window, relation)]
    if outcome:
        columns |= {"customer": customer.copy(), "day": relation.expression("day")}
        conditions.append(known(customer))
    return relation.select(*aliased(columns)).where(*conditions)


def _questions(question: Question, store: Store, itself: bool) -> Iterator[Candidate]:
    relation = Relation(entity("answers"), store.spelling)
    names = ("question", "scale", "polarity")
    columns: dict[str, exp.Expression] = {name: relation.expression(name) for name in names}
    same = exp.EQ(this=relation.expression("question"), expression=column_of("said", "question"))
    columns["same"] = exp.Max(
        this=exp.Case(ifs=[exp.If(this=same, true=exp.Literal.number(1))], default=exp.Literal.number(0))
    )
    columns["n"] = exp.Count(this=exp.Star(), big_int=True)
    joined = exp.EQ(this=relation.expression("feedback"), expression=column_of("said", "key"))
    conditions = [
        known(relation.expression("score")),
        _among(relation, "kind", SCORED),
        *_inside(question.window, relation),
    ]
    query = relation.select(*aliased(columns)).join(_said(question, store.spelling).subquery("said"), on=joined)
    found = store.query(query.where(*conditions).group_by(*(exp.Literal.number(i + 1) for i in range(3)))).to_pylist()
    for row in sorted(found, key=lambda row: (-row["n"], str(row["question"]))):
        if itself or not row["same"]:
            yield Candidate(ANSWERS, row["question"], row["scale"] or "", row["polarity"] or 1)


def _themes(question: Question, store: Store) -> Iterator[Candidate]:
    relation = Relation(entity("mentions"), store.spelling)
    columns = {"theme": relation.expression("theme"), "n": exp.Count(this=exp.Star(), big_int=True)}
    joined = exp.EQ(this=relation.expression("feedback"), expression=column_of("said", "key"))
    query = relation.select(*aliased(columns)).join(_said(question, store.spelling).subquery("said"), on=joined)
    query = query.where(known(relation.expression("sentiment")), *_inside(question.window, relation))
    found = store.query(query.group_by(exp.Literal.number(1))).to_pylist()
    for row in sorted(found, key=lambda row: (-row["n"], str(row["theme"]))):
        yield Candidate(THEMES, row["theme"], "-1-1")


def _answers(window: Window, subjects: Mapping[str, str], spelling: Spelling) -> exp.Select:
    relation = Relation(entity("answers"), spelling)
    score, asked = spelling.number(relation.expression("score")), relation.expression("question")
    columns: dict[str, exp.Expression] = {"key": relation.expression("feedback")}
    columns |= {name: exp.Max(this=_where(asked, subject, score)) for name, subject in subjects.items()}
    return (
        relation.select(*aliased(columns))
        .where(known(score), _among(relation, "question", tuple(subjects.values())), *_inside(window, relation))
        .group_by(exp.Literal.number(1))
    )


def _mentions(window: Window, subjects: Mapping[str, str], spelling: Spelling) -> exp.Select:
    """1 where the words praise a theme, -1 where they find fault, 0 where they do not speak of it."""
    relation = Relation(entity("mentions"), spelling)
    theme = relation.expression("theme")
    sign = relation.number("case when sentiment > 0 then 1 when sentiment < 0 then -1 when sentiment = 0 then 0 end")
    nothing = exp.Literal.number(0)
    columns: dict[str, exp.Expression] = {"key": relation.expression("feedback")}
    for name, subject in subjects.items():
        spoken = exp.Avg(this=_where(theme, subject, spelling.number(sign)))
        columns[name] = exp.Coalesce(this=spoken, expressions=[nothing.copy()])
    kept = (known(sign), *_inside(window, relation))
    return relation.select(*aliased(columns)).where(*kept).group_by(exp.Literal.number(1))


def _operations(window: Window, subjects: Mapping[str, str], spelling: Spelling) -> exp.Select:
    relation = Relation(entity("feedback"), spelling)
    columns: dict[str, exp.Expression] = {"key": relation.expression("feedback")}
    columns |= {name: spelling.number(relation.number(OF_THE_EVENT[s])) for name, s in subjects.items()}
    inside = _inside(window, relation)
    query = relation.select(*aliased(columns))
    return query.where(*inside) if inside else query


def _where(column: exp.Expression, value: str, then: exp.Expression) -> exp.Case:
    is_it = exp.EQ(this=column.copy(), expression=exp.Literal.string(value))
    return exp.Case(ifs=[exp.If(this=is_it, true=then.copy())])


def _among(relation: Relation, name: str, values: tuple[str, ...]) -> exp.Expression:
    return exp.In(this=relation.expression(name), expressions=[exp.Literal.string(value) for value in values])


def _inside(window: Window, relation: Relation) -> list[exp.Expression]:
    return [tree for tree in [window.condition(relation.expression("day"))] if tree]


__all__ = ["FAMILIES", "Candidate", "Wide", "candidates", "wide"]
