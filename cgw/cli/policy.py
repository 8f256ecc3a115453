"""``cgw policy``: the access policy that named verbs need."""

from __future__ import annotations

import json
from contextlib import suppress

import typer

from cgw.cli.noun import Noun
from cgw.cli.options import Given, Parameters, argument, option
from cgw.errors import UnsupportedError
from cgw.plugins import registry

HELP = "Print the least access policy (RAM, CAM, IAM) that lets an account do what is named."
PARAMETERS: Parameters = (
    argument("cloud", str, metavar="PROVIDER", help="The cloud."),
    option(
        "wanted",
        list[str],
        "--for",
        default=...,
        metavar="NOUN[:VERB,...]",
        help="connection:list,show, or a noun alone for all its verbs; 'all' for everything; "
        "repeatable.",
    ),
)
OURS = {"show": "get"}
"""Verbs of the command line that the library calls otherwise."""
EVERYTHING = "all"  # that the cloud has; what is named has to be there


def run(given: Given) -> None:
    """Print the document. Nothing is sent."""
    import cgw
    from cgw.cli.nouns import NOUNS

    provider = registry().provider(given["cloud"])
    nouns = {noun.name: noun for noun in NOUNS if noun.rows is None}
    wanted: list[tuple[str, str]] = []
    for text in given["wanted"]:
        if text == EVERYTHING:
            for noun in nouns.values():
                with suppress(UnsupportedError):  # the cloud has none
                    cgw.permissions(provider.name, [(noun.collection, "*")])
                    wanted.append((noun.collection, "*"))
        else:
            wanted += pairs(text, nouns)
    document = cgw.permissions(provider.name, wanted)
    print(json.dumps(document, indent=2, ensure_ascii=False))


def pairs(text: str, nouns: dict[str, Noun]) -> list[tuple[str, str]]:
    """``connection:list,show`` as what the library calls it; ``*`` is every verb there is."""
    name, _, verbs = text.partition(":")
    if name not in nouns:
        known = ", ".join((*nouns, EVERYTHING))
        raise typer.BadParameter(f"{name!r}: one of {known}", param_hint="--for")
    collection = nouns[name].collection
    words = [verb for verb in verbs.split(",") if verb]
    return [(collection, OURS.get(verb, verb).replace("-", "_")) for verb in words or ["*"]]
