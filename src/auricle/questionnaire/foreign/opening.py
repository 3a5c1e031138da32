"""A file of a survey tool, told by what is in it and not by its name."""

from __future__ import annotations

from ...sentence import sentence
from ..reading import Unreadable
from ..reading.document import LARGEST, decoded, parsed
from .arrival import Arrival
from .limesurvey import from_limesurvey
from .qualtrics import document_of, from_qualtrics


def opened(content: bytes) -> Arrival:
    """A questionnaire of SurveyJS, Qualtrics or LimeSurvey as a document.

    Raises
        Unreadable: it is none of them, broken or hostile.
    """
    if content.startswith(b"PK"):
        raise Unreadable("", sentence("it is an archive; unpack it, and bring the survey in it (.lss, .qsf, .json)"))
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return from_limesurvey(content)
    if len(content) > LARGEST:
        return from_qualtrics(content)
    said = parsed(decoded(content))
    if isinstance(said, dict) and "SurveyElements" in said:
        return document_of(said)
    if not isinstance(said, dict) or not {"pages", "elements", "questions"} & said.keys():
        raise Unreadable("", sentence("it is no questionnaire of SurveyJS, Qualtrics (.qsf) or LimeSurvey (.lss)"))
    return Arrival(said, ())
