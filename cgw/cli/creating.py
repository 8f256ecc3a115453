"""``create``: buys only what somebody agreed to, loses no key and no outcome."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cgw.cli.asking import may_cost
from cgw.cli.dry_run import looked_up, opened, planned, secrets_of
from cgw.cli.fields import values
from cgw.cli.noun import Noun
from cgw.cli.options import Given, until_of
from cgw.cli.outcome import remember
from cgw.cli.output import compiled, emit, write_new
from cgw.cli.progress import note, waited
from cgw.cli.targets import Target, target
from cgw.errors import OutcomeUnknownError
from cgw.models import Spec, to_dict


def create(noun: Noun, given: Given) -> None:
    """``create``."""
    compiled(given["query"])
    assert noun.spec is not None
    until = until_of(given, noun.reached)
    where = target(given)
    _, ability = opened(where, noun.collection)
    typed = values(noun.spec, given, ability.options, where.provider)
    spec = typed.completed()
    if given["dry_run"]:
        plan = plan_of(where, noun, given, lambda verbs, op: verbs.create(spec, op), spec)
        emit(plan, output=given["output"], query=given["query"])
        return
    may_cost(noun, where, spec, given)
    keep_keys(typed, spec, given.get("psk_out"))
    with where.connect() as cloud:
        collection = getattr(cloud, noun.collection)
        try:
            made = collection.create(spec)
        except BaseException as error:  # an interruption too may leave something behind
            lost = getattr(error, "cgw_outcome", error)
            if isinstance(lost, OutcomeUnknownError):
                remember(lost, spec, given["outcome_file"])
            raise
        note(f"created {made.id}")  # known before the wait, whatever becomes of that
        if until:
            made = waited(collection, made.id, until, where.waiting)
        emit(to_dict(made), columns=noun.columns, output=given["output"], query=given["query"])


def plan_of(where: Target, noun: Noun, given: Given, start: Any, spec: Spec) -> dict[str, Any]:
    """What ``--dry-run`` prints."""
    if not given["online"]:
        return planned(where, noun.collection, start, spec)
    with where.connect() as cloud:
        return looked_up(cloud, noun.collection, start, spec)


def keep_keys(typed: Spec, spec: Spec, path: Path | None) -> None:
    """Write the keys to ``path`` before anything is sent; say so if a made-up key goes nowhere.

    Errors:
        typer.BadParameter: the file exists or cannot be written.
    """
    if path is None:
        if len(secrets_of(typed)) < len(secrets_of(spec)):
            note("a key was made up; not every cloud tells it again (--psk-out keeps it)")
        return
    keys = [tunnel.psk.get_secret_value() for tunnel in getattr(spec, "tunnels", ())]
    write_new(path, "".join(f"{key}\n" for key in keys))
