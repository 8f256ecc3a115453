"""Where Acme Cloud's own tools look for a key. Source: Acme CLI 3, "Configuration".

The one file of an adapter that may do I/O, and only inside ``fetch``.
"""

from __future__ import annotations

import configparser
from collections.abc import Mapping
from pathlib import Path

from cgw.adapter import Credentials
from cgw.errors import ConfigError

VARIABLES = ("ACME_KEY_ID", "ACME_KEY_SECRET")


class AcmeKeys:
    """``ACME_KEY_ID``, ``ACME_KEY_SECRET`` and ``ACME_TOKEN``, else ``~/.acme/credentials``."""

    def __init__(self, environ: Mapping[str, str], home: Path) -> None:
        self._environ, self._file = environ, home / ".acme" / "credentials"

    def fetch(self) -> Credentials:
        """Read them now.

        Errors:
            ConfigError: none there, or half of them; names what was looked at, never a value.
        """
        key, secret = (self._environ.get(name, "") for name in VARIABLES)
        if key and secret:
            return Credentials(key, secret, self._environ.get("ACME_TOKEN") or None)
        if key or secret:
            missing = VARIABLES[0] if secret else VARIABLES[1]
            raise ConfigError(f"acme: {missing} is not set, its partner is")
        return self._from_file()

    def _from_file(self) -> Credentials:
        found = _section(self._file)
        if found is None:
            raise ConfigError(
                f"acme: no key in {' and '.join(VARIABLES)}, nor a section [default] that can be "
                f"read in {self._file}"
            )
        if not (found.get("key_id") and found.get("key_secret")):
            raise ConfigError(f"acme: [default] in {self._file} lacks key_id or key_secret")
        return Credentials(found["key_id"], found["key_secret"], found.get("token") or None)


def _section(file: Path) -> dict[str, str] | None:
    """The section ``[default]``, or None. A parser's error quotes lines, so none gets out."""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(file.read_text(encoding="utf-8"))
        return dict(parser["default"])
    except (OSError, UnicodeDecodeError, configparser.Error, KeyError):
        return None
