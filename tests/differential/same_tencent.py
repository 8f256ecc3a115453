"""The same intents twice: as a user of cgw writes them, and as a user of the vendor's SDK does."""

from __future__ import annotations

from typing import Any

from measure.cloud import Intent
from same_tencent_ssl import clients, servers
from tencentcloud.vpc.v20170312 import models

from cgw.adapter import Where
from cgw.models import (
    Bgp,
    Billing,
    CustomerGatewayPatch,
    CustomerGatewaySpec,
    DeviceModel,
    Dpd,
    IkeSpec,
    IpsecSpec,
    RouteSpec,
    TunnelSpec,
    VpnConnectionSpec,
    VpnGatewaySpec,
)

Same = tuple[Intent, str, Any]


def asked(action: str, **values: Any) -> tuple[str, Any]:
    """The SDK's request of an action."""
    model = getattr(models, f"{action}Request")()
    model._deserialize(values)
    return action, model


def pairs() -> list[Same]:
    """What cgw is asked for, the action that is compared, and the SDK's request."""
    spec = CustomerGatewaySpec(
        name="idc 测试", address="203.0.113.10", asn="1.10", tags={"env": "a b", "empty": ""}
    )
    gateway = VpnGatewaySpec(
        name="cloud-end",
        network_id="vpc-1",
        zones=("ap-guangzhou-3",),
        bandwidth_mbps=100,
        billing=Billing(mode="prepaid", period_months=12, auto_renew=False),
    )
    ike = IkeSpec(
        version="ikev1",
        mode="aggressive",
        encryption="aes-192-cbc",
        integrity="sha1",
        dh_group="dh5",
        lifetime_s=7200,
        local_id="cloud.example",
    )
    ipsec = IpsecSpec(encryption="3des-cbc", integrity="sha1", pfs_group="none", lifetime_s=1800)
    tunnel = TunnelSpec(
        psk="S3cret", ike=ike, ipsec=ipsec, dpd=Dpd(timeout_s=45, action="clear"),
        bgp=Bgp(tunnel_cidr="169.254.130.0/30", local_address="169.254.130.2"),
    )  # fmt: skip
    connection = VpnConnectionSpec(
        name="to-idc",
        vpn_gateway_id="vpngw-1",
        customer_gateway_id="cgw-1",
        mode="bgp",
        tunnels=(tunnel,),
        initiator="peer",
    )
    route = RouteSpec(
        vpn_gateway_id="vpngw-1", connection_id="vpnx-1", destination="10.9.0.0/16", primary=False
    )
    n = "customer_gateways"
    return [
        (
            Intent(n, "create", (spec,)),
            *asked(
                "CreateCustomerGateway",
                CustomerGatewayName="idc 测试",
                IpAddress="203.0.113.10",
                BgpAsn=65546,
                Tags=[{"Key": "env", "Value": "a b"}, {"Key": "empty", "Value": ""}],
            ),
        ),
        (
            Intent(n, "page", (Where({"name": "idc"}),)),
            *asked(
                "DescribeCustomerGateways",
                Offset=0,
                Limit=100,
                Filters=[{"Name": "customer-gateway-name", "Values": ["idc"]}],
            ),
        ),
        (
            Intent(n, "update", ("cgw-1", CustomerGatewayPatch(name="new", asn=65001))),
            *asked(
                "ModifyCustomerGatewayAttribute",
                CustomerGatewayId="cgw-1",
                CustomerGatewayName="new",
                BgpAsn=65001,
            ),
        ),
        (
            Intent("vpn_gateways", "create", (gateway,)),
            *asked(
                "CreateVpnGateway",
                VpcId="vpc-1",
                VpnGatewayName="cloud-end",
                Type="IPSEC",
                InternetMaxBandwidthOut=100,
                Zone="ap-guangzhou-3",
                InstanceChargeType="PREPAID",
                InstanceChargePrepaid={"Period": 12, "RenewFlag": "NOTIFY_AND_MANUAL_RENEW"},
            ),
        ),
        (
            Intent("routes", "create", (route,)),
            *asked(
                "CreateVpnGatewayRoutes",
                VpnGatewayId="vpngw-1",
                Routes=[
                    {
                        "DestinationCidrBlock": "10.9.0.0/16",
                        "InstanceType": "VPNCONN",
                        "InstanceId": "vpnx-1",
                        "Priority": 100,
                        "Status": "ENABLE",
                    }
                ],
            ),
        ),
        (
            Intent("vpn_connections", "create", (connection,)),
            *asked(
                "CreateVpnConnection",
                VpnGatewayId="vpngw-1",
                CustomerGatewayId="cgw-1",
                VpcId="vpc-1",
                VpnConnectionName="to-idc",
                PreShareKey="S3cret",
                RouteType="Bgp",
                NegotiationType="passive",
                EnableHealthCheck=False,
                DpdEnable=1,
                DpdTimeout="45",
                DpdAction="clear",
                BgpConfig={
                    "TunnelCidr": "169.254.130.0/30",
                    "LocalBgpIp": "169.254.130.2",
                    "RemoteBgpIp": "169.254.130.1",
                },
                IKEOptionsSpecification={
                    "IKEVersion": "IKEV1",
                    "ExchangeMode": "AGGRESSIVE",
                    "PropoEncryAlgorithm": "AES-CBC-192",
                    "PropoAuthenAlgorithm": "SHA",
                    "DhGroupName": "GROUP5",
                    "IKESaLifetimeSeconds": 7200,
                    "LocalIdentity": "FQDN",
                    "LocalFqdnName": "cloud.example",
                    "RemoteIdentity": "ADDRESS",
                    "RemoteAddress": "198.51.100.1",
                },
                IPSECOptionsSpecification={
                    "EncryptAlgorithm": "3DES-CBC",
                    "IntegrityAlgorith": "SHA1",
                    "PfsDhGroup": "NULL",
                    "IPSECSaLifetimeSeconds": 1800,
                    "IPSECSaLifetimeTraffic": 4096000000,
                },
            ),
        ),
        *devices(),
        *servers(),
        *clients(),
    ]


def devices() -> list[Same]:
    """Which devices there are, and the text for one of them."""
    n = "vpn_connections"
    h3c = {"Platform": "comware", "SoftwareVersion": "V1.0", "VendorName": "h3c"}
    there = tuple((rf"Vendors .*\.{name}$", word) for name, word in h3c.items())
    router = DeviceModel(vendor="H3C", interface="GigabitEthernet0/1")
    return [
        (Intent(n, "devices"), *asked("DescribeCustomerGatewayVendors")),
        (
            Intent(n, "device_config", ("vpnx-1", router), there),
            *asked(
                "DownloadCustomerGatewayConfiguration",
                VpnGatewayId="vpngw-1",
                VpnConnectionId="vpnx-1",
                CustomerGatewayVendor=h3c,
                InterfaceName="GigabitEthernet0/1",
            ),
        ),
        (
            Intent(n, "diagnose", ("vpnx-1",)),
            *asked("DescribeVpnConnections", VpnConnectionIds=["vpnx-1"]),
        ),
    ]
