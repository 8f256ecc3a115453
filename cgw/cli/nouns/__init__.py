"""The nouns, one small file each, in the order ``cgw --help`` shows them."""

from cgw.cli.nouns import customer_gateway

NOUNS = (customer_gateway.NOUN,)
