"""Whatever goes wrong ends in one sentence, one next step and a code."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

import auricle
from auricle.cli import app
from auricle.commands.refusal import Ends, Refused, refusal
from auricle.model.entities import entity


def caught(raiser: object, *arguments: object) -> BaseException:
    with pytest.raises(Exception) as found:  # noqa: PT011 -- whichever it raises is the subject
        raiser(*arguments)  # type: ignore[operator]
    return found.value


def test_a_situation_of_a_room_is_a_refusal_with_its_own_words() -> None:
    answer = refusal(caught(entity, "order"), "auricle export")
    assert answer.code == Ends.REFUSED
    assert answer.error.startswith("there is no entity 'order'; there are customers")
    assert answer.next == "See them all: auricle list entities"


def test_a_refusal_of_a_command_keeps_its_next_step() -> None:
    answer = refusal(Refused("acme exists", "Add --force."), "auricle restore")
    assert (answer.code, answer.error, answer.next) == (Ends.REFUSED, "acme exists.", "Add --force.")


def test_a_missing_file_is_named() -> None:
    answer = refusal(caught(Path("nowhere.csv").read_text), "auricle import")
    assert answer.code == Ends.REFUSED
    assert answer.error == "No such file or directory: nowhere.csv."


def test_a_full_disk_is_no_fault_of_auricles() -> None:
    answer = refusal(OSError(errno.ENOSPC, "No space left on device"), "auricle import")
    assert answer.code == Ends.REFUSED
    assert "doctor" in answer.next


def test_anything_unforeseen_is_owned_up_to() -> None:
    answer = refusal(ZeroDivisionError("division by zero"), "auricle measure")
    assert answer.code == Ends.FAULT
    assert "ZeroDivisionError: division by zero" in answer.error
    assert "AURICLE_DEBUG=1" in answer.next


def test_words_over_several_lines_become_one_line() -> None:
    assert refusal(Refused("one\n  two", "three"), "auricle").error == "one two."


def test_whoever_stops_a_command_is_told_that_nothing_is_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(auricle, "create", stopped)
    with pytest.raises(SystemExit) as end:
        app(["init", str(tmp_path / "shop")])
    assert end.value.code == Ends.STOPPED
    assert "Nothing was half-stored" in capsys.readouterr().err
