"""What a person sees while a command waits, on stderr: a moving line on a terminal, else plain lines."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from cgw.cli.output import printable

Told: TypeAlias = Callable[[Any, float], None]


def note(text: str) -> None:
    """A line for people."""
    print(printable(text), file=sys.stderr)


@contextmanager
def progress(id: str, until: str) -> Iterator[Told]:
    """What to call with the thing and the seconds so far at each change of its state."""
    if sys.stderr.isatty():
        with _moving(id, until) as told:
            yield told
    else:
        yield lambda thing, seconds: note(f"{id}: {thing.progress()} after {seconds:.0f} s")


@contextmanager
def _moving(id: str, until: str) -> Iterator[Told]:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(printable(f"{id}: until {until}"), total=None)

        def told(thing: Any, _: float) -> None:
            bar.update(task, description=printable(f"{id}: {thing.progress()}, until {until}"))

        yield told


def waited(collection: Any, id: str, until: str, timeout: float) -> Any:
    """What is there after the wait; what happens meanwhile is told on stderr."""
    with progress(id, until) as told:
        return collection.wait(id, until=until, timeout=timeout, progress=told)
