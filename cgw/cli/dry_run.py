"""``--dry-run``: what would be sent first, without sending it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, SecretStr

from cgw.adapter import Ability, Adapter, Operation, Resource
from cgw.cli.targets import Target
from cgw.client import Client
from cgw.errors import ApiError
from cgw.models import MASK, Noun, to_dict
from cgw.plugins import registry
from cgw.wire import Flow, Request, encode

TOKEN = "0" * 32
"""Stands for the token that is new in every real create."""


def opened(target: Target, collection: str) -> tuple[Resource[Any, Any, Any], Ability]:
    """The verbs of one noun, without credentials and without a connection."""
    place = target.settled().place
    adapter: Adapter = registry().provider(target.provider).open(place)
    ability = adapter.capabilities.noun(collection)
    return getattr(adapter, collection), ability


def planned(
    target: Target,
    collection: str,
    start: Callable[[Resource[Any, Any, Any], Operation], Flow[Any]],
    asked: BaseModel | None = None,
) -> dict[str, Any]:
    """The first request of a flow, as plain data: unsigned, and secrets masked.

    Args:
        asked: the spec or patch it is made of; its secrets are masked wherever they stand.
    """
    resource, ability = opened(target, collection)
    flow = start(resource, Operation(TOKEN, marked=ability.recovery == "tag"))
    try:
        request = next(flow)
    except StopIteration:
        request = None
    finally:
        flow.close()
    return _told(target.provider, request, asked, secrets_of(asked))


def looked_up(
    cloud: Client,
    collection: str,
    start: Callable[[Resource[Any, Any, Any], Operation], Flow[Any]],
    asked: BaseModel | None = None,
    there: Noun | None = None,
) -> dict[str, Any]:
    """`planned`, past the reads that a flow begins with: those are done, the write is not.

    Args:
        there: what it is about; a write may send its secrets again.
    """
    ability = cloud.capabilities.noun(collection)
    operation = Operation(TOKEN, marked=ability.recovery == "tag")
    flow = _up_to_a_write(start(getattr(cloud.adapter, collection), operation))
    steps = cloud.engine.call(flow, noun=collection, verb="dry-run", timeout=cloud.timeout)
    request = cloud.run(steps)
    return _told(cloud.provider, request, asked, secrets_of(asked) | secrets_of(there))


def is_read(request: Request) -> bool:
    """True if sending it changes nothing."""
    return request.safe and not request.writes and request.serial is None


def _up_to_a_write(flow: Flow[Any]) -> Flow[Request | None]:
    try:
        request = next(flow)
        while is_read(request):
            try:
                reply = yield request
            except ApiError as error:  # the flow may know better
                request = flow.throw(error)
            else:
                request = flow.send(reply)
    except StopIteration:
        return None
    finally:
        flow.close()
    return request


def _told(
    provider: str, request: Request | None, asked: BaseModel | None, secrets: set[str]
) -> dict[str, Any]:
    told = {"asked": to_dict(asked)} if asked is not None else {}
    if request is None:
        return {"provider": provider, "action": "", "note": "no request is needed", **told}
    plan = described(provider, request, secrets)
    if is_read(request):
        plan["note"] = "a read; what is written after it depends on the answer (--online asks)"
    return plan | told


def described(provider: str, request: Request, secrets: set[str]) -> dict[str, Any]:
    """A request as plain data, every text that holds one of ``secrets`` masked."""
    hidden = {form for secret in secrets for form in _forms(secret)}
    query: dict[str, Any] = {}
    for name, value in request.query:  # a name may repeat
        query[name] = [*query[name], value] if name in query else [value]
    return {
        "provider": provider,
        "action": request.action,
        "method": request.method,
        "url": _masked(request.endpoint + request.path, hidden),
        "headers": _masked(dict(request.headers), hidden),
        "query": _masked({k: v[0] if len(v) == 1 else v for k, v in query.items()}, hidden),
        "body": _masked(_body(request.body), hidden),
    }


def _body(body: bytes) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")


def secrets_of(value: Any) -> set[str]:
    """Every secret inside a spec, a patch or anything made of them."""
    if isinstance(value, SecretStr):
        return {value.get_secret_value()} - {""}
    if isinstance(value, BaseModel):
        return secrets_of(list(value.__dict__.values()))
    if isinstance(value, Noun) or (is_dataclass(value) and not isinstance(value, type)):
        return secrets_of([getattr(value, f.name) for f in fields(value)])
    if isinstance(value, dict):
        return secrets_of([*value.values()])
    if isinstance(value, list | tuple | set | frozenset):
        return {secret for item in value for secret in secrets_of(item)}
    return set()


def _forms(secret: str) -> set[str]:
    """How a text may look inside another: as it is, in JSON, in a URL, in base64."""
    plain = json.dumps(secret)[1:-1]
    wide = json.dumps(secret, ensure_ascii=False)[1:-1]
    twice = json.dumps(wide, ensure_ascii=False)[1:-1]
    coded = base64.b64encode(secret.encode()).decode()
    return {secret, plain, wide, twice, encode(secret), quote(secret), coded}


def _masked(value: Any, hidden: set[str]) -> Any:
    if isinstance(value, str):
        return MASK if any(form in value for form in hidden) else value
    if isinstance(value, dict):
        return {key: _masked(item, hidden) for key, item in value.items()}
    if isinstance(value, list):
        return [_masked(item, hidden) for item in value]
    return value
