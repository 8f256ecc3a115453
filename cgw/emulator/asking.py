"""How a world is asked: what was scripted first, then the face; every request is remembered."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from cgw.emulator.faults import Delayed, Fault, Faults, suffered
from cgw.policy import Lost
from cgw.wire import Reply

Script: TypeAlias = Callable[[str, str], Reply | None]
Refuse: TypeAlias = Callable[[str], Reply]


@dataclass(slots=True)
class Seen:
    """One request the world was asked, without any of its values.

    Attributes:
        status: the HTTP status of the answer; 0 if the connection was cut before one.
        fault: the name of the fault that struck, "" if none did.
    """

    provider: str
    action: str
    status: int
    fault: str = ""


class Asking:
    """The part of a world that requests go through.

    Attributes:
        seen: every request, oldest first.
        trouble: scripts that see (provider, action) first and may answer in the face's place.
        latency: seconds by which every answer is late. Over HTTP they pass; in the same process the
            world's time passes instead.
    """

    def __init__(self, seed: int) -> None:
        self.seen: list[Seen] = []
        self.trouble: list[Script] = []
        self.latency = 0.0
        # A chance of its own: ids do not change because something goes wrong.
        self._faults = Faults(random.Random(f"{seed} faults"))  # noqa: S311 -- repeatable, not secret
        self.lock = threading.RLock()

    def ask(
        self,
        provider: str,
        action: str,
        answer: Callable[[], Reply],
        refuse: Refuse | None = None,
    ) -> Reply:
        """Answer a request, one at a time: what was scripted first, then the face.

        A face's ``__call__`` finds out the action and wraps the rest in this.

        Args:
            refuse: gives the fault of that name (one of `cgw.emulator.faults.KINDS`, or a code) the
                cloud's own form. Without it no such fault strikes at the face.

        Returns:
            The answer; a `cgw.emulator.faults.Delayed` one where it is to be late.

        Errors:
            cgw.policy.Lost: the connection is cut.
            ConfigError: a fault is asked of this cloud alone, and there is no ``refuse``.
        """
        with self.lock:
            scripted = (reply for script in self.trouble if (reply := script(provider, action)))
            reply, name, late = next(scripted, None), "", 0.0
            if reply is None:
                fault, late = self._faults.strike(provider, action, refuse)
                name = fault.name if fault else "slow" if late else ""
                try:
                    reply = suffered(fault, answer, refuse)
                except Lost:
                    self.seen.append(Seen(provider, action, 0, name))
                    raise
            self.seen.append(Seen(provider, action, reply.status, name))
            late += self.latency
            return Delayed(reply, late) if late else reply

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults that still may strike, in the order in which they were asked for."""
        with self.lock:
            return tuple(self._faults.pending)

    def fault(self, what: str | Fault) -> Fault:
        """Have something go wrong: see `cgw.emulator.faults`.

        Returns:
            The fault; ``struck`` counts, and `heal` ends it before its time.

        Errors:
            ValueError: no such fault; the text tells what there is.
        """
        fault = Fault.parse(what) if isinstance(what, str) else what
        with self.lock:
            self._faults.pending.append(fault)
        return fault

    def heal(self, fault: Fault | None = None) -> None:
        """End a fault, or all of them; one that is gone already is fine."""
        with self.lock:
            self._faults.pending = [
                one for one in self._faults.pending if fault is not None and one is not fault
            ]

    @contextmanager
    def troubled(self, what: Script | str | Fault) -> Iterator[Fault | None]:
        """Let ``what`` go wrong for the length of a ``with`` block.

        Args:
            what: a fault (see `fault`), or a function that sees each request's provider and action
                first and may answer in the cloud's place.

        Returns:
            The fault, with its count; None for a function.
        """
        if isinstance(what, str | Fault):
            fault = self.fault(what)
            try:
                yield fault
            finally:
                self.heal(fault)
            return
        self.trouble.append(what)
        try:
            yield None
        finally:
            self.trouble.remove(what)
