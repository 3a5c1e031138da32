"""Text into the types of the model, in the SQL of the staging engine: null where the text is not of the type."""

from __future__ import annotations

from auricle.model.entity import Column, Type

from .. import quoting

_BLANKS = "' \t\r\n\u00a0\u3000'"
_TRUE = ("true", "t", "yes", "y", "1", "是", "sim", "ja", "oui", "si", "sí")
_FALSE = ("false", "f", "no", "n", "0", "否", "não", "nao", "nein", "non")
_OFFSET = "'(Z|[+-][0-9]{2}:?[0-9]{2})$'"

WHAT: dict[Type, str] = {
    Type.INTEGER: "a whole number",
    Type.NUMBER: "a number",
    Type.AMOUNT: "an amount",
    Type.BOOLEAN: "a yes or no",
    Type.INSTANT: "a date and time",
    Type.DATE: "a date",
    Type.JSON: "a JSON object",
}


def filled(text: str, *, only_spaces: bool = False) -> str:
    """The text without blanks around it; null when nothing is left.

    Text that begins and ends in visible ASCII is left alone at once: trimming by a set costs ten times more, and
    turning the text round is the cheapest way to its end. Where a space is the only blank there can be, it is
    enough to look for that.
    """
    if only_spaces:
        return f"CASE WHEN {text} >= '!' AND {text} NOT LIKE '% ' THEN {text} ELSE nullif(trim({text}, ' '), '') END"
    plain = f"{text} BETWEEN '!' AND '~' AND reverse({text}) BETWEEN '!' AND '~'"
    return f"CASE WHEN {plain} THEN {text} ELSE nullif(trim({text}, {_BLANKS}), '') END"


def cast(column: Column, text: str, *, formats: list[str], zone: str, decimal: str) -> str:
    """SQL for a text as the column's type; null when it cannot be that."""
    match column.type:
        case Type.INTEGER:
            return whole(number(text, decimal))
        case Type.NUMBER:
            return number(text, decimal)
        case Type.AMOUNT:
            return f"try_cast({_pointed(text, decimal)} AS DECIMAL(18, 4))"
        case Type.BOOLEAN:
            return boolean(text)
        case Type.INSTANT:
            return instant(text, formats, zone)
        case Type.DATE:
            return f"CAST({_naive(text, formats)} AS DATE)"
        case Type.JSON:
            return f"CASE WHEN json_valid({text}) AND json_type({text}) = 'OBJECT' THEN {text} END"
    return text


def _pointed(text: str, decimal: str) -> str:
    return f"replace(replace({text}, '.', ''), ',', '.')" if decimal == "," else text


def number(text: str, decimal: str = ".") -> str:
    value = f"try_cast({_pointed(text, decimal)} AS DOUBLE)"
    return f"CASE WHEN isfinite({value}) THEN {value} END"


def whole(value: str) -> str:
    return f"CASE WHEN ({value}) = floor({value}) THEN try_cast(({value}) AS BIGINT) END"


def boolean(text: str) -> str:
    said = f"lower({text})"
    yes, no = quoting.texts(_TRUE), quoting.texts(_FALSE)
    return f"CASE WHEN {said} IN ({yes}) THEN true WHEN {said} IN ({no}) THEN false END"


def instant(text: str, formats: list[str], zone: str) -> str:
    """An aware instant; a text without an offset is a clock reading in ``zone``."""
    if not formats:
        is_plain = f"strlen({text}) = 19 AND substring({text}, 17, 1) = ':'"  # to the second: no room for an offset
        is_aware = f"NOT ({is_plain}) AND length({text}) > 15 AND regexp_matches({text}, {_OFFSET})"
        naive = _placed(f"try_cast({text} AS TIMESTAMP)", zone)
        return f"CASE WHEN {is_aware} THEN try_cast({text} AS TIMESTAMPTZ) ELSE {naive} END"
    readings = [_placed(_parsed(text, plain), zone)] if (plain := [f for f in formats if "%z" not in f]) else []
    readings += [f"try_strptime({_spelt(text, [f])}, {quoting.text(f)})" for f in formats if "%z" in f]
    return readings[0] if len(readings) == 1 else f"coalesce({', '.join(readings)})"


def _placed(naive: str, zone: str) -> str:
    if zone == "UTC":  # no calendar of zones need be asked, which would cost as much as reading the text twice
        return f"make_timestamptz(epoch_us({naive}))"
    return f"timezone({quoting.text(zone)}, {naive})"


def _parsed(text: str, formats: list[str]) -> str:
    return f"try_strptime({_spelt(text, formats)}, [{quoting.texts(formats)}])"


def _spelt(text: str, formats: list[str]) -> str:
    """The text as the formats can be read: halves of the day in Chinese, and GMT+8, which lacks a digit."""
    if any("%p" in f for f in formats):
        text = f"replace(replace({text}, '上午', 'AM'), '下午', 'PM')"
    if any("GMT%z" in f for f in formats):
        text = rf"regexp_replace({text}, 'GMT([+-])(\d)(:|$)', 'GMT\10\2\3')"
        text = f"regexp_replace({text}, 'GMT$', 'GMT+00')"
    return text


def _naive(text: str, formats: list[str]) -> str:
    return _parsed(text, formats) if formats else f"try_cast({text} AS TIMESTAMP)"
