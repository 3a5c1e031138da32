"""The workspace that the demo makes."""

from __future__ import annotations

import pytest

from auricle.analysis.voices.reading import Reader
from auricle.datasets import make_demo
from auricle.datasets.company import Company
from auricle.datasets.vocabulary import LANGUAGES
from auricle.datasets.words import phrasebook
from auricle.model.entities import ENTITIES
from auricle.model.labels import read_labels
from auricle.workspace import WorkspaceExists
from auricle.workspace import open as open_workspace

TITLED_ELSEWHERE = {"scale", "currency", "labelled_by"}  # said alike in every language


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home") / "demo"
    make_demo(folder, days=100, customers=400).close()
    return folder


def test_a_demo_opens_like_any_workspace(folder):
    with open_workspace(folder) as workspace:
        assert "示例公司" in workspace.name
        assert workspace.settings.zone == "Asia/Shanghai"
        for name in workspace.settings.overview:
            assert workspace.measures[name]
        assert workspace.measure("nps").total.n > 20


def test_every_row_is_stored(folder):
    made = dict.fromkeys(ENTITIES, 0)  # cases are opened and readings made by those who work with it
    for batch, _ in Company(days=100, customers=400).batches():
        for name, rows in batch.items():
            made[name] += rows.num_rows
    with open_workspace(folder) as workspace:
        assert {name: workspace.count(name) for name in ENTITIES} == made


def test_every_code_has_a_title_in_three_languages(folder, small):
    labels = read_labels(folder)
    for name, rows in small.items():
        for column in ENTITIES[name].columns:
            if (column.type == "category" or column.name == "employee") and column.name not in TITLED_ELSEWHERE:
                for value in rows[column.name].drop_null().unique().to_pylist():
                    titles = labels.names[column.name].get(value, {})
                    assert titles.keys() == {"en", "zh-hans", "zh-hant"}, (name, column.name, value)


def test_every_customer_has_a_persona_by_the_rule_and_it_a_title_in_three_languages(folder):
    labels = read_labels(folder).names["persona"]
    with open_workspace(folder) as workspace:
        people = {name: workspace.count("customers", where=f"persona = '{name}'") for name in labels}
        assert sum(people.values()) == workspace.count("customers")
        assert people["office-furnisher"] == workspace.count("customers", where="kind = 'account'")
        assert "persona" in workspace.customer_groupings
    assert all(people.values())
    assert all(titles.keys() == {"en", "zh-hans", "zh-hant"} for titles in labels.values())


def test_progress_ends_at_all_days(tmp_path):
    seen: list[tuple[int, int]] = []
    make_demo(tmp_path / "demo", days=20, customers=50, progress=lambda done, days: seen.append((done, days))).close()
    assert seen[-1] == (20, 20)


def test_a_workspace_that_is_there_is_not_touched(folder):
    with pytest.raises(WorkspaceExists):
        make_demo(folder, days=10, customers=10)


def test_an_interrupted_demo_leaves_no_workspace(tmp_path):
    def stop(done: int, days: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_demo(tmp_path / "demo", days=20, customers=50, progress=stop)
    assert not (tmp_path / "demo").exists()
    make_demo(tmp_path / "demo", days=20, customers=50).close()


def test_every_product_it_lists_is_named_in_each_writing_and_has_a_title_in_three_languages(folder):
    titles = read_labels(folder).names["product"]
    with open_workspace(folder) as workspace:
        products = workspace.themes.products
    assert products.keys() == titles.keys()
    for book in map(phrasebook, range(len(LANGUAGES))):
        reading = Reader(products=products).read_batch(book.phrases.to_pylist())
        assert set(reading.product) - {""} == products.keys()
    assert all(each.keys() == {"en", "zh-hans", "zh-hant"} for each in titles.values())
