"""Creates of unknown outcome: what is written down, and ``cgw reconcile``, which finds out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from cgw.adapter import Ability
from cgw.cli.dry_run import opened
from cgw.cli.failures import NOT_FOUND
from cgw.cli.fields import fields_of, for_field, merged, provider_options, put, typed
from cgw.cli.noun import Noun
from cgw.cli.nouns import NOUNS
from cgw.cli.options import OPTIONS, OUTPUT, WHERE, Given, Parameters, argument
from cgw.cli.output import compiled, emit, write_new
from cgw.cli.progress import note
from cgw.cli.targets import target
from cgw.errors import ConfigError, OutcomeUnknownError
from cgw.models import MASK, Spec, to_dict

HELP = (
    "Find out what a create of unknown outcome has made. Exit code 0: found and shown; "
    "3: nothing found (a cloud's lists may lag: ask again later); 4: more than one thing may be it."
)


def remember(lost: OutcomeUnknownError, spec: Spec, path: Path | None) -> None:
    """Write down what ``cgw reconcile`` needs. No secret is in it."""
    told = json.dumps(lost.to_dict() | {"spec": to_dict(spec)}, ensure_ascii=False)
    if path is not None:
        try:
            write_new(path, f"{told}\n")
        except typer.BadParameter as error:
            note(f"warning: {error.message}")
        else:
            note(f"to find out: cgw reconcile {path}")
            return
    print(told, file=sys.stderr)
    note("to find out, put the line above into a file and: cgw reconcile FILE")


def parameters() -> tuple[Parameters, ...]:
    """The options of ``cgw reconcile``; cloud and region come from the file."""
    file = argument("file", Path, metavar="FILE", help="What --outcome-file wrote, or that line.")
    secrets = {
        field.name: field
        for noun in NOUNS
        if noun.spec is not None
        for field in fields_of(noun.spec)
        if field.is_secret
    }
    again = tuple(parameter for field in secrets.values() for parameter in for_field(field))
    return ((file,), again, OPTIONS[1:], WHERE[2:], OUTPUT)


def run(given: Given) -> None:
    """``cgw reconcile``."""
    compiled(given["query"])
    told = _read(given["file"])
    lost = OutcomeUnknownError.from_dict(told)
    operation = lost.operation
    if operation["verb"] != "create":
        raise ConfigError(f"{given['file']}: only a create can be looked for")
    where = target({**given, "provider": [operation["provider"]], "region": [operation["region"]]})
    _, ability = opened(where, str(operation["noun"]))
    noun = next((n for n in NOUNS if n.spec and n.collection == operation["noun"]), None)
    if noun is not None and isinstance(told.get("spec"), dict):
        sends_again = lost.id is None and ability.recovery == "token"
        lost.spec = (
            recalled(noun, ability, told["spec"], given, where.provider) if sends_again else None
        )
    with where.connect() as cloud:
        found = cloud.reconcile(lost, timeout=given["timeout"])
    if found is None:
        note("nothing found; a cloud's lists may lag, so ask again later")
        raise typer.Exit(NOT_FOUND)
    columns = noun.columns if noun is not None else ()
    emit(to_dict(found), columns=columns, output=given["output"], query=given["query"])


def _read(path: Path) -> dict[str, Any]:
    """The JSON object in the file: the whole of it, or the first line that is one."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {type(error).__name__}") from None
    for part in (text, *text.splitlines()):
        try:
            found = json.loads(part)
        except ValueError:
            continue
        if isinstance(found, dict):
            return found
    raise ConfigError(f"{path}: no JSON object in it")


def recalled(noun: Noun, ability: Ability, told: Any, given: Given, provider: str) -> Spec:
    """The spec that was asked for, its secrets given anew.

    Errors:
        ConfigError: a secret is missing.
    """
    assert noun.spec is not None
    spec = dict(told)
    for field in fields_of(noun.spec):
        if field.is_secret and (value := typed(field, given)) is not None:
            put(spec, field.place, value)
    again = provider_options(ability.options, given, provider)
    if again is not None:
        spec["options"] = merged(spec.get("options"), again)
    if missing := list(_masked(spec, ())):
        raise ConfigError(
            f"the cloud has to be asked with the same secrets again: {', '.join(missing)} "
            "(--psk-file and the like, --option-env, --option-file)"
        )
    if spec.get("options") and ability.options is not None:
        spec["options"] = ability.options.model_validate(spec["options"])
    return noun.spec.model_validate(spec)


def _masked(value: Any, place: tuple[str, ...]) -> Iterator[str]:
    if value == MASK:
        yield ".".join(place)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _masked(item, (*place, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _masked(item, (*place, str(number)))
