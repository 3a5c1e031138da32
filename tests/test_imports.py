"""Imports point one way, and the linter that says so really catches one that does not."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "auricle"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def a_copy(tmp_path: Path) -> Path:
    shutil.copytree(SOURCE, tmp_path / "src" / "auricle", ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "file, line, broken",
    [
        ("analysis/estimator.py", "import auricle.model.entities", "rooms import one way"),
        ("model/entity.py", "import auricle.store.store", "rooms import one way"),
        ("store/store.py", "import auricle.query", "rooms import one way"),
        ("questionnaire/__init__.py", "import auricle.store", "rooms import one way"),
        ("sources/__init__.py", "import auricle.query", "rooms import one way"),
        ("query/__init__.py", "import auricle.workspace", "rooms import one way"),
        ("workspace.py", "import auricle.web", "rooms import one way"),
        ("web/__init__.py", "import auricle.cli", "rooms import one way"),
        ("model/entity.py", "import django.db", "the library knows no web"),
        ("sources/__init__.py", "import uvicorn", "the library knows no web"),
    ],
)
def test_an_import_against_the_grain_is_caught(a_copy: Path, file: str, line: str, broken: str) -> None:
    target = a_copy / "src" / "auricle" / file
    target.write_text(f"{target.read_text()}\n{line}\n")

    report = lint(a_copy)

    assert report.returncode == 1
    assert f"{broken} BROKEN" in report.stdout


def test_the_code_as_it_stands_keeps_every_contract() -> None:
    report = lint(ROOT)
    assert report.returncode == 0, report.stdout + report.stderr


def trespasses(source: Path) -> Iterator[str]:
    """Imports of the inside of one web room by another: everything of a room but its ``public``.

    Only ``apps.py`` may also read ``platform.room``: Django loads it before there are models, which doors have.
    """
    rooms = {path.parent.name for path in (source / "web").glob("*/public.py")}
    for file in (source / "web").rglob("*.py"):
        inside = file.relative_to(source / "web").parts
        own = inside[0] if len(inside) > 1 else ""
        if own not in rooms or "tests" in inside:
            continue
        package = ("auricle", "web", *inside[:-1])
        for module in imported(ast.parse(file.read_text()), package):
            head, _, rest = module.removeprefix("auricle.web.").partition(".")
            doors = {"public", "room"} if (file.name, head) == ("apps.py", "platform") else {"public"}
            if module.startswith("auricle.web.") and head in rooms - {own} and rest.partition(".")[0] not in doors:
                yield f"{file.relative_to(source)} imports {module}"


def imported(tree: ast.AST, package: tuple[str, ...]) -> Iterator[str]:
    """Full names of what a module imports, ``from x import y`` as ``x.y``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            whole = ".".join((*base, *([node.module] if node.module else [])))
            yield from (f"{whole}.{alias.name}" for alias in node.names)


def test_a_web_room_imports_only_the_door_of_another() -> None:
    assert list(trespasses(SOURCE)) == []


def leaning(source: Path) -> Iterator[str]:
    """Imports of any other room by the platform, which all of them stand on."""
    for file in (source / "web" / "platform").rglob("*.py"):
        inside = file.relative_to(source / "web").parts
        if "tests" in inside:
            continue
        for module in imported(ast.parse(file.read_text()), ("auricle", "web", *inside[:-1])):
            head = module.removeprefix("auricle.web.").partition(".")[0]
            if module.startswith("auricle.web.") and head not in ("platform", "rooms"):
                yield f"{file.relative_to(source)} imports {module}"


def test_the_platform_stands_without_the_rooms_on_it() -> None:
    assert list(leaning(SOURCE)) == []


def test_a_platform_that_leans_on_a_room_is_caught(tmp_path: Path) -> None:
    (tmp_path / "web" / "platform").mkdir(parents=True)
    (tmp_path / "web" / "platform" / "views.py").write_text("from ..cases.public import open_cases\n")
    assert list(leaning(tmp_path)) == ["web/platform/views.py imports auricle.web.cases.public.open_cases"]


@pytest.mark.parametrize(
    "line",
    ["from ..cases.models import Case", "import auricle.web.cases.actions", "from auricle.web.cases import queries"],
)
def test_a_room_that_reaches_into_another_is_caught(tmp_path: Path, line: str) -> None:
    for room in ("cases", "voices"):
        (tmp_path / "web" / room).mkdir(parents=True)
        (tmp_path / "web" / room / "public.py").write_text("")
    (tmp_path / "web" / "voices" / "views.py").write_text(f"from ..cases.public import open_cases\n{line}\n")

    assert [found.partition(" imports ")[0] for found in trespasses(tmp_path)] == ["web/voices/views.py"]


OPENS = {
    "aiohttp", "ftplib", "http.client", "httpcore", "httpx", "imaplib", "nntplib", "poplib", "requests", "smtplib",
    "socket", "telnetlib", "urllib.request", "urllib3", "websockets", "xmlrpc.client",
}  # fmt: skip
CLIENT = "integrations/outgoing/"
SAID_ELSEWHERE = {  # listens; names errors
    "serving.py": {"socket"}, "integrations/email/transport.py": {"smtplib"},
    "integrations/email/backend.py": {"smtplib"},
}  # fmt: skip


def outbound(source: Path) -> Iterator[str]:
    """Modules of the web, beside the one client, that could open a connection to somebody else's server."""
    web = source / "web"
    for file in sorted(web.rglob("*.py")):
        inside = file.relative_to(web).as_posix()
        if inside.startswith(CLIENT) or "/tests/" in inside or file.name == "conftest.py":
            continue
        for module in imported(ast.parse(file.read_text()), ("auricle", "web", *Path(inside).parts[:-1])):
            opens = {name for name in OPENS if module == name or module.startswith(f"{name}.")}
            if opens - SAID_ELSEWHERE.get(inside, set()):
                yield f"{inside} imports {module}"


def test_every_request_to_somebody_else_goes_through_one_client() -> None:
    assert list(outbound(SOURCE)) == []


@pytest.mark.parametrize(
    "line", ["import urllib.request", "from http import client", "import requests", "import httpx"]
)
def test_another_client_is_caught(tmp_path: Path, line: str) -> None:
    room = tmp_path / "web" / "voices"
    room.mkdir(parents=True)
    (room / "views.py").write_text(f"{line}\n")
    assert list(outbound(tmp_path))
