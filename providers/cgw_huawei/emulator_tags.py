"""Tags of things that exist, as HUAWEI CLOUD's VPN and API gateway services take them.

Written from the vendor's documents, independently of the adapter. Source: VPN API v5 pages
vpn_api_0060 to 0065, APIG v2 BatchCreateOrDeleteInstanceTags, huaweicloudsdkvpn and huaweicloudsdkapig
3.1.219; read 2026-11-21. In no document, and the emulator's own choice: a key that is there gets the
new value, and taking off one that is not there is no error.
"""

from __future__ import annotations

from typing import Any

from cgw.emulator.world import Record, World
from cgw.wire import Reply
from cgw_huawei.emulator_access import RefusedError
from cgw_huawei.emulator_desk import (
    CUSTOMER_GATEWAYS,
    DEDICATED_GATEWAYS,
    VPN_CONNECTIONS,
    VPN_GATEWAYS,
    Asked,
    Desk,
    bad,
    tag_list,
)
from cgw_huawei.emulator_p2c_gateways import P2C_GATEWAYS, flat
from cgw_huawei.emulator_values import TAG_KEY, TAG_VALUE, only, word_in

KINDS = {
    "vpn-gateway": VPN_GATEWAYS,
    "customer-gateway": CUSTOMER_GATEWAYS,
    "vpn-connection": VPN_CONNECTIONS,
    "p2c-vpn-gateways": P2C_GATEWAYS,
}
MOST = 20


class Tags(Desk):
    """The verbs."""

    def show(self, asked: Asked) -> Reply:
        """ShowResourceTags."""
        return self.json(200, {"tags": tag_list(self._thing(asked))})

    def create(self, asked: Asked) -> Reply:
        """BatchCreateResourceTags."""
        record, content = self._thing(asked), flat(asked)
        only(content, {"tags"})
        return self._set(record, pairs(content))

    def delete(self, asked: Asked) -> Reply:
        """BatchDeleteResourceTags."""
        record, content = self._thing(asked), flat(asked)
        only(content, {"tags"})
        return self._take(record, pairs(content))

    def of_instance(self, asked: Asked) -> Reply:
        """BatchCreateOrDeleteInstanceTags, of a dedicated gateway."""
        record = self.one(asked.region, DEDICATED_GATEWAYS, asked.id, "APIC.7302")
        content = flat(asked)
        what = word_in(content, "action", ("create", "delete"), "")
        tags = pairs(content)
        if any(key.startswith("_sys_") for key in tags):
            raise RefusedError(400, "APIC.7211", "tags: key must not start with _sys_")
        return self._set(record, tags) if what == "create" else self._take(record, tags)

    def _thing(self, asked: Asked) -> Record:
        kind, thing = asked.ids
        if kind not in KINDS:
            raise bad("resource_type is not supported")
        return self.one(asked.region, KINDS[kind], thing)

    def _set(self, record: Record, tags: dict[str, str]) -> Reply:
        after = {**record.attrs["tags"], **tags}
        if len(after) > MOST:
            raise bad(f"a resource has at most {MOST} tags")
        record.attrs["tags"] = after
        return Reply(204, b"")

    def _take(self, record: Record, tags: dict[str, str]) -> Reply:
        have = record.attrs["tags"]
        record.attrs["tags"] = {key: value for key, value in have.items() if key not in tags}
        return Reply(204, b"")


def pairs(content: dict[str, Any]) -> dict[str, str]:
    """The tags of a body."""
    value = content.get("tags")
    if not isinstance(value, list) or not 1 <= len(value) <= MOST:
        raise bad(f"tags must be a list of 1 to {MOST}")
    found: dict[str, str] = {}
    for tag in value:
        key = tag.get("key") if isinstance(tag, dict) else None
        text = tag.get("value", "") if isinstance(tag, dict) else None
        if not isinstance(key, str) or not TAG_KEY.fullmatch(key):
            raise bad("the key of one of the tags is not allowed")
        if not isinstance(text, str) or not TAG_VALUE.fullmatch(text):
            raise bad("the value of one of the tags is not allowed")
        found[key] = text
    return found


def calls(world: World) -> list[tuple[str, str, Any]]:
    """Addresses, each with the SDK's name for it."""
    tags = Tags(world)
    return [
        ("GET v5 */*/tags", "ShowResourceTags", tags.show),
        ("POST v5 */*/tags/create", "BatchCreateResourceTags", tags.create),
        ("POST v5 */*/tags/delete", "BatchDeleteResourceTags", tags.delete),
        (
            "POST v2 apigw/instances/*/instance-tags/action",
            "BatchCreateOrDeleteInstanceTags",
            tags.of_instance,
        ),
    ]
