"""The nouns, one small file each, in the order ``cgw --help`` shows them."""

from cgw.cli.nouns import (
    connection,
    customer_gateway,
    dedicated_gateway,
    region,
    route,
    ssl_client,
    ssl_server,
    tunnel,
    vpn_gateway,
)

NOUNS = (
    customer_gateway.NOUN,
    vpn_gateway.NOUN,
    connection.NOUN,
    tunnel.NOUN,
    route.NOUN,
    ssl_server.NOUN,
    ssl_client.NOUN,
    dedicated_gateway.NOUN,
    region.REGION,
    region.ZONE,
)
