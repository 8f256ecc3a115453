"""``cgw audit``: what is weak about the connections that stand."""

from __future__ import annotations

from typing import Any

import typer

from cgw.cli.failures import FINDINGS
from cgw.cli.options import Given
from cgw.cli.output import compiled, emit
from cgw.cli.targets import ask_all, targets

HELP = "Look for what is weak, of each tunnel and of both its ends. Exit code 6 if something is."
COLUMNS = (
    *("severity", "rule", "provider", "region", "connections", "tunnel", "field", "value", "text"),
    "fix=fix.text",
)


def run(given: Given) -> None:
    """Read every connection of every cloud that is asked, and look at them together."""
    from cgw.link import examine

    compiled(given["query"])

    capabilities: dict[str, Any] = {}

    def ask(cloud: Any) -> list[Any]:
        if "vpn_connections" not in cloud.capabilities.nouns:
            return []
        capabilities[cloud.provider] = cloud.capabilities
        return list(cloud.vpn_connections.list())

    answers = ask_all(targets(given), ask)
    found = examine(answers.items, capabilities).to_dict()
    emit(found["findings"], columns=COLUMNS, output=given["output"], query=given["query"])
    answers.finish()
    if found["findings"]:
        raise typer.Exit(FINDINGS)
