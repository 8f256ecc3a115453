"""Where an adapter works and for whom: region, addresses, credentials."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeAlias
from urllib.parse import urlsplit

from pydantic import SecretStr

from cgw.errors import ConfigError
from cgw.models import Options

# ---------------------------------------------------------------- who asks


class Credentials:
    """Keys of one account. Shown, logged, copied and pickled without them.

    Args:
        access_key_id: names the key; not a secret.
        access_key_secret: signs with it.
        token: of temporary keys; alone (no key) it is Huawei Cloud's X-Auth-Token.
        project_id: Huawei Cloud's project; found by a request if it is not given.
        expires_at: aware; new ones are fetched before that.
    """

    __slots__ = ("access_key_id", "access_key_secret", "expires_at", "project_id", "token")

    def __init__(
        self,
        access_key_id: str = "",
        access_key_secret: str | SecretStr = "",
        token: str | SecretStr | None = None,
        project_id: str | None = None,
        expires_at: datetime | None = None,
    ) -> None:
        self.access_key_id = access_key_id
        self.access_key_secret = _secret(access_key_secret)
        self.token = _secret(token) if token else None
        self.project_id = project_id
        self.expires_at = expires_at

    def __repr__(self) -> str:
        kind = "temporary key" if self.token and self.access_key_id else "key"
        shown = f"{kind} {self.access_key_id}" if self.access_key_id else "token"
        return f"<Credentials {shown}>"

    def __copy__(self) -> Credentials:
        return self

    def __deepcopy__(self, memo: Any) -> Credentials:
        return self

    def __reduce__(self) -> Any:
        raise TypeError("credentials do not pickle")

    def replace(self, **changes: Any) -> Credentials:
        """A copy with some attributes changed."""
        values = {name: getattr(self, name) for name in Credentials.__slots__}
        return Credentials(**{**values, **changes})


def _secret(value: str | SecretStr) -> SecretStr:
    return value if isinstance(value, SecretStr) else SecretStr(value)


class CredentialSource(Protocol):
    """Where credentials come from. ``fetch`` may block: the engine calls it off the event loop."""

    def fetch(self) -> Credentials:
        """Return them now.

        Errors:
            ConfigError: none found; names every variable and file that was looked at.
        """


# ---------------------------------------------------------------- where

Services: TypeAlias = Mapping[str, str]
"""Service name -> scheme, host and port."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an adapter works: what `cgw.connect` was told, validated.

    Attributes:
        region: an open string; never compared with a list.
        overrides: addresses the user gave, per service.
        options: the provider's own settings for this connection.
    """

    region: str
    overrides: Services = field(default_factory=dict)
    options: Options | None = None

    def endpoint(self, service: str, default: str) -> str:
        """The user's address for ``service``, else ``default``."""
        return self.overrides.get(service, default)


_REGION = re.compile(r"\A(?![0-9]+\Z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")
_HOST = re.compile(r"\A(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9-]{1,63}\Z")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def valid_region(region: str) -> str:
    """``region`` if it can stand in a host name.

    Errors:
        ConfigError: it cannot.
    """
    if not _REGION.fullmatch(region):
        raise ConfigError(
            f"region {region!r}: lower-case letters, digits and inner hyphens, as in 'cn-shanghai'"
        )
    return region


def valid_endpoint(url: str) -> str:
    """Scheme, host and port of ``url``, canonical.

    Errors:
        ConfigError: not https (plain http only to this machine), or more than a host and a port.
    """
    text = url if "://" in url else f"https://{url}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ConfigError(f"endpoint {url!r}: not a URL") from None
    host = parts.hostname or ""
    local = host in LOOPBACK
    bare = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    bare = bare and not re.search(r"\][^:]", parts.netloc)  # older Pythons read [::1]x as ::1
    plain = text.isascii() and not re.search(r"[\\%\s\x00-\x1f@]", text)
    if not (bare and plain and port != 0 and (host == "::1" or _HOST.fullmatch(host))):
        raise ConfigError(f"endpoint {url!r}: only scheme, host and port")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise ConfigError(f"endpoint {url!r}: https, or http to this machine")
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + (f":{port}" if port is not None else "")
