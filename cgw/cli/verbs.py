"""What ``list show update delete wait`` and a noun's own verbs do, for any noun."""

from __future__ import annotations

from functools import partial
from typing import Any

import typer

from cgw.cli.asking import agreed, may_reveal, needs_person
from cgw.cli.dry_run import looked_up, opened, planned
from cgw.cli.failures import AmbiguousError
from cgw.cli.fields import provider_options, values
from cgw.cli.noun import Action, Noun
from cgw.cli.options import Given, mapping, until_of
from cgw.cli.output import compiled, emit
from cgw.cli.progress import note, waited
from cgw.cli.targets import Target, ask_all, target, targets
from cgw.errors import InvalidRequestError, NotFoundError
from cgw.models import Patch, to_dict


def show_all(noun: Noun, given: Given) -> None:
    """``list``: every cloud at the same time, one table."""
    compiled(given["query"])
    wanted = {name: given[name] for name in noun.filters if given.get(name) is not None}
    tags = mapping(given["tag"], "--tag")
    asked = targets(given)

    def ask(cloud: Any) -> list[Any]:
        if len(asked) > 1 and not given["provider"] and lacks(cloud, noun):
            note(f"{cloud.provider} has no {noun.title}s")
            return []
        ability = cloud.capabilities.noun(noun.collection)
        options = provider_options(ability.list_options, given, cloud.provider)
        found = getattr(cloud, noun.collection).list(options=options, tags=tags or None, **wanted)
        return [row for thing in found for row in told(noun, thing)]

    answers = ask_all(asked, ask)
    _emit(noun, given, answers.items)
    answers.finish()


def lacks(cloud: Any, noun: Noun) -> bool:
    """True if the cloud has no such thing, or none that it can list."""
    ability = cloud.capabilities.nouns.get(noun.collection)
    return ability is None or "list" not in ability.verbs


def told(noun: Noun, thing: Any, *, reveal: bool = False) -> list[Any]:
    """A thing as plain data, in one row or several."""
    return noun.rows(thing, reveal) if noun.rows else [to_dict(thing, reveal=reveal)]


def show_one(noun: Noun, given: Given) -> None:
    """``show``."""
    compiled(given["query"])
    reveal = may_reveal(given)
    which, part = given["which"], ""
    if noun.rows and "/" in which:
        which, _, part = which.rpartition("/")
    where = target(given)
    with where.connect() as cloud:
        thing = found(noun, cloud, which)
        rows = told(noun, thing, reveal=reveal)
    if not noun.rows:
        _emit(noun, given, rows[0])
        return
    if part and not (rows := [row for row in rows if row["id"] == f"{thing.id}/{part}"]):
        raise NotFoundError(f"{thing.id} has no {noun.title} {part}", provider=where.provider)
    _emit(noun, given, rows)


def update(noun: Noun, given: Given) -> None:
    """``update``."""
    compiled(given["query"])
    assert noun.patch is not None
    until = until_of(given, noun.reached)
    where = target(given)
    _, ability = opened(where, noun.collection)
    patch = values(noun.patch, given, ability.patch_options, where.provider)
    if given["dry_run"]:
        _dry_run(noun, where, given, lambda which, verbs, _: verbs.update(which, patch), patch)
        return
    with where.connect() as cloud:
        collection = getattr(cloud, noun.collection)
        changed = collection.update(found(noun, cloud, given["which"]).id, patch)
        if until:
            changed = waited(collection, changed.id, until, where.waiting)
        _emit(noun, given, to_dict(changed))


def delete(noun: Noun, given: Given) -> None:
    """``delete``: asks on a terminal, and elsewhere only does it with ``--yes``."""
    where = target(given)
    flags = {flag.name: given[flag.name] for flag in noun.delete_flags}
    if given["dry_run"]:
        _dry_run(noun, where, given, lambda which, verbs, _: verbs.delete(which, **flags))
        return
    needs_person(given, "a delete")
    with where.connect() as cloud:
        thing = found(noun, cloud, given["which"])
        if not given["yes"]:
            _ask("Delete", noun, thing)
        collection = getattr(cloud, noun.collection)
        kept = collection.delete(thing.id, **flags)
        if given["wait"]:
            waited(collection, thing.id, "deleted", where.waiting)
        note(f"deleted {thing.id}")
        if kept is not None:
            _plan(given, {"id": thing.id, "kept": list(kept)})


def _ask(what: str, noun: Noun, thing: Any) -> None:
    """Go on only if a person says yes."""
    words = " ".join(filter(None, (thing.provider, thing.region, thing.id, thing.name)))
    if not agreed(f"{what} the {noun.title} {words}?"):
        raise typer.Abort


def act(noun: Noun, action: Action, given: Given) -> None:
    """A verb of the noun's own: the library's method of that name."""
    compiled(given["query"])
    until = until_of(given, noun.reached)
    where = target(given)
    if action.asks:
        needs_person(given, f"a {action.name}")
    with where.connect() as cloud:
        collection = getattr(cloud, noun.collection)
        thing = found(noun, cloud, given["which"])
        if action.asks and not given["yes"]:
            _ask(action.name.capitalize(), noun, thing)
        thing = getattr(collection, action.name)(thing.id)
        if until:
            thing = waited(collection, thing.id, until, where.waiting)
        _emit(noun, given, to_dict(thing))


def wait(noun: Noun, given: Given) -> None:
    """``wait``."""
    compiled(given["query"])
    until = until_of({**given, "wait": True}, noun.until)
    assert until is not None
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
        if not noun.named:
            raise
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


def _emit(noun: Noun, given: Given, data: Any) -> None:
    emit(data, columns=noun.columns, output=given["output"], query=given["query"])


def _dry_run(
    noun: Noun, where: Target, given: Given, start: Any, patch: Patch | None = None
) -> None:
    """Print what would be sent first; ``--online``, what would be written first."""
    if not given["online"]:
        flow = partial(start, given["which"])
        _plan(given, planned(where, noun.collection, flow, patch))
        return
    with where.connect() as cloud:
        thing = found(noun, cloud, given["which"])
        flow = partial(start, thing.id)
        _plan(given, looked_up(cloud, noun.collection, flow, patch, thing))


def _plan(given: Given, plan: dict[str, Any]) -> None:
    emit(plan, output=given.get("output"), query=given.get("query"))
