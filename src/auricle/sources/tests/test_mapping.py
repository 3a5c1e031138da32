from __future__ import annotations

from pathlib import Path

import pytest

from auricle.sources import MappingWrong, SourceFault, parse_mapping, read_mapping

from .conftest import ORDERS, Desk


@pytest.mark.parametrize(
    ("change", "line", "reason"),
    [
        (("      items: items", "      item: items"), 12, "orders has no column 'item'"),
        (("zone: Asia/Shanghai", "zone: Asia/Beijing"), 3, "no time zone"),
        (("  orders:", "  ordres:"), 6, "no entity 'ordres'"),
        (("      order: id\n", ""), 7, "orders needs order"),
        (("files: {", "fils: {"), 4, "fils"),
        (("amount: amount", "amount: {form: amount}"), 11, "form"),
        (("items: items", "items: {from: a, is: 2}"), 12, "one of from:, is:"),
        (("    columns:", "    select: SELECT 1\n    from: orders\n    columns:"), 6, "either"),
        (("    columns:", "    on conflict: newest\n    columns:"), 7, "newest"),
        (("name: shop", "name: [shop"), 3, "not readable as YAML"),
        (("      at: at", "      order: at"), 9, "'order' is given twice"),
        (('orders: "*.csv"', 'orders: "../*.csv"'), 4, "leads out of the folder"),
        (('orders: "*.csv"', 'orders: "a/../../b.csv"'), 4, "leads out of the folder"),
        (('orders: "*.csv"', "orders: {pattern: /etc/hosts}"), 4, "leads out of the folder"),
        (('orders: "*.csv"', 'orders: "C:\\\\b.csv"'), 4, "leads out of the folder"),
    ],
)
def test_a_mistake_is_refused_with_its_line_and_reason(change: tuple[str, str], line: int, reason: str) -> None:
    assert change[0] in ORDERS
    with pytest.raises(MappingWrong, match=reason) as caught:
        parse_mapping(ORDERS.replace(*change, 1), "shop.yaml")
    assert caught.value.line == line
    assert str(caught.value).startswith(f"shop.yaml, line {line}: ")


def test_a_mapping_that_is_empty_or_no_utf8_is_refused(tmp_path: Path) -> None:
    for content, reason in ((b"# nothing yet\n", "the mapping is empty"), (b"\xff\xfe", "not UTF-8")):
        (tmp_path / "m.yaml").write_bytes(content)
        with pytest.raises(MappingWrong, match=rf"m\.yaml, line 1: {reason}"):
            read_mapping(tmp_path / "m.yaml")


def test_codes_and_words_are_what_they_look_like(desk: Desk) -> None:
    values = "{from: status, values: {No: open, 007: spy, 1: paid}}"
    mapping = parse_mapping(ORDERS + f"      status: {values}\n")
    assert mapping.entities["orders"].rule("status").values == {"No": "open", "007": "spy", 1: "paid"}


SELECTS = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM orders; DROP TABLE orders",
    "DELETE FROM orders",
    "COPY orders TO '/etc/out.csv'",
    "ATTACH 'x.db'",
    "SELECT getenv('HOME') AS id FROM orders",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM information_schema.tables",
    "SELECT read_text('/etc/passwd') AS id FROM orders",
    "SELECT * FROM orders, glob('*')",
    "SELECT * FROM elsewhere",
    "SELECT current_setting('temp_directory') AS id FROM orders",
    "SELECT 1",
]


@pytest.mark.parametrize("select", SELECTS)
def test_a_select_reads_the_files_of_its_mapping_and_nothing_else(desk: Desk, select: str) -> None:
    desk.put("a.csv", "id,at,customer,amount,items\n1,2024-03-01,a,1,1\n")
    mapping = f"name: x\nfiles: {{orders: a.csv}}\nentities:\n  orders:\n    select: {select!r}\n"
    with pytest.raises(SourceFault, match="select:"):
        desk.run(mapping)
    assert desk.rows("SELECT count(*) FROM orders") == [(0,)]
