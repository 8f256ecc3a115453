"""What a person has to agree to, and refusing where nobody can be asked."""

from __future__ import annotations

import sys

import typer

from cgw.cli.noun import Noun
from cgw.cli.options import Given
from cgw.cli.output import printable
from cgw.cli.targets import Target
from cgw.models import Spec


def agreed(question: str) -> bool:
    """True if a person says yes. Asks on stderr: typer's prompt writes a space to stdout."""
    print(printable(question), "[y/N]: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def needs_person(given: Given, why: str) -> None:
    """Refuse what needs a yes if it was not given and nobody can be asked.

    Errors:
        typer.BadParameter: exit code 2, before any request.
    """
    if not given["yes"] and not sys.stdin.isatty():
        raise typer.BadParameter(f"{why} needs --yes where nobody can be asked")


def may_cost(noun: Noun, target: Target, spec: Spec, given: Given) -> None:
    """Ask before something is bought.

    Errors:
        typer.BadParameter: nobody can be asked.
        typer.Abort: no.
    """
    if not spec.billed or given["yes"]:
        return
    needs_person(given, f"a {noun.title} costs money from the moment it exists and")
    name = getattr(spec, "name", "")
    where = " ".join(filter(None, (target.provider, target.region)))
    if not agreed(f"Buy the {noun.title} {name} on {where} ({_terms(spec)})?"):
        raise typer.Abort


def _terms(spec: Spec) -> str:
    """How it is paid for, in a few words."""
    billing = getattr(spec, "billing", None)
    if billing is None:
        return "billed"
    months = f", {billing.period_months} months" if billing.period_months else ""
    return f"{billing.mode}{months}"


def may_reveal(given: Given) -> bool:
    """True if secrets are to be shown.

    Errors:
        typer.BadParameter: the output is no terminal and ``--yes`` was not given.
    """
    if given.get("reveal") and not given["yes"] and not sys.stdout.isatty():
        raise typer.BadParameter("--reveal needs --yes where the output is no terminal")
    return bool(given.get("reveal"))
