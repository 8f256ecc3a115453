"""Every error cgw raises, and how to recognise one.

CgwError
  ApiError                  a request was refused: .provider .code .message .request_id .http_status
                            .retryable .action .field
    AuthenticationError       key, signature, token or clock
    PermissionDeniedError     the identity is known and may not do this
    NotFoundError             no such thing
    AlreadyExistsError        something equal is there already
    BusyError                 another change is under way; the same request may succeed later
    QuotaExceededError        a limit of the account is reached
    InvalidRequestError       a parameter is wrong; ``code`` is empty if cgw itself refused it
    ThrottledError            too many requests
    BillingError              money: balance, arrears, a prepaid term
    ServiceError              the cloud failed, or answered what cannot be read or classified
  OutcomeUnknownError       a write that may have been executed: .id .marker .candidates .operation
  TransportError            no usable answer, and nothing was changed: never sent, or a read
  UnsupportedError          this cloud cannot do that; raised before any request
  WaitError                 a waiter met its deadline or a state it cannot leave: .last .history
  ConfigError               profile, credentials, region or endpoint; names the file, key or variable

A class exists only if a caller acts differently on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


class CgwError(Exception):
    """Base of everything cgw raises on purpose."""


class ApiError(CgwError):
    """A request was refused, by the cloud or by cgw before it was sent.

    Attributes:
        provider: plugin name, e.g. ``"alibaba"``.
        code: the cloud's own code, untouched; empty if cgw refused before any request.
        message: what the cloud said.
        request_id: what to quote to the vendor's support; empty if none came.
        http_status: None if nothing was sent.
        retryable: the refusal changed nothing and the same request may succeed later.
        action: the vendor's name for the call.
        field: the field of ours that was refused, where that is known.
        retry_after: seconds the cloud asks to wait, or None.
        answered: True if the cloud itself answered, in a form cgw does not read (XML): what was
            asked for may well have been done, and the message tells what could be made out.
    """

    def __init__(
        self,
        message: str,
        *,
        provider: str,
        code: str = "",
        request_id: str = "",
        http_status: int | None = None,
        retryable: bool = False,
        action: str = "",
        field: str | None = None,
        retry_after: float | None = None,
        answered: bool = False,
    ) -> None:
        super().__init__(message)
        self.message, self.provider, self.code, self.request_id = (
            message,
            provider,
            code,
            request_id,
        )
        self.http_status, self.retryable, self.action, self.field = (
            http_status,
            retryable,
            action,
            field,
        )
        self.retry_after, self.answered = retry_after, answered

    def __str__(self) -> str:
        head = " ".join(part for part in (self.provider, self.action, self.code) if part)
        tail = f" (request {self.request_id})" if self.request_id else ""
        return f"{head}: {self.message}{tail}"

    def __reduce__(self) -> Any:
        return _rebuild, (type(self), self.message, dict(self.__dict__))


def _rebuild(kind: type[ApiError], message: str, state: dict[str, Any]) -> ApiError:
    error = kind(message, provider=state["provider"])
    error.__dict__.update(state)
    return error


class AuthenticationError(ApiError):
    """Key, signature, token or clock refused."""


class PermissionDeniedError(ApiError):
    """The identity is known and may not do this."""


class NotFoundError(ApiError):
    """No such thing."""


class AlreadyExistsError(ApiError):
    """Something equal is there already."""


class BusyError(ApiError):
    """Another change is under way, or a dependant is in the way; see ``retryable``."""


class QuotaExceededError(ApiError):
    """A limit of the account or the resource is reached."""


class InvalidRequestError(ApiError):
    """A parameter is wrong."""


class ThrottledError(ApiError):
    """Too many requests."""


class BillingError(ApiError):
    """Money: balance, arrears, or a prepaid term that has not ended."""


class ServiceError(ApiError):
    """The cloud failed, or answered something that cannot be read or classified."""


class OutcomeUnknownError(CgwError):
    """A write that may have been executed; its answer was not seen.

    Attributes:
        id: the resource's id, where the cloud had already told it.
        marker: the unique mark the request carried, to look for it later; None if it carried none.
        operation: provider, region, noun, verb, action and start time of the call.
        candidates: ids of things that may be the result.
    """

    _find: Callable[[], Any] | None = None
    spec: Any = None  # what was asked for; lives in this process only, as it may hold a secret

    def __init__(
        self,
        message: str,
        *,
        operation: dict[str, Any],
        marker: str | None = None,
        id: str | None = None,
        candidates: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.operation, self.marker, self.id, self.candidates = operation, marker, id, candidates

    def reconcile(self) -> Any:
        """Find out now: the thing that was made, or None if nothing is to be found.

        Awaitable where the client that raised this is. None is no proof while the cloud's lists
        lag; ask again later.

        Errors:
            ConfigError: this error came from another process; use ``client.reconcile(error)``.
        """
        if self._find is None:
            raise ConfigError("this error came from elsewhere: use client.reconcile(error)")
        return self._find()

    def to_dict(self) -> dict[str, Any]:
        """What another process needs to find out; no secret is in it."""
        return {
            "message": str(self),
            "operation": self.operation,
            "marker": self.marker,
            "id": self.id,
            "candidates": list(self.candidates),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> OutcomeUnknownError:
        """The error that `to_dict` told of.

        Errors:
            ConfigError: it is not such data.
        """
        operation = data.get("operation")
        needed = {"provider", "region", "noun", "verb"}
        if not isinstance(operation, dict) or not needed <= operation.keys():
            raise ConfigError(f"not an outcome to find out: operation needs {sorted(needed)}")
        return cls(
            str(data.get("message", "")),
            operation=operation,
            marker=data.get("marker"),
            id=data.get("id"),
            candidates=tuple(data.get("candidates") or ()),
        )

    def __reduce__(self) -> Any:
        return _rebuild_unknown, (str(self), self.operation, self.marker, self.id, self.candidates)


def _rebuild_unknown(
    message: str,
    operation: dict[str, Any],
    marker: str | None,
    id: str | None,
    candidates: tuple[str, ...],
) -> OutcomeUnknownError:
    return OutcomeUnknownError(
        message, operation=operation, marker=marker, id=id, candidates=candidates
    )


class TransportError(CgwError):
    """No usable answer arrived and nothing was changed: the request was never sent, or only reads."""


class UnsupportedError(CgwError):
    """Nothing this cloud can do. Raised before any request.

    Attributes:
        field: the field or verb that cannot be had, e.g. ``"description"``.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class WaitError(CgwError):
    """A waiter met its deadline, or a state that cannot become the one waited for.

    Attributes:
        last: the last thing read, or None.
        history: ``(seconds since the start, state)`` for each change seen.
    """

    def __init__(
        self, message: str, *, last: Any = None, history: tuple[tuple[float, str], ...] = ()
    ) -> None:
        super().__init__(message)
        self.last, self.history = last, history


class ConfigError(CgwError):
    """Profile, credentials, region or endpoint is wrong; the message names file, key or variable."""
