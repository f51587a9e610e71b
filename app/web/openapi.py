"""What a route takes, said to the OpenAPI document: our own door reads bodies and queries, not the framework."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app import __version__
from app.web.directory import Directory

REF = "#/components/schemas/{model}"
_DRAFTS: dict[str, type[BaseModel]] = {}
PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "request_id", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": {name: {"type": "string"} for name in ("pointer", "code", "message")},
            },
        },
    },
}
REFUSALS = (400, 401, 403, 404, 405, 406, 408, 409, 410, 412, 413, 414, 415, 422, 428, 429, 503)


def takes(model: type[BaseModel], *, media: str = "application/json") -> dict[str, Any]:
    """`@router.post(..., **takes(EvidenceDraft))`: the JSON body of a route."""
    _DRAFTS[model.__name__] = model
    schema = {"$ref": REF.format(model=model.__name__)}
    return {"openapi_extra": {"requestBody": {"required": True, "content": {media: {"schema": schema}}}}}


def asks(model: type[BaseModel]) -> dict[str, Any]:
    """`@router.get(..., **asks(ListQuery))`: the query of a route, one parameter for each field."""
    return {"asks": model}


def document_with(app: FastAPI, directory: Directory) -> Callable[[], dict[str, Any]]:
    """Replaces `app.openapi`: our drafts among the components, problems among the answers, tokens as the key."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(directory)
        return app.openapi_schema

    return document


def _document(directory: Directory) -> dict[str, Any]:
    found = get_openapi(title="unsung", version=__version__, routes=directory.documented, description=DESCRIPTION)
    _, drafts = models_json_schema([(model, "validation") for model in _DRAFTS.values()], ref_template=REF)
    components = found.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas |= drafts.get("$defs", {}) | {"Problem": PROBLEM_SCHEMA}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    found["security"] = [{"token": []}]
    for door in directory.doors:
        if door.asks is not None:
            operation = found["paths"][door.address][door.method.lower()]
            operation["parameters"] = [*operation.get("parameters", ()), *_parameters(door.asks)]
    for path in found.get("paths", {}).values():
        for operation in path.values():
            _add_refusals(operation)
    return found


def _parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    schema = model.model_json_schema(ref_template=REF)
    return [
        {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": _plain(part, schema)}
        for name, part in schema.get("properties", {}).items()
    ]


def _add_refusals(operation: dict[str, Any]) -> None:
    content = {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}}
    for status in REFUSALS:
        operation["responses"][str(status)] = {"description": "Refused", "content": content}


def _plain(part: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    """A query parameter with its references written out: parameters cannot point into a schema of their own."""
    text = {key: value for key, value in part.items() if key not in ("title", "default")}
    if "$ref" in text:
        return dict(whole["$defs"][text["$ref"].rsplit("/", 1)[1]])
    if "anyOf" in text:
        text["anyOf"] = [_plain(option, whole) for option in text["anyOf"] if option != {"type": "null"}]
        return text["anyOf"][0] if len(text["anyOf"]) == 1 else text
    return text


DESCRIPTION = """Everything the pages do. Bearer tokens with scopes; lists by cursor; updates with If-Match;
repeats with Idempotency-Key; errors as problem+json with stable codes."""
