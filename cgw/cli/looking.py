"""What a cloud says of a thing: diagnosis, log, the device's configuration; and its tags."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import typer

from cgw.cli.failures import FINDINGS
from cgw.cli.noun import Noun
from cgw.cli.options import (
    OUTPUT,
    TAGS,
    WHERE,
    Given,
    Parameters,
    mapping,
    option,
    shaped,
)
from cgw.cli.output import Format, compiled, emit, printable
from cgw.cli.progress import note
from cgw.cli.targets import target
from cgw.cli.verbs import found
from cgw.models import to_dict, to_json

SYMPTOMS = ("severity", "phase", "parameter", "local", "remote", "tunnel", "code", "words")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

WINDOW: Parameters = (
    option(
        "since",
        str | None,
        "--since",
        metavar="TIME",
        help="From then on: 10m, 2h, 1d ago, or an ISO 8601 time with its zone. Default: 10m.",
    ),
    option("until", str | None, "--until", metavar="TIME", help="Up to then. Default: now."),
    option(
        "source", str, "--source", default="", metavar="ID", help="Only of that tunnel or client."
    ),
    option(
        "follow", bool, "--follow", default=False, help="Go on with what comes new; Ctrl-C ends."
    ),
    option("every", float, "--every", default=5.0, min=1.0, help="Seconds between two looks."),
)
CHANGES: Parameters = (
    *TAGS,
    option("remove", list[str] | None, "--remove", metavar="KEY", help="Take it away; repeatable."),
    option(
        "only",
        bool,
        "--only",
        default=False,
        help="Those of --tag, and no others; the tag of a link stays.",
    ),
)


def add(group: typer.Typer, noun: Noun, which: Parameters) -> None:
    """The commands for what the noun can do of all this."""

    def command(
        name: str, text: str, run: Callable[[Noun, Given], None], *more: Parameters
    ) -> None:
        def bound(given: Given) -> None:
            run(noun, given)

        group.command(name, help=text)(shaped(bound, which, *more, WHERE, OUTPUT))

    title = noun.title
    if noun.tagged:
        command("tag", f"Set and remove tags of a {title}; others stay.", tag, CHANGES)
    if "diagnose" in noun.looks:
        text = f"What the cloud says is wrong with a {title}. Exit code 6 if something is."
        command("diagnose", text, diagnose)
    if "logs" in noun.looks:
        text = f"The cloud's log of a {title}, a line each; with -o json an object each."
        command("logs", text, logs, WINDOW)


def tag(noun: Noun, given: Given) -> None:
    """``tag``."""
    compiled(given["query"])
    tags, gone = mapping(given["tag"], "--tag"), list(given["remove"] or ())
    if given["only"] and gone:
        raise typer.BadParameter(
            "not beside --only, which removes every other", param_hint="--remove"
        )
    if not (tags or gone or given["only"]):
        raise typer.BadParameter("nothing to change: --tag, --remove or --only")
    if both := sorted(set(tags) & set(gone)):
        raise typer.BadParameter(f"{both[0]} is to be set and removed", param_hint="--remove")
    with target(given).connect() as cloud:
        collection = getattr(cloud, noun.collection)
        thing = found(noun, cloud, given["which"])
        if given["only"]:
            thing = collection.replace_tags(thing.id, tags)
        if tags and not given["only"]:
            thing = collection.add_tags(thing.id, tags)
        if gone:
            thing = collection.remove_tags(thing.id, gone)
        emit(to_dict(thing), columns=noun.columns, output=given["output"], query=given["query"])


def diagnose(noun: Noun, given: Given) -> None:
    """``diagnose``: a table shows the symptoms, everything else has all there is."""
    compiled(given["query"])
    with target(given).connect() as cloud:
        thing = found(noun, cloud, given["which"])
        told = getattr(cloud, noun.collection).diagnose(thing.id)
    data = to_dict(told) | {"first": to_dict(told.first) if told.first else None}
    as_table = (given["output"] or (Format.TABLE if sys.stdout.isatty() else Format.JSON)) in (
        Format.TABLE,
        Format.CSV,
    )
    if as_table and given["query"] is None:
        note(str(told).splitlines()[0])
        data = data["symptoms"]
    emit(data, columns=SYMPTOMS, output=given["output"], query=given["query"])
    if told.first is not None or told.up is False:
        raise typer.Exit(FINDINGS)


def logs(noun: Noun, given: Given) -> None:
    """``logs``."""
    if given["query"] is not None:
        raise typer.BadParameter("lines are printed as they come", param_hint="--query")
    if given["output"] not in (None, Format.TABLE, Format.JSON):
        raise typer.BadParameter("table or json", param_hint="--output")
    if given["follow"] and given["until"]:
        raise typer.BadParameter("not with --follow", param_hint="--until")
    if not math.isfinite(given["every"]):
        raise typer.BadParameter("a number of seconds is wanted", param_hint="--every")
    since, until = (moment(given[name], f"--{name}") for name in ("since", "until"))
    with target(given).connect() as cloud:
        thing = found(noun, cloud, given["which"])
        lines = getattr(cloud, noun.collection).logs(
            thing.id,
            since=since,
            until=until,
            source=given["source"],
            follow=given["follow"],
            every=given["every"],
        )
        for line in lines:
            text = to_json(line) if given["output"] is Format.JSON else printable(str(line))
            print(text, flush=True)


def moment(text: str | None, flag: str, now: datetime | None = None) -> datetime | None:
    """``10m`` ago, or an ISO 8601 time with its zone."""
    if text is None:
        return None
    then: datetime | None = None
    with suppress(ValueError, OverflowError):
        if ago := re.fullmatch(r"([0-9]{1,9})([smhd])", text.strip()):
            seconds = int(ago[1]) * UNITS[ago[2]]
            then = (now or datetime.now(UTC)) - timedelta(seconds=seconds)
        else:
            told = datetime.fromisoformat(text.strip())
            then = told.astimezone(UTC) if told.tzinfo else None
    if then is None:
        raise typer.BadParameter(
            f"{text!r}: 10m, 2h, 1d, or an ISO 8601 time with its zone (2026-01-31T08:00:00Z)",
            param_hint=flag,
        )
    return then
