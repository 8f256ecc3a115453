"""The application: nouns from their table, the other commands, then the plugins' own."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated, Any

import typer

from cgw.cli import doctor, emulator, provider, verbs
from cgw.cli.fields import parameters
from cgw.cli.noun import Noun
from cgw.cli.nouns import NOUNS
from cgw.cli.options import (
    DRY_RUN,
    OPTIONS,
    OUTPUT,
    TAGS,
    WAIT,
    WHERE,
    Given,
    argument,
    option,
    shaped,
)
from cgw.plugins import registry


def _application(**more: Any) -> typer.Typer:
    # Plain help (its text is documentation), and no tracebacks with locals.
    return typer.Typer(
        no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False, **more
    )


def build() -> typer.Typer:
    """The whole command line, plugins included."""
    app = own()
    for name, error in add_plugins(app).items():
        print(f"warning: commands of {name}: {type(error).__name__}: {error}", file=sys.stderr)
    return app


def own() -> typer.Typer:
    """The command line without plugins."""
    app = _application(name="cgw", help="Customer gateways of several clouds behind one model.")
    app.callback()(_root)
    for noun in NOUNS:
        app.add_typer(of(noun), name=noun.name)
    app.add_typer(provider.app(_application), name="provider")
    app.add_typer(emulator.app(_application), name="emulator")
    app.command("doctor", help=doctor.HELP)(shaped(doctor.run, WHERE, doctor.ONLINE, OUTPUT))
    return app


def _version(wanted: bool) -> None:
    if wanted:
        print(f"cgw {version('cgw')}")
        raise typer.Exit


def _root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Customer gateways of several clouds behind one model."""


def of(noun: Noun) -> typer.Typer:
    """The group of one noun."""
    group = _application(help=f"{noun.title.capitalize()}s.")
    which = (argument("which", str, metavar="ID|NAME", help="An id; or a name only one has."),)
    filters = tuple(
        option(
            name,
            str | None,
            f"--{name.replace('_', '-')}",
            metavar=name.upper(),
            help=f"Only this {name.replace('_', ' ')}.",
        )
        for name in noun.filters
    )
    yes = (option("yes", bool, "--yes", "-y", default=False, help="Do not ask."),)
    until = (
        option("until", str | None, "--until", metavar="|".join(noun.until), help="What for."),
    )

    def add(name: str, text: str, run: Any, *groups: Any) -> None:
        def bound(given: Given) -> None:
            run(noun, given)

        group.command(name, help=text)(shaped(bound, *groups))

    title = noun.title
    add(
        "list",
        f"List {title}s; without --provider, of every cloud that has credentials.",
        verbs.show_all,
        *(filters, TAGS, OPTIONS, WHERE, OUTPUT),
    )
    add("show", f"Show one {title}.", verbs.show_one, which, WHERE, OUTPUT)
    if noun.spec is not None:
        fields = parameters(noun.spec)
        add(
            "create",
            f"Create a {title}.",
            verbs.create,
            *(fields, OPTIONS, WAIT, DRY_RUN, WHERE, OUTPUT),
        )
    if noun.patch is not None:
        fields = parameters(noun.patch)
        add(
            "update",
            f"Change a {title}; what is not given stays.",
            verbs.update,
            *(which, fields, OPTIONS, WAIT, DRY_RUN, WHERE, OUTPUT),
        )
    add(
        "delete",
        f"Delete a {title}. Exit code 3 if there is none.",
        verbs.delete,
        *(which, yes, WAIT, DRY_RUN, WHERE, OUTPUT),
    )
    add("wait", f"Wait for a {title}.", verbs.wait, which, until, WHERE, OUTPUT)
    if noun.more is not None:
        noun.more(group)
    return group


def add_plugins(app: typer.Typer) -> dict[str, Exception]:
    """Let each plugin add its commands; return what went wrong, by plugin.

    A plugin gets an application of its own first, so that one that fails half way, or takes a
    name that is taken, changes nothing.
    """
    failures: dict[str, Exception] = {}
    plugins = registry()
    plugins.providers()  # loads them
    taken = _names(app)
    for hook in plugins.manager.hook.cgw_commands.get_hookimpls():
        others = [p for p in plugins.manager.get_plugins() if p is not hook.plugin]
        theirs = _application()
        try:
            plugins.manager.subset_hook_caller("cgw_commands", others)(cli=theirs)
            names = _names(theirs)
            if names & taken:
                raise ValueError(f"the command {min(names & taken)!r} is taken")  # noqa: TRY301 -- reported with the rest
        except Exception as error:  # noqa: BLE001 -- whatever a plugin raises is its own failure
            failures[hook.plugin_name] = error
            continue
        taken |= names
        app.registered_commands += theirs.registered_commands
        app.registered_groups += theirs.registered_groups
    return failures


def _names(app: typer.Typer) -> set[str]:
    """The commands' names, found by building them: a command that cannot be built is a failure."""
    if not (app.registered_commands or app.registered_groups):
        return set()
    root = _application()
    root.callback()(lambda: None)
    root.registered_commands, root.registered_groups = (
        app.registered_commands,
        app.registered_groups,
    )
    return set(typer.main.get_group(root).commands)
