"""Where values come from that do not stand on the command line: files, variables, stdin."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
import yaml
from pydantic import ValidationError

from cgw.cli.failures import SpecFileError, problems

Place = tuple[str | int, ...]


def from_variable(name: str) -> str:
    """The value of an environment variable."""
    try:
        return os.environ[name]
    except KeyError:
        raise typer.BadParameter(f"the variable {name} is not set") from None


def from_secret_file(path: Path) -> str:
    """The text of a file without the newline at its end."""
    try:
        return path.read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{path}: {type(error).__name__}") from None


def from_stdin(_: bool) -> str:
    """What stdin holds, without the newline at its end."""
    if text := sys.stdin.read().removesuffix("\n"):
        return text
    raise typer.BadParameter("stdin is empty")


SECRETS: Mapping[str, Callable[[Any], str]] = {
    "env": from_variable,
    "file": from_secret_file,
    "stdin": from_stdin,
}
"""Ways to give a secret: ``--psk-env``, ``--psk-file``, ``--psk-stdin``."""


def secret(given: Mapping[str, Any], name: str) -> str | None:
    """The secret that was given in one of those ways, or None.

    Errors:
        typer.BadParameter: in more than one way, or as an argument.
    """
    flag = f"--{name.replace('_', '-')}"
    if given.get(f"{name}_typed") is not None:
        others = ", ".join(f"{flag}-{way}" for way in SECRETS)
        raise typer.BadParameter(
            f"a command line is no place for a secret: {others}", param_hint=flag
        )
    ways = [way for way in SECRETS if given.get(f"{name}_{way}")]
    if len(ways) > 1:
        raise typer.BadParameter("one of " + ", ".join(f"{flag}-{way}" for way in ways))
    return SECRETS[ways[0]](given[f"{name}_{ways[0]}"]) if ways else None


@dataclass(frozen=True, slots=True)
class SpecFile:
    """A YAML or JSON file with fields, and where in it each of them stands."""

    path: Path
    data: dict[str, Any]
    root: yaml.Node

    def line(self, place: Place) -> int | None:
        """The line of what is at ``place`` or, if nothing is, of what should hold it."""
        node, line = self.root, None
        for step in place:
            found = _inside(node, step)
            if found is None:
                break
            key, node = found
            line = key.start_mark.line + 1
        return line

    def refused(self, error: ValidationError, above: Place = ()) -> SpecFileError:
        """The error with file and line; nothing of the file is repeated but what cgw may show.

        Args:
            above: where in the file the value stands that was refused.
        """
        told = []
        for place, text in problems(error):
            line = self.line((*above, *place))
            start = f"{self.path}, line {line}" if line else f"{self.path}"
            told.append(f"{start}: {'.'.join((*map(str, above), text))}")
        return SpecFileError(told)


def _inside(node: yaml.Node, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        pairs = [(key, value) for key, value in node.value if key.value == str(step)]
        return pairs[-1] if pairs else None
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def read_spec(path: Path) -> SpecFile:
    """The mapping in a YAML or JSON file. Nothing of the file is repeated in an error."""
    try:
        text = path.read_text(encoding="utf-8")
        data, root = yaml.safe_load(text), yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        at = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise typer.BadParameter(
            f"{path}{at}: {type(error).__name__}", param_hint="--file"
        ) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise typer.BadParameter(f"{path}: {type(error).__name__}", param_hint="--file") from None
    if not isinstance(data, dict) or root is None:
        raise typer.BadParameter(f"{path}: no mapping", param_hint="--file")
    return SpecFile(path, {str(key): value for key, value in data.items()}, root)
