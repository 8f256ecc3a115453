"""Liars about what can only be looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from liar import Liar, breaks

from cgw.adapter import Page
from cgw.models import SslVpnSession


@breaks("nobody_is_connected_to_a_new_server")
class InventsAGuest(Liar):
    noun = "ssl_vpn_servers"

    def sessions(self, verbs: Any, id: str) -> Any:
        return (*(yield from verbs.sessions(id)), SslVpnSession(name="nobody"))


@breaks("a_clients_configuration_is_its_own_and_secret")
class GivesAnotherOnesKey(Liar):
    noun = "ssl_vpn_clients"

    def config(self, verbs: Any, id: str) -> Any:
        found = yield from verbs.config(id)
        return replace(found, client_id="another")


@breaks("a_clients_configuration_is_its_own_and_secret")
class KeepsNoSecret(Liar):
    noun = "ssl_vpn_clients"

    def config(self, verbs: Any, id: str) -> Any:
        found = yield from verbs.config(id)
        return replace(found, key=found.key.get_secret_value())


@breaks("a_new_certificate_is_another")
class KeepsTheOldCertificate(Liar):
    base = "tencent"
    noun = "ssl_vpn_clients"

    def reissue(self, verbs: Any, id: str) -> Any:
        return (yield from verbs.get(id))


@breaks("a_log_is_read_to_its_end")
class ReadsTimesElsewhere(Liar):
    noun = "vpn_connections"

    def logs(self, verbs: Any, id: str, window: Any, cursor: Any) -> Any:
        page = yield from verbs.logs(id, window, cursor)
        away = timedelta(hours=8)
        return Page(
            [replace(line, at=line.at and line.at + away) for line in page.items], page.cursor
        )


@breaks("a_log_is_read_to_its_end")
class LogsForEver(Liar):
    noun = "vpn_connections"

    def logs(self, verbs: Any, id: str, window: Any, cursor: Any) -> Any:
        page = yield from verbs.logs(id, window, cursor)
        return Page(page.items, cursor or "1")


class Twice:
    """Places, each of them told two times."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def page(self, cursor: Any, where: Any) -> Any:
        page = yield from self._real.page(cursor, where)
        return Page([*page.items, *page.items], page.cursor)


@breaks("places_are_listed")
class ListsPlacesTwice(Liar):
    @property
    def zones(self) -> Any:
        return Twice(self._real.zones)
