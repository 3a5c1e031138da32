"""What the protocol's conformance suite asks a server to offer, served through the same door as a workspace's tools.

The names and texts are the suite's; nothing here is part of the product.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
from mcp import types
from mcp.server.lowlevel.server import Server

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
SILENCE = "UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA="
NOTHING: dict[str, Any] = {"type": "object", "properties": {}}
DIALECT = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {"address": {"type": "object", "properties": {"street": {"type": "string"}, "city": {"type": "string"}}}},
    "properties": {"name": {"type": "string"}, "address": {"$ref": "#/$defs/address"}},
    "additionalProperties": False,
}
PERSON = {
    "type": "object",
    "properties": {
        "username": {"type": "string", "description": "User's response"},
        "email": {"type": "string", "description": "User's email address"},
    },
    "required": ["username", "email"],
}
DEFAULTS = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "default": "John Doe"},
        "age": {"type": "integer", "default": 30},
        "score": {"type": "number", "default": 95.5},
        "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
        "verified": {"type": "boolean", "default": True},
    },
}
_TITLED = [{"const": f"value{n}", "title": f"{word} Option"} for n, word in enumerate(("First", "Second"), start=1)]
ENUMS = {
    "type": "object",
    "properties": {
        "untitledSingle": {"type": "string", "enum": ["option1", "option2", "option3"]},
        "titledSingle": {"type": "string", "oneOf": _TITLED},
        "legacyEnum": {
            "type": "string",
            "enum": ["opt1", "opt2", "opt3"],
            "enumNames": ["Option One", "Option Two", "Option Three"],
        },
        "untitledMulti": {"type": "array", "items": {"type": "string", "enum": ["option1", "option2", "option3"]}},
        "titledMulti": {"type": "array", "items": {"anyOf": _TITLED}},
    },
}
Tool = Callable[[Any, dict[str, Any], Any], Awaitable[list[Any]]]


def text(said: str) -> types.TextContent:
    return types.TextContent(type="text", text=said)


def image() -> types.ImageContent:
    return types.ImageContent(type="image", data=PIXEL, mime_type="image/png")


def resource(uri: str, kind: str, said: str) -> types.EmbeddedResource:
    inside = types.TextResourceContents(uri=uri, mime_type=kind, text=said)
    return types.EmbeddedResource(type="resource", resource=inside)


def fixed(*content: Any) -> Tool:
    async def tool(context: Any, given: dict[str, Any], meta: Any) -> list[Any]:
        return list(content)

    return tool


async def logging(context: Any, given: dict[str, Any], meta: Any) -> list[Any]:
    for said in ("Tool execution started", "Tool processing data", "Tool execution completed"):
        await context.session.send_log_message("info", said, related_request_id=context.request_id)
        await anyio.sleep(0.05)
    return [text("done")]


async def failing(context: Any, given: dict[str, Any], meta: Any) -> list[Any]:
    raise RuntimeError("This tool intentionally returns an error for testing")


async def progressing(context: Any, given: dict[str, Any], meta: Any) -> list[Any]:
    token = (context.meta or {}).get("progress_token")
    for done in (0, 50, 100):
        if token is not None:
            await context.session.send_progress_notification(
                token, done, 100, related_request_id=str(context.request_id)
            )
        await anyio.sleep(0.05)
    return [text("done")]


async def sampling(context: Any, given: dict[str, Any], meta: Any) -> list[Any]:
    asked = types.SamplingMessage(role="user", content=text(given["prompt"]))
    said = await context.session.create_message([asked], max_tokens=100, related_request_id=context.request_id)
    return [text(f"LLM response: {getattr(said.content, 'text', '')}")]


def eliciting(schema: dict[str, Any], prefix: str) -> Tool:
    async def tool(context: Any, given: dict[str, Any], meta: Any) -> list[Any]:
        said = await context.session.elicit_form(
            given.get("message", "Please say"), schema, related_request_id=context.request_id
        )
        return [text(f"{prefix}: action={said.action}, content={json.dumps(said.content)}")]

    return tool


async def reconnecting(context: Any, given: dict[str, Any], meta: Any) -> list[Any]:
    if context.close_sse_stream:
        await context.close_sse_stream()
    await anyio.sleep(0.1)
    return [text("Reconnection test completed successfully")]


def _one(name: str) -> dict[str, Any]:
    return {"type": "object", "properties": {name: {"type": "string"}}, "required": [name]}


TOOLS: dict[str, tuple[dict[str, Any], Tool]] = {
    "test_simple_text": (NOTHING, fixed(text("This is a simple text response for testing."))),
    "test_image_content": (NOTHING, fixed(image())),
    "test_audio_content": (
        NOTHING,
        fixed(types.AudioContent(type="audio", data=SILENCE, mime_type="audio/wav")),
    ),
    "test_embedded_resource": (
        NOTHING,
        fixed(resource("test://embedded-resource", "text/plain", "This is an embedded resource content.")),
    ),
    "test_multiple_content_types": (
        NOTHING,
        fixed(
            text("Multiple content types test:"),
            image(),
            resource("test://mixed-content-resource", "application/json", '{"test":"data","value":123}'),
        ),
    ),
    "test_tool_with_logging": (NOTHING, logging),
    "test_error_handling": (NOTHING, failing),
    "test_tool_with_progress": (NOTHING, progressing),
    "test_sampling": (_one("prompt"), sampling),
    "test_elicitation": (_one("message"), eliciting(PERSON, "User response")),
    "test_elicitation_sep1034_defaults": (NOTHING, eliciting(DEFAULTS, "Elicitation completed")),
    "test_elicitation_sep1330_enums": (NOTHING, eliciting(ENUMS, "Elicitation completed")),
    "test_reconnection": (NOTHING, reconnecting),
    "json_schema_2020_12_tool": (DIALECT, fixed(text("ok"))),
}


async def list_tools(context: Any, params: Any) -> types.ListToolsResult:
    return types.ListToolsResult(
        tools=[types.Tool(name=name, description=name, input_schema=schema) for name, (schema, _) in TOOLS.items()]
    )


async def call_tool(context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
    try:
        content = await TOOLS[params.name][1](context, params.arguments or {}, params.meta)
    except RuntimeError as error:
        return types.CallToolResult(content=[text(str(error))], is_error=True)
    return types.CallToolResult(content=content)


async def list_resources(context: Any, params: Any) -> types.ListResourcesResult:
    named = (("test://static-text", "text/plain"), ("test://static-binary", "image/png"))
    return types.ListResourcesResult(
        resources=[types.Resource(uri=uri, name=uri, description=uri, mime_type=kind) for uri, kind in named]
    )


async def list_templates(context: Any, params: Any) -> types.ListResourceTemplatesResult:
    template = types.ResourceTemplate(uri_template="test://template/{id}/data", name="data", description="data")
    return types.ListResourceTemplatesResult(resource_templates=[template])


async def read_resource(context: Any, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
    uri = str(params.uri)
    content: Any
    if uri == "test://static-binary":
        content = types.BlobResourceContents(uri=uri, mime_type="image/png", blob=PIXEL)
    elif uri.startswith("test://template/"):
        id_ = uri.split("/")[3]
        said = {"id": id_, "templateTest": True, "data": f"Data for ID: {id_}"}
        content = types.TextResourceContents(uri=uri, mime_type="application/json", text=json.dumps(said))
    else:
        said_plainly = "This is the content of the static text resource."
        content = types.TextResourceContents(uri=uri, mime_type="text/plain", text=said_plainly)
    return types.ReadResourceResult(contents=[content])


async def acknowledge(context: Any, params: Any) -> types.EmptyResult:
    return types.EmptyResult()


def _prompt(name: str, *arguments: str) -> types.Prompt:
    taken = [types.PromptArgument(name=each, description=each, required=True) for each in arguments]
    return types.Prompt(name=name, description=name, arguments=taken)


async def list_prompts(context: Any, params: Any) -> types.ListPromptsResult:
    return types.ListPromptsResult(
        prompts=[
            _prompt("test_simple_prompt"),
            _prompt("test_prompt_with_arguments", "arg1", "arg2"),
            _prompt("test_prompt_with_embedded_resource", "resourceUri"),
            _prompt("test_prompt_with_image"),
        ]
    )


async def get_prompt(context: Any, params: types.GetPromptRequestParams) -> types.GetPromptResult:
    given = params.arguments or {}
    said: dict[str, list[Any]] = {
        "test_simple_prompt": [text("This is a simple prompt for testing.")],
        "test_prompt_with_arguments": [
            text(f"Prompt with arguments: arg1='{given.get('arg1')}', arg2='{given.get('arg2')}'")
        ],
        "test_prompt_with_embedded_resource": [
            resource(given.get("resourceUri", "test://none"), "text/plain", "Embedded resource content for testing."),
            text("Please process the embedded resource above."),
        ],
        "test_prompt_with_image": [image(), text("Please analyze the image above.")],
    }
    return types.GetPromptResult(
        messages=[types.PromptMessage(role="user", content=content) for content in said[params.name]]
    )


async def complete(context: Any, params: types.CompleteRequestParams) -> types.CompleteResult:
    found = [word for word in ("paris", "park", "party") if word.startswith(params.argument.value)]
    return types.CompleteResult(completion=types.Completion(values=found, total=len(found), has_more=False))


def suite_server() -> Server[Any]:
    return Server(
        "suite",
        version="1",
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
        on_subscribe_resource=acknowledge,
        on_unsubscribe_resource=acknowledge,
        on_list_prompts=list_prompts,
        on_get_prompt=get_prompt,
        on_completion=complete,
        on_set_logging_level=acknowledge,
    )
