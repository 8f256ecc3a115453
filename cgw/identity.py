"""Who asks, and what time the cloud thinks it is: what one engine remembers of both."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from cgw.adapter import Adapter, Credentials, CredentialSource
from cgw.policy import Clock
from cgw.wire import Reply

MARGIN = timedelta(minutes=5)  # before the end, new credentials are asked for
PATIENCE = 30.0  # seconds between two questions to a source that has nothing newer


class Identity:
    """Credentials until they expire, and the clock's correction."""

    def __init__(self, adapter: Adapter, source: CredentialSource, clock: Clock) -> None:
        self.adapter, self.source, self._clock = adapter, source, clock
        self._known: Credentials | None = None
        self._fetched = 0.0
        self._skew = timedelta()

    @property
    def known(self) -> Credentials | None:
        """What is remembered, fresh or not."""
        return self._known

    @property
    def account(self) -> str:
        """What tells one account from another: the key's name; empty while nothing is known."""
        return self._known.access_key_id if self._known else ""

    @property
    def skew(self) -> timedelta:
        """What is added to our clock."""
        return self._skew

    def now(self) -> datetime:
        """The time to sign with."""
        return self._clock.now() + self._skew

    def fresh(self) -> Credentials | None:
        """What is known, if it will last; None means ask the source."""
        known = self._known
        if known is None or known.expires_at is None:
            return known
        now = self._clock.now()
        if now < known.expires_at - MARGIN:
            return known
        lately = self._clock.monotonic() - self._fetched < PATIENCE
        return known if lately and now < known.expires_at else None

    def keep(self, credentials: Credentials) -> Credentials:
        """Remember what the source gave and the login completed."""
        self._known, self._fetched = credentials, self._clock.monotonic()
        return credentials

    def forget(self, used: Credentials | None) -> bool:
        """True if what was refused can be had anew; it is forgotten then.

        Args:
            used: what was refused; another call may have got newer ones meanwhile.
        """
        if self._known is not used:
            return True
        if used is None or used.expires_at is None:
            return False
        self._known = None
        return True

    def correct_clock(self, reply: Reply | None, used: timedelta) -> bool:
        """Take over the cloud's time if a refusal's Date header says ours is off.

        Never in advance, never for less than a minute or more than two days.

        Args:
            used: the correction that was refused; another call may have made a better one since.
        """
        if reply is None or not (text := reply.headers.get("date")):
            return False
        with suppress(ValueError, TypeError, OverflowError):
            skew = parsedate_to_datetime(text).astimezone(UTC) - self._clock.now()
            if abs(skew - used) > timedelta(seconds=60) and abs(skew) <= timedelta(hours=48):
                self._skew = skew
                return True
        return False
