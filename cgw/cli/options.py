"""The options that commands share, and functions made of them.

A command's function takes one mapping; the options it shows are data, put into its signature.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import typer

from cgw.cli.output import Format

Given: TypeAlias = dict[str, Any]
"""What was typed, by parameter name."""
Parameters: TypeAlias = tuple[inspect.Parameter, ...]


def option(
    name: str, kind: Any, *flags: str, default: Any = None, **more: Any
) -> inspect.Parameter:
    """One option as a parameter. ``more`` goes to `typer.Option`."""
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=typer.Option(default, *flags, show_default=default not in (None, False), **more),
        annotation=kind,
    )


def argument(name: str, kind: Any, **more: Any) -> inspect.Parameter:
    """One positional argument as a parameter. ``more`` goes to `typer.Argument`."""
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=typer.Argument(..., **more), annotation=kind
    )


def shaped(run: Callable[[Given], None], *groups: Parameters) -> Callable[..., None]:
    """A function with the options of ``groups`` as its signature, so that typer shows them."""
    parameters = [parameter for group in groups for parameter in group]

    def command(**given: Any) -> None:
        run(given)

    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined] # PEP 362
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    return command


def _installed(incomplete: str) -> list[str]:
    from cgw.plugins import registry

    return [name for name in sorted(registry().providers()) if name.startswith(incomplete)]


WHERE: Parameters = (
    option(
        "provider",
        list[str] | None,
        "--provider",
        "-P",
        metavar="NAME",
        autocompletion=_installed,
        help="The cloud; repeatable where several can be asked.",
    ),
    option(
        "region",
        list[str] | None,
        "--region",
        metavar="[NAME=]REGION",
        help="cn-shanghai, or alibaba=cn-shanghai; repeatable.",
    ),
    option(
        "profile", str | None, "--profile", "-p", metavar="NAME", help="A table of config.toml."
    ),
    option(
        "endpoint",
        list[str] | None,
        "--endpoint",
        metavar="[NAME[.SERVICE]=]URL",
        help="Another address: URL, alibaba=URL or tencent.tag=URL; repeatable.",
    ),
    option(
        "timeout",
        float | None,
        "--timeout",
        metavar="SECONDS",
        min=0.001,
        help="Give up after this long: a call after 60 s, a wait after 600 s if not given.",
    ),
    option(
        "debug",
        bool,
        "--debug",
        default=False,
        help="One line per request on stderr (never a query, a header or a body).",
    ),
)

OUTPUT: Parameters = (
    option(
        "output",
        Format | None,
        "--output",
        "-o",
        case_sensitive=False,
        help="Default: table on a terminal, json elsewhere.",
    ),
    option("query", str | None, "--query", metavar="JMESPATH", help="What to print of the data."),
)

DRY_RUN: Parameters = (
    option(
        "dry_run",
        bool,
        "--dry-run",
        default=False,
        help="Send nothing; print the first request, without signature and secrets.",
    ),
    option(
        "online",
        bool,
        "--online",
        default=False,
        help="With --dry-run: do the reads that come first, and print the first write.",
    ),
)

YES: Parameters = (option("yes", bool, "--yes", "-y", default=False, help="Do not ask."),)

REVEAL: Parameters = (
    option(
        "reveal",
        bool,
        "--reveal",
        default=False,
        help="Show secrets; where the output is no terminal only with --yes.",
    ),
    option("yes", bool, "--yes", "-y", default=False, help="Reveal wherever the output goes."),
)

OUTCOME: Parameters = (
    option(
        "outcome_file",
        Path | None,
        "--outcome-file",
        metavar="PATH",
        help="Where to write what 'cgw reconcile' needs if the outcome is unknown.",
    ),
)

PSK_OUT: Parameters = (
    option(
        "psk_out",
        Path | None,
        "--psk-out",
        metavar="PATH",
        help="Write the keys to a new file that only you may read: one line, or one per tunnel.",
    ),
)


def waiting(words: tuple[str, ...]) -> Parameters:
    """``--wait``, and ``--until`` where there is more than one thing to wait for."""
    wait = option("wait", bool, "--wait", default=False, help="Return when it has become so.")
    if len(words) < 2:
        return (wait,)
    metavar = "|".join(words)
    return (wait, option("until", str | None, "--until", metavar=metavar, help="Wait for that."))


OPTIONS: Parameters = (
    option(
        "option",
        list[str] | None,
        "--option",
        metavar="KEY=VALUE",
        help="One of the provider's own inputs; repeatable. No secrets.",
    ),
    option(
        "option_env",
        list[str] | None,
        "--option-env",
        metavar="KEY=VAR",
        help="The same, its value from an environment variable.",
    ),
    option(
        "option_file",
        list[str] | None,
        "--option-file",
        metavar="KEY=PATH",
        help="The same, its value from a file (one newline at its end is cut).",
    ),
)

TAGS: Parameters = (
    option("tag", list[str] | None, "--tag", metavar="KEY=VALUE", help="A tag; repeatable."),
)


def pairs(values: list[str] | None, flag: str) -> list[tuple[str, str]]:
    """``KEY=VALUE`` texts, split. A text without ``=`` is refused, and not repeated: it may be a secret."""
    split = [value.partition("=") for value in values or ()]
    if any(not (key and sign) for key, sign, _ in split):
        raise typer.BadParameter("KEY=VALUE is wanted", param_hint=flag)
    return [(key, value) for key, _, value in split]


def mapping(values: list[str] | None, flag: str) -> dict[str, str]:
    """``KEY=VALUE`` texts as a mapping; a key given twice is refused."""
    found = pairs(values, flag)
    if len(dict(found)) < len(found):
        raise typer.BadParameter("a key was given twice", param_hint=flag)
    return dict(found)


def until_of(given: Given, words: tuple[str, ...]) -> str | None:
    """What a verb waits for when it is done; None for nothing.

    Args:
        words: what there is to wait for, the usual one first.

    Errors:
        typer.BadParameter: nothing of this kind can be waited for by that word.
    """
    until: str | None = given.get("until")
    if until is not None and until not in words:
        raise typer.BadParameter(f"one of {', '.join(words)}", param_hint="--until")
    return until or (words[0] if given.get("wait") else None)
