"""Adapters that break one law each: a real one with one thing wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cgw.adapter import Operation, Place
from cgw.plugins import registry
from cgw.wire import Reply, Request

REGIONS = {"alibaba": "cn-shanghai", "tencent": "ap-guangzhou", "huawei": "cn-north-4"}


class Liar:
    """An adapter that is the real one, but for what a subclass changes."""

    base = "alibaba"
    noun = "customer_gateways"
    overrides: dict[str, str] = {}

    def __init__(self) -> None:
        place = Place(REGIONS[self.base], self.overrides)
        self._real = registry().provider(self.base).open(place)
        setattr(self, self.noun, Verbs(self, getattr(self._real, self.noun)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    # What a subclass may change; each gets what the truth would be.
    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        return (yield from verbs.create(spec, op))

    def get(self, verbs: Any, id: str) -> Any:
        return (yield from verbs.get(id))

    def page(self, verbs: Any, cursor: Any, where: Any) -> Any:
        return (yield from verbs.page(cursor, where))

    def update(self, verbs: Any, id: str, patch: Any) -> Any:
        return (yield from verbs.update(id, patch))

    def delete(self, verbs: Any, id: str) -> Any:
        return (yield from verbs.delete(id))

    def reset(self, verbs: Any, id: str) -> Any:
        return (yield from verbs.reset(id))

    def tag(self, verbs: Any, id: str, add: Any, remove: Any) -> Any:
        return (yield from verbs.tag(id, add, remove))

    def sessions(self, verbs: Any, id: str) -> Any:
        return (yield from verbs.sessions(id))

    def config(self, verbs: Any, id: str) -> Any:
        return (yield from verbs.config(id))

    def reissue(self, verbs: Any, id: str) -> Any:
        return (yield from verbs.reissue(id))

    def logs(self, verbs: Any, id: str, window: Any, cursor: Any) -> Any:
        return (yield from verbs.logs(id, window, cursor))

    def diagnose(self, verbs: Any, id: str) -> Any:
        return (yield from verbs.diagnose(id))

    def device_config(self, verbs: Any, id: str, device: Any) -> Any:
        return (yield from verbs.device_config(id, device))


class Verbs:
    """The liar's verbs."""

    def __init__(self, liar: Any, real: Any) -> None:
        self._liar, self._real = liar, real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def create(self, spec: Any, op: Operation) -> Any:
        return self._liar.create(self._real, spec, op)

    def get(self, id: str) -> Any:
        return self._liar.get(self._real, id)

    def page(self, cursor: Any, where: Any) -> Any:
        return self._liar.page(self._real, cursor, where)

    def update(self, id: str, patch: Any) -> Any:
        return self._liar.update(self._real, id, patch)

    def delete(self, id: str) -> Any:
        return self._liar.delete(self._real, id)

    def reset(self, id: str) -> Any:
        return self._liar.reset(self._real, id)

    def tag(self, id: str, add: Any, remove: Any) -> Any:
        return self._liar.tag(self._real, id, add, remove)

    def sessions(self, id: str) -> Any:
        return self._liar.sessions(self._real, id)

    def config(self, id: str) -> Any:
        return self._liar.config(self._real, id)

    def reissue(self, id: str) -> Any:
        return self._liar.reissue(self._real, id)

    def logs(self, id: str, window: Any, cursor: Any) -> Any:
        return self._liar.logs(self._real, id, window, cursor)

    def diagnose(self, id: str) -> Any:
        return self._liar.diagnose(self._real, id)

    def device_config(self, id: str, device: Any) -> Any:
        return self._liar.device_config(self._real, id, device)


def changed(flow: Any, change: Callable[[Request], Request]) -> Any:
    """The flow with each of its requests changed."""
    request = next(flow)
    while True:
        try:
            reply = yield change(request)
        except Exception as error:  # noqa: BLE001 -- handed on to the flow
            step, value = flow.throw, error
        else:
            step, value = flow.send, reply
        try:
            request = step(value)
        except StopIteration as stop:
            return stop.value


def seen(flow: Any, look: Callable[[Reply], None]) -> Any:
    """The flow, after ``look`` saw each reply."""
    request = next(flow)
    while True:
        try:
            reply = yield request
        except Exception as error:  # noqa: BLE001 -- handed on to the flow
            step, value = flow.throw, error
        else:
            look(reply)
            step, value = flow.send, reply
        try:
            request = step(value)
        except StopIteration as stop:
            return stop.value


LIARS: list[tuple[type[Liar], set[str]]] = []


def breaks(*laws: str) -> Callable[[type[Liar]], type[Liar]]:
    """The laws that notice this liar."""

    def add(liar: type[Liar]) -> type[Liar]:
        LIARS.append((liar, set(laws)))
        return liar

    return add
