"""From the fields of a spec, a patch or a provider's options to command line options, and back.

A field of a model inside is an option too: ``tunnels.0.ike.encryption`` is ``--ike-encryption``. A list
of models gets one set of options, which holds for each of them; where they differ, a file says so.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import typer
from pydantic import BaseModel, SecretStr, ValidationError

from cgw.cli.options import Given, Parameters, mapping, option, pairs
from cgw.cli.sources import from_secret_file, from_variable, read_spec, secret
from cgw.models import Options, Patch

ALL = "*"
"""A step of a place: every model of a list."""
WRITTEN = {"ipsec": "IPsec"} | {
    word: word.upper()
    for word in ("vpn", "asn", "psk", "ike", "dh", "pfs", "nat", "bgp", "dpd", "id")
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field that can be written on one line.

    Attributes:
        place: the steps to it.
        name: of the parameter: ``ike_encryption``.
        kinds: what it may be, without None.
        text: what the model says about it.
    """

    place: tuple[str, ...]
    name: str
    kinds: list[Any]
    text: str

    @property
    def flag(self) -> str:
        """``--ike-encryption``."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def is_secret(self) -> bool:
        """True if it must not stand on a command line."""
        return SecretStr in self.kinds

    @property
    def is_map(self) -> bool:
        """True if it takes ``KEY=VALUE``."""
        return any(get_origin(kind) in (dict, Mapping) for kind in self.kinds)


@cache
def fields_of(model: type[BaseModel]) -> tuple[Field, ...]:
    """Every field of ``model`` that gets options.

    A patch's inner models are left out: they are replaced whole, so they come whole, from a file.
    """
    found: dict[str, Field] = {}
    for field in _fields(model, (), "", deep=not issubclass(model, Patch)):
        found.setdefault(field.name, field)  # the outer one of two with the same name
    return tuple(found.values())


def _fields(
    model: type[BaseModel], above: tuple[str, ...], prefix: str, *, deep: bool
) -> Iterator[Field]:
    told = described(model)
    inner: list[Iterator[Field]] = []
    for name, info in model.model_fields.items():
        kinds, place = _plain(info.annotation), (*above, name)
        lists = [k for k in kinds if get_origin(k) in (list, tuple) and not _simple(k)]
        models = [k for k in kinds if _is_model(k) and not issubclass(k, Options)]
        if lists:
            (each,) = {k for k in _plain(get_args(lists[0])[0]) if _is_model(k)}
            inner.append(_fields(each, (*place, ALL), prefix, deep=deep))
        elif models and deep:
            inner.append(_fields(models[0], place, f"{prefix}{name}_", deep=deep))
        elif not any(_is_model(kind) for kind in kinds):
            text = _text(told.get(name, ""), prefix, name)
            need = " Required." if info.is_required() and not above else ""
            words = [w for k in kinds if get_origin(k) is Literal for w in get_args(k)]
            if not all(word in text for word in words):
                text += f"; one of {', '.join(words)}"
            yield Field(place, prefix + name, kinds, f"{text[:1].upper()}{text[1:]}.{need}")
    for some in inner:  # the plain ones come first
        yield from some


def _text(told: str, prefix: str, name: str) -> str:
    """What an option's help says, out of what the docstring says of the field."""
    spoken = _spoken(prefix + name)
    text = re.sub(r"\bNone\b", "nothing", told.replace("`", "").rstrip(".;"))
    return f"{spoken}: {text}" if text and (prefix or told.startswith("None")) else text or spoken


def _spoken(name: str) -> str:
    """A field's name as words: ``vpn_gateway_id`` is "VPN gateway ID"."""
    return " ".join(WRITTEN.get(word, word) for word in name.removesuffix("_s").split("_"))


@cache
def parameters(model: type[BaseModel]) -> Parameters:
    """An option for each field a person can write on one line; the rest come by ``--from-file``."""
    found = [
        option(
            "file",
            Path | None,
            "--from-file",
            "--file",
            "-f",
            metavar="PATH",
            help="Fields from a YAML or JSON file; options beside it win.",
        )
    ]
    for field in fields_of(model):
        found += for_field(field)
    return tuple(found)


def for_field(field: Field) -> list[inspect.Parameter]:
    """The options of one field."""
    name, flag, text = field.name, field.flag, field.text
    if field.is_secret:
        refused = f"Refused: a command line is no place for a secret; {flag}-file and others are."
        env, file = f"{text} From a variable.", f"{text} From a file (a newline at its end is cut)."
        return [
            option(f"{name}_env", str | None, f"{flag}-env", metavar="VAR", help=env),
            option(f"{name}_file", Path | None, f"{flag}-file", metavar="PATH", help=file),
            option(f"{name}_stdin", bool, f"{flag}-stdin", default=False, help=f"{text} On stdin."),
            option(f"{name}_typed", str | None, flag, hidden=True, help=refused),
        ]
    flags = [flag]
    if len(field.place) == 1 and re.search(r"_ids?$", name):
        flags = [re.sub(r"-ids?$", "", flag), flag]
    if field.is_map or any(get_origin(kind) in (list, tuple) for kind in field.kinds):
        flags = [one.removesuffix("s") for one in flags]
        form = "KEY=VALUE" if field.is_map else name.upper().removesuffix("S")
        return [option(name, list[str] | None, *flags, metavar=form, help=f"{text} Repeatable.")]
    if bool in field.kinds:
        return [option(name, bool | None, f"{flag}/--no-{flag[2:]}", help=text)]
    last = name.removesuffix("_id").upper() if len(field.place) == 1 else field.place[-1].upper()
    return [option(name, str | None, *flags, metavar=last, help=text)]


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


def values(model: type[BaseModel], given: Given, takes: type[Options] | None, provider: str) -> Any:
    """The spec or patch that was typed.

    Args:
        takes: the provider's own options for this, if it has any.

    Errors:
        ValidationError: a field is missing or wrong.
        SpecFileError: the same, with the line of the file that holds it.
    """
    filed = read_spec(given["file"]) if given.get("file") else None
    found = filed.data if filed else {}
    for field in fields_of(model):
        value = typed(field, given)
        if value is not None:
            put(found, field.place, value)
    options = provider_options(takes, given, provider)
    if options is not None:
        found["options"] = merged(found.get("options"), options)
    place: tuple[str, ...] = ("options",)
    try:
        if takes is not None and isinstance(found.get("options"), dict):
            found["options"] = takes.model_validate(found["options"])
        place = ()
        return model.model_validate(found)
    except ValidationError as error:
        raise filed.refused(error, place) if filed else error from None


def merged(filed: Any, typed: BaseModel) -> dict[str, Any]:
    """Options of a file, and those beside it, which win."""
    fresh = {name: getattr(typed, name) for name in typed.model_fields_set}
    return {**(filed if isinstance(filed, dict) else {}), **fresh}


def typed(field: Field, given: Given) -> Any:
    """What was given for a field; None for nothing."""
    if field.is_secret:
        return secret(given, field.name)
    value = given.get(field.name)
    if value in (None, []):
        return None
    return mapping(value, field.flag) if field.is_map else value


def put(into: Any, place: tuple[str, ...], value: Any) -> None:
    """Put a value at its place, making what is missing on the way there."""
    step, *rest = place
    if not isinstance(into, dict):
        return  # a file holds something else there; validation says so
    if not rest:
        into[step] = value
    elif rest[0] == ALL:
        every = into.get(step) or [{}]
        into[step] = every
        for one in every if isinstance(every, list) else ():
            put(one, tuple(rest[1:]), value)
    else:
        if into.get(step) is None:
            into[step] = {}
        put(into[step], tuple(rest), value)


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
