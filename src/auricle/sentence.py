"""Sentences that remember how they were made, so that a screen may say them in its reader's language."""

from __future__ import annotations

from collections.abc import Mapping


class Sentence(str):
    """English, ready to print; ``template`` and ``values`` are what it was made of.

    It is a plain string to whoever does not ask: the command line, logs and messages of errors. A value may be a
    sentence itself. Templates are written as literals, since that is where translators' tools find them.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> Sentence:
        made = super().__new__(cls, template.format(**values))
        made.template, made.values = template, dict(values)
        return made

    def __reduce__(self) -> tuple[type[Sentence], tuple[str, Mapping[str, object]]]:
        return Sentence, (self.template, self.values)


def sentence(template: str, **values: object) -> Sentence:
    """The sentence of a template in the manner of ``str.format``.

    >>> said = sentence("{file} is empty; export it again", file="answers.csv")
    >>> said, said.template
    ('answers.csv is empty; export it again', '{file} is empty; export it again')
    """
    return Sentence(template, values)


def sentence_of(error: BaseException) -> str:
    """What an error says, as the sentence it was given where it was given one."""
    given = error.args[0] if len(error.args) == 1 else None
    return given if isinstance(given, Sentence) else str(error)
