"""What each column of a file is, from what it is called and what it holds, with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...sentence import sentence
from .look import Look, is_amount, is_date, is_score
from .names import meaning_of

_BEST_TIMES = (
    "time:timestamp",
    "下单",
    "下單",
    "order",
    "purchase",
    "answer",
    "record",
    "submit",
    "end",
    "created",
    "date",
)


@dataclass(frozen=True, slots=True)
class Role:
    """A column and its part: a column of an entity, a question, or nothing (``part`` is '')."""

    look: Look
    part: str
    reason: str


def roles_of(looks: Iterable[Look]) -> list[Role]:
    """Give every column its part; the best column of a part that only one can play gets it."""
    return [_role(look) for look in looks]


def _role(look: Look) -> Role:
    said = meaning_of(look.header, look.label)
    if not look.filled:
        return Role(look, "", sentence("it is empty"))
    if look.is_email:
        return Role(look, "email", sentence("every value is an e-mail address"))
    if said == "at" and (dated := look.as_most(is_date)).formats is not None:
        return _dated(dated)
    if said in ("nps", "csat", "ces", "rating"):
        return _scored(look.as_most(is_score), said)
    if said == "phone" and look.is_phone:
        return Role(look, "phone", sentence("it is called so, and every value is a telephone number"))
    if said == "amount" and ((summed := look.as_most(is_amount)).numbers is not None or summed.is_money):
        return _summed(summed)
    if said in ("items", "weight", "birth_year"):
        return Role(
            look,
            said if look.numbers is not None else "",
            sentence("it is called so") if look.numbers else sentence("it holds no numbers"),
        )
    if not said and look.is_prose:
        return Role(look, "text", sentence("people typed it: the values are long and all different"))
    if said == "text":
        return Role(look, "choice" if look.is_repeated else "text", sentence("it is called so"))
    if said and said not in ("at", "amount", "phone"):
        return Role(look, said, sentence("it is called so"))
    return _by_values(look)


def _summed(look: Look) -> Role:
    if look.strays:
        return Role(look, "amount", sentence("it is called so, and most values are numbers"))
    return Role(look, "amount", sentence("it is called so, and every value is a number"))


def _dated(look: Look) -> Role:
    if look.strays:
        return Role(
            look, "at", sentence("it is called so, and most values are dates ({written})", written=_written(look))
        )
    return Role(look, "at", sentence("it is called so, and every value is a date ({written})", written=_written(look)))


def _scored(look: Look, said: str) -> Role:
    if look.scale is None:
        kind = "choice" if look.is_choice else "text" if look.is_prose else ""
        return Role(
            look, kind, sentence("it is called like {said}, but the values are not on a scale of numbers", said=said)
        )
    scale, codes = look.scale
    listed = _listed(codes)
    beyond = sentence("; beside the scale there is {codes}: check the code book", codes=listed) if codes else ""
    kind = "rating" if said == "nps" and look.numbers and max(look.numbers) <= 7 else said
    if look.strays:
        reason = sentence(
            "it is called so, and most values are whole numbers on {scale}{beyond}", scale=scale, beyond=beyond
        )
    else:
        reason = sentence(
            "it is called so, and the values are whole numbers on {scale}{beyond}", scale=scale, beyond=beyond
        )
    return Role(look, kind, reason)


def _by_values(look: Look) -> Role:
    if look.formats is not None:
        return Role(look, "at", sentence("every value is a date ({written})", written=_written(look)))
    if look.is_money and len(look.distinct) > 10:
        return Role(look, "amount", sentence("every value has two decimals or a currency sign, as money has"))
    if look.scale is not None and look.numbers and len(look.numbers) > 2:
        scale, codes = look.scale
        beyond = sentence(", with {codes} beside it", codes=_listed(codes)) if codes else ""
        return Role(look, "scored", sentence("whole numbers on {scale}{beyond}", scale=scale, beyond=beyond))
    if look.is_choice:
        if len(look.distinct) == 1:
            ticked = sentence("a box that {filled} of {rows} ticked", filled=look.filled, rows=look.rows)
            return Role(look, "choice", ticked)
        return Role(
            look, "choice", sentence("{distinct} different values, each met several times", distinct=len(look.distinct))
        )
    return Role(look, "", sentence("nothing tells what it is"))


def _written(look: Look) -> str:
    if not look.formats:
        return sentence("like {example}", example="2024-03-05")
    first, *others = look.formats
    return sentence("{first} or {second}: check which", first=first, second=others[0]) if others else first


def _listed(codes: Iterable[int]) -> str:
    return ", ".join(map(str, codes))


def best_time(roles: list[Role]) -> Role | None:
    """Of several dates, the one that says when it happened."""
    times = [role for role in roles if role.part == "at"]
    filled = max((role.look.filled for role in times), default=0)
    times = [role for role in times if role.look.filled >= filled * 0.9]
    return min(times, key=lambda role: _rank(role.look.header.lower()), default=None)


def _rank(header: str) -> int:
    return next((i for i, word in enumerate(_BEST_TIMES) if word in header), len(_BEST_TIMES))


def the(roles: list[Role], part: str) -> Role | None:
    """The first column of a part, one whose values all differ before others."""
    found = [role for role in roles if role.part == part]
    return next((role for role in found if role.look.is_unique), found[0] if found else None)
