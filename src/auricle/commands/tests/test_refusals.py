"""Whatever is asked wrongly is refused in a sentence with a next step, and with the right code."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run, told

WRONG = [
    (("measure", "nowhere", "nps"), 1, "nowhere"),
    (("measure", "SHOP", "nope"), 1, "nope"),
    (("measure", "SHOP", "nps", "--by", "colour"), 1, "colour"),
    (("measure", "SHOP", "nps", "--where", "score >"), 1, "score >"),
    (("measure", "SHOP", "nps", "--where", "1); drop table answers"), 1, ""),
    (("measure", "SHOP", "nps", "--from", "March"), 2, "March"),
    (("measure", "SHOP", "nps", "--from", "2026-03-02", "--to", "2026-03-01"), 1, "2026-03-01"),
    (("measure", "SHOP", "orders", "--weighted"), 1, "weight"),
    (("measure", "SHOP"), 2, "measure"),
    (("measure", "SHOP", "nps", "--colour", "red"), 2, "--colour"),
    (("mesure", "SHOP", "nps"), 2, "mesure"),
    (("export", "SHOP", "oders", "-o", "a.csv"), 1, "oders"),
    (("export", "SHOP", "orders", "-o", "a.docx"), 1, "a.docx"),
    (("export", "SHOP"), 1, "export"),
    (("export", "SHOP", "--customer", "nobody"), 1, "nobody"),
    (("erase", "SHOP", "nobody", "--yes"), 1, "nobody"),
    (("erase", "SHOP", "c1"), 1, "--yes"),
    (("restore", "nowhere.tar.gz", "back"), 1, "nowhere.tar.gz"),
    (("list", "measures", "nowhere"), 1, "nowhere"),
    (("list", "measures", "--of", "orders"), 1, "--of"),
    (("list", "colours"), 2, "colours"),
    (("snapshot", "nowhere", "here"), 1, "nowhere"),
    (("doctor", "nowhere"), 1, "nowhere"),
    (("demo", "--days", "0"), 2, "--days"),
]


@pytest.mark.parametrize("arguments, code, named", WRONG, ids=[" ".join(w[0]) for w in WRONG])
def test_a_wrong_question_is_refused_in_words(
    run: Run, made: Path, arguments: tuple[str, ...], code: int, named: str
) -> None:
    asked = [str(made / "shop") if word == "SHOP" else word for word in arguments]
    done = run(*asked, columns=400)
    assert done.exit_code == code, done.output
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert named in done.stderr
    assert len(done.stderr.strip().splitlines()) == 2, "one sentence, and the next step"
    said = told(run(*asked, "--json"))
    assert set(said) == {"error", "next"}
    assert said["error"]
    assert said["next"]


def test_a_traceback_is_shown_only_to_those_who_ask(run: Run, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AURICLE_DEBUG", "1")
    assert isinstance(run("measure", made / "shop", "nope").exception, LookupError)


def test_help_is_shown_to_whoever_says_nothing(run: Run) -> None:
    done = run()
    assert done.exit_code == 2
    assert "measure" in done.stdout
