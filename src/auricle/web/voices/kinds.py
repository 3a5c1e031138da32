"""What the worker may be asked for here: themes nobody named, and learning."""

from __future__ import annotations

from dataclasses import dataclass

from auricle.model.document import DocumentError
from auricle.sentence import sentence
from auricle.understanding.voices.known import Judged
from auricle.understanding.voices.learning import TooFewToLearn
from auricle.understanding.voices.words import Found, TooFewTexts
from auricle.web.measures.public import REFUSALS
from auricle.web.platform.public import Workspace as Record
from auricle.web.studies.public import Asked, Report, study_kind
from auricle.workspace import Workspace

from .queries import corrections


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt from how much, how it was judged, and how many texts were read anew."""

    scored: int
    corrections: int
    is_used: bool
    judged: Judged | None
    texts: int
    mentions: int
    words: tuple[tuple[str, str], ...]


@study_kind("found_themes", Found, "see rows", (*REFUSALS, TooFewTexts))
def found(workspace: Workspace, asked: Asked, report: Report) -> Found:
    report(sentence("reading texts"), 0, 0)
    return workspace.found_themes(asked["from"], asked["to"], asked["where"])


@study_kind("learn_texts", Learnt, "teach reading", (TooFewToLearn, DocumentError))
def learnt(workspace: Workspace, asked: Asked, report: Report) -> Learnt:
    record = Record.objects.get(slug=workspace.folder.resolve().name)
    said = corrections(record)

    def told(doing: str, done: int, total: int) -> None:
        report(sentence("learning from words beside a score"), done, total)

    known = workspace.learn_texts(said, told)
    report(sentence("reading texts"), 0, 0)
    read = workspace.read_texts(said)
    return Learnt(
        known.scored, known.corrections, known.is_used, known.judged, read.texts, read.mentions, known.wrong_words
    )
