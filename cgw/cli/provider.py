"""``cgw provider``: what is installed, and what failed to load."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import typer

from cgw.cli.options import OUTPUT, Given, shaped
from cgw.cli.output import compiled, emit, printable
from cgw.plugins import registry


def app(application: Callable[..., typer.Typer]) -> typer.Typer:
    """The group."""
    group = application(help="Installed clouds.")
    group.callback()(lambda: None)
    group.command(
        "list", help="List installed providers, and plugins that failed with the reason."
    )(shaped(run, OUTPUT))
    return group


def run(given: Given) -> None:
    """Print both lists. A plugin that failed is news, not an error: exit code 0."""
    compiled(given["query"])
    rows = listed()
    emit(
        rows,
        columns=("name", "title", "status", "services", "reason"),
        output=given["output"],
        query=given["query"],
    )
    for row in rows:
        if row["status"] != "ok":
            print(printable(f"warning: plugin {row['name']}: {row['reason']}"), file=sys.stderr)


def listed() -> list[dict[str, Any]]:
    """A row per provider, then a row per plugin that failed."""
    plugins = registry()
    rows: list[dict[str, Any]] = [
        {
            "id": provider.name,
            "name": provider.name,
            "title": provider.title,
            "status": "ok",
            "services": list(provider.services),
            "emulator": provider.face is not None,
            "reason": "",
        }
        for provider in plugins.providers().values()
    ]
    failed = [
        {
            "id": name,
            "name": name,
            "title": "",
            "status": "failed",
            "services": [],
            "emulator": False,
            "reason": f"{type(error).__name__}: {error}",
        }
        for name, error in sorted(plugins.failures.items())
    ]
    return rows + failed
