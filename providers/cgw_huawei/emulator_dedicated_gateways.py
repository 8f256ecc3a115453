"""Dedicated gateways, as HUAWEI CLOUD's API gateway service takes and shows them.

Written from the vendor's documents, independently of the adapter. Source: APIG v2, Creating a
Dedicated Gateway (Pay-Per-Use), page of 2024-10-09; huaweicloudsdkapig 3.1.219; the error table of the
API gateway product; read 2026-11-21. In no document, and the emulator's own choice: how long each
state of a creation takes, and that one change at a time is refused as ``APIC.9224``.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from cgw.emulator.world import PROJECT_ID, Record
from cgw.wire import Reply
from cgw_huawei.emulator_access import RefusedError
from cgw_huawei.emulator_dedicated_values import changes_of, edition_in, new_of
from cgw_huawei.emulator_desk import CLOUD, DEDICATED_GATEWAYS, Asked, Desk, tag_list, told_time

STATES = {
    "available": ("Running", 6),
    "updating": ("Updating", 12),
    "deleting": ("Deleting", 23),
    "failed": ("CreateFail", 3),
    "frozen": ("Frozen", 37),
}
PERCENTS = (30, 50, 80, 90, 100)
# A creation goes through these, each for the same part of the time.
CREATING = (("Creating", 1), ("Initing", 4), ("Registering", 5), ("Installing", 10))


class DedicatedGateways(Desk):
    """The verbs."""

    def create(self, asked: Asked) -> Reply:
        """CreateInstanceV2."""
        attrs = new_of(body_of(asked))
        there = self.all(asked.region, DEDICATED_GATEWAYS)
        if any(record.attrs["name"] == attrs["name"] for record in there):
            raise RefusedError(400, "APIC.7500", "The instance name already exists")
        wanted = attrs.pop("id") or f"{self.world.random.getrandbits(128):032x}"
        if self.world.get(CLOUD, asked.region, DEDICATED_GATEWAYS, wanted) is not None:
            raise RefusedError(400, "APIC.7505", "The instance ID already exists")
        if self.world.is_full(CLOUD, asked.region, DEDICATED_GATEWAYS):
            raise RefusedError(400, "APIC.9218", "Failed to create the instance: quota exceeded")
        if attrs["egress_mbps"]:
            attrs["egress_address"] = self.world.new_address()
        if attrs["ingress_mbps"] or attrs["eip_id"]:
            attrs["ingress_address"] = self.world.new_address()
        record = self.world.add(CLOUD, asked.region, DEDICATED_GATEWAYS, wanted, **attrs)
        record.attrs["begun_at"] = self.world.now()
        self.world.begin(record, "pending", "available")
        return self.job(record, "provisioning")

    def listing(self, asked: Asked) -> Reply:
        """ListInstancesV2: 20 at a time unless asked otherwise, 500 at most."""
        query = asked.query
        limit, offset = number_of(query.get("limit"), 20), max(number_of(query.get("offset"), 0), 0)
        limit = 20 if limit <= 0 else min(limit, 500)
        rows = [
            row
            for row in map(self._short, self.all(asked.region, DEDICATED_GATEWAYS))
            if query.get("instance_id") in (None, row["id"])
            and query.get("instance_name", "") in row["instance_name"]
            and query.get("status") in (None, row["status"])
        ]
        page = rows[offset : offset + limit]
        return answer(200, {"size": len(page), "total": len(rows), "instances": page})

    def show(self, asked: Asked) -> Reply:
        """ShowDetailsOfInstanceV2."""
        return answer(200, self._whole(self.instance(asked)))

    def tags(self, asked: Asked) -> Reply:
        """ListInstanceTags."""
        return answer(200, {"tags": tag_list(self.instance(asked))})

    def progress(self, asked: Asked) -> Reply:
        """ShowDetailsOfInstanceProgressV2."""
        record = self.instance(asked)
        done = self._done(record)
        words = {"pending": "creating", "failed": "failed"}
        told: dict[str, Any] = {
            "progress": next(percent for percent in PERCENTS if percent >= done * 100),
            "status": words.get(record.state, "success"),
            "start_time": _millis(record.attrs["begun_at"]),
        }
        if record.state != "pending":
            told["end_time"] = _millis(record.attrs["begun_at"]) + int(self.world.transition * 1000)
        return answer(200, told)

    def update(self, asked: Asked) -> Reply:
        """UpdateInstanceV2."""
        record = self.instance(asked)
        changes = changes_of(body_of(asked), record.attrs)
        self.take(record)
        record.attrs |= changes
        return answer(200, self._whole(record))

    def resize(self, asked: Asked) -> Reply:
        """CreatePostPayResizeOrder."""
        record = self.instance(asked)
        edition = edition_in(body_of(asked))
        self.take(record)
        record.attrs["edition"] = edition
        self.world.begin(record, "updating", "available")
        return self.job(record, "resizing")

    def delete(self, asked: Asked) -> Reply:
        """DeleteInstancesV2."""
        record = self.instance(asked)
        if record.state == "deleting":
            raise RefusedError(400, "APIC.9224", "Another operation is in progress")
        self.world.begin(record, "deleting", None)
        return Reply(202, b"")

    # -- showing

    def _short(self, record: Record) -> dict[str, Any]:
        """As much as a list tells."""
        attrs = record.attrs
        status, number = self._status(record)
        told: dict[str, Any] = {
            "id": record.id,
            "project_id": PROJECT_ID,
            "instance_name": attrs["name"],
            "status": status,
            "instance_status": number,
            "type": "apig",
            "spec": attrs["edition"],
            "create_time": _millis(record.created_at),
            "enterprise_project_id": attrs["enterprise_project_id"],
            "charging_mode": attrs.get("charging_mode", 0),
            "cbc_metadata": attrs.get("order", ""),
            "loadbalancer_provider": "elb" if attrs["ingress_mbps"] else "lvs",
            "cbc_operation_locks": attrs.get("locks", []),
        }
        if attrs.get("ingress_address"):
            told["eip_address"] = attrs["ingress_address"]
        return told

    def _whole(self, record: Record) -> dict[str, Any]:
        attrs = record.attrs
        told = self._short(record)
        told |= {
            "description": attrs["description"],
            "vpc_id": attrs["network_id"],
            "subnet_id": attrs["subnet_id"],
            "security_group_id": attrs["security_group_id"],
            "maintain_begin": attrs["maintain_begin"],
            "maintain_end": attrs["maintain_end"],
            "ingress_ip": "192.168.32.101",
            "bandwidth_size": attrs["egress_mbps"],
            "bandwidth_charging_mode": attrs["egress_charge_mode"],
            "ingress_bandwidth_charging_mode": attrs["ingress_charge_mode"],
            "available_zone_ids": f"[{', '.join(attrs['zones'])}]",
            "instance_version": "2.50.1",
            "supported_features": ["multi_auth"],
            "endpoint_service": self._service(record),
            "endpoint_services": [self._service(record)],
            "node_ips": {"livedata": ["192.168.32.102"], "shubao": ["192.168.32.103"]},
            "privateips": [],
            "enable_fullstack_ipv6": False,
            "is_releasable": not attrs.get("locks"),
        }
        if attrs["edition"].endswith("_IPV6"):
            told["ingress_ip_v6"] = "2001:db8:32::101"
            told["node_ipv6_ips"] = {"livedata": ["2001:db8:32::102"], "shubao": []}
        if attrs.get("egress_address"):
            told["nat_eip_address"] = attrs["egress_address"]
        if attrs["ingress_mbps"]:
            ip = {"ip_address": attrs["ingress_address"], "bandwidth_size": attrs["ingress_mbps"]}
            told["publicips"] = [ip]
        return told

    def _status(self, record: Record) -> tuple[str, int]:
        if record.state == "pending":
            return CREATING[min(int(self._done(record) * len(CREATING)), len(CREATING) - 1)]
        return STATES.get(record.state, (record.state.capitalize(), 0))

    def _done(self, record: Record) -> float:
        """How far its creation has come, from 0 to 1."""
        if record.state != "pending" or not record.due:
            return 1.0
        begun: datetime = record.attrs["begun_at"]
        whole = (record.due - begun).total_seconds() or 1.0
        return min((self.world.now() - begun).total_seconds() / whole, 1.0)

    def _service(self, record: Record) -> dict[str, Any]:
        name = record.attrs["vpcep_service_name"] or "apig"
        return {
            "service_name": f"{record.region}.{name}.{record.id}",
            "created_at": told_time(record.created_at),
        }

    def instance(self, asked: Asked) -> Record:
        """The one in the path."""
        record = self.world.get(CLOUD, asked.region, DEDICATED_GATEWAYS, asked.id)
        if record is None:
            raise RefusedError(404, "APIC.7302", "Instance not found")
        return record

    def take(self, record: Record) -> None:
        """Let it be changed, unless something else is under way."""
        if record.state != "available":
            raise RefusedError(400, "APIC.9224", "Another operation is in progress")

    def job(self, record: Record, what: str) -> Reply:
        """An answer that names a job."""
        one, other = (f"JOB-{self.world.random.getrandbits(128):032x}" for _ in range(2))
        message = (  # names another job than job_id does, as in the page's sample
            f"JOB_ASSIGNED_FOR_{what.upper()}_0003I:The job {one} has been assigned to the instance "
            f"{record.id} for running {what}."
        )
        return answer(202, {"instance_id": record.id, "message": message, "job_id": other})


def body_of(asked: Asked) -> dict[str, Any]:
    """The request's body, which has no wrapper."""
    try:
        content = json.loads(asked.request.body)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise RefusedError(400, "APIC.7211", "The request body is not a JSON object")
    return content


def answer(status: int, body: dict[str, Any]) -> Reply:
    """An answer of this service: no wrapper, and no request id in the body."""
    return Reply(status, json.dumps(body).encode())


def number_of(text: str | None, otherwise: int) -> int:
    """A number of the query."""
    try:
        return int(text) if text is not None else otherwise
    except ValueError:
        raise RefusedError(400, "APIC.7211", "limit and offset are numbers") from None


def _millis(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
