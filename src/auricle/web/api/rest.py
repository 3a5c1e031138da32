"""The operations of the rooms as a REST API, with OpenAPI made of the same descriptions."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path as Folder
from string import Formatter
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Body, Header, NinjaAPI, Path, Query
from ninja.security import HttpBearer
from pydantic import BaseModel, ValidationError, create_model

from auricle.web.platform.public import Caller, Operation, Proposal

from .callers import MayNot, caller_of
from .models import ApiKey, Draft
from .offers import PROPOSE, operations, proposals
from .pacing import pace
from .problems import MEDIA_TYPE, Problem, misfit
from .refusing import refuse_in_one_shape, refused
from .writing import once
from .wrong import SAID, Wrong, wrongs

REFUSALS = (400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503)


class Key(HttpBearer):
    """``Authorization: Bearer ak_…``, a key made on the page "API keys" that was given leave for ``verb``.

    Asked before anything is read of what was sent, which is nobody's business who may not ask.
    """

    def __init__(self, verb: str = ""):
        super().__init__()
        self._verb = verb

    def authenticate(self, request: HttpRequest, token: str) -> tuple[Caller, ApiKey] | None:
        found = caller_of(token)
        if found:
            pace.step(found[1].pk)
            if self._verb and not found[0].may(self._verb):
                raise MayNot(self._verb)
        return found


class Drafted(BaseModel):
    """A proposal that waits for a person."""

    draft: int
    kind: str
    state: str


class Api(NinjaAPI):
    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """As ninja makes it, with refusals under the media type they have and what the demo company is answered."""
        schema = super().get_openapi_schema(**kwargs)
        for path in schema["paths"].values():
            for operation in path.values():
                for part, said in examples().get(operation["operationId"], {}).items():
                    given = operation["requestBody"] if part == "asks" else operation["responses"][200]
                    given["content"]["application/json"]["example"] = said
                for status, response in operation["responses"].items():
                    if int(status) >= 400:
                        response["content"] = {MEDIA_TYPE: next(iter(response["content"].values()))}
        return schema


@lru_cache(maxsize=1)
def examples() -> Mapping[str, Mapping[str, Any]]:
    """What each operation ``answers``, and what it ``asks`` for where it changes something, for the demo company, as
    tools/examples.py wrote it down."""
    found: Mapping[str, Any] = json.loads(Folder(__file__).with_name("examples.json").read_text())
    return found


def make_api() -> NinjaAPI:
    api = Api(
        title="Auricle",
        version="1",
        description="What a workspace knows, for programs: the same numbers, permissions and floors as on its pages.",
        auth=Key(),
        docs_url=None,
        urls_namespace="rest",
    )
    for operation in operations():
        _add(api, operation)
    for proposal in proposals().values():
        _add(api, proposing(proposal))
    refuse_in_one_shape(api)
    return api


def _add(api: NinjaAPI, operation: Operation) -> None:
    def view(request: HttpRequest, **given: BaseModel) -> HttpResponse:
        caller, key = request.auth  # type: ignore[attr-defined]
        if unknown := set(request.GET) - set(operation.takes.model_fields):
            return refused(
                misfit([Wrong(at=["query", name], why=str(SAID["extra_forbidden"])) for name in sorted(unknown)])
            )
        parts = {name: value for part in given.values() if isinstance(part, BaseModel) for name, value in part}
        try:
            taken = operation.takes(**parts)
        except ValidationError as error:
            return refused(misfit(wrongs(error.errors(), "body" if operation.changes else "query")))
        if not operation.changes:
            return _answer(200, operation.do(caller, taken).model_dump(mode="json"))
        return _written(request, key, lambda: (200, operation.do(caller, taken).model_dump(mode="json")))

    named = {name for _, name, _, _ in Formatter().parse(operation.path) if name}
    in_path = {name: field for name, field in operation.takes.model_fields.items() if name in named}
    beside = {name: field for name, field in operation.takes.model_fields.items() if name not in named}
    _shape(view, operation.name, operation.takes, in_path, beside, operation.changes)
    method = "POST" if operation.changes else "GET"
    _register(api, operation, method, view)


def proposing(proposal: Proposal) -> Operation:
    """What a program does when it proposes: a write that leaves a draft."""
    return Operation(
        f"propose_{proposal.kind}", f"/drafts/{proposal.kind}", PROPOSE, proposal.about, proposal.takes, Drafted,
        lambda caller, given: drafted(caller, proposal, given), changes=True,
    )  # fmt: skip


def drafted(caller: Caller, proposal: Proposal, given: BaseModel) -> Drafted:
    proposal.check(caller.state, given)
    draft = Draft.objects.create(
        workspace=caller.record, kind=proposal.kind, given=given.model_dump(mode="json"), proposed_by=caller.name
    )
    return Drafted(draft=draft.pk, kind=draft.kind, state=draft.state)


def _shape(
    view: Any, name: str, takes: type[BaseModel], in_path: dict[str, Any], beside: dict[str, Any], changes: bool
) -> None:
    """Give a view the signature from which ninja reads what comes in the path, the query and the body."""
    parameters = [inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)]

    def take(label: str, kind: Any, fields: dict[str, Any]) -> None:
        model = create_model(
            f"{name}_{label}",
            __config__=takes.model_config,
            **{field: (info.annotation, info) for field, info in fields.items()},
        )
        parameters.append(inspect.Parameter(label, inspect.Parameter.KEYWORD_ONLY, default=kind(...), annotation=model))

    if in_path:
        take("path", Path, in_path)
    if changes:
        parameters.append(
            inspect.Parameter(
                "idempotency_key",
                inspect.Parameter.KEYWORD_ONLY,
                default=Header(..., min_length=1, max_length=200, alias="Idempotency-Key"),
                annotation=str,
            )
        )
        take("body", Body, beside)
    elif beside:
        take("query", Query, beside)
    view.__signature__ = inspect.Signature(parameters)
    view.__annotations__ = {each.name: each.annotation for each in parameters[1:]}


def _register(api: NinjaAPI, operation: Operation, method: str, view: Any) -> None:
    api.api_operation(
        [method],
        operation.path,
        auth=Key(operation.verb),
        response={200: operation.gives, **dict.fromkeys(REFUSALS, Problem)},
        operation_id=operation.name,
        summary=operation.about.partition(".")[0],
        description=operation.about,
        url_name=operation.name,
    )(view)


def _written(request: HttpRequest, key: ApiKey, carry_out: Callable[[], tuple[int, dict[str, Any]]]) -> HttpResponse:
    asked = request.path.encode() + b"\n" + request.body
    return _answer(*once(key, request.headers["Idempotency-Key"], asked, carry_out))


def _answer(status: int, body: dict[str, Any]) -> HttpResponse:
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
