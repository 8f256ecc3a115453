"""Tapes: HTTP exchanges in YAML, replayed through the real client and the real transport.

    tapes = Tapes(Path("cassettes"))
    with tapes.play("alibaba/customer_gateway_get_help"):
        cloud.customer_gateways.get("cgw-1")

A tape's first line is its ``source``. Nothing leaves the machine while one is played; a request
that is not on it, or an exchange that nobody asked for, is an error. Built on vcrpy: what it does
by itself (which keeps secrets, and prints them) is replaced here.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import vcr
import yaml
from vcr.errors import CannotOverwriteExistingCassetteException
from vcr.persisters.filesystem import FilesystemPersister
from vcr.serialize import serialize

from cgw.testing import scrub
from cgw.testing.lint import lint

SOURCE = re.compile(r"recorded \d{4}-\d\d-\d\d [a-z0-9-]+|vendor example \S.*|emulator \d\S*")
MATCH = ("method", "scheme", "host", "port", "path", "cgw_query", "cgw_action", "cgw_body")


class TapeError(AssertionError):
    """A tape does not hold what was asked, holds more, or must not be written."""


class Tapes:
    """A folder of tapes.

    Args:
        root: the folder; no tape outside of it is read or written.
        secrets: names and values that must not be on any tape, in any encoding.
        hide: texts that are replaced before anything is written: an account's project id.
    """

    def __init__(
        self,
        root: Path,
        secrets: Iterable[tuple[str, str]] = (),
        hide: dict[str, str] | None = None,
    ) -> None:
        self.root = root.resolve()
        self.secrets, self.hide = tuple(secrets), dict(hide or {})

    @contextmanager
    def play(self, name: str) -> Iterator[Any]:
        """Answer from the tape ``name`` (``alibaba/customer_gateway_get_help``) and nowhere else.

        Errors:
            TapeError: a request is not on it, or an exchange on it was not asked for.
        """
        path = self.path(name)
        if not path.is_file():
            raise TapeError(f"{name}: there is no such tape")
        with self._machine(name, "none", _Persister(self, {})) as cassette:
            yield cassette
        if not cassette.all_played:
            left = len(cassette) - cassette.play_count
            raise TapeError(f"{name}: {left} of {len(cassette)} exchanges were not asked for")

    @contextmanager
    def record(self, name: str, source: str, replaced: str = "") -> Iterator[Any]:
        """Write the tape anew from real answers.

        Args:
            source: ``recorded <date> <region>``, ``vendor example <document, section>`` or
                ``emulator <version>``.
            replaced: what on the tape is not as it came, in words.

        Errors:
            TapeError: a secret is on it, or it has no source; then nothing is written.
        """
        head = {"source": source, **({"replaced": replaced} if replaced else {})}
        persister = _Persister(self, head)
        with self._machine(name, "all", persister) as cassette:
            yield cassette
        if persister.refused:  # raised only now: in a hook of vcr it would leave its patches on
            raise TapeError(f"{name}: not written; {'; '.join(persister.refused)}")

    def path(self, name: str) -> Path:
        """Where the tape is.

        Errors:
            ValueError: not in the folder.
        """
        path = (self.root / f"{name}.yaml").resolve()
        if not path.is_relative_to(self.root):
            raise ValueError(f"{name}: outside of the folder of tapes")
        return path

    def all(self) -> list[Path]:
        """Every tape."""
        return sorted(self.root.rglob("*.yaml"))

    def complaints(self, path: Path) -> list[str]:
        """What is wrong with a tape."""
        data = path.read_bytes()
        found = lint(data, self.secrets)
        first = data.decode(errors="replace").partition("\n")[0]
        if not first.startswith("source: "):
            found.append("the first line is not its source")
        elif not SOURCE.fullmatch(str(yaml.safe_load(data).get("source", ""))):
            found.append("the source is not 'recorded', 'vendor example' or 'emulator'")
        return found

    @contextmanager
    def _machine(self, name: str, mode: str, persister: _Persister) -> Iterator[Any]:
        machine = vcr.VCR(
            record_mode=mode,
            match_on=MATCH,
            before_record_request=scrub.requests(self.hide),
            before_record_response=scrub.responses(self.hide),
            record_on_exception=False,
        )
        machine.register_matcher("cgw_query", _same_query)
        machine.register_matcher("cgw_action", _same_action)
        machine.register_matcher("cgw_body", _same_body)
        machine.register_persister(persister)
        log = logging.getLogger("vcr")
        level, log.level = log.level, logging.CRITICAL  # it logs addresses, queries and all
        try:
            with machine.use_cassette(str(self.path(name))) as cassette:
                yield cassette
        except CannotOverwriteExistingCassetteException as error:
            # Its text shows the request as it was, signature and all.
            asked = scrub.requests(self.hide)(error.failed_request)
            raise TapeError(f"{name}: not on the tape: {_shown(asked)}") from None
        finally:
            log.level = level


def _shown(request: Any) -> str:
    names = sorted({name for name, _ in request.query})
    return f"{request.method} {request.host}{request.path} {_action(request)} {', '.join(names)}"


# ---------------------------------------------------------------- matching, without telling values


def _action(request: Any) -> str:
    headers = request.headers
    return str(headers.get("x-tc-action") or headers.get("x-acs-action") or "")


def _same_action(one: Any, other: Any) -> None:
    if _action(one) != _action(other):
        raise AssertionError(f"action {_action(one)} is not {_action(other)}")


def _same_query(one: Any, other: Any) -> None:
    if sorted(one.query) != sorted(other.query):
        names = {name for name, _ in set(one.query) ^ set(other.query)}
        raise AssertionError(f"parameters differ: {', '.join(sorted(names))}")


def _same_body(one: Any, other: Any) -> None:
    if _value(one.body) != _value(other.body):
        raise AssertionError("bodies differ")


def _value(body: Any) -> Any:
    import json

    data = body.encode() if isinstance(body, str) else body or b""
    try:
        return json.loads(data)
    except ValueError:
        return data


# ---------------------------------------------------------------- files


class _Persister(FilesystemPersister):  # type: ignore[misc]  # vcrpy has no types
    """Writes a tape whole or not at all, only if it is clean, and never raises."""

    def __init__(self, tapes: Tapes, head: dict[str, str]) -> None:
        self.tapes, self.head = tapes, head
        self.refused: list[str] = []

    def save_cassette(self, cassette_path: Any, cassette_dict: Any, serializer: Any) -> None:
        """Write it, or remember why not."""
        path = Path(cassette_path)
        try:
            data = _dump(self.head or _head(path), serialize(cassette_dict, serializer))
            bad = lint(data, self.tapes.secrets)
            if not SOURCE.fullmatch(yaml.safe_load(data).get("source", "")):
                bad.append("it has no source")
            if not bad:
                _write(path, data)
            self.refused += bad
        except Exception as error:  # noqa: BLE001 -- raising here would leave vcr's patches on
            self.refused.append(f"{type(error).__name__} while it was written")


def _head(path: Path) -> dict[str, str]:
    """What a tape that is there says of itself."""
    if not path.is_file():
        return {}
    loaded = yaml.safe_load(path.read_bytes())
    return {name: loaded[name] for name in ("source", "replaced") if name in loaded}


def _dump(head: dict[str, str], text: str) -> bytes:
    """The tape with its head first, long texts in blocks."""
    loaded = {**head, **yaml.safe_load(text)}
    told: str = yaml.dump(loaded, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return told.encode()


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks."""


def _block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _block)


def _write(path: Path, data: bytes) -> None:
    """All of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".tape-")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
