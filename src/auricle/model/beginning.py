"""What a new workspace says of itself, with the comments that help whoever edits it."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from .settings import CURRENCY, FILE, no_currency, read_settings

TEMPLATE = """# A workspace of Auricle. Every key may be left out.
name: {name}

# The zone whose calendar days, weeks and months are meant everywhere. Change it only before facts arrive.
zone: {zone}

# The currency reports are in, ISO 4217. Amounts keep their own; currencies are never added up.
currency: {currency}

# The smallest group whose opinions are shown as a number.
floor: 5

# Where the facts are: in this folder, or in an engine that several machines share.
store:
  engine: duckdb

# Dimensions of your own, over the columns of an entity:
# dimensions:
#   shop_kind:
#     entity: orders
#     expression: "case when unit like 'F-%' then 'flagship' else 'shop' end"
#     meaning: Flagship or ordinary shop.
"""


class NoCurrency(ValueError):
    def __init__(self, currency: str):
        super().__init__(no_currency(currency))


def first_settings(name: str, zone: str, currency: str) -> str:
    """The text of a new ``auricle.yaml``.

    Raises
        NoCurrency: it is not written as ISO 4217 does.
        DocumentError: there is no such zone.
    """
    if currency and not CURRENCY.fullmatch(currency):
        raise NoCurrency(currency)
    quoted = {"name": name, "zone": zone, "currency": currency}
    text = TEMPLATE.format(**{key: json.dumps(value, ensure_ascii=False) for key, value in quoted.items()})
    with TemporaryDirectory() as scratch:
        (Path(scratch) / FILE).write_text(text, encoding="utf-8")
        read_settings(Path(scratch))
    return text
