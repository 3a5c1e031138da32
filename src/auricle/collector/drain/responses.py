"""Steps of responses become feedback and answers: the furthest step of each response, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa

from auricle.collector import surveys
from auricle.collector.adapters import answers
from auricle.collector.adapters.answers import ROUTE, Step
from auricle.collector.adapters.event import Refused
from auricle.collector.journal.journal import Journal, Request, Unfinished, day_of
from auricle.model.entities import ANSWERS, EXPOSURES, FEEDBACK, INTERACTIONS, QUARANTINE
from auricle.questionnaire import Response, Said, said
from auricle.store.store import Store

SOURCE = "surveys"
GIVEN_AFTER = timedelta(days=1)
"""A response that nobody goes on with for so long counts with what was given."""
ANSWERED, LEFT = "answered", "left"
"""Outcomes of the interaction that a response is, apart from what it says."""
_UNKNOWN = "there is no such version of a survey in this workspace; see that its folder surveys/ is whole"


class Understood(NamedTuple):
    """A step, what it says, and the survey it answers."""

    step: Step
    said: Said
    survey: surveys.Published


def is_step(request: Request) -> bool:
    return request.route == ROUTE


class Responses:
    """What responses of one workspace become. Doing it twice changes nothing: rows are replaced by their keys."""

    def __init__(self, workspace: str, journal: Journal, store: Store, folder: Path):
        self._workspace, self._journal, self._store, self._folder = workspace, journal, store, folder

    def put(self, requests: Sequence[Request], origin: str) -> Counter[tuple[str, str, str]]:
        """Bring steps into the store; what became of each, by key, day and fate."""
        fates: Counter[tuple[str, str, str]] = Counter()
        furthest: dict[str, tuple[Step, Request]] = {}
        refused: list[tuple[Request, Refused]] = []
        for request in requests:
            step = self._read(request)
            fate = f"quarantined:{step.reason}" if isinstance(step, Refused) else "stored"
            fates[request.key, day_of(request.received_at), fate] += 1
            if isinstance(step, Refused):
                refused.append((request, step))
            elif _goes_further(step, furthest.get(step.response)):
                furthest[step.response] = step, request
        if refused:
            self._store.append({QUARANTINE.name: _quarantine(refused)}, origin=f"{origin} answers")
        self._keep(self._further(furthest))
        return fates

    def count_left(self, now: datetime) -> int:
        """Count what was left long enough as given; how many responses."""
        waiting = self._journal.left_before(self._workspace, now - GIVEN_AFTER)
        steps = [step for each in waiting if isinstance(step := answers.read(each.body), Step)]
        self._replace([found for step in steps if (found := self._understood(step))])
        self._journal.settle(self._workspace, [each.response for each in waiting])
        return len(waiting)

    def _read(self, request: Request) -> Step | Refused:
        if not request.whole:
            return Refused("damaged", "the disk gave back something else than was written", "")
        step = answers.read(request.body)
        if isinstance(step, Step) and surveys.published(self._folder, step.survey, step.version) is None:
            return Refused("unknown_survey", _UNKNOWN, request.body.decode())
        return step

    def _further(self, found: Mapping[str, tuple[Step, Request]]) -> list[tuple[Step, Request]]:
        """Steps that go beyond what is known of their responses; what came late or again changes nothing.

        A complete response is final, but for the step that made it so: a drain that was cut short does it again.
        """
        keys = pa.array([_feedback_id(response) for response in found], pa.string())
        stored = self._store.find(FEEDBACK.name, keys, columns=("feedback", "properties")).to_pylist() if found else []
        known = {row["feedback"]: _Known.of(row["properties"]) for row in stored}
        further = []
        for response, (step, request) in found.items():
            before = known.get(_feedback_id(response), _Known())
            left = self._journal.unfinished(self._workspace, response)
            number = max(before.step, _number(left))
            is_same = before.digest == _digest(request.body)
            if is_same or (not before.complete and (step.complete or step.number >= number)):
                further.append((step, request))
        return further

    def _keep(self, further: Sequence[tuple[Step, Request]]) -> None:
        understood = [found for step, request in further if (found := self._understood(step, request.body))]
        whole = [each for each in understood if each.step.complete]
        self._replace(whole)
        self._replace_interactions([each for each in understood if not each.step.complete])
        unfinished = [Unfinished(s.response, r.received_at, r.body) for s, r in further if not s.complete]
        self._journal.leave(self._workspace, unfinished)
        self._journal.settle(self._workspace, [each.step.response for each in whole])

    def _understood(self, step: Step, body: bytes = b"") -> Understood | None:
        survey = surveys.published(self._folder, step.survey, step.version)
        if survey is None:
            return None
        questionnaire = surveys.questionnaire(self._folder, survey)
        return Understood(step, said(questionnaire, step.given, _response(step, survey, body)), survey)

    def _replace(self, understood: Sequence[Understood]) -> None:
        """Put responses in place, and say of their invitations that they were answered."""
        if not understood:
            return
        feedback = [_storable(each.said.feedback) for each in understood]
        rows = [row for each in understood for row in each.said.answers]
        rows += self._withdrawn(feedback, rows)
        self._store.replace(FEEDBACK.name, _table(FEEDBACK, feedback))
        if rows:
            self._store.replace(ANSWERS.name, _table(ANSWERS, rows))
        self._replace_interactions(understood)
        self._convert([each.step for each in understood])

    def _withdrawn(self, feedback: Sequence[Mapping[str, Any]], rows: Iterable[Mapping[str, Any]]) -> list[Any]:
        """Answers that were counted when a response was left, and were taken back when it went on: empty now."""
        keys, kept = pa.array([each["feedback"] for each in feedback], pa.string()), {each["answer"] for each in rows}
        stored = self._store.find(ANSWERS.name, keys, "feedback").to_pylist()
        nothing = {"score": None, "choice": None, "text": None}
        return [{**row, **nothing} for row in stored if row["answer"] not in kept]

    def _replace_interactions(self, understood: Sequence[Understood]) -> None:
        if understood:
            self._store.replace(INTERACTIONS.name, _table(INTERACTIONS, [_interaction(each) for each in understood]))

    def _convert(self, steps: Sequence[Step]) -> None:
        """Who answers before it is stored that they were asked is asked by their answer: its key is stored once."""
        answered = {step.invitation: step for step in steps if step.invitation}
        if not answered:
            return
        stored = self._store.find(EXPOSURES.name, pa.array(sorted(answered), pa.string())).to_pylist()
        known = {row["exposure"]: row for row in stored}
        rows = [
            {**(known.get(key) or _asked(step)), "converted": True, "converted_at": _moment(step.at)}
            for key, step in answered.items()
        ]
        self._store.replace(EXPOSURES.name, _table(EXPOSURES, rows))


def _asked(step: Step) -> dict[str, Any]:
    """What the ledger will say of an invitation, as far as its answer tells."""
    return {
        "exposure": step.invitation, "at": _moment(step.began_at), "customer": step.customer or None,
        "kind": "invitation", "survey": step.survey, "channel": step.channel or None,
    }  # fmt: skip


def _feedback_id(response: str) -> str:
    return f"survey:{response}"


class _Known(msgspec.Struct, frozen=True):
    """What is stored of a response."""

    complete: bool = False
    step: int = -1
    digest: str = ""

    @classmethod
    def of(cls, properties: str | None) -> _Known:
        return msgspec.json.decode(properties, type=cls) if properties else cls()


def _goes_further(step: Step, before: tuple[Step, Request] | None) -> bool:
    return before is None or (not before[0].complete and before[0].rank <= step.rank)


def _number(left: Unfinished | None) -> int:
    step = answers.read(left.body) if left else None
    return step.number if isinstance(step, Step) else -1


def _digest(body: bytes) -> str:
    """Which step made a response what it is. Its place in the journal would say when an anonymous one came."""
    return blake2b(body, digest_size=12).hexdigest()


def _response(step: Step, survey: surveys.Published, body: bytes) -> Response:
    properties = {
        "version": step.version,
        "complete": step.complete,
        "step": step.number,
        "digest": _digest(body),
        "duration_seconds": step.seconds,
        "listening": survey.listening,
        **({} if step.complete else {"left_at": step.page}),
    }
    return Response(
        _feedback_id(step.response),
        _moment(step.at),
        step.survey,
        source=SOURCE,
        customer=step.customer or None,
        channel=step.channel or None,
        touchpoint=survey.touchpoint or None,
        unit=step.unit or None,
        language=step.language or None,
        interaction=step.interaction or None,
        order=step.order or None,
        properties=properties,
    )


def _storable(feedback: Mapping[str, Any]) -> dict[str, Any]:
    return {**feedback, "properties": msgspec.json.encode(feedback["properties"]).decode()}


def _interaction(found: Understood) -> dict[str, Any]:
    step = found.step
    properties = {"survey": step.survey, "version": step.version, "page": step.page, "step": step.number}
    return {
        "interaction": _feedback_id(step.response),
        "at": _moment(step.began_at),
        "customer": step.customer or None,
        "channel": step.channel or None,
        "touchpoint": found.survey.touchpoint or None,
        "unit": step.unit or None,
        "activity": "survey",
        "outcome": ANSWERED if step.complete else LEFT,
        "duration_seconds": float(step.seconds),
        "properties": msgspec.json.encode(properties).decode(),
    }


def _moment(us: int) -> datetime:
    return datetime.fromtimestamp(us / 1e6, UTC)


def _table(entity: Any, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=entity.schema)


def _quarantine(refused: Sequence[tuple[Request, Refused]]) -> pa.Table:
    rows = [
        {
            "row": f"{SOURCE}:{request.position}",
            "at": datetime.fromtimestamp(request.received_at / 1e6, UTC),
            "source": SOURCE,
            "entity": FEEDBACK.name,
            "reason": why.reason,
            "explanation": why.explanation,
            "raw": msgspec.json.encode(why.raw).decode(),
            "state": "waiting",
        }
        for request, why in refused
    ]
    return _table(QUARANTINE, rows)
