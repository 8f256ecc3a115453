"""What can be done with every kind of thing alike, awaiting. `cgw.verbs` is its twin."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cgw import tagging
from cgw.adapter import Ability, Resource, Where
from cgw.creating import create
from cgw.errors import OutcomeUnknownError
from cgw.listing import Turning, check_names, matches
from cgw.models import Noun, Options, Patch, Spec
from cgw.verbs import check_tags_given, keys_given, resource_of
from cgw.waiter import wait
from cgw.wire import Flow

if TYPE_CHECKING:
    from cgw.aio import AsyncClient

T = TypeVar("T")
M = TypeVar("M", bound=Noun)
S = TypeVar("S", bound=Spec)
P = TypeVar("P", bound=Patch)


class AsyncListing(Generic[M]):
    """Things that can only be listed."""

    def __init__(self, client: AsyncClient, noun: str) -> None:
        self._client, self._noun = client, noun

    async def list(
        self,
        *,
        tags: dict[str, str] | None = None,
        options: Options | None = None,
        timeout: float | None = None,
        **fields: str,
    ) -> AsyncIterator[M]:
        """Each thing once, page by page as you read on.

        Args:
            tags: only what carries all of these.
            options: a provider's own narrowing.
            timeout: seconds for one page.
            fields: exact values of fields: ``name="idc"``.

        Errors:
            UnsupportedError: the cloud cannot list them, or they have no such field.
        """
        resource, _ = self._resource("list")
        check_names(self._noun, fields)
        where = Where(fields, tags or {}, options)
        turning = Turning(self._client.provider)
        cursor: str | None = None
        while True:
            page = await self._run(resource.page(cursor, where), "list", timeout)
            for item in turning.new(page.items):
                if matches(item, where):
                    yield item
            if (cursor := page.cursor) is None:
                return

    def _resource(self, verb: str) -> tuple[Resource[Any, Any, Any], Ability]:
        return resource_of(self._client.adapter, self._noun, verb)

    async def _run(self, flow: Flow[T], verb: str, timeout: float | None, about: Any = None) -> T:
        engine, seconds = self._client.engine, self._seconds(timeout)
        steps = engine.call(flow, noun=self._noun, verb=verb, timeout=seconds, about=about)
        return await self._client.run(steps)

    def _seconds(self, timeout: float | None) -> float:
        return self._client.timeout if timeout is None else timeout


class AsyncVerbs(AsyncListing[M], Generic[M, S, P]):
    """The verbs that every kind of thing has alike."""

    async def create(self, spec: S, *, timeout: float | None = None) -> M:
        """What the cloud has after creating it. It is sent once; a lost answer is looked for.

        Args:
            timeout: seconds for the whole call, retries included; None takes the client's.

        Errors:
            InvalidRequestError, UnsupportedError: refused, mostly before any request.
            AlreadyExistsError, QuotaExceededError, BillingError: refused by the cloud.
            OutcomeUnknownError: it may exist; the error knows how to find out.
        """
        resource, ability = self._resource("create")
        engine, seconds = self._client.engine, self._seconds(timeout)
        steps = create(engine, resource, spec, ability, noun=self._noun, timeout=seconds)
        try:
            made: M = await self._client.run(steps)
        except OutcomeUnknownError as lost:
            lost._find = partial(self._client.reconcile, lost)  # noqa: SLF001 -- it is bound here
            raise
        return made

    async def get(self, id: str, *, timeout: float | None = None) -> M:
        """The one with that id, as the cloud has it now.

        Errors:
            NotFoundError: there is none.
        """
        resource, _ = self._resource("get")
        found: M = await self._run(resource.get(id), "get", timeout)
        return found

    async def update(self, id: str, patch: P, *, timeout: float | None = None) -> M:
        """Change what ``patch`` gives and return what the cloud then has.

        Errors:
            NotFoundError: there is none.
            UnsupportedError: the cloud cannot change that field.
        """
        resource, _ = self._resource("update")
        found: M = await self._run(resource.update(id, patch), "update", timeout, patch)
        return found

    async def wait(
        self,
        id: str,
        until: str = "available",
        *,
        timeout: float = 600.0,
        progress: Callable[[M, float], None] | None = None,
    ) -> M | None:
        """Read until ``until`` is reached, and return what was read last.

        Args:
            until: ``"available"`` or ``"deleted"`` (then None may be returned).
            timeout: seconds.
            progress: called with the thing and the seconds so far at each change of its state.

        Errors:
            WaitError: time ran out, or it can no longer get there; ``.last`` and ``.history``.
        """
        resource, _ = self._resource("wait")
        found: M | None = await self._client.run(
            wait(
                self._client.engine,
                lambda: resource.get(id),
                until,
                noun=self._noun,
                timeout=timeout,
                progress=progress,
            )
        )
        return found

    async def add_tags(
        self, id: str, tags: Mapping[str, str], *, timeout: float | None = None
    ) -> M:
        """Set these tags, leave the others, and return what the cloud then has.

        Errors:
            UnsupportedError: the cloud cannot tag such a thing after it was made.
            InvalidRequestError: a key or value that is no text, or that the cloud does not allow.
        """
        resource, ability = self._tagged()
        check_tags_given(self._client.provider, tags)
        found: M = await self._run(
            tagging.add(self._client.provider, resource, ability, id, tags), "tag", timeout
        )
        return found

    async def remove_tags(self, id: str, keys: Iterable[str], *, timeout: float | None = None) -> M:
        """Take the tags of these keys away; one that is not there is gone already."""
        resource, _ = self._tagged()
        keys = keys_given(self._client.provider, keys)
        found: M = await self._run(
            tagging.remove(self._client.provider, resource, id, keys), "tag", timeout
        )
        return found

    async def replace_tags(
        self, id: str, tags: Mapping[str, str], *, timeout: float | None = None
    ) -> M:
        """Make these its only tags (a link's own stays), by asking for the difference."""
        resource, ability = self._tagged()
        check_tags_given(self._client.provider, tags)
        found: M = await self._run(
            tagging.replace(self._client.provider, resource, ability, id, tags), "tag", timeout
        )
        return found

    def _tagged(self) -> tuple[Any, Ability]:
        return self._resource("tag")


class AsyncCollection(AsyncVerbs[M, S, P]):
    """One kind of thing."""

    async def delete(self, id: str, *, timeout: float | None = None) -> None:
        """Delete it; one that is gone already is deleted.

        Errors:
            BusyError: something still uses it.
        """
        resource, _ = self._resource("delete")
        await self._run(resource.delete(id), "delete", timeout)
