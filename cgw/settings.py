"""Where the region, the address and the credentials of a connection come from.

Order for each: the argument, the named profile, ``CGW_<PROVIDER>_*``, the vendor's own variables
and files. Nothing is read before it is needed, and an error names every place that was looked at.
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cgw.adapter import (
    LOOPBACK,
    Credentials,
    CredentialSource,
    Place,
    own_options,
    valid_endpoint,
    valid_region,
)
from cgw.errors import ConfigError
from cgw.hooks import Provider
from cgw.models import Options


@dataclass(frozen=True, slots=True)
class Http:
    """How requests travel.

    Attributes:
        proxy: ``http://host:port`` for every request, ``"env"`` to take the environment's, None
            for none. Never used to this machine.
        ca_file: a file of trusted certificate authorities instead of certifi's.
        max_connections: at once, per client.
        max_response_bytes: an answer longer than that, inflated, is given up.
        user_agent: added to cgw's own.
    """

    proxy: str | None = field(default=None, repr=False)  # may hold a password
    ca_file: str | None = None
    max_connections: int = 10
    max_response_bytes: int = 4 * 1024 * 1024
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What a connection needs.

    Attributes:
        place: region, addresses, options.
        source: of credentials.
        told: for each of region, endpoint and credentials, where it came from.
    """

    place: Place
    source: CredentialSource
    told: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Given:
    """Credentials that are there already."""

    credentials: Credentials

    def fetch(self) -> Credentials:
        """Return them."""
        return self.credentials


@dataclass(frozen=True, slots=True)
class FromSdk:
    """An object of a vendor's SDK that renews its keys itself."""

    thing: Any

    def fetch(self) -> Credentials:
        """Ask it; may block. What it says is asked for again after some minutes.

        Errors:
            ConfigError: it gave no key.
        """
        thing, soon = self.thing, datetime.now(UTC) + timedelta(minutes=10)
        if hasattr(thing, "get_credential_info"):  # tencentcloud.common.credential: one atomic read
            key, secret, token = thing.get_credential_info()
            return self._made(key, secret, token, soon)
        if hasattr(thing, "get_credential"):  # alibabacloud_credentials, Tencent's providers
            thing = thing.get_credential()
        pairs = (
            ("access_key_id", "access_key_secret", "security_token"),
            ("secret_id", "secret_key", "token"),
            ("ak", "sk", "security_token"),  # huaweicloudsdkcore.auth.credentials
        )
        for key_name, secret_name, token_name in pairs:
            if getattr(thing, key_name, None):
                secret, token = getattr(thing, secret_name, None), getattr(thing, token_name, None)
                project = getattr(thing, "project_id", None)
                return self._made(getattr(thing, key_name), secret, token, soon, project)
        raise ConfigError(f"credentials: {type(self.thing).__name__} gave no key")

    def _made(
        self, key: Any, secret: Any, token: Any, soon: datetime, project: Any = None
    ) -> Credentials:
        if not (key and secret):
            raise ConfigError(f"credentials: {type(self.thing).__name__} gave no key")
        return Credentials(str(key), str(secret), token or None, project or None, soon)


SDK_ATTRIBUTES = ("get_credential_info", "get_credential", "access_key_id", "secret_id", "ak")


def source_of(given: Any) -> CredentialSource:
    """A source of whatever was given under ``credentials=``.

    Errors:
        ConfigError: it is nothing credentials can be had from.
    """
    if isinstance(given, Credentials):
        return Given(given)
    if hasattr(given, "fetch"):
        source: CredentialSource = given
        return source
    if any(hasattr(given, name) for name in SDK_ATTRIBUTES):
        return FromSdk(given)
    raise ConfigError(
        f"credentials: {type(given).__name__} is neither cgw.Credentials, nor has it fetch(), "
        "nor is it a vendor SDK's credential object"
    )


def settle(
    provider: Provider,
    *,
    region: str | None = None,
    credentials: Any = None,
    endpoint: str | Mapping[str, str] | None = None,
    profile: str | None = None,
    options: Options | None = None,
    environ: Mapping[str, str] | None = None,
    home: Path | None = None,
) -> Settled:
    """Everything a connection needs, found and validated. Reads variables and the profile file.

    Errors:
        ConfigError: something is missing or malformed; names file, table, key or variable.
        UnsupportedError: ``options`` of another provider.
    """
    environ = os.environ if environ is None else environ
    home = home or Path(environ.get("HOME") or Path.home())
    named = profile or environ.get("CGW_PROFILE") or None
    table = read_profile(named, provider.name, environ, home) if named else {}
    prefix = f"CGW_{provider.name.upper().replace('-', '_')}_"
    told: dict[str, str] = {}
    place = Place(
        _region(provider, region, table, named, prefix, environ, told),
        _endpoints(provider, endpoint, table, named, prefix, environ, told),
        own_options(provider.name, options, provider.options),
    )
    if credentials is not None:
        told["credentials"] = "the argument"
        return Settled(place, source_of(credentials), told)
    for where, values in (
        (f"profile {named}", table),
        (f"{prefix}*", {k.removeprefix(prefix).lower(): v for k, v in environ.items() if v}),
    ):
        if found := _credentials(values, where, prefix):
            told["credentials"] = where
            return Settled(place, Given(found), told)
    told["credentials"] = "the vendor's own variables and files"
    looked = f"profile (none named), {prefix}ACCESS_KEY_ID and {prefix}ACCESS_KEY_SECRET"
    vendor = provider.credentials(environ, home)
    return Settled(place, Vendor(vendor, looked), told)


@dataclass(frozen=True, slots=True)
class Vendor:
    """The vendor's own chain, asked after everything of ours was looked at."""

    chain: CredentialSource
    looked: str

    def fetch(self) -> Credentials:
        """Ask the chain; if it has nothing, say what else was looked at before."""
        try:
            return self.chain.fetch()
        except ConfigError as error:
            raise ConfigError(f"{error}; before that: {self.looked}") from None


def _region(
    provider: Provider,
    region: str | None,
    table: Mapping[str, Any],
    named: str | None,
    prefix: str,
    environ: Mapping[str, str],
    told: dict[str, str],
) -> str:
    places = [("the argument", region), (f"profile {named}", table.get("region"))]
    variables = (f"{prefix}REGION", *provider.region_variables)
    places += [(name, environ.get(name)) for name in variables]
    for where, value in places:
        if value:
            told["region"] = where
            return valid_region(str(value))
    raise ConfigError(
        f"no region for {provider.name}: looked at the argument, the profile, {', '.join(variables)}"
    )


def _endpoints(
    provider: Provider,
    endpoint: str | Mapping[str, str] | None,
    table: Mapping[str, Any],
    named: str | None,
    prefix: str,
    environ: Mapping[str, str],
    told: dict[str, str],
) -> dict[str, str]:
    places = [
        ("the argument", endpoint),
        (f"profile {named}", table.get("endpoint")),
        (f"{prefix}ENDPOINT", environ.get(f"{prefix}ENDPOINT")),
    ]
    where, value = next(((w, v) for w, v in places if v), ("the region", None))
    told["endpoint"] = where
    if value is None:
        return {}
    if isinstance(value, Mapping):
        if unknown := sorted(set(value) - set(provider.services)):
            raise ConfigError(
                f"endpoint: {provider.name} has no service {unknown[0]!r}; "
                f"it has {', '.join(provider.services)}"
            )
        return {service: valid_endpoint(url) for service, url in value.items()}
    url = valid_endpoint(value)
    host = url.split("://", 1)[1].rsplit(":", 1)[0].strip("[]")
    services = provider.services if host in LOOPBACK else provider.services[:1]
    return dict.fromkeys(services, url)


def _credentials(values: Mapping[str, Any], where: str, prefix: str) -> Credentials | None:
    key, secret = values.get("access_key_id"), values.get("access_key_secret")
    token, project = values.get("token"), values.get("project_id")
    if bool(key) != bool(secret):
        missing = "access_key_secret" if key else "access_key_id"
        name = f"{prefix}{missing.upper()}" if where.endswith("*") else missing
        raise ConfigError(f"{where}: {name} is missing")
    if not (key or token):
        return None
    return Credentials(str(key or ""), str(secret or ""), token or None, project or None)


# ---------------------------------------------------------------- profiles

PROFILE_KEYS = frozenset(
    {"provider", "region", "endpoint", "access_key_id", "access_key_secret", "token", "project_id"}
)


def profile_path(environ: Mapping[str, str], home: Path) -> Path:
    """``$XDG_CONFIG_HOME/cgw/config.toml``, by default ``~/.config/cgw/config.toml``."""
    return Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "cgw" / "config.toml"


def read_profile(
    name: str, provider: str | None, environ: Mapping[str, str], home: Path
) -> Mapping[str, Any]:
    """The table ``[profile.NAME]``; ``provider`` None means whichever it is for.

    Errors:
        ConfigError: no such file or table, the file is open to others, a key is unknown.
    """
    path = profile_path(environ, home)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as error:
        raise ConfigError(f"profile {name}: {path}: {error.strerror}") from None
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(file.fileno())
        if found.st_mode & 0o077:
            mode = stat.S_IMODE(found.st_mode)
            raise ConfigError(
                f"{path}: mode {mode:04o} lets others read or write keys; chmod 600 it"
            )
        if found.st_uid != os.geteuid():
            raise ConfigError(f"{path}: belongs to somebody else")
        try:
            tables = tomllib.load(file)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"{path}: {error}") from None
    table = tables.get("profile", {}).get(name)
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: no table [profile.{name}]")
    if unknown := sorted(set(table) - PROFILE_KEYS):
        raise ConfigError(
            f"{path}: [profile.{name}] has the unknown key {unknown[0]!r}; "
            f"known: {', '.join(sorted(PROFILE_KEYS))}"
        )
    if provider is not None and table.get("provider", provider) != provider:
        raise ConfigError(
            f"{path}: [profile.{name}] is for {table['provider']!r}, not for {provider!r}"
        )
    return table
