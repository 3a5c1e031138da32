"""The tables of a LimeSurvey file, out of its XML."""

from __future__ import annotations

from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from ...sentence import sentence
from ..reading import Unreadable

LARGEST = 30_000_000
_DEEPEST = 8
_MOST_CELLS = 1_000_000

Row = dict[str, str]


class _Tables:
    """What the parser tells, kept as rows; nothing else of the tree is."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.tables: dict[str, list[Row]] = {}
        self.words: dict[str, str] = {}
        self.languages: list[str] = []
        self.text: list[str] = []
        self.cells = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.path.append(tag)
        self.text = []
        self.cells += 1
        if len(self.path) > _DEEPEST or self.cells > _MOST_CELLS:
            raise Unreadable("", sentence("the file nests or holds more than a survey does"))
        if len(self.path) == 4 and tag == "row":
            self.tables.setdefault(self.path[1], []).append({})

    def data(self, text: str) -> None:
        self.text.append(text)

    def end(self, tag: str) -> None:
        said = "".join(self.text)
        if len(self.path) == 5 and self.path[2] == "rows":
            self.tables[self.path[1]][-1][tag] = said
        elif len(self.path) == 2:
            self.words[tag] = said.strip()
        elif self.path[1:] == ["languages", "language"]:
            self.languages.append(said.strip())
        self.path.pop()
        self.text = []

    def close(self) -> _Tables:
        return self


def tables(content: bytes) -> tuple[str, list[str], dict[str, list[Row]]]:
    """What kind of file it is (Survey, Group, Question), its languages, and its tables.

    Raises
        Unreadable: it is too large, no XML, defines entities, or is no file of LimeSurvey.
    """
    if len(content) > LARGEST:
        raise Unreadable("", sentence("the file is larger than {most} bytes", most=f"{LARGEST:,}"))
    parser = DefusedXMLParser(target=_Tables(), forbid_dtd=True)
    try:
        parser.feed(content)
        found: _Tables = parser.close()
    except DefusedXmlException:
        raise Unreadable("", sentence("the file defines entities of its own, which no survey needs")) from None
    except (ParseError, LookupError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("", sentence("not readable as XML: {reason}", reason=error)) from None
    kind = found.words.get("LimeSurveyDocType", "")
    if kind not in ("Survey", "Group", "Question"):
        raise Unreadable("", sentence("it is no survey of LimeSurvey (.lss)"))
    return kind, found.languages, found.tables
