"""Creating once, and finding a create again whose answer was lost."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, TypeVar

from cgw.adapter import Ability, Operation, Resource
from cgw.engine import Call, Engine, Sleep, Steps
from cgw.errors import ApiError, OutcomeUnknownError, TransportError, UnsupportedError
from cgw.models import Noun, Spec

M = TypeVar("M", bound=Noun)


def create(
    engine: Engine,
    resource: Resource[M, Any, Any],
    spec: Spec,
    ability: Ability,
    *,
    noun: str,
    timeout: float,
) -> Steps[M]:
    """Create once. A create whose answer is lost is looked for, never blindly sent again."""
    call = engine.begin(noun, "create", timeout)
    marked = ability.recovery == "tag" and engine.retry.marker == "auto"
    call.op = op = Operation(engine.clock.unique(), marked=marked)
    spec = spec.completed()
    try:
        try:
            return (yield from engine.drive(resource.create(spec, op), call))
        except ApiError as error:
            if not (marked and error.field == "tags" and error.http_status is not None):
                raise
            # The cloud refuses the marker (tags off, a tag policy): once more without it.
            call.op = op = Operation(op.token, marked=False)
            return (yield from engine.drive(resource.create(spec, op), call))
    except OutcomeUnknownError as lost:
        lost.spec = spec
        if not op.marked:
            raise
        found = yield from _look_for(engine, resource, op, call)
        if len(found) == 1:
            return found[0]
        lost.candidates = tuple(item.id for item in found)
        raise


def reconcile(
    engine: Engine,
    resource: Resource[M, Any, Any],
    ability: Ability,
    lost: OutcomeUnknownError,
    *,
    timeout: float,
) -> Steps[M | None]:
    """What a create of unknown outcome made; None if nothing is to be found.

    Errors:
        UnsupportedError: this cloud offers no way to tell.
    """
    noun = str(lost.operation.get("noun", ""))
    call = engine.begin(noun, "reconcile", timeout)
    if lost.id:
        return (yield from engine.drive(resource.get(lost.id), call))
    if lost.marker and ability.recovery == "tag":
        found = yield from _look_for(engine, resource, Operation(lost.marker), call)
        lost.candidates = tuple(item.id for item in found)
        if len(found) > 1:
            raise lost
        return found[0] if found else None
    if lost.marker and lost.spec is not None and ability.recovery in ("token", "client-id"):
        # The cloud knows the token: the same request again makes nothing twice.
        call.op = Operation(lost.marker, marked=False)
        return (yield from engine.drive(resource.create(lost.spec, call.op), call))
    raise UnsupportedError(
        f"{engine.adapter.provider} has no way to find a lost {noun} from here; "
        f"look for one made at {lost.operation.get('started_at')} by hand",
        field="reconcile",
    )


def _look_for(
    engine: Engine, resource: Resource[M, Any, Any], op: Operation, call: Call
) -> Steps[list[M]]:
    """Things that carry the marker; lists lag behind writes, so look more than once."""
    pause = engine.retry.settle
    for _ in range(engine.retry.looks):
        if pause >= engine.left(call):
            break
        yield Sleep(pause)
        with suppress(ApiError, TransportError):
            found = yield from engine.drive(resource.find(op.token), call)
            if found:
                return found
        pause *= 1.5
    return []
