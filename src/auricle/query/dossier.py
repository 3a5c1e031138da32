"""Everything about one customer, to be given to them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..model.entities import IDENTITIES, entity
from ..store.store import Store
from .rows import about_customers, one_customer

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Dossier:
    """Rows by entity, entities without any left out; values are those of JSON."""

    customer: str
    rows: Mapping[str, Sequence[Mapping[str, Any]]]

    def to_json(self) -> str:
        """One object: the customer's id, and a list of rows per entity."""
        return json.dumps({"customer": self.customer, **self.rows}, ensure_ascii=False, indent=2)

    def write_zip(self, path: Path) -> Path:
        """A zip of one CSV per entity, and ``customer.json`` with all of them.

        In a CSV, text that a spreadsheet would run gets an apostrophe in front; the JSON holds it as it is.
        """
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, rows in self.rows.items():
                archive.writestr(f"{name}.csv", _csv([column.name for column in entity(name).columns], rows))
            archive.writestr("customer.json", self.to_json())
        return path


def dossier(store: Store, customer: str) -> Dossier:
    """The rows of a customer and of those merged into them."""
    known = {str(row["original"]) for row in one_customer(store, IDENTITIES.name, customer)}
    people = [customer, *sorted(known - {customer})]
    found = {name: store.find(name, pa.array(people), "customer").to_pylist() for name in about_customers()}
    place = {one: i for i, one in enumerate(people)}
    rows = {
        name: [_plain(row) for row in sorted(rows, key=lambda row: place[row["customer"]])]
        for name, rows in found.items()
    }
    return Dossier(customer, {name: found for name, found in rows.items() if found})


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in row.items() if value is not None}


def _value(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return f"{value.normalize():f}"
    return value


def _csv(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([[_cell(row.get(name)) for name in columns] for row in rows])
    return text.getvalue()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
