"""Where a cloud is: regions and the zones in them. Read-only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cgw.models.base import Noun


@dataclass(frozen=True, slots=True, kw_only=True)
class Region(Noun):
    """A region. ``id`` is what `cgw.connect` takes, ``name`` what people call it.

    Attributes:
        endpoint: the host that serves it, where the cloud says.
    """

    endpoint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone(Noun):
    """A zone of this region in which VPN gateways can stand.

    Attributes:
        sizes: of gateways that can be had in it, in the cloud's own words.
        attaches: what a gateway there can hang on: ``network``, ``transit-router``.
        group: the cloud's group of public addresses it belongs to, where it has such.
        ip_versions: 4, 6 or both, of public addresses that can be had there; empty where the cloud
            does not say.
    """

    sizes: tuple[str, ...] = ()
    attaches: tuple[str, ...] = ()
    group: str = ""
    ip_versions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a slow creation has come.

    Attributes:
        percent: 0 to 100; None where the cloud does not say.
        state: the cloud's own word.
        code, words: of the failure, if it failed.
        begun_at, ended_at: aware, UTC.
    """

    id: str
    percent: int | None = None
    state: str = ""
    job_id: str = ""
    code: str = ""
    words: str = ""
    begun_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A switch of a gateway, in the cloud's own words.

    Attributes:
        config: its parameters, as the cloud writes them.
    """

    name: str
    id: str = ""
    enabled: bool | None = None
    config: str = ""
    updated_at: datetime | None = None
