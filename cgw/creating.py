"""Creating once, and finding a create again whose answer was lost."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar

from cgw.adapter import Ability, Operation, Resource, Where
from cgw.engine import Call, Engine, Sleep, Steps
from cgw.errors import (
    ApiError,
    BusyError,
    CgwError,
    OutcomeUnknownError,
    ServiceError,
    ThrottledError,
    TransportError,
    UnsupportedError,
)
from cgw.models import Noun, Spec

M = TypeVar("M", bound=Noun)

LONGEST = 15.0  # seconds between two looks
SETTLED = 300.0  # seconds after which no list is believed to lag


def create(
    engine: Engine,
    resource: Resource[M, Any, Any],
    spec: Spec,
    ability: Ability,
    *,
    noun: str,
    timeout: float,
) -> Steps[M]:
    """Create once. A create whose answer is lost is looked for, never blindly sent again.

    Interrupted (Ctrl-C, a cancelled task) after it was sent, it leaves as ``.cgw_outcome`` of the
    interruption the `OutcomeUnknownError` by which it can be found out.
    """
    call = engine.begin(noun, "create", timeout)
    marked = ability.recovery in ("tag", "client-id") and engine.retry.marker == "auto"
    call.op = Operation(engine.clock.unique(), marked=marked)
    call.about = spec = spec.completed()
    try:
        return (yield from _create(engine, resource, spec, ability, call, call.op))
    except (CgwError, GeneratorExit):
        raise
    except BaseException as interruption:
        if call.sent:
            _note(interruption, engine, call, ability)
        raise


def _create(
    engine: Engine,
    resource: Resource[M, Any, Any],
    spec: Any,
    ability: Ability,
    call: Call,
    op: Operation,
) -> Steps[M]:
    try:
        try:
            return (yield from engine.drive(resource.create(spec, op), call))
        except ApiError as error:
            tagged = op.marked and ability.recovery == "tag"
            if not (tagged and error.field == "tags" and error.http_status is not None):
                raise
        # The cloud refuses the marker (tags off, a tag policy): once more without it.
        call.op = op = Operation(op.token, marked=False)
        return (yield from engine.drive(resource.create(spec, op), call))
    except OutcomeUnknownError as error:
        lost = error
    lost.spec, lost.marker = spec, _mark(op, ability)
    settle, looks = engine.retry.settle, engine.retry.looks
    try:
        if op.marked:
            found = yield from _look_for(engine, resource, ability, op, call, settle, looks)
            if len(found) == 1:
                return _recognised(spec, found[0])
            lost.candidates = tuple(item.id for item in found)
        elif ability.recovery == "token":
            return (yield from _again(engine, resource, spec, op, call, settle))
        elif ability.recovery == "none":
            lost.candidates = yield from _candidates(engine, resource, spec, call)
    except CgwError as error:  # it is still unknown
        lost.__cause__ = lost.__cause__ or error
    raise lost


def _recognised(spec: Spec | None, found: M) -> M:
    """What was found, with what only the caller's spec still knows (a key a cloud never tells)."""
    told: M = spec.recognised(found) if spec is not None else found
    return told


def _mark(op: Operation, ability: Ability) -> str | None:
    """What the request carried that it can be found by, if it did."""
    return op.token if op.marked or ability.recovery == "token" else None


def _note(interruption: Any, engine: Engine, call: Call, ability: Ability) -> None:
    """Tell whoever was interrupted what may have been made."""
    text = f"{engine.adapter.provider}: interrupted; the create may have been executed"
    marker = _mark(call.op, ability) if call.op else None
    lost = OutcomeUnknownError(text, operation=call.operation, marker=marker)
    lost.spec = call.about
    interruption.cgw_outcome = lost
    interruption.add_note(f"{text}; marker {marker}, see .cgw_outcome")


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
    if lost.marker and ability.recovery in ("tag", "client-id"):
        op = Operation(lost.marker)
        looks = _looks(engine, lost)
        found = yield from _look_for(engine, resource, ability, op, call, 0.0, looks)
        lost.candidates = tuple(item.id for item in found)
        if len(found) > 1:
            raise lost
        return _recognised(lost.spec, found[0]) if found else None
    if lost.marker and lost.spec is not None and ability.recovery == "token":
        call.op, call.about = Operation(lost.marker, marked=False), lost.spec
        return (yield from _again(engine, resource, lost.spec, call.op, call, 0.0))
    raise UnsupportedError(
        f"{engine.adapter.provider} has no way to find a lost {noun} from here; "
        f"look for one made at {lost.operation.get('started_at')} by hand",
        field="reconcile",
    )


def _again(
    engine: Engine,
    resource: Resource[M, Any, Any],
    spec: Any,
    op: Operation,
    call: Call,
    pause: float,
) -> Steps[M]:
    """The same request again. The cloud knows the token: it makes nothing twice."""
    looks = 0
    while True:
        looks += 1
        if pause:
            yield Sleep(pause)
        try:
            return (yield from engine.drive(resource.create(spec, op), call))
        except CgwError as error:
            pause = pause * 1.5 or engine.retry.settle
            if looks >= engine.retry.looks or pause >= engine.left(call) or not _passes(error):
                raise


def _passes(error: CgwError) -> bool:
    kinds = (OutcomeUnknownError, TransportError, ThrottledError, BusyError, ServiceError)
    return isinstance(error, kinds)


def _look_for(
    engine: Engine,
    resource: Resource[M, Any, Any],
    ability: Ability,
    op: Operation,
    call: Call,
    pause: float,
    looks: int,
) -> Steps[list[M]]:
    """Things that carry the marker; lists lag behind writes, so look more than once."""
    for _ in range(looks):
        if pause >= engine.left(call):
            break
        if pause:
            yield Sleep(pause)
        with suppress(CgwError):
            if ability.recovery == "client-id":  # the token is the thing's own id
                return [(yield from engine.drive(resource.get(op.token), call))]
            found = yield from engine.drive(resource.find(op.token), call)
            if found:
                return found
        pause = min(pause * 1.5, LONGEST) or engine.retry.settle
    return []


def _looks(engine: Engine, lost: OutcomeUnknownError) -> int:
    """How often to look for what was lost before: until time is up, unless lists had long enough."""
    try:
        began = datetime.fromisoformat(str(lost.operation.get("started_at")))
        age = (engine.clock.now() - began).total_seconds()
    except (ValueError, TypeError):
        return engine.retry.looks
    return 2 if age > SETTLED else 1_000


def _candidates(
    engine: Engine, resource: Resource[M, Any, Any], spec: Any, call: Call
) -> Steps[tuple[str, ...]]:
    """Ids of things with that name that are not older than the call. Told, never taken."""
    if engine.retry.settle >= engine.left(call) or not hasattr(spec, "name"):
        return ()
    yield Sleep(engine.retry.settle)
    since = datetime.fromisoformat(call.operation["started_at"]) - timedelta(minutes=1)
    where, cursor, found = Where({"name": spec.name}), None, list[str]()
    while True:
        page = yield from engine.drive(resource.page(cursor, where), call)
        found += [
            item.id
            for item in page.items
            if item.name == spec.name and (item.created_at is None or item.created_at >= since)
        ]
        cursor = page.cursor
        if cursor is None or len(found) > 20:
            return tuple(dict.fromkeys(found))
