"""Plugins are found one by one, and one that fails harms nobody."""

from __future__ import annotations

import sys
import types
from importlib.metadata import EntryPoint
from typing import Any

import pytest

import cgw
from cgw import plugins
from cgw.hooks import Provider, hookimpl
from cgw.plugins import Registry


def provider(name: str) -> Provider:
    return Provider(name, name.title(), None, None, ("main",))  # type: ignore[arg-type]


def module(name: str, **content: Any) -> EntryPoint:
    made = types.ModuleType(name)
    for key, value in content.items():
        setattr(made, key, value)
    sys.modules[name] = made
    return EntryPoint(name.removeprefix("plugin_"), name, "cgw")


def good(name: str) -> EntryPoint:
    @hookimpl
    def cgw_providers() -> list[Provider]:
        return [provider(name)]

    return module(f"plugin_{name}", cgw_providers=cgw_providers)


def misspelt() -> EntryPoint:
    @hookimpl
    def cgw_provider() -> list[Provider]:
        return [provider("lost")]

    return module("plugin_lost", cgw_provider=cgw_provider)


BROKEN = EntryPoint("broken", "no_such_module_at_all", "cgw")


@pytest.fixture
def names() -> Any:
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.startswith("plugin_"):
            del sys.modules[name]


@pytest.mark.usefixtures("names")
def test_failures_harm_nobody() -> None:
    """One that cannot be imported, one misspelt hook, one taken name: each is told, others work."""
    taken = module("plugin_zzz", cgw_providers=hookimpl(lambda: [provider("alpha")]))
    registry = Registry([good("alpha"), BROKEN, misspelt(), taken, good("omega")])
    assert list(registry.providers()) == ["alpha", "omega"]
    assert set(registry.failures) == {"broken", "lost", "zzz"}
    assert "cgw_provider" in str(registry.failures["lost"])
    assert "taken" in str(registry.failures["zzz"])


@pytest.mark.usefixtures("names")
def test_a_failed_provider_is_an_error_with_its_reason() -> None:
    """Asking for one that failed raises with the original error chained."""
    with pytest.raises(cgw.ConfigError) as caught:
        Registry([BROKEN]).provider("broken")
    assert isinstance(caught.value.__cause__, ModuleNotFoundError)
    with pytest.raises(cgw.ConfigError, match="no provider 'nope'; installed: alpha"):
        Registry([good("alpha")]).provider("nope")


@pytest.mark.usefixtures("names")
def test_only_what_is_asked_for_is_imported() -> None:
    """Asking for one provider loads its entry point alone."""
    registry = Registry([good("alpha"), BROKEN])
    assert registry.provider("alpha").name == "alpha"
    assert registry.failures == {}


@pytest.mark.usefixtures("names")
def test_an_allow_list_is_kept() -> None:
    """A plugin that is not on the list is not loaded."""
    registry = Registry([good("alpha"), good("omega")], frozenset({"omega"}))
    assert list(registry.providers()) == ["omega"]
    with pytest.raises(cgw.ConfigError, match="CGW_PLUGINS"):
        registry.provider("alpha")


def test_in_tree_providers_use_the_same_door() -> None:
    """The three clouds come through entry points like anybody's."""
    registry = Registry()
    assert {"alibaba", "huawei", "tencent"} <= set(registry.providers())
    assert registry.failures == {}


@pytest.mark.parametrize("name", ["", "Alibaba", "a b", "-x", "x" * 40])
def test_names_are_words(name: str) -> None:
    """A provider's name can stand in a variable and on a command line."""
    registry = Registry([module("plugin_odd", cgw_providers=hookimpl(lambda: [provider(name)]))])
    assert registry.providers() == {}
    assert "odd" in registry.failures
    del sys.modules["plugin_odd"]


def test_what_is_installed_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every distribution's metadata is looked through for the first question, and not again."""
    asked: list[str] = []

    def entry_points(*, group: str) -> list[EntryPoint]:
        asked.append(group)
        return [good("alpha")]

    monkeypatch.setattr(plugins, "entry_points", entry_points)
    registry = Registry()
    for _ in range(2):
        assert list(registry.providers()) == ["alpha"]
        assert registry.provider("alpha").name == "alpha"
    assert asked == ["cgw"]
