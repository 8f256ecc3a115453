"""The hooks a plugin may implement. Each docstring says when it is called and what it returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy

from cgw.adapter import Adapter, CredentialSource, Place
from cgw.models import Options

if TYPE_CHECKING:
    from cgw.device import DeviceTemplate
    from cgw.emulator.world import Face, World
    from cgw.link import Profile

hookspec = pluggy.HookspecMarker("cgw")
hookimpl = pluggy.HookimplMarker("cgw")


@dataclass(frozen=True, slots=True)
class Provider:
    """What a plugin offers: a cloud under a name.

    Attributes:
        name: what users type; lower-case letters, digits and hyphens.
        title: what people call it.
        open: makes the adapter of one place. No I/O.
        credentials: the vendor's own variables and files. Gets the environment and the home
            folder; nothing is read before ``fetch``.
        services: the cloud's services, the main one first; an ``endpoint`` may override each.
        region_variables: the vendor's own environment variables that hold a region.
        face: the emulator's wire face, or None.
        options: what `cgw.connect` takes as ``options``, or None.
        permissions: the cloud's own access policy document for pairs of noun and verb
            (``("customer_gateways", "create")``), or None. No I/O.
    """

    name: str
    title: str
    open: Callable[[Place], Adapter]
    credentials: Callable[[Mapping[str, str], Path], CredentialSource]
    services: tuple[str, ...]
    region_variables: tuple[str, ...] = ()
    face: Callable[[World], Face] | None = None
    options: type[Options] | None = None
    permissions: Callable[[Iterable[tuple[str, str]]], dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One attempt at one request, after it ended. Never a body, a header or a query.

    Attributes:
        provider, region, action, method, host: what was asked, and where.
        attempt: from 1.
        status: the HTTP status; None if no answer came.
        seconds: from sending to the answer.
        code: the cloud's error code; empty if it did as asked.
        request_id: the cloud's id for the attempt; empty if none came.
        outcome: ``ok``, ``refused``, ``not-sent`` or ``unknown``.
    """

    provider: str
    region: str
    action: str
    method: str
    host: str
    attempt: int
    status: int | None
    seconds: float
    code: str = ""
    request_id: str = ""
    outcome: str = "ok"
    extra: Mapping[str, Any] = field(default_factory=dict)


@hookspec
def cgw_providers() -> Iterable[Provider]:
    """Return the providers this plugin adds.

    Called once, when the plugin is loaded. Do no I/O. A name that is already taken is refused
    and reported by ``cgw provider list``.
    """
    raise NotImplementedError


@hookspec
def cgw_profiles() -> Iterable[Profile]:
    """Return what devices can do, for links to them.

    Called when a link is planned with a device whose profile is not built in. Do no I/O. Make
    `cgw.link.Profile` inside. A name that is taken already is refused.
    """
    raise NotImplementedError


@hookspec
def cgw_device_templates() -> Iterable[DeviceTemplate]:
    """Return devices that configurations can be written for.

    Called when a configuration is rendered for a device that is not built in. Do no I/O. Make
    `cgw.device.DeviceTemplate` inside. A name that is taken already is refused.
    """
    raise NotImplementedError


@hookspec
def cgw_commands(cli: Any) -> None:
    """Add commands to the command line.

    Called when ``cgw`` starts, with the `typer.Typer` application. Import typer inside.
    """
    raise NotImplementedError


@hookspec
def cgw_observe(event: Event) -> None:
    """See one attempt at one request.

    Called after each attempt, in the thread or task that made it. Return at once; an exception
    raised here is logged and never breaks a call.
    """
    raise NotImplementedError
