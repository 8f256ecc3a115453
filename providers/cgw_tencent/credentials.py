"""Where Tencent Cloud's own tools keep keys. The one module here that does I/O, in ``fetch``.

Source: tencentcloud-sdk-python-common 3.1.195 (credential.py), tccli 3 (credential and configure
files), the vendor's Terraform provider and Go SDK for the variables they add; read 2026-11-21.
"""

from __future__ import annotations

import configparser
import json
import queue
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cgw.adapter import Credentials
from cgw.errors import ConfigError
from cgw.models import from_millis

SYSTEM_FILE = Path("/etc/tencentcloud/credentials")
TKE = ("TKE_REGION", "TKE_PROVIDER_ID", "TKE_WEB_IDENTITY_TOKEN_FILE", "TKE_ROLE_ARN")
TOKENS = ("TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN")  # tccli's first, then Terraform's
ELSE = "credentials= takes a credential object of the vendor's SDK"


class TencentCredentials:
    """Variables, files, then the machine's role, in the order of the vendor's SDK.

    Args:
        environ: the environment.
        home: the home folder.
        metadata_timeout: seconds for the metadata service of a virtual machine, which answers in
            milliseconds where there is one. The SDK itself sets no limit.
    """

    def __init__(
        self, environ: Mapping[str, str], home: Path, metadata_timeout: float = 3.0
    ) -> None:
        self._environ, self._home, self._patience = environ, home, metadata_timeout

    def fetch(self) -> Credentials:
        """The first credentials found.

        Errors:
            ConfigError: none found, or a file or an answer is malformed; names what was looked at.
        """
        looked: list[str] = []
        steps = (
            self._variables,
            self._named_profile,
            self._ini_files,
            self._default_profile,
            self._machine_role,
            self._pod_role,
        )
        for step in steps:
            found = step(looked)
            if found is not None:
                return found
        raise ConfigError(f"no credentials for tencent: looked at {'; '.join(looked)}. {ELSE}")

    def _get(self, name: str) -> str:
        return self._environ.get(name, "").strip()

    # -- variables and files

    def _variables(self, looked: list[str]) -> Credentials | None:
        names = ("TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY")
        looked.append(" and ".join(names))
        key, secret = (self._get(name) for name in names)
        if not (key or secret):
            return None
        if not (key and secret):
            raise ConfigError(f"{names[0] if secret else names[1]} is missing, its partner is set")
        token = next((value for name in TOKENS if (value := self._get(name))), "")
        role = self._get("TENCENTCLOUD_ROLE_ARN")
        if role:
            session = self._get("TENCENTCLOUD_ROLE_SESSION_NAME")
            return self._assumed("TENCENTCLOUD_ROLE_ARN", (key, secret, token), role, session)
        return Credentials(key, secret, token or None)

    def _ini_files(self, looked: list[str]) -> Credentials | None:
        """``[default]`` with ``secret_id`` and ``secret_key``; there is no token in these files."""
        own = self._get("TENCENTCLOUD_CREDENTIALS_FILE")
        paths = [Path(own)] if own else [self._home / ".tencentcloud" / "credentials", SYSTEM_FILE]
        for path in paths:
            looked.append(str(path))
            text = _text_of(path, needed=bool(own))
            if text is not None:
                return _ini(path, text)
        return None

    def _named_profile(self, looked: list[str]) -> Credentials | None:
        """A profile somebody named comes before every file nobody named."""
        name = self._get("TCCLI_PROFILE") or self._get("TENCENTCLOUD_PROFILE")
        return self._tccli(name, looked) if name else None

    def _default_profile(self, looked: list[str]) -> Credentials | None:
        return self._tccli("", looked)

    def _tccli(self, name: str, looked: list[str]) -> Credentials | None:
        folder = self._get("TENCENTCLOUD_SHARED_CREDENTIALS_DIR")
        parent = Path(folder) if folder else self._home / ".tccli"
        path = parent / f"{name or 'default'}.credential"
        looked.append(str(path))
        text = _text_of(path, needed=bool(name))
        if text is None:
            return None
        data = _json(path, text)
        kind = data.get("type") or "default"
        if kind == "cvm-role":
            return self._role_of_machine(f"{path}: type cvm-role", None)
        key, secret, token = (data.get(word, "") for word in ("secretId", "secretKey", "token"))
        if not (key and secret):
            if kind in {"sso", "oauth"}:
                raise ConfigError(
                    f"{path}: type {kind} without keys: cgw does not log in; run tccli, or {ELSE}"
                )
            raise ConfigError(f"{path}: {'secretKey' if key else 'secretId'} is missing")
        if role := data.get("role-arn"):
            session = data.get("role-session-name", "")
            return self._assumed(f"{path}: role-arn", (key, secret, token), role, session)
        expires = from_millis(int(data["expiresAt"])) if data.get("expiresAt") else None
        if expires is not None and expires <= datetime.now(UTC):
            raise ConfigError(f"{path}: the keys ended at {expires:%Y-%m-%d %H:%M:%SZ}; run tccli")
        return Credentials(key, secret, token or None, expires_at=expires)

    # -- roles, through the SDK's own classes

    def _assumed(
        self, where: str, keys: tuple[str, str, str], role: str, session: str
    ) -> Credentials:
        """Temporary keys of a role."""
        from tencentcloud.common.credential import STSAssumeRoleCredential

        key, secret, token = keys
        if token:  # the SDK's class takes none
            raise ConfigError(f"{where}: a role cannot be assumed with temporary keys. {ELSE}")
        source = STSAssumeRoleCredential(key, secret, role, session or "cgw")
        return _asked(where, source)

    def _machine_role(self, looked: list[str]) -> Credentials | None:
        name = self._get("TENCENTCLOUD_CAM_ROLE_NAME")
        looked.append("the role of this virtual machine (metadata.tencentyun.com)")
        if name:
            return self._role_of_machine("TENCENTCLOUD_CAM_ROLE_NAME", name)
        return self._machine(None)

    def _role_of_machine(self, where: str, name: str | None) -> Credentials:
        found = self._machine(name)
        if found is None:
            raise ConfigError(
                f"{where}: no keys from metadata.tencentyun.com within {self._patience:g} s"
            )
        return found

    def _machine(self, name: str | None) -> Credentials | None:
        """Keys of the machine's role; None where there is no such service.

        The SDK asks without a time limit and swallows every error, hence the thread and the None.
        """
        from tencentcloud.common.credential import CVMRoleCredential

        source = CVMRoleCredential(name)
        found = _within(self._patience, source.get_credential_info)
        if not (found and all(found)):
            return None
        return _made(found, source)

    def _pod_role(self, looked: list[str]) -> Credentials | None:
        """Keys of a pod's role in a TKE cluster, for the token its file holds."""
        looked.append(", ".join(TKE))
        values = {name: self._get(name) for name in TKE}
        missing = [name for name, value in values.items() if not value]
        if len(missing) == len(TKE):
            return None
        if missing:
            raise ConfigError(f"{missing[0]} is missing, others of {', '.join(TKE)} are set")
        from tencentcloud.common.credential import OIDCRoleArnCredential

        region, provider, file, role = values.values()
        token = _text_of(Path(file), needed=True)
        source = OIDCRoleArnCredential(region, provider, token, role, "cgw", 7200)
        return _asked("TKE_ROLE_ARN", source)


# ---------------------------------------------------------------- files


def _text_of(path: Path, *, needed: bool) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if needed:
            raise ConfigError(f"{path}: no such file") from None
        return None
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8") from None


def _ini(path: Path, text: str) -> Credentials:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(text)
    except configparser.Error as error:
        # Never the error's own text: it quotes the line.
        line = getattr(error, "lineno", None)
        raise ConfigError(f"{path}: not an ini file{f', line {line}' if line else ''}") from None
    if not parser.has_section("default"):
        raise ConfigError(f"{path}: no section [default]")
    values: list[str] = []
    for name in ("secret_id", "secret_key"):
        # The SDK's docstring shows the values in quotes, and the SDK then sends the quotes.
        value = parser.get("default", name, fallback="").strip().strip("\"'")
        if not value:
            raise ConfigError(f"{path}: [default] has no {name}")
        values.append(value)
    return Credentials(values[0], values[1])


def _json(path: Path, text: str) -> dict[str, str]:
    """The texts of a tccli file; numbers as text, objects (``oauth``, ``sso``) left out."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigError(f"{path}: not JSON, line {error.lineno}") from None
    if not isinstance(data, dict):
        raise ConfigError(f"{path}: not a JSON object")
    out: dict[str, str] = {}
    for name in ("type", "secretId", "secretKey", "token", "role-arn", "role-session-name"):
        value = data.get(name)
        if value is not None and not isinstance(value, str):
            raise ConfigError(f"{path}: {name} is not a text")
        out[name] = (value or "").strip()
    if (expires := data.get("expiresAt")) is not None:
        if not str(expires).isdecimal():
            raise ConfigError(f"{path}: expiresAt is not a time in seconds")
        out["expiresAt"] = str(expires)
    return out


# ---------------------------------------------------------------- the SDK's classes, guarded


def _asked(where: str, source: Any) -> Credentials:
    """What an SDK object tells, with any of its many errors as one of ours."""
    try:
        found = source.get_credential_info()
    except Exception as error:  # noqa: BLE001 -- it raises KeyError, OSError and its own
        raise ConfigError(f"{where}: {_complaint(error)}") from None
    if not all(found):
        raise ConfigError(f"{where}: the answer has no key")
    return _made(found, source)


def _complaint(error: Exception) -> str:
    """Code and message of the SDK's own exception; of any other only the name: it may quote keys."""
    code, message = getattr(error, "code", None), getattr(error, "message", None)
    return f"{code}: {str(message)[:300]}" if code else type(error).__name__


def _made(found: tuple[str, str, str], source: Any) -> Credentials:
    """Credentials that end when the SDK itself would renew them (private, so it may be missing)."""
    times = (getattr(source, name, 0) for name in ("_expired_ts", "_expired_time"))
    end = next((t for t in times if isinstance(t, int | float) and t > 0), 0)
    return Credentials(*found, expires_at=from_millis(int(end)))


def _within(seconds: float, ask: Callable[[], Any]) -> Any:
    """What ``ask`` returns, or None if it fails or takes longer. Its thread never holds up the exit."""
    answers: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(ask())
        except Exception:  # noqa: BLE001 -- off the cloud anything may happen; nothing was found
            answers.put(None)

    threading.Thread(target=run, daemon=True, name="cgw-tencent-metadata").start()
    try:
        return answers.get(timeout=seconds)
    except queue.Empty:
        return None
