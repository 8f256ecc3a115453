"""Which clouds a command speaks to, and speaking to them."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import typer

import cgw
from cgw.cli.failures import FAILED, exit_code, show
from cgw.cli.options import Given
from cgw.cli.output import printable
from cgw.errors import ConfigError
from cgw.hooks import Event, hookimpl
from cgw.plugins import registry
from cgw.settings import Settled, read_profile, settle

if TYPE_CHECKING:
    from cgw.client import Client

T = TypeVar("T")
CALL = 60.0  # seconds for one call
WAIT = 600.0  # seconds for a wait


@dataclass(frozen=True, slots=True)
class Target:
    """One cloud in one region, as it was typed; what is None is found by `cgw.connect`."""

    provider: str
    region: str | None
    endpoint: str | dict[str, str] | None
    profile: str | None
    timeout: float | None

    def connect(self) -> Client:
        """A client."""
        return cgw.connect(
            self.provider,
            region=self.region,
            endpoint=self.endpoint,
            profile=self.profile,
            timeout=self.timeout or CALL,
        )

    def settled(self) -> Settled:
        """Region, addresses and credential source, without a connection."""
        return settle(
            registry().provider(self.provider),
            region=self.region,
            endpoint=self.endpoint,
            profile=self.profile,
        )

    @property
    def waiting(self) -> float:
        """Seconds for a wait."""
        return self.timeout or WAIT


def targets(given: Given, *, configured: bool = True) -> list[Target]:
    """Every cloud a command asks: those named, the profile's, or all.

    Args:
        configured: of all, only those that have credentials.

    Errors:
        ConfigError: none is named and none has credentials.
    """
    if given["debug"]:
        _observe()
    named = given["provider"] or _of_profile(given["profile"])
    for name in named:
        registry().provider(name)  # refuses an unknown one
    everybody = _configured if configured else _installed
    chosen = list(dict.fromkeys(named)) or everybody(given)
    regions = [_split(text, chosen) for text in given["region"] or ()]
    endpoints = [_split(text, chosen) for text in given["endpoint"] or ()]
    if wrong := next((key for key, _ in regions if key and "." in key), None):
        raise typer.BadParameter(f"{wrong}: a region is a whole cloud's", param_hint="--region")
    found = []
    for name in chosen:
        own: list[str | None] = [value for key, value in regions if key == name]
        common: list[str | None] = [value for key, value in regions if key is None]
        address = _endpoint(name, endpoints, many=len(chosen) > 1)
        found += [
            Target(name, region, address, given["profile"], given["timeout"])
            for region in (own or common or [None])
        ]
    return found


def target(given: Given) -> Target:
    """The one cloud a command about one thing speaks to.

    Errors:
        ConfigError: it could be more than one.
    """
    found = targets(given)
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"{t.provider}{' ' + t.region if t.region else ''}" for t in found)
    raise ConfigError(
        f"one cloud and one region are wanted here (--provider, --region), not {names}"
    )


def _of_profile(name: str | None) -> list[str]:
    name = name or os.environ.get("CGW_PROFILE") or None
    if name is None:
        return []
    provider = read_profile(name, None, os.environ, Path.home()).get("provider")
    return [str(provider)] if provider else []


def _installed(_: Given) -> list[str]:
    return list(registry().providers())


def _configured(given: Given) -> list[str]:
    """Providers whose credentials are there; why the others are left out is told with --debug."""
    found, why = [], []
    for name in registry().providers():
        try:
            Target(name, "any", None, given["profile"], None).settled().source.fetch()
        except ConfigError as error:
            why.append(str(error))
        else:
            found.append(name)
    if not found:
        raise ConfigError("; ".join(["no credentials for any cloud (see cgw doctor)", *why]))
    if given["debug"]:
        for line in why:
            print(printable(f"left out: {line}"), file=sys.stderr)
    return found


def _split(text: str, chosen: list[str]) -> tuple[str | None, str]:
    """``alibaba=x`` is for alibaba, ``x`` for everybody."""
    match = re.match(r"([a-z][a-z0-9-]*(?:\.[a-z0-9-]+)?)=(.*)", text)
    if match is None:
        return None, text
    name = match[1].split(".")[0]
    if name not in chosen:
        registry().provider(name)  # refuses an unknown one
    return match[1], match[2]


def _endpoint(
    name: str, given: list[tuple[str | None, str]], *, many: bool
) -> str | dict[str, str] | None:
    services = {
        key.partition(".")[2]: value for key, value in given if key and key.startswith(f"{name}.")
    }
    whole = [value for key, value in given if key == name]
    common = [value for key, value in given if key is None]
    if common and many:
        raise typer.BadParameter("NAME=URL is wanted when several clouds are asked")
    if services and (whole or common):
        raise typer.BadParameter(f"{name}: either one address or one per service")
    return services or next(iter(whole or common), None)


# ---------------------------------------------------------------- several at once


@dataclass(frozen=True, slots=True)
class Answers(Generic[T]):
    """What several clouds answered.

    Attributes:
        items: in the order the clouds were asked, and each cloud's own order.
        failures: of those that did not answer; they have been shown already.
    """

    items: list[T]
    failures: list[Exception]
    asked: int

    def finish(self) -> None:
        """Leave with an exit code if a cloud failed: its own if it was the only one, else 1."""
        if self.failures:
            raise typer.Exit(exit_code(self.failures[0]) if self.asked == 1 else FAILED)


def ask_all(asked: list[Target], ask: Callable[[Client], list[T]]) -> Answers[T]:
    """Ask every cloud at the same time. One that fails says so on stderr and stops no other."""

    def one(target: Target) -> list[T] | Exception:
        try:
            with target.connect() as cloud:
                return ask(cloud)
        except Exception as error:  # noqa: BLE001 -- one cloud's fault hides no other's rows
            return error

    with ThreadPoolExecutor(max_workers=min(len(asked), 32)) as pool:
        answers = list(pool.map(one, asked))
    failures = [answer for answer in answers if isinstance(answer, Exception)]
    for failure in failures:
        show(failure)
    items = [item for answer in answers if not isinstance(answer, Exception) for item in answer]
    return Answers(items, failures, len(asked))


# ---------------------------------------------------------------- --debug


class _Tell:
    """One line per attempt on stderr."""

    @hookimpl
    def cgw_observe(self, event: Event) -> None:
        words: list[Any] = [
            event.provider,
            event.method,
            event.host,
            event.action,
            f"attempt {event.attempt}",
            event.status or event.outcome,
            f"{event.seconds * 1000:.0f} ms",
            event.code,
            event.request_id,
        ]
        print(printable(" ".join(str(word) for word in words if word)), file=sys.stderr)


def _observe() -> None:
    manager = registry().manager
    if not manager.has_plugin("cgw --debug"):
        manager.register(_Tell(), name="cgw --debug")
