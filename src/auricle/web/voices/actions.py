"""What people do with what was read: correct it."""

from __future__ import annotations

import pyarrow as pa
from django.utils import timezone

from auricle.understanding.voices.known import reader_of
from auricle.understanding.voices.reading import Correction, read_batch
from auricle.understanding.voices.texts import COLUMNS, texts_of
from auricle.web.platform.public import facts_of
from auricle.workspace import Workspace

from .models import Corrected
from .queries import corrections


def correct(workspace: object, user: object, said: Correction) -> None:
    """Keep a correction and read the text again with it, so that the page and every measure show it at once."""
    Corrected.objects.of(workspace).update_or_create(
        feedback=said.feedback,
        theme=said.theme,
        defaults={
            "sentiment": said.sentiment,
            "action": said.action,
            "word": said.word,
            "made_by": user,
            "made_at": timezone.now(),
            "workspace": workspace,
        },
    )
    read_again(workspace, facts_of(workspace.slug), said.feedback)  # type: ignore[attr-defined]


def read_again(workspace: object, facts: Workspace, feedback: str) -> None:
    """Read one text with the corrections made to it."""
    rows = facts.store.find("feedback", pa.array([feedback]), "", (*COLUMNS, "text")).to_pylist()
    reader, label = reader_of(facts.folder)
    mine = [each for each in corrections(workspace) if each.feedback == feedback]
    read_batch(facts.store, reader, label, texts_of(facts.store, rows), {feedback: mine})


def forget_gone(workspace: object, facts: Workspace) -> int:
    """Take out corrections of texts that are no longer there, because somebody was erased; how many."""
    mine = Corrected.objects.of(workspace)
    named = sorted(set(mine.values_list("feedback", flat=True)))
    there = facts.store.find("feedback", pa.array(named, pa.string()), "", ("feedback",)) if named else None
    gone = set(named) - set(there["feedback"].to_pylist() if there is not None else ())
    return int(mine.filter(feedback__in=gone).delete()[0]) if gone else 0


def word_of(facts: Workspace, feedback: str, theme: str) -> str:
    """The word of the lists by which a text was taken to speak of a theme; empty where there is none."""
    rows = facts.store.find("feedback", pa.array([feedback]), "", (*COLUMNS, "text")).to_pylist()
    reader, _ = reader_of(facts.folder)
    found = reader.read_batch([text.text for text in texts_of(facts.store, rows)]).mentions
    named = zip(found.theme, found.word, strict=True)
    return next((reader.themes.words[word] for place, word in named if reader.themes.names[place] == theme), "")
