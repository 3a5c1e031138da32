"""The measures and frameworks of a workspace: those built in and its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

import msgspec

from ..analysis.estimators import UnknownEstimator, WrongParameter, estimator
from ..sentence import Sentence, sentence, sentence_of
from .document import Document, DocumentError
from .entities import ENTITIES, VIEWS, entity
from .measure import LANGUAGES, Measure, Words, unknown_language

_HERE = Path(__file__).parent


class Heading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: Words
    measures: tuple[str, ...]


class Framework(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"name": "framework"}):
    """A set of measures under headings."""

    name: str
    title: Words
    summary: Words
    headings: tuple[Heading, ...]


class UnknownMeasure(LookupError):
    def __init__(self, name: str, known: Mapping[str, Measure]):
        if near := ", ".join(_near(name, known)):
            super().__init__(sentence("there is no measure {name!r}; did you mean {near}?", name=name, near=near))
            return
        super().__init__(sentence("there is no measure {name!r}; there are {known}", name=name, known=", ".join(known)))


def _near(name: str, known: Mapping[str, Measure]) -> list[str]:
    """Measures spelt like a name, and those whose title or summary says it."""
    spelt = get_close_matches(name.lower().replace("-", "_"), known, n=3, cutoff=0.7)
    words = name.lower().replace("_", " ")
    said = [
        m.name for m in known.values() if any(words in told.lower() for told in (*m.title.values(), m.summary["en"]))
    ]
    return list(dict.fromkeys([*spelt, *(said if len(words) > 2 else [])]))[:5]


@dataclass(frozen=True, slots=True)
class Catalogue(Mapping[str, Measure]):
    """Measures by name, in the order they are listed; a workspace's own file replaces a built-in of its name."""

    _measures: Mapping[str, Measure]
    frameworks: Mapping[str, Framework]

    def __getitem__(self, name: str) -> Measure:
        try:
            return self._measures[name]
        except KeyError:
            raise UnknownMeasure(name, self._measures) from None

    def __contains__(self, name: object) -> bool:
        return name in self._measures

    def __iter__(self) -> Iterator[str]:
        return iter(self._measures)

    def __len__(self) -> int:
        return len(self._measures)


def catalogue(folder: Path | None = None) -> Catalogue:
    """The built-in measures and those in ``folder/measures`` and ``folder/frameworks``.

    Raises
        DocumentError: a file is wrong; names the file, the line and the reason.
    """
    measures = {**built_in(), **(_measures(folder / "measures") if folder else {})}
    frameworks = _frameworks(_HERE / "frameworks", measures)
    return Catalogue(measures, {**frameworks, **(_frameworks(folder / "frameworks", measures) if folder else {})})


@lru_cache(maxsize=1)
def built_in() -> Mapping[str, Measure]:
    return _measures(_HERE / "measures")


def read_measure(path: Path) -> Measure:
    """One measure from its file, checked against the entities and estimators there are."""
    document = Document(path)
    measure = document.decode(Measure)
    if measure.name != path.stem:
        raise document.error(
            sentence(
                "measure {measure!r} stands in {file}; name the file {measure}.yaml",
                measure=measure.name,
                file=path.name,
            ),
            "measure",
        )
    _check_words(document, measure.title, "title")
    _check_words(document, measure.summary, "summary")
    _check_shape(document, measure)
    _check_estimator(document, measure)
    return measure


def _measures(folder: Path) -> dict[str, Measure]:
    return {measure.name: measure for measure in map(read_measure, sorted(folder.glob("*.yaml")))}


def _frameworks(folder: Path, measures: Mapping[str, Measure]) -> dict[str, Framework]:
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        document = Document(path)
        framework = document.decode(Framework)
        for position, heading in enumerate(framework.headings):
            for name in heading.measures:
                if name not in measures:
                    raise document.error(sentence_of(UnknownMeasure(name, measures)), "headings", position, "measures")
        found[framework.name] = framework
    return found


def _check_words(document: Document, words: Words, key: str) -> None:
    if "en" not in words:
        raise document.error(sentence("{key} has no English text; give it under en", key=key), key)
    for language in words:
        if language not in LANGUAGES:
            raise document.error(unknown_language(language), key, language)


def _check_shape(document: Document, measure: Measure) -> None:
    if bool(measure.numerator) != bool(measure.denominator):
        raise document.error(sentence("a rate has both numerator and denominator; add the missing one"), "numerator")
    if measure.sides and measure.entity:
        raise document.error(
            sentence("a rate takes its entities from numerator and denominator; remove entity"), "entity"
        )
    if not measure.sides and not measure.entity:
        raise document.error(sentence("entity is missing; say which rows the measure reads"), "measure")
    for key, name in zip(("numerator", "denominator") if measure.sides else ("entity",), measure.entities, strict=True):
        if name not in ENTITIES and name not in VIEWS:
            known = ", ".join((*ENTITIES, *VIEWS))
            raise document.error(
                sentence("there is no entity {entity!r}; there are {known}", entity=name, known=known), key
            )
    if measure.per and not measure.sides and not entity(measure.entity).has(measure.per):
        raise document.error(
            sentence("{entity} has no column {column!r} to group by first", entity=measure.entity, column=measure.per),
            "per",
        )


def _check_estimator(document: Document, measure: Measure) -> None:
    try:
        found = estimator(measure.estimator, measure.parameters)
    except UnknownEstimator as error:
        raise document.error(sentence_of(error), "estimator") from None
    except WrongParameter as error:
        raise document.error(sentence_of(error), "parameters") from None
    expected = () if measure.sides else found.inputs
    if set(measure.inputs) != set(expected):
        raise document.error(_inputs_wanted(measure, expected), "inputs")
    if measure.weight and not found.statistic.key:
        raise document.error(
            sentence("{estimator} cannot be weighted: it does not work from a histogram", estimator=measure.estimator),
            "weight",
        )


def _inputs_wanted(measure: Measure, expected: tuple[str, ...]) -> Sentence:
    if not expected:
        return sentence("estimator {estimator} takes no inputs here; remove them", estimator=measure.estimator)
    return sentence(
        "estimator {estimator} takes the inputs {expected}, not {given}; name them so",
        estimator=measure.estimator,
        expected=", ".join(expected),
        given=", ".join(measure.inputs) or "—",
    )


__all__ = ["Catalogue", "DocumentError", "Framework", "Heading", "UnknownMeasure", "catalogue", "read_measure"]
