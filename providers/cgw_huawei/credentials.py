"""Where HUAWEI CLOUD's users keep their keys. The one file of this adapter that reads files.

Order: the SDK's variables, the SDK's profile file, terraform's variables.
Source: huaweicloudsdkcore 3.1.219 auth/provider.py, terraform-provider-huaweicloud a0345b8d
huaweicloud/provider.go and config/auth.go; read 2026-11-21.
"""

from __future__ import annotations

import configparser
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from cgw.adapter import Credentials
from cgw.errors import ConfigError

SDK_VARIABLES = (
    "HUAWEICLOUD_SDK_AK",
    "HUAWEICLOUD_SDK_SK",
    "HUAWEICLOUD_SDK_SECURITY_TOKEN",
    "HUAWEICLOUD_SDK_PROJECT_ID",
)
FILE_VARIABLE = "HUAWEICLOUD_SDK_CREDENTIALS_FILE"
SECTIONS = ("basic", "basiccredentials")  # the SDK's default chain looks for the second name
FILE_KEYS = ("ak", "sk", "security_token", "project_id")
HW_VARIABLES = ("HW_ACCESS_KEY", "HW_SECRET_KEY", "HW_SECURITY_TOKEN", "HW_PROJECT_ID")
HW_TOKEN = "HW_AUTH_TOKEN"  # noqa: S105 -- a variable's name
HW_PASSWORD = ("HW_USER_NAME", "HW_USER_PASSWORD", "HW_DOMAIN_NAME", "HW_PROJECT_NAME")

# Ways that cgw does not go; named if nothing else was found.
NOT_READ = {
    "HUAWEICLOUD_OIDC_PROVIDER_URN": "OpenID Connect",
    "HUAWEICLOUD_SDK_IDP_ID": "an identity provider (idp_id)",
    "HC_CONTAINER_CREDENTIALS_FULL_URI": "pod identity",
    "HW_SHARED_CONFIG_FILE": "KooCLI's file",
    "HW_ASSUME_ROLE_AGENCY_NAME": "an agency (assume role)",
}


class PasswordCredentials(Credentials):
    """An IAM user's name and password, exchanged for a token by the first request.

    Args:
        user: the IAM user's name.
        domain: the account's name.
        project: the project's name; None for the region's own. ``project_id`` goes before it.
    """

    __slots__ = ("domain", "password", "project", "user")

    def __init__(
        self,
        user: str,
        password: str | SecretStr,
        domain: str,
        project: str | None = None,
        project_id: str | None = None,
        expires_at: datetime | None = None,
    ) -> None:
        super().__init__(project_id=project_id, expires_at=expires_at)
        self.user, self.domain, self.project = user, domain, project
        self.password = password if isinstance(password, SecretStr) else SecretStr(password)

    def __repr__(self) -> str:
        return f"<PasswordCredentials {self.user} of {self.domain}>"

    def replace(self, **changes: Any) -> PasswordCredentials:
        """A copy with some attributes changed."""
        names = ("user", "password", "domain", "project", "project_id", "expires_at")
        return PasswordCredentials(**{**{n: getattr(self, n) for n in names}, **changes})


class HuaweiCredentials:
    """The vendor's variables and files, in the vendor's order.

    Args:
        environ: the environment.
        home: the folder in which ``.huaweicloud`` is looked for.
    """

    def __init__(self, environ: Mapping[str, str], home: Path) -> None:
        self._environ, self._home = environ, home

    @property
    def file(self) -> Path:
        """The profile file."""
        named = self._environ.get(FILE_VARIABLE)
        return Path(named) if named else self._home / ".huaweicloud" / "credentials"

    def fetch(self) -> Credentials:
        """The first credentials there are.

        Errors:
            ConfigError: none found, or half of a pair, or a file that cannot be read.
        """
        found = (
            _keys(self._environ, SDK_VARIABLES, "the environment")
            or self._from_file()
            or self._from_terraform()
        )
        if found is None:
            raise ConfigError(self._nothing())
        return found

    def _from_file(self) -> Credentials | None:
        path = self.file
        if not path.exists():
            if FILE_VARIABLE in self._environ:
                raise ConfigError(f"{FILE_VARIABLE}: {path}: no such file")
            return None
        # Secrets may hold a per cent sign: no interpolation. Errors quote lines: none is shown.
        parser, problem = configparser.ConfigParser(interpolation=None), ""
        try:
            parser.read_string(path.read_text(encoding="utf-8"))
        except OSError as error:
            problem = str(error.strerror)
        except UnicodeDecodeError:
            problem = "not UTF-8"
        except configparser.Error as error:
            problem = f"{_place(error)}not an INI file"
        if problem:  # raised out here: those errors hold lines of the file
            raise ConfigError(f"{path}: {problem}")
        for section in SECTIONS:
            if parser.has_section(section):
                where = f"{path} [{section}]"
                values = dict(parser.items(section))
                if (found := _keys(values, FILE_KEYS, where)) is not None:
                    return found
                if values.get("idp_id"):
                    raise ConfigError(f"{where}: idp_id: {ELSEWHERE}")
                raise ConfigError(f"{where}: ak is missing")
        return None

    def _from_terraform(self) -> Credentials | None:
        environ = self._environ
        project_id = environ.get("HW_PROJECT_ID") or None
        if token := environ.get(HW_TOKEN):  # terraform looks at the token first
            return Credentials(token=token, project_id=project_id)
        if (found := _keys(environ, HW_VARIABLES, "the environment")) is not None:
            return found
        user, password, domain, project = (environ.get(name, "") for name in HW_PASSWORD)
        if not password:
            return None
        for name, value in zip(HW_PASSWORD[::2], (user, domain), strict=True):
            if not value:
                raise ConfigError(f"the environment: {name} is missing, HW_USER_PASSWORD is there")
        return PasswordCredentials(user, password, domain, project or None, project_id)

    def _nothing(self) -> str:
        names = (*SDK_VARIABLES[:2], FILE_VARIABLE, *HW_VARIABLES[:2], HW_TOKEN, *HW_PASSWORD[:3])
        text = (
            f"no credentials for huawei: looked at {', '.join(names)} and at {self.file} "
            f"([{SECTIONS[0]}] or [{SECTIONS[1]}])"
        )
        there = [f"{name} ({way})" for name, way in NOT_READ.items() if self._environ.get(name)]
        if (cli := self._home / ".hcloud" / "config.json").exists():
            there.append(f"{cli} (KooCLI's file)")
        return f"{text}; {', '.join(there)}: {ELSEWHERE}" if there else text


ELSEWHERE = (
    "cgw does not read this; let the vendor's SDK do it and give its credential object as "
    "credentials="
)


def _keys(values: Mapping[str, str], names: tuple[str, ...], where: str) -> Credentials | None:
    """Key, secret, token and project under these names; None if neither key nor secret is there."""
    key, secret, token, project = (values.get(name) or "" for name in names)
    if not (key or secret):
        return None
    if not (key and secret):
        missing, there = (names[1], names[0]) if key else (names[0], names[1])
        raise ConfigError(f"{where}: {missing} is missing, {there} is there")
    return Credentials(key, secret, token or None, project or None)


def _place(error: configparser.Error) -> str:
    line = getattr(error, "lineno", None)
    if line is None and (lines := getattr(error, "errors", None)):
        line = lines[0][0]
    return f"line {line}: " if line else ""
