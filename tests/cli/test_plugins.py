"""Plugins add commands; one that is broken breaks only itself."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from types import ModuleType

import pytest
import typer

from cgw import plugins
from cgw.cli import app
from cgw.hooks import hookimpl
from cgw.plugins import Registry


@pytest.fixture
def install(monkeypatch):
    """Put modules behind entry points, in a registry of their own."""

    def put(**commands):
        points = []
        for name, function in commands.items():
            module = ModuleType(f"plugin_{name}")
            if function is not None:
                module.cgw_commands = hookimpl(specname="cgw_commands")(function)
                monkeypatch.setitem(sys.modules, module.__name__, module)
            points.append(EntryPoint(name, module.__name__, "cgw"))
        monkeypatch.setattr(plugins, "_registry", Registry(points))

    return put


def hello(cli):
    @cli.command()
    def hello():
        typer.echo("hello from a plugin")

    @cli.command()
    def boom():
        raise RuntimeError("its own fault")


def half(cli):
    @cli.command()
    def started():
        """Added before the failure."""

    raise RuntimeError("broke half way")


def thief(cli):
    @cli.command()
    def doctor():
        typer.echo("stolen")


def unbuildable(cli):
    @cli.command()
    def strange(value: list[list[str]] = typer.Option(None)):  # noqa: B008 -- typer
        """No command line takes a list of lists."""


def test_a_plugin_adds_commands(cli, install):
    """A command of a plugin runs like one of ours."""
    install(good=hello)
    ran = cli("hello")
    assert (ran.code, ran.out) == (0, "hello from a plugin\n")


def test_a_group_that_a_plugin_keeps_stays_whole(cli, install):
    """A command of it that ran takes nothing from the next one."""
    shop = typer.Typer()
    shop.command("open")(lambda: typer.echo("open!"))
    shop.command("close")(lambda: typer.echo("close!"))
    install(good=lambda cli: cli.add_typer(shop, name="shop"))
    assert [cli("shop", word).out for word in ("open", "close")] == ["open!\n", "close!\n"]
    assert {command.name for command in shop.registered_commands} == {"open", "close"}


@pytest.mark.parametrize("broken", [half, thief, unbuildable])
def test_a_broken_plugin_breaks_only_itself(cli, install, broken):
    """Others' commands and ours work; the failure is told on stderr; nothing of it stays."""
    install(aaa=broken, good=hello)
    assert cli("hello").code == 0
    ran = cli("provider", "list")
    assert ran.code == 0
    assert "aaa" in ran.err
    assert cli("started").code == 2
    assert "stolen" not in cli("doctor").out


def test_a_plugin_that_does_not_load_is_listed_with_its_reason(cli, install):
    """`provider list` shows it and exits 0."""
    install(gone=None, good=hello)
    ran = cli("provider", "list")
    assert ran.code == 0
    row = next(row for row in ran.json if row["name"] == "gone")
    assert row["status"] == "failed"
    assert "plugin_gone" in row["reason"]


def test_a_plugin_command_that_raises_is_an_error_and_no_traceback(cli, install):
    """Exit code 1 and one line; --debug is for the traceback."""
    install(good=hello)
    ran = cli("boom")
    assert ran.code == 1
    assert "its own fault" in ran.err
    assert "Traceback" not in ran.err


def test_installed_clouds_are_listed(cli):
    """The in-tree clouds come through the same door, in order, and nothing failed."""
    ran = cli("provider", "list")
    assert ran.code == 0
    assert [row["name"] for row in ran.json] == ["alibaba", "huawei", "tencent"]
    assert {row["status"] for row in ran.json} == {"ok"}


def test_a_new_noun_is_one_entry(cli, monkeypatch):
    """Every verb of a noun comes from its table entry."""
    from cgw.cli.nouns import NOUNS

    (first, *_) = NOUNS
    verbs = {"list", "show", "create", "update", "delete", "wait"}
    assert {c.name for c in app.of(first).registered_commands} >= verbs
