"""VPN servers on P2C gateways, as HUAWEI CLOUD's VPN service takes and shows them.

Written from the vendor's documents, independently of the adapter. Source: VPN API v5 pages
vpn_api_0078 to 0088 of 2025-11-13, huaweicloudsdkvpn 3.1.219; ``client_ca_certificates`` with
certificates only, as terraform-provider-huaweicloud a0345b8d says; one server per gateway, as the user
guide says ("Configuring a Server"); read 2026-11-21. In no document, and the emulator's own choice: what
a certificate says of itself, and the words for a second server.
"""

from __future__ import annotations

from typing import Any

from cgw.emulator.world import Record, World
from cgw.wire import Reply
from cgw_huawei.emulator_access import RefusedError
from cgw_huawei.emulator_desk import CLOUD, Asked, bad, told_time, words
from cgw_huawei.emulator_p2c_gateways import (
    GROUPS,
    P2C_GATEWAYS,
    SERVERS,
    STATES,
    P2cDesk,
    P2cGateways,
    flat,
    text_of,
)
from cgw_huawei.emulator_ssl_vpn_users import Users
from cgw_huawei.emulator_ssl_vpn_values import check_pool, values_of
from cgw_huawei.emulator_values import only, text_in, word_in

WRAPPER, CA = "vpn_server", "client_ca_certificate"
TAKEN = words(
    "tunnel_protocol client_cidr local_subnets client_auth_type server_certificate "
    "client_ca_certificates ssl_options dns_servers idp_name"
)
CHANGED = words(
    "client_cidr local_subnets server_certificate ssl_options client_auth_type dns_servers idp_name"
)
SYSTEMS = ("Windows", "Linux", "MacOS", "macOS", "Android", "iOS")


class Servers(P2cDesk):
    """The verbs."""

    def create(self, asked: Asked) -> Reply:
        """CreateVpnServer. The answer is an id."""
        gateway, content = self.gateway(asked.region, asked.id), asked.content(WRAPPER)
        only(content, TAKEN)
        word_in(content, "tunnel_protocol", ("SSL",), "SSL")
        for key in ("server_certificate", "ssl_options"):
            if not isinstance(content.get(key), dict):
                raise bad(f"{key} is required when tunnel_protocol is SSL")
        attrs = values_of(content, {"client_auth_type": "LOCAL_PASSWORD", "dns_servers": []})
        check_pool(gateway, attrs)
        cas = [self._ca(ca) for ca in content.get("client_ca_certificates", [])]
        if (attrs["client_auth_type"] == "CERT") != bool(cas) or len(cas) > 10:
            raise bad("client_ca_certificates: 1 to 10 with CERT, none otherwise")

        def make() -> Record:
            self.check_ready(gateway)
            if self.of(asked.region, SERVERS, "gateway_id", gateway.id):
                raise bad("the quota of vpn servers of this gateway is used up")
            record = self.world.add(
                CLOUD, asked.region, SERVERS, self.uuid(), gateway_id=gateway.id, cas=cas, **attrs
            )
            self.world.add(
                CLOUD,
                asked.region,
                GROUPS,
                self.uuid(),
                server_id=record.id,
                name="Default_VPN_Group",
                type="Default",
            )
            record.attrs["updated_at"] = told_time(record.created_at)
            self.world.begin(record, "pending", "available")
            return record

        return self.json(201, {WRAPPER: {"id": self.once(asked, make).id}})

    def listing(self, asked: Asked) -> Reply:
        """ListVpnServersByProject, by limit and marker."""
        rows = self.all(asked.region, SERVERS)
        return self.paged(asked, rows, lambda _: True, "vpn_servers", told)

    def on_gateway(self, asked: Asked) -> Reply:
        """ListVpnServersByVgw."""
        self.gateway(asked.region, asked.id)
        rows = self.of(asked.region, SERVERS, "gateway_id", asked.id)
        return self.paged(asked, rows, lambda _: True, "vpn_servers", told)

    def update(self, asked: Asked) -> Reply:
        """UpdateVpnServer. The answer says nothing."""
        record, content = self.server(asked.region, asked.id), asked.content(WRAPPER)
        only(content, CHANGED)
        gateway = self.one(asked.region, P2C_GATEWAYS, record.attrs["gateway_id"])
        self._ready(record, gateway)
        if "is_compressed" in content.get("ssl_options", {}):
            raise RefusedError(400, "VPN.0013", "Unsupported attribute: is_compressed")
        attrs = values_of(content, record.attrs)
        check_pool(gateway, attrs)
        record.attrs |= {**attrs, "updated_at": told_time(self.world.now())}
        self.world.begin(record, "updating", "available")
        return self.json(200, {})

    def export(self, asked: Asked) -> Reply:
        """ExportClientConfig: an OpenVPN configuration, flat."""
        record, content = self.server(asked.region, asked.id), flat(asked)
        word_in(content, "os_type", SYSTEMS, "Windows")
        tunnel, login = record.attrs["ssl_options"], record.attrs["client_auth_type"] != "CERT"
        lines = [
            "client",
            "dev tun",
            f"proto {tunnel['protocol'].lower()}",
            f"remote 198.51.100.99 {tunnel['port']}",
            "remote-cert-tls server",
            f"data-ciphers {tunnel['encryption_algorithm']}",
            "auth SHA256",
            *(["auth-user-pass"] if login else []),
            "<ca>\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n</ca>",
        ]
        return self.json(200, {"client_config": "\n".join(lines) + "\n"})

    def add_ca(self, asked: Asked) -> Reply:
        """ImportClientCa."""
        record = self.server(asked.region, asked.id)
        new = self._ca(asked.content(CA))
        if any(ca["content"] == new["content"] for ca in record.attrs["cas"]):
            raise RefusedError(400, "VPN.0077", "the client CA certificate exists")
        if len(record.attrs["cas"]) >= 10:
            raise bad("at most 10 client CA certificates")
        record.attrs["cas"] = [*record.attrs["cas"], new]
        return self.json(201, {CA: {"id": new["id"]}})

    def rename_ca(self, asked: Asked) -> Reply:
        """UpdateClientCa."""
        found = self._find_ca(asked)
        found["name"] = text_of(text_in(asked.content(CA), "name"), 64, "name")
        return self.json(200, {CA: shown(found)})

    def delete_ca(self, asked: Asked) -> Reply:
        """DeleteClientCa. The last one stays."""
        record, gone = self.server(asked.region, asked.ids[0]), self._find_ca(asked)
        if len(record.attrs["cas"]) == 1 and record.attrs["client_auth_type"] == "CERT":
            raise bad("at least one client CA certificate is required")
        record.attrs["cas"] = [ca for ca in record.attrs["cas"] if ca is not gone]
        return self.none(204)

    def _find_ca(self, asked: Asked) -> dict[str, Any]:
        server, wanted = asked.ids
        for ca in self.server(asked.region, server).attrs["cas"]:
            if ca["id"] == wanted:
                found: dict[str, Any] = ca
                return found
        raise RefusedError(404, "VPN.0004", "resource not found")

    def _ca(self, content: Any) -> dict[str, Any]:
        if not isinstance(content, dict):
            raise bad("client_ca_certificates must be objects")
        only(content, {"name", "content"})
        text = text_in(content, "content")
        if not text.lstrip().startswith("-----BEGIN CERTIFICATE-----"):
            raise RefusedError(400, "VPN.0074", "the format of the certificate is incorrect")
        name = content.get("name", f"ca-cert-{self.word()}")
        now = told_time(self.world.now())
        return {"id": self.uuid(), "name": text_of(name, 64, "name"), "content": text, "at": now}

    def _ready(self, record: Record, gateway: Record) -> None:
        self.check_ready(gateway)
        if record.state in ("pending", "updating"):
            raise RefusedError(400, "VPN.0030", "The system is busy, please try later.")


def told(record: Record) -> dict[str, Any]:
    """A server as it is shown."""
    attrs = record.attrs
    certificate = attrs["server_certificate"]
    return {
        "id": record.id,
        "p2c_vgw_id": attrs["gateway_id"],
        "client_cidr": attrs["client_cidr"],
        "local_subnets": attrs["local_subnets"],
        "client_auth_type": attrs["client_auth_type"],
        "tunnel_protocol": "SSL",
        "server_certificate": {
            "id": certificate.get("id", ""),
            "source": certificate.get("source", "CCM"),
            "name": "scm-emulated",
            **SUBJECT,
        },
        "client_ca_certificates": [shown(ca) for ca in attrs["cas"]],
        "ssl_options": {**attrs["ssl_options"], "authentication_algorithm": "SHA256"},
        "dns_servers": attrs["dns_servers"],
        "idp_name": attrs["idp_name"],
        "status": STATES.get(record.state, record.state.upper()),
        "created_at": told_time(record.created_at),
        "updated_at": attrs["updated_at"],
    }


SUBJECT = {
    "issuer": "CN=emulated authority",
    "subject": "CN=emulated",
    "serial_number": "5eed5eed5eed5eed",
    "expiration_time": "2036-01-02T03:04:05Z",
    "signature_algorithm": "SHA256WITHRSA",
}


def shown(ca: dict[str, Any]) -> dict[str, Any]:
    """An authority's certificate as it is shown: not its content."""
    times = {"created_at": ca["at"], "updated_at": ca["at"]}
    return {"id": ca["id"], "name": ca["name"], **SUBJECT, **times}


def calls(world: World) -> list[tuple[str, str, Any]]:
    """Addresses of remote access, each with the SDK's name for it."""
    gateways, servers, users = P2cGateways(world), Servers(world), Users(world)
    one, server = "p2c-vpn-gateways/*", "p2c-vpn-gateways/vpn-servers/*"
    return [
        ("POST v5 p2c-vpn-gateways", "CreateP2cVgw", gateways.create),
        ("GET v5 p2c-vpn-gateways", "ListP2cVgws", gateways.listing),
        (
            "GET v5 p2c-vpn-gateways/availability-zones",
            "ListP2cVgwAvailabilityZones",
            gateways.zones,
        ),
        (f"GET v5 {one}", "ShowP2cVgw", gateways.show),
        (f"PUT v5 {one}", "UpdateP2cVgw", gateways.update),
        (f"DELETE v5 {one}", "DeleteP2cVgw", gateways.delete),
        (f"GET v5 {one}/connections", "ListP2cVgwConnections", gateways.sessions),
        (
            f"POST v5 {one}/connections/*/disconnect",
            "DeleteP2cVgwConnection",
            gateways.disconnect,
        ),
        (f"POST v5 {one}/vpn-servers", "CreateVpnServer", servers.create),
        (f"GET v5 {one}/vpn-servers", "ListVpnServersByVgw", servers.on_gateway),
        ("GET v5 vpn-servers", "ListVpnServersByProject", servers.listing),
        (f"PUT v5 {server}", "UpdateVpnServer", servers.update),
        (f"POST v5 {server}/client-config/export", "ExportClientConfig", servers.export),
        (f"POST v5 {server}/client-ca-certificates", "ImportClientCa", servers.add_ca),
        (f"PUT v5 {server}/client-ca-certificates/*", "UpdateClientCa", servers.rename_ca),
        (f"DELETE v5 {server}/client-ca-certificates/*", "DeleteClientCa", servers.delete_ca),
        (f"POST v5 {server}/users", "CreateVpnUser", users.create),
        (f"GET v5 {server}/users", "ListVpnUsers", users.listing),
        (f"GET v5 {server}/users/*", "ShowVpnUser", users.show),
        (f"PUT v5 {server}/users/*", "UpdateVpnUser", users.update),
        (f"POST v5 {server}/users/*/reset-password", "ResetVpnUserPassword", users.reset),
        (f"DELETE v5 {server}/users/*", "DeleteVpnUser", users.delete),
    ]
