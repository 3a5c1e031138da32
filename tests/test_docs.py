"""Pages that drift from the code fail the build."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from auricle.cli import app
from auricle.model.catalogue import catalogue

ROOT = Path(__file__).resolve().parent.parent
ABOUT_MEASURES = ROOT / "src" / "auricle" / "model" / "measures" / "pages"  # shipped, because the product shows them
FOLDERS = (ROOT / "docs", ROOT / "examples", ABOUT_MEASURES)
PAGES = sorted([*ROOT.glob("*.md"), *(page for folder in FOLDERS for page in folder.rglob("*.md"))])
MEASURES = sorted(path.stem for path in ABOUT_MEASURES.parent.glob("*.yaml"))
LANGUAGES = ("", ".zh-hans", ".zh-hant")


@pytest.mark.parametrize("tool", ["dictionary.py", "commands.py"])
def test_a_page_written_from_code_is_in_step_with_it(tool: str) -> None:
    command = [sys.executable, ROOT / "tools" / tool, "--check"]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    check = subprocess.run(command, env=surroundings, capture_output=True, text=True)
    assert check.returncode == 0, check.stderr


def test_every_command_has_its_section_and_every_option_a_meaning() -> None:
    page = (ROOT / "docs" / "cli.md").read_text()
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        assert f"\n## auricle {name}\n" in page
        assert command.help, f"auricle {name} says nothing of itself"
        assert all(parameter.help for parameter in command.params), f"an option of auricle {name} has no meaning"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_has_its_page_in_every_language(measure: str, language: str) -> None:
    page = ABOUT_MEASURES / f"{measure}{language}.md"
    assert page.exists(), (
        f"{page.relative_to(ROOT)} is missing: say what it says, the formula, when it misleads, the source"
    )
    text = page.read_text()
    assert text.startswith("# ")
    assert text.count("\n## ") >= 3


def links(page: Path) -> Iterator[tuple[str, str]]:
    """Path and anchor of every link of a page into this repository, outside of code."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            path, _, anchor = target.partition("#")
            yield path, anchor


def anchors(page: Path) -> set[str]:
    """The anchors that a forge makes of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_every_link_leads_somewhere(page: Path) -> None:
    for path, anchor in links(page):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{path} is not there"
        assert not anchor or target.is_dir() or anchor in anchors(target), f"{path} has no heading #{anchor}"


def test_every_variable_a_server_listens_to_has_its_meaning() -> None:
    code = ROOT / "src" / "auricle"
    files = [*code.glob("web/settings/*.py"), *code.glob("collector/*.py"), *code.glob("collector/[!t]*/*.py")]
    read = {name for path in files for name in re.findall(r"\bAURICLE_[A-Z_]+", path.read_text())}
    assert read == set(re.findall(r"AURICLE_[A-Z_]+", (ROOT / "docs" / "server.md").read_text()))


def test_the_measure_shown_as_an_example_is_one(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "measures.md").read_text()
    example = page.split("```yaml\n")[1].split("```")[0]
    (tmp_path / "measures").mkdir()
    (tmp_path / "measures" / "late_share.yaml").write_text(example)
    assert catalogue(tmp_path)["late_share"].called("zh-hans") == "迟到比例"
