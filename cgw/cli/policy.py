"""``cgw policy``: the access policy that named verbs need."""

from __future__ import annotations

import json

import typer

from cgw.cli.noun import Noun
from cgw.cli.options import Given, Parameters, argument, option
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


def run(given: Given) -> None:
    """Print the document. Nothing is sent."""
    import cgw
    from cgw.cli.nouns import NOUNS

    provider = registry().provider(given["cloud"])
    nouns = {noun.name: noun for noun in NOUNS if noun.rows is None}
    wanted: list[tuple[str, str]] = []
    for text in given["wanted"]:
        wanted += pairs(text, nouns)
    document = cgw.permissions(provider.name, wanted)
    print(json.dumps(document, indent=2, ensure_ascii=False))


def pairs(text: str, nouns: dict[str, Noun]) -> list[tuple[str, str]]:
    """``connection:list,show`` as what the library calls it; ``*`` is every verb there is."""
    name, _, verbs = text.partition(":")
    if name == "all" and not verbs:
        return [(noun.collection, "*") for noun in nouns.values()]
    if name not in nouns:
        raise typer.BadParameter(f"{name!r}: one of {', '.join(nouns)}, all", param_hint="--for")
    collection = nouns[name].collection
    words = [verb for verb in verbs.split(",") if verb]
    return [(collection, OURS.get(verb, verb).replace("-", "_")) for verb in words or ["*"]]
