"""``cgw doctor``: what would be used, where it comes from, and what is wrong. Never a value of a key."""

from __future__ import annotations

import os
import platform
import stat
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import typer

from cgw.cli.failures import FINDINGS
from cgw.cli.options import Given, option
from cgw.cli.output import compiled, emit
from cgw.cli.targets import Target, targets
from cgw.errors import CgwError, ConfigError
from cgw.plugins import registry
from cgw.settings import profile_path, settle

HELP = "Show what would be used and where it comes from. Exit code 6 if something is wrong."
ONLINE = (
    option(
        "online",
        bool,
        "--online",
        default=False,
        help="Also ask each cloud that has credentials for one listing.",
    ),
)
KEYS = ("ACCESS_KEY_ID", "ACCESS_KEY_SECRET", "TOKEN", "PROJECT_ID")
PACKAGES = ("cgw", "httpx", "pydantic", "pluggy", "typer", "tencentcloud-sdk-python-common")


class Watched(Mapping[str, str]):
    """The environment, and which of its names were asked for."""

    def __init__(self, inner: Mapping[str, str]) -> None:
        self._inner = inner
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return self._inner[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._inner)

    def __len__(self) -> int:
        return len(self._inner)

    def items(self) -> Any:
        """All of them; that is not asking for one."""
        return self._inner.items()


def run(given: Given) -> None:
    """Print every row; exit code 6 if one of them is a finding."""
    compiled(given["query"])
    asked = targets(given, configured=False)
    rows = [*_machine(), *_plugins()]
    ready = 0
    for target in asked:
        try:
            found, usable = _cloud(target, online=given["online"])
        except Exception as error:  # noqa: BLE001 -- one plugin's fault hides no other row
            told = f"{type(error).__name__}: {error}"
            found, usable = [_row(target.provider, "plugin", told, ok=False)], False
        rows += found
        ready += usable
    if asked and not ready:
        rows.append(_row("cgw", "credentials", "of no cloud", ok=False))
    emit(
        rows,
        columns=("scope", "item", "ok", "value"),
        output=given["output"],
        query=given["query"],
    )
    if not all(row["ok"] for row in rows):
        raise typer.Exit(FINDINGS)


def _row(scope: str, item: str, value: str, *, ok: bool = True) -> dict[str, Any]:
    return {"scope": scope, "item": item, "value": value, "ok": ok}


def _machine() -> Iterator[dict[str, Any]]:
    yield _row("cgw", "python", platform.python_version())
    for package in PACKAGES:
        try:
            yield _row("cgw", package, version(package))
        except PackageNotFoundError:
            yield _row("cgw", package, "not installed as a package")
    yield _row("cgw", "clock", datetime.now(UTC).isoformat(timespec="seconds"))
    path = profile_path(os.environ, Path.home())
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        yield _row("cgw", "profiles", f"{path}: not there")
    else:
        yield _row("cgw", "profiles", f"{path}: mode {mode:04o}", ok=not mode & 0o077)


def _plugins() -> Iterator[dict[str, Any]]:
    registry().providers()
    for name, error in sorted(registry().failures.items()):
        yield _row(name, "plugin", f"failed: {type(error).__name__}: {error}", ok=False)


def _cloud(target: Target, *, online: bool) -> tuple[list[dict[str, Any]], bool]:
    """The rows of one cloud, and whether it has credentials."""
    name, provider = target.provider, registry().provider(target.provider)
    environ = Watched(os.environ)
    rows: list[dict[str, Any]] = []

    def settled(region: str | None) -> Any:
        return settle(
            provider,
            region=region,
            endpoint=target.endpoint,
            profile=target.profile,
            environ=environ,
            home=Path.home(),
        )

    source, kind, problem = "", "", ""
    try:
        found = settled(target.region or "any")  # a missing region is another matter
        source = found.told["credentials"]
        credentials = found.source.fetch()
        kind = "temporary key" if credentials.token else "key"
        kind = kind if credentials.access_key_id else "token"
    except ConfigError as error:
        problem = str(error)
    try:
        found = settled(target.region)
        place, told = found.place, found.told
        rows.append(_row(name, "region", f"{place.region} (from {told['region']})"))
        where = told["endpoint"]
        rows += [
            _row(name, f"endpoint {service}", f"{url} (from {where})")
            for service, url in provider.open(place).endpoints.items()
        ]
        usable = bool(kind)
    except CgwError as error:
        rows.append(_row(name, "region", str(error), ok=not kind))
        usable = False
    rows.append(_row(name, "credentials", f"{kind}, from {source}" if kind else f"none: {problem}"))
    prefix = f"CGW_{name.upper().replace('-', '_')}_"
    asked = {f"{prefix}{key}" for key in KEYS} | set(environ.asked) - {"HOME", "XDG_CONFIG_HOME"}
    shown = ", ".join(f"{n} {'(set)' if os.environ.get(n) else '(not set)'}" for n in sorted(asked))
    rows.append(_row(name, "variables looked at", shown))
    if kind:
        rows.append(_row(name, "the vendor's own places", _vendor_places(target)))
    if online and usable:
        rows.append(_asked(target))
    return rows, bool(kind)


def _vendor_places(target: Target) -> str:
    """Every variable and file of the vendor's chain: what it says when it finds nothing at all."""
    try:
        registry().provider(target.provider).credentials({}, Path("~")).fetch()
    except ConfigError as error:
        return str(error)
    return "not told"


def _asked(target: Target) -> dict[str, Any]:
    """One row that says whether the cloud answers."""
    try:
        with target.connect() as cloud:
            noun = next(iter(cloud.capabilities.nouns))
            next(iter(getattr(cloud, noun).list()), None)
    except CgwError as error:
        return _row(target.provider, "answer", str(error), ok=False)
    return _row(target.provider, "answer", "yes")
