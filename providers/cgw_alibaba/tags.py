"""Tags of things that exist on Alibaba Cloud.

Source: VPC API 2016-04-28, TagResources and UnTagResources in alibabacloud_vpc20160428 7.2.2, which
names VPNGATEWAY among the resource types; the other three are what terraform-provider-alicloud sends
(2026-08). Read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Literal, TypeAlias

from cgw.wire import Flow
from cgw_alibaba.fields import DONE, numbered

if TYPE_CHECKING:
    from cgw_alibaba.adapter import AlibabaAdapter

Kind: TypeAlias = Literal["CUSTOMERGATEWAY", "VPNGATEWAY", "VPNCONNECTION", "VPNATTACHMENT"]
MOST = 20  # keys in one call


def tag(
    cloud: AlibabaAdapter, kind: Kind, id: str, add: Mapping[str, str], remove: tuple[str, ...]
) -> Flow[None]:
    """Take tags away, then set others: a thing may carry 20, so room is made first.

    Both calls change nothing when they are sent twice. A key that is not there is gone already.
    """
    about = [("ResourceType", kind), ("ResourceId.1", id)]
    for start in range(0, len(remove), MOST):
        keys = enumerate(remove[start : start + MOST], 1)
        pairs = [*about, *((f"TagKey.{n}", key) for n, key in keys)]
        yield cloud.call("UnTagResources", pairs, DONE, safe=True, writes=True)
    left = iter(add.items())
    while some := dict(islice(left, MOST)):
        pairs = [*about, *numbered("Tag", some)]
        yield cloud.call("TagResources", pairs, DONE, safe=True, writes=True)
