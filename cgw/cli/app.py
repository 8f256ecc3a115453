"""The application: nouns from their table, the other commands, then the plugins' own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from copy import copy
from functools import partial
from importlib.metadata import version
from typing import Annotated, Any

import typer

from cgw.cli import creating, device, doctor, emulator, looking, outcome, policy, provider, verbs
from cgw.cli.fields import parameters
from cgw.cli.noun import Action, Noun
from cgw.cli.nouns import NOUNS, audit, link
from cgw.cli.options import (
    DRY_RUN,
    OPTIONS,
    OUTCOME,
    OUTPUT,
    PSK_OUT,
    REVEAL,
    TAGS,
    WHERE,
    YES,
    Given,
    Parameters,
    argument,
    option,
    shaped,
    waiting,
)
from cgw.plugins import registry


def _application(**more: Any) -> typer.Typer:
    # Plain help (its text is documentation), and no tracebacks with locals.
    return typer.Typer(
        no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False, **more
    )


def build(words: Sequence[str] = ()) -> typer.Typer:
    """The command line, plugins included.

    Args:
        words: what was typed. If they name a command, the others are left out: to make them ready
            takes typer a tenth of a second, and nothing of them can be seen then.
    """
    app = own()
    for name, error in add_plugins(app).items():
        print(f"warning: commands of {name}: {type(error).__name__}: {error}", file=sys.stderr)
    return _narrowed(app, words)


def _narrowed(app: typer.Typer, words: Sequence[str]) -> typer.Typer:
    """The way to the command that the words name; all of it where they name none."""
    if not words:
        return app
    commands = [command for command in app.registered_commands if command.name == words[0]]
    groups = [copy(group) for group in app.registered_groups if group.name == words[0]]
    if len(commands) + len(groups) != 1:
        return app
    for group in groups:
        if group.typer_instance is not None:
            group.typer_instance = _narrowed(group.typer_instance, words[1:])
    less = copy(app)  # a plugin may keep its own for the next time
    less.registered_commands, less.registered_groups = commands, groups
    return less


def own() -> typer.Typer:
    """The command line without plugins."""
    app = _application(
        name="cgw", help="VPN gateways and connections of several clouds behind one model."
    )
    app.callback()(_root)
    for noun in NOUNS:
        app.add_typer(of(noun), name=noun.name)
    app.add_typer(link.app(_application), name="link")
    app.command("audit", help=audit.HELP)(shaped(audit.run, WHERE, OUTPUT))
    app.add_typer(device.app(_application), name="device-config")
    app.command("policy", help=policy.HELP)(shaped(policy.run, policy.PARAMETERS))
    app.add_typer(provider.app(_application), name="provider")
    app.add_typer(emulator.app(_application), name="emulator")
    app.command("reconcile", help=outcome.HELP)(shaped(outcome.run, *outcome.parameters()))
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
    """VPN gateways and connections of several clouds behind one model."""


def of(noun: Noun) -> typer.Typer:
    """The group of one noun."""
    title = noun.title
    group = _application(help=f"{title[:1].upper()}{title[1:]}s.")

    def add(name: str, text: str, run: Any, *groups: Any) -> None:
        def bound(given: Given) -> None:
            run(noun, given)

        group.command(name, help=text)(shaped(bound, *groups))

    if "list" in noun.verbs:
        text = f"List {title}s; without --provider, of every cloud that has credentials."
        add("list", text, verbs.show_all, _filters(noun), TAGS, OPTIONS, WHERE, OUTPUT)
    if "show" in noun.verbs:
        which = _which(noun, "[/LOCAL-ADDRESS]" if noun.rows else "")
        reveal = REVEAL if noun.secret else ()
        add("show", f"Show one {title}.", verbs.show_one, which, reveal, WHERE, OUTPUT)
    which, after = _which(noun), waiting(noun.reached)
    if noun.spec is not None:
        made = (
            *(parameters(noun.spec), PSK_OUT if noun.makes_up else (), OPTIONS),
            *(YES if noun.billed else (), after, OUTCOME, DRY_RUN, WHERE, OUTPUT),
        )
        text = " It is billed, so it asks." if noun.billed else ""
        add("create", f"Create a {title}.{text}", creating.create, *made)
    if noun.patch is not None:
        text = f"Change a {title}; what is not given stays."
        fields = parameters(noun.patch)
        add("update", text, verbs.update, which, fields, OPTIONS, after, DRY_RUN, WHERE, OUTPUT)
    if "delete" in noun.verbs:
        flags = tuple(
            option(f.name, bool, f"--{f.name.replace('_', '-')}", default=False, help=f.help)
            for f in noun.delete_flags
        )
        text = f"Delete a {title}. Exit code 3 if there is none."
        add("delete", text, verbs.delete, which, YES, flags, waiting(()), DRY_RUN, WHERE, OUTPUT)
    if "wait" in noun.verbs:
        words = "|".join(noun.until)
        until = (option("until", str | None, "--until", metavar=words, help="What for."),)
        add("wait", f"Wait for a {title}.", verbs.wait, which, until, WHERE, OUTPUT)
    for action in noun.actions:
        run = partial(_act, action)
        yes = YES if action.asks else ()
        add(action.name, action.help, run, which, yes, after, WHERE, OUTPUT)
    looking.add(group, noun, which)
    if noun.more is not None:
        noun.more(group, which)
    return group


def _act(action: Action, noun: Noun, given: Given) -> None:
    verbs.act(noun, action, given)


def _which(noun: Noun, part: str = "") -> Parameters:
    text = "An id; or a name only one has." if noun.named else "An id."
    metavar = "ID|NAME" if noun.named else "ID"
    return (argument("which", str, metavar=f"{metavar}{part}", help=text),)


def _filters(noun: Noun) -> Parameters:
    """An option for each field that a list compares."""
    found = []
    for name in noun.filters:
        short = name.removesuffix("_id")
        flags = dict.fromkeys(f"--{n.replace('_', '-')}" for n in (short, name))
        found.append(
            option(
                name,
                str if name in noun.needs else str | None,
                *flags,
                default=... if name in noun.needs else None,
                metavar=short.upper(),
                help=f"Only of this {short.replace('_', ' ').replace('vpn', 'VPN')}.",
            )
        )
    return tuple(found)


def add_plugins(app: typer.Typer) -> dict[str, Exception]:
    """Let each plugin add its commands; return what went wrong, by plugin.

    A plugin gets an application of its own first, so that one that fails half way, or takes a
    name that is taken, changes nothing.
    """
    failures: dict[str, Exception] = {}
    plugins = registry()
    plugins.providers()  # loads them
    taken = {str(command.name) for command in app.registered_commands}
    taken |= {str(group.name) for group in app.registered_groups}
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
