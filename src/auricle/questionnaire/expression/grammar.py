"""The grammar of expressions, as survey-core reads them.

In order of binding, loosest first: ``or``, ``and``, comparisons, ``+ -``, ``* / %``, ``^``, ``contains`` and its like,
then functions, ``!``, ``empty``, names in braces, constants and lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ...sentence import sentence
from .tree import Binary, Call, Constant, Listed, Node, Nothing, Unary, Variable

LONGEST = 10_000
_DEEPEST = 60

# One alternative per line of the grammar: the first that fits is taken, never another later.
_LEVELS: tuple[tuple[tuple[str, str], ...], ...] = (
    ((r"\|\||or", "or"),),
    ((r"&&|and", "and"),),
    (
        (r"<=|lessorequal", "lessorequal"),
        (r">=|greaterorequal", "greaterorequal"),
        (r"==|equal|=", "equal"),
        (r"!=|notequal", "notequal"),
        (r"<|less", "less"),
        (r">|greater", "greater"),
    ),
    ((r"\+", "plus"), (r"-", "minus")),
    ((r"\*", "mul"), (r"/", "div"), (r"%", "mod")),
    ((r"\^|power", "power"),),
    (
        (r"\*=|contains|contain", "contains"),
        (r"notcontains|notcontain", "notcontains"),
        (r"anyof", "anyof"),
        (r"allof", "allof"),
        (r"noneof", "noneof"),
    ),
)
_SIGNS = tuple(tuple((re.compile(sign, re.IGNORECASE), name) for sign, name in level) for level in _LEVELS)
_BLANK = re.compile(r"[ \t\n\r]*")
_NAME = re.compile(r"[a-zA-Z_]+(?:[0-9]+[a-zA-Z_]*)*")
_FUNCTION = re.compile(rf"({_NAME.pattern})\(")
_NUMBER = re.compile(r"0x[0-9]+|-?(?:[0-9]+\.[0-9]+|[1-9][0-9]*|0)")
_TRUTH = re.compile(r"true|false", re.IGNORECASE)
_TEXT = re.compile(r"'((?:\\'|\\\"|[^\"'])+)'|\"((?:\\'|\\\"|[^\"'])+)\"")
_VARIABLE = re.compile(r"\{([^{}]+)\}")
_EMPTY = re.compile(r"[ \t\n\r]*(empty|notempty)", re.IGNORECASE)
_NOT = re.compile(r"!|negate", re.IGNORECASE)
_NULL = re.compile(r"undefined|null")


class NotAnExpression(ValueError):
    """Text that is no expression; ``at`` is the first character not understood, from 0."""

    def __init__(self, text: str, at: int):
        self.at = at
        shown = text if len(text) <= 80 else text[:79] + "…"
        super().__init__(
            sentence("{text!r} is no expression: it cannot be read from character {at} on", text=shown, at=at + 1)
        )


class _Elsewhere(Exception):
    """This alternative does not fit here; another may."""


def parse(text: str) -> Node:
    """The tree of an expression.

    Raises
        NotAnExpression: it is not in the language, is too long, or nests too deep.
    """
    if len(text) > LONGEST:
        raise NotAnExpression(text, LONGEST)
    reader = _Reader(_mended(text))
    try:
        node = reader.expression()
    except _Elsewhere:
        raise NotAnExpression(text, reader.furthest) from None
    if reader.at < len(reader.text):
        raise NotAnExpression(text, max(reader.at, reader.furthest))
    return node


def _mended(text: str) -> str:
    """Spellings that survey-core takes for others."""
    for old, new in (("=>", ">="), ("=<", "<="), ("<>", "!="), ("equals", "equal ")):
        text = text.replace(old, new)
    return text


class _Reader:
    def __init__(self, text: str):
        self.text, self.at, self.furthest, self.depth = text, 0, 0, 0

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
            self.furthest = max(self.furthest, self.at)
        return found

    def blank(self) -> None:
        self.take(_BLANK)

    def literal(self, sign: str) -> bool:
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        self.furthest = max(self.furthest, self.at)
        return True

    def expression(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _Elsewhere
        self.blank()
        node = self.level(0)
        self.blank()
        self.depth -= 1
        return node

    def level(self, level: int) -> Node:
        if level == len(_SIGNS):
            return self.factor()
        node = self.level(level + 1)
        while True:
            before = self.at
            self.blank()
            name = self.sign(level)
            if name is None:
                self.at = before
                return node
            self.blank()
            try:
                node = Binary(name, node, self.level(level + 1))
            except _Elsewhere:
                self.at = before
                return node

    def sign(self, level: int) -> str | None:
        return next((name for pattern, name in _SIGNS[level] if self.take(pattern)), None)

    def factor(self) -> Node:
        for alternative in (self.bracketed, self.function, self.unary, self.atom, self.listed):
            node = self.tried(alternative)
            if node is not None:
                return node
        raise _Elsewhere

    def tried(self, alternative: Callable[[], Node]) -> Node | None:
        before, depth = self.at, self.depth
        try:
            return alternative()
        except _Elsewhere:
            self.at, self.depth = before, depth
            return None

    def bracketed(self) -> Node:
        if not self.literal("("):
            raise _Elsewhere
        node = self.expression()
        self.literal(")")  # a last one may be left out
        return node

    def function(self) -> Node:
        name = self.take(_FUNCTION)
        if name is None:
            raise _Elsewhere
        arguments = self.sequence()
        self.literal(")")
        return Call(name[1], arguments)

    def unary(self) -> Node:
        if self.take(_NOT):
            self.blank()
            return Unary("negate", self.factor())
        atom = self.atom()
        said = self.take(_EMPTY)
        if said is None:
            raise _Elsewhere
        return Unary(said[1].lower(), atom)

    def atom(self) -> Node:
        self.blank()
        if self.take(_NULL):
            return Nothing()
        constant = self.tried(self.constant)
        if constant is not None:
            return constant
        if name := self.take(_VARIABLE):
            as_it_is = len(name[1]) > 1 and name[1][0] == "#"
            return Variable(name[1][1:] if as_it_is else name[1], as_it_is)
        raise _Elsewhere

    def constant(self) -> Node:
        if truth := self.take(_TRUTH):
            return Constant(truth[0].lower() == "true")
        if number := self.take(_NUMBER):
            return Constant(_number(number[0]))
        if name := self.take(_NAME):
            return Constant(name[0])
        if self.literal("''") or self.literal('""'):
            return Constant("")
        if text := self.take(_TEXT):
            inside = (text[1] or text[2]).replace("\\'", "'").replace('\\"', '"')
            return Constant(f"'{inside}'")
        raise _Elsewhere

    def listed(self) -> Node:
        if not self.literal("["):
            raise _Elsewhere
        items = self.sequence()
        if not self.literal("]"):
            raise _Elsewhere
        return Listed(items)

    def sequence(self) -> tuple[Node, ...]:
        first = self.tried(self.expression)
        if first is None:
            return ()
        items = [first]
        while True:
            before = self.at
            self.blank()
            following = None
            if self.literal(","):
                self.blank()
                following = self.tried(self.expression)
            if following is None:
                self.at = before
                return tuple(items)
            items.append(following)


def _number(text: str) -> float:
    if text.startswith("0x"):
        return int(text, 16)
    return float(text) if "." in text else int(text)
