"""The API's description (OpenAPI 3.1), made from the pages themselves.

Only what programs read is in it: ``.json`` and ``.csv``. The schemas are those of the answers'
structs, the parameters those that are parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from communique import __version__
from communique.web.errors import ErrorAnswer
from communique.web.filters import parameters
from communique.web.respond import Twin

_REF = "#/components/schemas/{name}"
_PART = re.compile(r"\{(\w+)(?::\w+)?\}")


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """An address of the API that is no page: ``/healthz``, judging."""

    path: str
    method: str = "get"
    summary: str
    answer: Any = None
    """The answer's type; None where it is text."""
    body: Any = None
    """The type of the request's JSON body."""
    status: int = 200
    errors: tuple[int, ...] = ()
    token: bool = False
    """True where a bearer token is needed."""


_MEANINGS = {
    400: "The host is not one of this room's, or the body is no JSON.",
    401: "A token is needed.",
    403: "Judging is not allowed here.",
    404: "There is no such thing.",
    409: "It contradicts what is there.",
    413: "The body is too large.",
    415: "The body is no JSON.",
    422: "A parameter or field has a value that it cannot have.",
    429: "Too many requests; Retry-After says for how many seconds.",
    503: "The record cannot be read.",
}


def describe(pages: Iterable[Twin], operations: Iterable[Operation], prefix: str) -> dict[str, Any]:
    """The description of all pages and operations, served under ``prefix``."""
    pages, operations = list(pages), list(operations)
    types: list[Any] = [ErrorAnswer, *(page.answer for page in pages)]
    types += [t for o in operations for t in (o.answer, o.body) if t is not None]
    schemas, components = msgspec.json.schema_components(types, ref_template=_REF)
    shape = dict(zip(map(_key, types), schemas, strict=True))
    paths: dict[str, Any] = {}
    for page in pages:
        for form in page.forms:
            if form != "html":
                path = _PART.sub(r"{\1}", page.address(form))
                paths[path] = {"get": _of_page(page, form, shape)}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method] = _of_operation(operation, shape)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Communiqué reading room",
            "version": __version__,
            "description": "News as a sourced record of claims: who said what, and whether it "
            "happened. Every page of the room has this twin; errors have one shape.",
        },
        "servers": [{"url": prefix or "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _of_page(page: Twin, form: str, shape: dict[str, Any]) -> dict[str, Any]:
    words = [
        {
            "name": p.name,
            "in": "query",
            "required": p.required,
            "schema": p.schema,
            "description": p.description,
        }
        for p in parameters(page.filters, paged=page.paged, sorts=page.sorts)
    ]
    parts = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in _PART.findall(page.path)
    ]
    content = (
        {"application/json": {"schema": shape[_key(page.answer)]}}
        if form == "json"
        else {"text/csv": {"schema": {"type": "string"}}}
    )
    errors = [400, 404, 422, 503, *([429] if page.search else [])]
    found: dict[str, Any] = {
        "operationId": re.sub(r"\W+", "_", page.address(form)).strip("_"),
        "summary": page.summary,
        "responses": {"200": {"description": page.summary, "content": content}},
    }
    if page.paged:
        link = {"description": "rel=next and rel=prev", "schema": {"type": "string"}}
        found["responses"]["200"]["headers"] = {"Link": link}
    if words or parts:
        found["parameters"] = parts + words
    found["responses"].update(_errors(errors, shape))
    return found


def _of_operation(operation: Operation, shape: dict[str, Any]) -> dict[str, Any]:
    content = (
        {"text/plain": {"schema": {"type": "string"}}}
        if operation.answer is None
        else {"application/json": {"schema": shape[_key(operation.answer)]}}
    )
    ok = {"description": operation.summary, "content": content}
    found: dict[str, Any] = {
        "operationId": operation.method + re.sub(r"\W+", "_", operation.path),
        "summary": operation.summary,
        "responses": {
            str(operation.status): ok,
            **_errors([400, 503, *operation.errors], shape),
        },
    }
    if operation.body is not None:
        schema = shape[_key(operation.body)]
        found["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    if operation.token:
        found["security"] = [{"token": []}]
    return found


def _errors(statuses: Iterable[int], shape: dict[str, Any]) -> dict[str, Any]:
    schema = shape[_key(ErrorAnswer)]
    return {
        str(status): {
            "description": _MEANINGS[status],
            "content": {"application/json": {"schema": schema}},
        }
        for status in sorted(set(statuses))
    }


def _key(type: Any) -> str:
    return str(type)
