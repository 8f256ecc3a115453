"""``cgw region`` and ``cgw zone``: where a cloud is."""

from cgw.cli.noun import Noun

REGION = Noun(
    name="region",
    collection="regions",
    columns=("provider", "id", "name", "endpoint"),
    filters=("name", "id"),
    verbs=("list",),
)
ZONE = Noun(
    name="zone",
    collection="zones",
    columns=("provider", "region", "id", "name", "sizes", "attaches"),
    filters=("name", "id"),
    verbs=("list",),
)
