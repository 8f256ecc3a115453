"""What goes on after an answer: DescribeVpcTaskResult.

Known by the ``RequestId`` of the call (connections) or by its ``TaskId`` (SSL-VPN). A running one
is busy (see `cgw_tencent.errors`), so the engine asks again until it has ended.

Source: VPC API 2017-03-12, DescribeVpcTaskResult in tencentcloud-sdk-python-vpc 3.1.193; which id
belongs to which call: the vendor's Terraform provider; read 2026-11-21.
"""

from __future__ import annotations

import html
import json
from contextlib import suppress
from typing import TYPE_CHECKING

from pydantic import Field, SecretStr
from pydantic.dataclasses import dataclass

from cgw.adapter import Operation
from cgw.errors import (
    ApiError,
    BusyError,
    NotFoundError,
    OutcomeUnknownError,
    ServiceError,
    TransportError,
)
from cgw.models import State, mask_text
from cgw.wire import RECORD, Flow, Request, Shape
from cgw_tencent.fields import PROVIDER, Number, Text, positive

if TYPE_CHECKING:
    from cgw_tencent.adapter import TencentAdapter


@dataclass(slots=True, frozen=True, config=RECORD)
class TaskResult:
    """What a task made."""

    id: Text = Field(None, validation_alias="ResourceId")


@dataclass(slots=True, frozen=True, config=RECORD)
class Task:
    """The answer of DescribeVpcTaskResult: SUCCESS, FAILED or RUNNING."""

    status: Text = Field(None, validation_alias="Status")
    output: Text = Field(None, validation_alias="Output")
    results: list[TaskResult | None] | None = Field(None, validation_alias="Result")

    def only(self, prefix: str) -> str | None:
        """The id of the one thing it made, if it tells one of that kind."""
        ids = [one.id for one in self.results or () if one and one.id]
        return ids[0] if len(ids) == 1 and ids[0].startswith(prefix) else None


@dataclass(slots=True, frozen=True, config=RECORD)
class TaskReply:
    """The same, wrapped as every answer is."""

    response: Task = Field(validation_alias="Response")


TASK: Shape[TaskReply] = Shape(TaskReply)


@dataclass(slots=True, frozen=True, config=RECORD)
class Begun:
    """The answer of a call that goes on afterwards."""

    task: Number = Field(None, validation_alias="TaskId")
    request_id: Text = Field(None, validation_alias="RequestId")


@dataclass(slots=True, frozen=True, config=RECORD)
class BegunReply:
    """The same, wrapped as every answer is."""

    response: Begun = Field(validation_alias="Response")


BEGUN: Shape[BegunReply] = Shape(BegunReply)


def followed(
    cloud: TencentAdapter, begun: Begun, action: str, *secrets: SecretStr | None
) -> Flow[None]:
    """Come back when the task has ended; also when there is none, or nobody tells of it.

    Args:
        secrets: what was sent and no error may repeat.

    Errors:
        ServiceError: it failed.
        BusyError: it still runs, and the caller's time is over; the engine then says that the change
            was accepted (`OutcomeUnknownError`).
    """
    task = yield from ended(cloud, positive(begun.task))
    if task is not None:
        check(task, action, begun.request_id, *secrets)


def made_by(
    cloud: TencentAdapter,
    begun: Begun,
    op: Operation,
    prefix: str,
    noun: str,
    action: str,
    *secrets: SecretStr | None,
) -> Flow[str]:
    """The id of what a create made whose answer has none, if its task tells it.

    Args:
        secrets: what was sent and no error may repeat.

    Errors:
        ServiceError: the task failed.
        OutcomeUnknownError: no id is told; the marker finds it.
    """
    with suppress(BusyError):
        task = yield from ended(cloud, positive(begun.task))
        if task is not None:
            check(task, action, begun.request_id, *secrets)
            if made := task.only(f"{prefix}-"):
                return made
    raise OutcomeUnknownError(
        "the create was accepted without an id, and its task tells none",
        operation={
            "provider": PROVIDER,
            "region": cloud.region,
            "noun": noun,
            "verb": "create",
            "action": action,
            "request_id": begun.request_id or "",
        },
        marker=op.token if op.marked else None,
    )


def gone(look: Flow[State], request: Request, *, listed: bool) -> Flow[None]:
    """Send a delete. Sent again after a lost answer it is refused for what the first one began: then
    the thing's state decides.

    Args:
        look: reads that state.
        listed: whether it was seen before; of one that was not, a list that lacks it tells nothing.

    Errors:
        OutcomeUnknownError: it is there, and nobody deletes it.
    """
    try:
        yield request
    except NotFoundError:
        return  # gone already is what the caller wanted
    except OutcomeUnknownError as lost:
        with suppress(ApiError, TransportError):
            try:
                state = yield from look
            except NotFoundError:
                state = State.DELETING if listed else State.UNKNOWN
            if state is State.DELETING:
                return
        raise lost from lost.__cause__


def ended(cloud: TencentAdapter, id: int | Text) -> Flow[Task | None]:
    """A task once it has ended; None if there is none, or nobody tells of it."""
    if not id:  # an example has TaskId 0
        return None
    try:
        reply = yield cloud.call("DescribeVpcTaskResult", {"TaskId": str(id)}, TASK, safe=True)
    except BusyError:
        raise
    except (ApiError, TransportError):
        return None
    return reply.read(TASK).response


def check(task: Task, action: str, request_id: Text, *secrets: SecretStr | None) -> None:
    """Raise if the task failed, without what it repeats of ``secrets``, however spelt."""
    if (task.status or "").upper() == "FAILED":
        keys = [secret.get_secret_value() for secret in secrets if secret]
        forms = [form for key in keys for form in (key, html.escape(key), json.dumps(key)[1:-1])]
        told = mask_text(task.output or "no reason told", *map(SecretStr, forms))
        raise ServiceError(
            f"the task of {action} failed: {told}",
            provider=PROVIDER,
            code="FAILED",
            request_id=request_id or "",
            action=action,
        )
