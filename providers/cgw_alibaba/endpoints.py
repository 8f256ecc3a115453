"""Which host serves a region.

Source: endpoint map and rule "regional" of alibabacloud_vpc20160428 7.2.2; read 2026-11-21.
"""

from __future__ import annotations

# A host, and the regions that it serves instead of vpc.<region>.aliyuncs.com. Of the ordinary
# public regions only cn-hangzhou is here; the others are finance, government, edge and internal.
SHARED: dict[str, str] = {
    "vpc.aliyuncs.com": """
        cn-hangzhou cn-shanghai-finance-1 cn-shenzhen-finance-1 cn-north-2-gov-1 ap-northeast-2-pop
        cn-beijing-finance-pop cn-beijing-gov-1 cn-beijing-nu16-b01 cn-fujian cn-haidian-cm12-c01
        cn-hangzhou-bj-b01 cn-hangzhou-finance cn-hangzhou-internal-prod-1 cn-hongkong-finance-pop
        cn-shanghai-et2-b01 cn-shanghai-inner cn-shenzhen-inner cn-shenzhen-st4-d01
        cn-shenzhen-su18-b01 cn-wuhan cn-yushanfang cn-zhangbei cn-zhangbei-na61-b01 rus-west-1-pop
    """,
    "vpc-nebula.cn-qingdao-nebula.aliyuncs.com": """
        cn-edge-1 cn-huhehaote-nebula-1 cn-qingdao-nebula cn-zhengzhou-nebula-1
    """,
    "vpc-nebula.cn-shenzhen-cloudstone.aliyuncs.com": "eu-west-1-oxs",
    "vpc.cn-zhangjiakou.aliyuncs.com": "cn-zhangjiakou-na62-a01",
    "vpc-pre.cn-hangzhou.aliyuncs.com": """
        cn-hangzhou-internal-test-1 cn-hangzhou-internal-test-3 cn-hangzhou-test-306
        cn-shanghai-et15-b01 cn-shanghai-internal-test-1
    """,
    "vpc-inner-pre.cn-hangzhou.aliyuncs.com": "cn-hangzhou-internal-test-2",
}

_HOSTS = {region: host for host, regions in SHARED.items() for region in regions.split()}


def host_of(region: str) -> str:
    """The public address of a region, with its scheme."""
    return f"https://{_HOSTS.get(region, f'vpc.{region}.aliyuncs.com')}"
