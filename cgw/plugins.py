"""Find plugins, load each on its own, and remember which ones failed."""

from __future__ import annotations

import os
import re
import threading
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import pluggy

from cgw import hooks
from cgw.errors import ConfigError
from cgw.hooks import Event, Provider

GROUP = "cgw"


class Registry:
    """The providers on hand, and why any plugin is missing.

    Args:
        points: entry points to choose from; None means every installed one of the group ``cgw``.
        allowed: names that may be loaded; None means ``CGW_PLUGINS`` (commas), or all.
    """

    def __init__(
        self, points: list[EntryPoint] | None = None, allowed: frozenset[str] | None = None
    ) -> None:
        self.manager = pluggy.PluginManager("cgw")
        self.manager.add_hookspecs(hooks)
        self.failures: dict[str, Exception] = {}
        self._points = points
        self._allowed = allowed if allowed is not None else _allowed()
        self._providers: dict[str, Provider] = {}
        self._tried: set[str] = set()
        self._lock = threading.RLock()

    def providers(self) -> dict[str, Provider]:
        """Every provider that loads, by name."""
        with self._lock:
            for point in self._entry_points():
                self._load(point)
            return dict(sorted(self._providers.items()))

    def provider(self, name: str) -> Provider:
        """One provider; only the entry point of that name is imported if it offers it.

        Errors:
            ConfigError: there is none, or its plugin failed (the failure is the cause).
        """
        with self._lock:
            if name not in self._providers:
                for point in self._entry_points():
                    if point.name == name:
                        self._load(point)
            if name in self._providers:
                return self._providers[name]
            if name not in self.providers():
                raise self._missing(name)
            return self._providers[name]

    def _missing(self, name: str) -> ConfigError:
        if failure := self.failures.get(name):
            error = ConfigError(
                f"the plugin for {name!r} failed: {type(failure).__name__}: {failure}"
            )
            error.__cause__ = failure
            return error
        have = ", ".join(self._providers) or "none"
        note = " (CGW_PLUGINS leaves some out)" if self._allowed is not None else ""
        return ConfigError(f"no provider {name!r}; installed: {have}{note}")

    def _entry_points(self) -> list[EntryPoint]:
        if self._points is None:
            self._points = list(entry_points(group=GROUP))  # reads all that is installed: once
        wanted = [p for p in self._points if self._allowed is None or p.name in self._allowed]
        return sorted(wanted, key=lambda point: (point.name, point.value))

    def _load(self, point: EntryPoint) -> None:
        """Load one entry point; its failure is remembered and is nobody else's."""
        key = f"{point.name}={point.value}"
        if key in self._tried:
            return
        self._tried.add(key)
        try:
            module = point.load()
            self.manager.register(module, name=key)
            try:
                self.manager.check_pending()  # a misspelt hook is an error, not silence
                self._take(module)
            except Exception:
                self.manager.unregister(name=key)
                raise
        except Exception as error:  # noqa: BLE001 -- whatever a plugin raises is its own failure
            name = point.name if point.name not in self.failures else key
            self.failures[name] = error

    def _take(self, module: Any) -> None:
        offered = getattr(module, "cgw_providers", None)
        if offered is None:
            return
        found = list(offered())
        for provider in found:
            if not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", provider.name):
                raise ConfigError(f"provider name {provider.name!r}: lower-case letters, digits, -")
            if provider.name in self._providers:
                raise ConfigError(f"the provider name {provider.name!r} is taken already")
        self._providers.update({provider.name: provider for provider in found})

    def observe(self, event: Event) -> None:
        """Show an event to every plugin that has been loaded."""
        self.manager.hook.cgw_observe(event=event)


def _allowed() -> frozenset[str] | None:
    text = os.environ.get("CGW_PLUGINS")
    if text is None:
        return None
    return frozenset(part.strip() for part in text.split(",") if part.strip())


_registry: Registry | None = None
_lock = threading.Lock()


def registry() -> Registry:
    """The process's registry. Nothing is imported before a provider is asked for."""
    global _registry  # noqa: PLW0603 -- one registry per process, made on first use
    with _lock:
        if _registry is None:
            _registry = Registry()
        return _registry
