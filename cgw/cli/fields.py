"""From the fields of a spec, a patch or a provider's options to command line options, and back."""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import typer
import yaml
from pydantic import BaseModel, SecretStr

from cgw.cli.options import Given, Parameters, mapping, option, pairs


def parameters(model: type[BaseModel]) -> Parameters:
    """An option for each field a person can write on one line; the rest come by ``--file``."""
    told = described(model)
    found = [
        option(
            "file",
            Path | None,
            "--file",
            "-f",
            metavar="PATH",
            help="Fields from a YAML or JSON file; options beside it win.",
        )
    ]
    for name, info in model.model_fields.items():
        need = " Required." if info.is_required() else ""
        text = told.get(name, "").replace("`", "").rstrip(".;")
        found += _for_field(name, info.annotation, f"{text[:1].upper()}{text[1:]}.{need}")
    return tuple(found)


def _for_field(name: str, annotation: Any, text: str) -> list[inspect.Parameter]:
    kinds = _plain(annotation)
    flag = f"--{name.replace('_', '-')}"
    if SecretStr in kinds:
        return [
            option(f"{name}_env", str | None, f"{flag}-env", metavar="VAR", help=text),
            option(f"{name}_file", Path | None, f"{flag}-file", metavar="PATH", help=text),
        ]
    if any(get_origin(kind) in (dict, Mapping) for kind in kinds):
        singular = flag.removesuffix("s")
        more = f"{text} Repeatable."
        return [option(name, list[str] | None, singular, metavar="KEY=VALUE", help=more)]
    if any(get_origin(kind) in (list, tuple) and _simple(kind) for kind in kinds):
        return [option(name, list[str] | None, flag.removesuffix("s"), help=f"{text} Repeatable.")]
    if bool in kinds:
        return [option(name, bool | None, f"{flag}/--no-{flag[2:]}", help=text)]
    if any(_is_model(kind) or get_origin(kind) in (list, tuple) for kind in kinds):
        return []  # one line cannot hold it: --file
    return [option(name, str | None, flag, metavar=name.upper(), help=text)]


def _plain(annotation: Any) -> list[Any]:
    """The members of a union, without None and without what `Annotated` adds."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [kind for part in get_args(annotation) for kind in _plain(part)]
    return [] if annotation is type(None) else [annotation]


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _simple(kind: Any) -> bool:
    return not any(_is_model(inner) for part in get_args(kind) for inner in _plain(part))


def described(model: type[BaseModel]) -> dict[str, str]:
    """The texts of the docstring's ``Attributes:``, by field."""
    told: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        after = (inspect.cleandoc(kind.__doc__ or "")).partition("Attributes:\n")[2]
        for names, text in re.findall(r"(?m)^ {4}(\w[\w, ]*): (.*(?:\n {8}.*)*)", after):
            told.update(dict.fromkeys(names.split(", "), " ".join(text.split())))
    return told


def values(model: type[BaseModel], given: Given, options: BaseModel | None) -> Any:
    """The spec or patch that was typed.

    Errors:
        ValidationError: a field is missing or wrong.
    """
    found = from_file(given["file"]) if given.get("file") else {}
    for name, info in model.model_fields.items():
        kinds = _plain(info.annotation)
        if SecretStr in kinds:
            if given.get(f"{name}_env"):
                found[name] = from_variable(given[f"{name}_env"])
            if given.get(f"{name}_file"):
                found[name] = from_secret_file(given[f"{name}_file"])
        elif given.get(name) not in (None, []):
            typed = given[name]
            is_map = any(get_origin(kind) in (dict, Mapping) for kind in kinds)
            found[name] = mapping(typed, f"--{name}") if is_map else typed
    if options is not None:
        found["options"] = options
    return model.model_validate(found)


def provider_options(model: type[BaseModel] | None, given: Given, provider: str) -> Any:
    """``--option``, ``--option-env`` and ``--option-file`` as the provider's options; None for none."""
    typed = pairs(given.get("option"), "--option")
    sources = pairs(given.get("option_env"), "--option-env")
    files = pairs(given.get("option_file"), "--option-file")
    if not (typed or sources or files):
        return None
    if model is None:
        raise typer.BadParameter(f"{provider} has no options here", param_hint="--option")
    for key, _ in typed:
        if _secret(model, key):
            raise typer.BadParameter(
                f"{key} is a secret; a command line is no place for it: "
                f"--option-env {key}=VARIABLE or --option-file {key}=PATH",
                param_hint="--option",
            )
    found: dict[str, Any] = {}
    loaded = [(key, from_variable(name)) for key, name in sources]
    loaded += [(key, from_secret_file(Path(name))) for key, name in files]
    for key, value in [*typed, *loaded]:
        _put(model, found, key, value)
    return model.model_validate(found)


def _field(model: type[BaseModel], key: str) -> list[Any]:
    """The kinds of the field at ``a.b.c``; none if there is no such field."""
    head, _, rest = key.partition(".")
    info = model.model_fields.get(head)
    kinds = _plain(info.annotation) if info else []
    if not rest:
        return kinds
    return [found for kind in kinds if _is_model(kind) for found in _field(kind, rest)]


def _secret(model: type[BaseModel], key: str) -> bool:
    return any("SecretStr" in str(kind) for kind in _field(model, key))


def _put(model: type[BaseModel], into: dict[str, Any], key: str, value: str) -> None:
    *parents, last = key.split(".")
    for name in parents:
        into = into.setdefault(name, {})
    if any(get_origin(kind) in (list, tuple) for kind in _field(model, key)):
        into.setdefault(last, []).append(value)
    elif last in into:
        raise typer.BadParameter(f"{key} was given twice", param_hint="--option")
    else:
        into[last] = value


def from_variable(name: str) -> str:
    """The value of an environment variable."""
    try:
        return os.environ[name]
    except KeyError:
        raise typer.BadParameter(f"the variable {name} is not set") from None


def from_secret_file(path: Path) -> str:
    """The text of a file without the newline at its end."""
    try:
        return path.read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{path}: {type(error).__name__}") from None


def from_file(path: Path) -> dict[str, Any]:
    """The mapping in a YAML or JSON file. Nothing of the file is repeated in an error."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise typer.BadParameter(f"{path}: {type(error).__name__}", param_hint="--file") from None
    if not isinstance(found, dict):
        raise typer.BadParameter(f"{path}: no mapping", param_hint="--file")
    return found
