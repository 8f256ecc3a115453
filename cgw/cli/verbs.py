"""What ``list show create update delete wait`` do, for any noun."""

from __future__ import annotations

import sys
from typing import Any

import typer

from cgw.cli.dry_run import opened, planned
from cgw.cli.failures import AmbiguousError
from cgw.cli.fields import provider_options, values
from cgw.cli.noun import Noun
from cgw.cli.options import Given, mapping
from cgw.cli.output import compiled, emit, printable
from cgw.cli.targets import ask_all, target, targets
from cgw.errors import InvalidRequestError, NotFoundError
from cgw.models import to_dict


def show_all(noun: Noun, given: Given) -> None:
    """``list``: every cloud at the same time, one table."""
    compiled(given["query"])
    wanted = {name: given[name] for name in noun.filters if given.get(name) is not None}
    tags = mapping(given["tag"], "--tag")

    def ask(cloud: Any) -> list[Any]:
        ability = cloud.capabilities.noun(noun.collection)
        options = provider_options(ability.list_options, given, cloud.provider)
        found = getattr(cloud, noun.collection).list(options=options, tags=tags or None, **wanted)
        return [to_dict(item) for item in found]

    answers = ask_all(targets(given), ask)
    _emit(noun, given, answers.items)
    answers.finish()


def show_one(noun: Noun, given: Given) -> None:
    """``show``."""
    compiled(given["query"])
    with target(given).connect() as cloud:
        _emit(noun, given, to_dict(found(noun, cloud, given["which"])))


def create(noun: Noun, given: Given) -> None:
    """``create``."""
    compiled(given["query"])
    assert noun.spec is not None
    where = target(given)
    _, ability = opened(where, noun.collection)
    spec = values(noun.spec, given, provider_options(ability.options, given, where.provider))
    if given["dry_run"]:
        _plan(
            given, planned(where, noun.collection, lambda verbs, op: verbs.create(spec, op), spec)
        )
        return
    with where.connect() as cloud:
        collection = getattr(cloud, noun.collection)
        made = collection.create(spec)
        _note(f"created {made.id}")  # known before the wait, whatever becomes of that
        if given["wait"]:
            made = waited(collection, made.id, noun.until[0], where.waiting)
        _emit(noun, given, to_dict(made))


def update(noun: Noun, given: Given) -> None:
    """``update``."""
    compiled(given["query"])
    assert noun.patch is not None
    where = target(given)
    _, ability = opened(where, noun.collection)
    options = provider_options(ability.patch_options, given, where.provider)
    patch = values(noun.patch, given, options)
    if given["dry_run"]:
        which = given["which"]
        plan = planned(where, noun.collection, lambda verbs, _: verbs.update(which, patch), patch)
        _plan(given, plan)
        return
    with where.connect() as cloud:
        collection = getattr(cloud, noun.collection)
        changed = collection.update(found(noun, cloud, given["which"]).id, patch)
        if given["wait"]:
            changed = waited(collection, changed.id, noun.until[0], where.waiting)
        _emit(noun, given, to_dict(changed))


def delete(noun: Noun, given: Given) -> None:
    """``delete``: asks on a terminal, and elsewhere only does it with ``--yes``."""
    where = target(given)
    if given["dry_run"]:
        which = given["which"]
        _plan(given, planned(where, noun.collection, lambda verbs, _: verbs.delete(which)))
        return
    if not given["yes"] and not sys.stdin.isatty():
        raise typer.BadParameter("a delete needs --yes where nobody can be asked")
    with where.connect() as cloud:
        thing = found(noun, cloud, given["which"])
        if not given["yes"]:
            told = " ".join(filter(None, (thing.provider, thing.region, thing.id, thing.name)))
            if not agreed(f"Delete the {noun.title} {told}?"):
                raise typer.Abort
        collection = getattr(cloud, noun.collection)
        collection.delete(thing.id)
        if given["wait"]:
            waited(collection, thing.id, "deleted", where.waiting)
        _note(f"deleted {thing.id}")


def agreed(question: str) -> bool:
    """True if a person says yes. Asks on stderr: typer's prompt writes a space to stdout."""
    print(printable(question), "[y/N]: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def wait(noun: Noun, given: Given) -> None:
    """``wait``."""
    compiled(given["query"])
    until = given["until"] or noun.until[0]
    if until not in noun.until:
        raise typer.BadParameter(f"one of {', '.join(noun.until)}", param_hint="--until")
    where = target(given)
    with where.connect() as cloud:
        try:
            which = found(noun, cloud, given["which"]).id
        except NotFoundError:
            if until == "deleted":
                return  # it is
            raise
        thing = waited(getattr(cloud, noun.collection), which, until, where.waiting)
        if thing is not None:
            _emit(noun, given, to_dict(thing))


def found(noun: Noun, cloud: Any, which: str) -> Any:
    """The thing with that id, else the one with that name.

    Errors:
        NotFoundError: neither; carries the cloud's code for the id.
        AmbiguousError: several have the name.
    """
    collection = getattr(cloud, noun.collection)
    try:
        return collection.get(which)
    except (NotFoundError, InvalidRequestError) as error:  # some clouds refuse what is no id
        named = list(collection.list(name=which))
        if not named:
            raise NotFoundError(
                f"no {noun.title} has the id or the name {which!r}: {error.message}",
                provider=error.provider,
                code=error.code,
                request_id=error.request_id,
                http_status=error.http_status,
                action=error.action,
            ) from error
    if len(named) > 1:
        ids = ", ".join(thing.id for thing in named)
        raise AmbiguousError(f"{cloud.provider}: several have the name {which!r}: {ids}")
    return named[0]


def waited(collection: Any, id: str, until: str, timeout: float) -> Any:
    """What is there after the wait; each change of its state is told on stderr."""

    def progress(thing: Any, seconds: float) -> None:
        _note(f"{thing.id}: {thing.state} after {seconds:.0f} s")

    return collection.wait(id, until=until, timeout=timeout, progress=progress)


def _emit(noun: Noun, given: Given, data: Any) -> None:
    emit(data, columns=noun.columns, output=given["output"], query=given["query"])


def _plan(given: Given, plan: dict[str, Any]) -> None:
    emit(plan, output=given.get("output"), query=given.get("query"))


def _note(text: str) -> None:
    print(printable(text), file=sys.stderr)
