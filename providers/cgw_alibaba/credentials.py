"""Keys from the vendor's own variables and files, in the order of its default chain.

Source: alibabacloud_credentials 1.0.12 (chain, files, keys) and terraform-provider-alicloud 2026-08
(the older variable names); read 2026-11-21.

Where the chain would act under an identity that is not read here (a role, single sign-on, instance
metadata), this stops and says so: going on could find another key, of another identity.
"""

from __future__ import annotations

import configparser
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from cgw.adapter import Credentials
from cgw.errors import ConfigError

VARIABLES = (
    (
        "ALIBABA_CLOUD_ACCESS_KEY_ID",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        "ALIBABA_CLOUD_SECURITY_TOKEN",
    ),
    (
        "ALIBABACLOUD_ACCESS_KEY_ID",
        "ALIBABACLOUD_ACCESS_KEY_SECRET",
        "ALIBABACLOUD_SECURITY_TOKEN",
    ),
    ("ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY", "ALICLOUD_SECURITY_TOKEN"),
)
OIDC = (
    "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
    "ALIBABA_CLOUD_ROLE_ARN",
    "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
)
PROFILE = ("ALIBABA_CLOUD_PROFILE", "ALICLOUD_PROFILE")
REMOTE = ("ALIBABA_CLOUD_ECS_METADATA", "ALICLOUD_ECS_ROLE_NAME", "ALIBABA_CLOUD_CREDENTIALS_URI")
INSTEAD = (
    "pass credentials=alibabacloud_credentials.client.Client() to cgw.connect: the vendor's own "
    "package reads it"
)


class AlibabaCredentials:
    """Where Alibaba Cloud's own tools look.

    Args:
        environ: the environment.
        home: the home folder.
    """

    def __init__(self, environ: Mapping[str, str], home: Path) -> None:
        self._environ, self._home = environ, home

    def fetch(self) -> Credentials:
        """The first key found: variables, ``~/.aliyun/config.json``, ``~/.alibabacloud``.

        Errors:
            ConfigError: none, half a key, a broken file, or an identity that is not read here.
        """
        looked: list[str] = []
        for key, secret, token in VARIABLES:
            looked.append(f"{key} and {secret}")
            if found := _key(self._environ, "the environment", key, secret, token):
                return found
        if all(self._environ.get(name) for name in OIDC):
            _cannot("the environment", f"an OIDC role ({', '.join(OIDC)})")
        if found := self._command_line_profile(looked) or self._sdk_profile(looked):
            return found
        for name in REMOTE:
            if self._environ.get(name):
                _cannot("the environment", f"temporary keys from another server ({name})")
        raise ConfigError(f"no credentials for alibaba: looked at {'; '.join(looked)}")

    def _command_line_profile(self, looked: list[str]) -> Credentials | None:
        """From the file of the ``aliyun`` command."""
        if self._environ.get("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "").lower() == "true":
            looked.append("not ~/.aliyun/config.json (ALIBABA_CLOUD_CLI_PROFILE_DISABLED)")
            return None
        path = self._path("ALICLOUD_SHARED_CREDENTIALS_FILE", self._home / ".aliyun/config.json")
        text = _text(path)
        if text is None:
            looked.append(str(path))
            return None
        profiles, current = _profiles(path, text)
        wanted = self._first(PROFILE) or current
        looked.append(f"{path}, profile {wanted or '(none is current)'}")
        found = next((item for item in profiles if item.get("name") == wanted), None)
        if found is None:
            return None
        where = f"{path}, profile {wanted}"
        mode = str(found.get("mode") or "AK")
        if mode not in {"AK", "StsToken"}:
            _cannot(where, f"mode {mode}")
        token = "sts_token" if mode == "StsToken" else None
        return _key(found, where, "access_key_id", "access_key_secret", token)

    def _sdk_profile(self, looked: list[str]) -> Credentials | None:
        """From the file of the SDKs: ``credentials.ini`` in Python, ``credentials`` in others."""
        section = self._first(PROFILE) or "default"
        folder = self._home / ".alibabacloud"
        paths = [folder / "credentials.ini", folder / "credentials"]
        if self._environ.get("ALIBABA_CLOUD_CREDENTIALS_FILE"):
            paths = [self._path("ALIBABA_CLOUD_CREDENTIALS_FILE", paths[0])]
        for path in paths:
            text = _text(path)
            if text is None:
                looked.append(str(path))
                continue
            looked.append(f"{path}, section {section}")
            values = _section(path, text, section)
            if not values:
                continue
            where = f"{path}, section {section}"
            kind = values.get("type") or "access_key"
            if kind != "access_key":
                _cannot(where, f"type {kind}")
            if found := _key(values, where, "access_key_id", "access_key_secret", None):
                return found
        return None

    def _first(self, names: tuple[str, ...]) -> str | None:
        return next((value for name in names if (value := self._environ.get(name))), None)

    def _path(self, variable: str, default: Path) -> Path:
        text = self._environ.get(variable)
        if not text:
            return default
        return self._home / text[2:] if text.startswith("~/") else Path(text)


# ---------------------------------------------------------------- reading, without telling values


def _cannot(where: str, what: str) -> NoReturn:
    raise ConfigError(f"{where}: cgw does not read {what}; {INSTEAD}")


def _key(
    values: Mapping[str, Any], where: str, key: str, secret: str, token: str | None
) -> Credentials | None:
    """The key if it is there; half of one is a mistake worth telling."""
    for name in filter(None, (key, secret, token)):
        if not isinstance(values.get(name) or "", str):
            raise ConfigError(f"{where}: {name} is not a text")
    if not values.get(key) and not values.get(secret):
        return None
    for name in (key, secret):
        if not values.get(name):
            raise ConfigError(f"{where}: {name} is missing")
    return Credentials(values[key], values[secret], (values.get(token) or None) if token else None)


# Each error is raised outside of its ``except``: the original one holds the file's text.


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError:
        why = "not UTF-8"
    except OSError as error:
        why = error.strerror or "cannot be read"
    raise ConfigError(f"{path}: {why}")


def _profiles(path: Path, text: str) -> tuple[list[dict[str, Any]], str | None]:
    told: Any = None
    with suppress(ValueError, RecursionError):
        told = json.loads(text)
    if not isinstance(told, dict):
        raise ConfigError(f"{path}: not a JSON object")
    profiles, current = told.get("profiles") or [], told.get("current")
    if not isinstance(profiles, list) or not all(isinstance(item, dict) for item in profiles):
        raise ConfigError(f"{path}: profiles is not a list of objects")
    if not isinstance(current, str | None):
        raise ConfigError(f"{path}: current is not a text")
    return profiles, current


def _section(path: Path, text: str, section: str) -> dict[str, str]:
    # The SDK cuts a value at any "#"; a comment here needs a blank before it.
    parser = configparser.ConfigParser(interpolation=None, inline_comment_prefixes=("#",))
    line = None
    try:
        parser.read_string(text)
    except configparser.Error as error:
        wrong = getattr(error, "errors", None)  # of a ParsingError: (line, text) pairs
        line = wrong[0][0] if wrong else getattr(error, "lineno", 0)
    if line is not None:
        raise ConfigError(f"{path}: not an ini file; see line {line}")
    return dict(parser[section]) if parser.has_section(section) else {}
