"""Data on stdout: a table for people, JSON, YAML, CSV or ids for programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

import jmespath
import typer
import yaml
from jmespath.exceptions import JMESPathError

from cgw import _files


class Format(StrEnum):
    """What ``--output`` takes."""

    TABLE = "table"
    JSON = "json"
    YAML = "yaml"
    CSV = "csv"
    ID = "id"


def emit(
    data: Any,
    *,
    columns: Sequence[str] = (),
    output: Format | None = None,
    query: str | None = None,
    stream: IO[str] | None = None,
) -> None:
    """Print plain data.

    Args:
        columns: what a table and a CSV show of each row: a key, or ``heading=JMESPath``; empty
            means everything it has.
        output: None means a table on a terminal and JSON elsewhere.
        query: a JMESPath expression over the data; what it selects is printed.
    """
    out = stream or sys.stdout
    chosen = output or (Format.TABLE if out.isatty() else Format.JSON)
    if query is not None:
        data, columns = searched(data, query), ()
    if chosen is Format.JSON:
        print(json.dumps(data, ensure_ascii=False, indent=2), file=out)
    elif chosen is Format.YAML:
        yaml.safe_dump(data, out, allow_unicode=True, sort_keys=False)
    elif chosen is Format.ID:
        for item in _rows(data):
            name = item.get("id") if isinstance(item, Mapping) else item
            if name is not None:
                print(printable(cell(name)), file=out)
    elif chosen is Format.CSV:
        names = list(columns) or _names(_rows(data))
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([_heading(name) for name in names])
        writer.writerows([cell(_at(row, name)) for name in names] for row in _rows(data))
    elif isinstance(data, Mapping):
        _table([{"field": k, "value": v} for k, v in data.items()], ["field", "value"], out)
    else:
        _table(_rows(data), list(columns) or _names(_rows(data)), out)


def compiled(query: str | None) -> str | None:
    """``query`` if it is JMESPath; refused before any request otherwise."""
    if query is not None:
        try:
            jmespath.compile(query)
        except JMESPathError as error:
            raise typer.BadParameter(str(error).splitlines()[0], param_hint="--query") from None
    return query


def searched(data: Any, query: str) -> Any:
    """What ``query`` selects of ``data``."""
    try:
        return jmespath.search(query, data)
    except JMESPathError as error:
        raise typer.BadParameter(str(error).splitlines()[0], param_hint="--query") from None


def _rows(data: Any) -> list[Any]:
    if data is None:
        return []
    return data if isinstance(data, list) else [data]


def _names(rows: list[Any]) -> list[str]:
    """Every key of every row, in order of appearance; ``value`` for rows that are no mappings."""
    names: dict[str, None] = {}
    for row in rows:
        names.update(dict.fromkeys(row if isinstance(row, Mapping) else ("value",)))
    return list(names)


def _at(row: Any, name: str) -> Any:
    if not isinstance(row, Mapping):
        return row
    _, computed, expression = name.partition("=")
    return jmespath.search(expression, row) if computed else row.get(name)


def _heading(name: str) -> str:
    return name.partition("=")[0]


def cell(value: Any) -> str:
    """One value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping) and all(isinstance(v, str | int) for v in value.values()):
        return ", ".join(f"{key}={item}" for key, item in value.items())
    if isinstance(value, list) and all(isinstance(v, str | int) for v in value):
        return ", ".join(map(str, value))
    if isinstance(value, Mapping | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def printable(text: str) -> str:
    """``text`` without what a terminal would obey; a cloud's names are strangers' text."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def write_new(path: Path, text: str) -> None:
    """Write a file that was not there and that nobody else may read; none is left half written."""
    try:
        _files.write_new(path, text)
    except OSError as error:
        raise typer.BadParameter(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise typer.BadParameter(f"{printable(str(path))}: {error}") from None


def _table(rows: list[Any], names: list[str], out: IO[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = out.isatty()
    width = None if terminal else 10_000  # a pipe has no edge to fold at
    console = Console(file=out, force_terminal=terminal, width=width, highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        table.add_column(_heading(name).upper().replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell(_at(row, name)))) for name in names))
    if not terminal:  # no spaces at the ends of lines
        with console.capture() as captured:
            console.print(table)
        out.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))
        return
    console.print(table)
