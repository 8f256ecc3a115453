"""The vendors' own example answers, replayed through the real client and the real transport."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import pytest
import yaml

import cgw
from cgw import Credentials, CustomerGatewayPatch, CustomerGatewaySpec, Retry
from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID, World
from cgw.testing.cassettes import TapeError, Tapes
from cgw.testing.lint import lint
from cgw.testing.record import emulated, live, main, record

TAPES = Tapes(Path(__file__).parent.parent / "cassettes")
KEYS = Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET, project_id=PROJECT_ID)
REGIONS = {"alibaba": "cn-shanghai", "tencent": "ap-guangzhou", "huawei": "cn-north-4"}
APIG = {"vpn": "https://apig.cn-north-4.myhuaweicloud.com"}


@dataclass(frozen=True)
class Example:
    """One tape: what is called, and what comes of it.

    Attributes:
        call: the verb and its arguments.
        want: attributes of the result; of the only item for a listing; None if nothing comes back.
        fails: the error instead, and ``want`` are its attributes.
        endpoint: another address than the adapter's own.
    """

    tape: str
    call: tuple[Any, ...]
    want: dict[str, Any] | None
    fails: type[Exception] | None = None
    endpoint: dict[str, str] | None = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def provider(self) -> str:
        return self.tape.partition("/")[0]

    def connect(self, opener: Callable[..., Any]) -> Any:
        return opener(
            self.provider,
            region=REGIONS[self.provider],
            credentials=KEYS,
            endpoint=self.endpoint,
            retry=Retry(attempts=1),
        )


def at(millis: int) -> datetime:
    return datetime.fromtimestamp(millis / 1000, UTC)


NEW = CustomerGatewaySpec(
    name="nametest",
    address="101.12.34.56",
    description="desctest",
    asn=65530,
    tags={"Tagkey": "Tagvalue"},
)
OLD = CustomerGatewaySpec(name="Gateway", address="116.62.222.1")
TEST = {"name": "test", "address": "139.196.32.xxx", "created_at": at(1492747187000), "asn": None}
READ = {"id": "cgw-bp1pvpl9r9adju6l5nxck", **TEST}
MADE = {"id": "cgw-bp1jrawp82av6bws9h2ut", **TEST}
CREATE, LIST, GET = ("create", OLD), ("list",), ("get", "cgw-bp1pvpl9r9adju6l5nxck")
DELETE = ("delete", "cgw-bp1pvpl9r9adju6l5nxck")
UPDATE = ("update", "cgw-bp1pvpl9r9adju6l5nxck", CustomerGatewayPatch(name="test"))
XML = {"provider": "alibaba", "http_status": 200}
NAMES = ("create", "list", "get", "delete", "update")

EXAMPLES = [
    Example("alibaba/customer_gateway_create_help", ("create", NEW), {
        "id": "cgw-bp1jrawp82av6bws9****", "name": "nametest", "description": "desctest",
        "address": "101.12.XX.XX", "asn": 65530, "created_at": at(1493363486000),
    }),
    Example("alibaba/customer_gateway_create_2019", CREATE, MADE),
    Example("alibaba/customer_gateway_create_older", CREATE, MADE),
    Example("alibaba/customer_gateway_list_2019", LIST, READ),
    Example("alibaba/customer_gateway_get_2019", GET, READ),
    Example("alibaba/customer_gateway_delete_2019", DELETE, None),
    Example("alibaba/customer_gateway_update_2019", UPDATE, READ),
    Example("alibaba/customer_gateway_create_help_xml", ("create", NEW), XML, cgw.ServiceError),
    Example("alibaba/customer_gateway_create_2019_xml", CREATE, XML, cgw.ServiceError),
    Example("alibaba/customer_gateway_create_older_xml", CREATE, XML, cgw.ServiceError),
    Example("alibaba/customer_gateway_list_2019_xml", LIST, XML, cgw.ServiceError),
    Example("alibaba/customer_gateway_get_2019_xml", GET, XML, cgw.ServiceError),
    Example("alibaba/customer_gateway_delete_2019_xml", DELETE, XML, cgw.ServiceError),
    Example("alibaba/customer_gateway_update_2019_xml", UPDATE, XML, cgw.ServiceError),
    Example(
        "tencent/customer_gateway_create_intl",
        ("create", CustomerGatewaySpec(name="test-cgw", address="58.211.1.12", tags={"city": "shanghai"})),
        {
            "id": "cgw-mgp33pll", "name": "test-cgw", "address": "58.211.1.12",
            "created_at": datetime(2018, 4, 18, 2, 0, tzinfo=UTC),  # told without a zone: UTC+08:00
        },
    ),
    *(
        Example(
            f"huawei/customer_gateway_get_apig_{status}",
            ("get", "5247ae10-0000-4000-8000-000000000001"),
            {"code": code, "message": message, "http_status": status},
            kind,
            APIG,
        )
        for status, code, kind, message in [
            (400, "APIC.7211", cgw.InvalidRequestError,
             "Parameter value does not match the rules, parameter name[maintainBegin]"),
            (401, "APIC.7102", cgw.AuthenticationError, "Incorrect token or token resolution failed"),
            (403, "APIC.7106", cgw.PermissionDeniedError, "No permissions to request for the method"),
            (404, "APIC.7301", cgw.InvalidRequestError, "Instance spec not found"),
            (500, "APIC.9000", cgw.ServiceError, "Failed to request internal service"),
        ]
    ),
]  # fmt: skip


def run(cloud: Any, call: tuple[Any, ...]) -> Any:
    """Make the call; a listing gives its only item."""
    found = getattr(cloud.customer_gateways, call[0])(*call[1:])
    if call[0] != "list":
        return found
    (item,) = found
    return item


async def run_async(cloud: Any, call: tuple[Any, ...]) -> Any:
    """`run`, awaiting."""
    found = getattr(cloud.customer_gateways, call[0])(*call[1:])
    if call[0] != "list":
        return await found
    (item,) = [item async for item in found]
    return item


def judge(example: Example, result: Any) -> None:
    """Hold what came against what the tape says."""
    if example.fails is None:
        assert not isinstance(result, Exception), result
    else:
        assert isinstance(result, example.fails), repr(result)
    told = result
    if isinstance(result, cgw.ServiceError) and "_create_" in example.tape:
        assert "CustomerGatewayId cgw-" in str(result), "an id that was told is never lost"
    if example.want is None:
        assert result is None
    else:
        assert {name: getattr(told, name) for name in example.want} == example.want


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.tape)
def test_a_vendors_example_is_read(example: Example) -> None:
    """Blocking: values as the vendor's document shows them; errors in the vendor's words."""
    with TAPES.play(example.tape), example.connect(cgw.connect) as cloud:
        try:
            result = run(cloud, example.call)
        except cgw.CgwError as error:
            result = error
    judge(example, result)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.tape)
def test_a_vendors_example_is_read_by_the_async_client(example: Example, backend: str) -> None:
    """Awaiting: the same tapes, the same results."""

    async def main() -> Any:
        async with example.connect(cgw.connect_async) as cloud:
            try:
                return await run_async(cloud, example.call)
            except cgw.CgwError as error:
                return error

    with TAPES.play(example.tape):
        result = anyio.run(main, backend=backend)
    judge(example, result)


# ---------------------------------------------------------------- the folder


def test_every_tape_is_played() -> None:
    """There are tapes, each stands in the list above or is a recorded life, and none is missing."""
    have = {path.relative_to(TAPES.root).with_suffix("").as_posix() for path in TAPES.all()}
    assert have, "the folder of tapes is empty"
    assert {name for name in have if "_life_" not in name} == {e.tape for e in EXAMPLES}


@pytest.mark.parametrize("path", TAPES.all(), ids=lambda p: p.stem)
def test_a_tape_is_clean_and_says_where_it_is_from(path: Path) -> None:
    """No secret in any encoding; the first line is the source; no prose of the documents."""
    assert TAPES.complaints(path) == []
    assert TAPES.root / path.parent.name in {TAPES.root / name for name in REGIONS}
    loaded = yaml.safe_load(path.read_bytes())
    assert set(loaded) <= {"source", "replaced", "version", "interactions"}
    assert len(path.read_bytes()) < 20_000


def test_the_keys_of_the_tests_are_on_no_tape() -> None:
    """What signed the requests is nowhere on the tapes, in no encoding."""
    keys = [("key", ACCESS_KEY_ID), ("secret", ACCESS_KEY_SECRET)]
    for path in TAPES.all():
        assert lint(path.read_bytes(), keys) == [], path.name


# ---------------------------------------------------------------- what a tape refuses


def test_a_request_that_is_not_on_the_tape_is_refused() -> None:
    """Another id is another request; the error tells no value and nothing is sent."""
    example = next(e for e in EXAMPLES if e.tape == "alibaba/customer_gateway_get_2019")
    with (
        pytest.raises(TapeError, match="not on the tape") as caught,
        TAPES.play(example.tape),
        example.connect(cgw.connect) as cloud,
    ):
        cloud.customer_gateways.get("cgw-another")
    assert "cgw-another" not in str(caught.value)
    assert ACCESS_KEY_ID not in str(caught.value)


@pytest.mark.parametrize(
    "change",
    [{"name": "other"}, {"address": "58.211.1.13"}, {"tags": {"city": "beijing"}}, {"tags": {}}],
)
def test_a_changed_body_is_not_on_the_tape(change: dict[str, Any]) -> None:
    """What is asked for is compared, in the body too."""
    example = next(e for e in EXAMPLES if e.provider == "tencent")
    spec = example.call[1].model_copy(update=change)
    with pytest.raises(TapeError), TAPES.play(example.tape), example.connect(cgw.connect) as cloud:
        cloud.customer_gateways.create(spec)


def test_an_exchange_that_nobody_asked_for_is_an_error() -> None:
    """A tape that is played in part proves nothing."""
    with pytest.raises(TapeError, match="not asked for"), TAPES.play(EXAMPLES[0].tape):
        pass


def test_a_tape_that_is_not_there_is_an_error() -> None:
    """A misspelt name is not a new recording, and no name leads out of the folder."""
    with pytest.raises(TapeError, match="no such tape"), TAPES.play("alibaba/no_such"):
        pass
    with pytest.raises(ValueError, match="outside"):
        TAPES.path("../pyproject")


# ---------------------------------------------------------------- recorded lives


@pytest.mark.parametrize(
    "path", sorted(TAPES.root.rglob("*_life_*.yaml")), ids=lambda p: p.parent.name
)
def test_a_recorded_life_is_lived_again(path: Path) -> None:
    """Create, read, list, change, delete: byte for byte the requests that were recorded."""
    provider = path.parent.name
    source = str(yaml.safe_load(path.read_bytes())["source"])
    kind, *rest = source.split()
    ports_of = {"alibaba": 8800, "huawei": 8801, "tencent": 8802}
    endpoint = f"http://127.0.0.1:{ports_of[provider]}" if kind == "emulator" else None
    region = "test-1" if kind == "emulator" else rest[1]
    with (
        TAPES.play(path.relative_to(TAPES.root).with_suffix("").as_posix()),
        cgw.connect(provider, region=region, credentials=KEYS, endpoint=endpoint) as cloud,
    ):
        life = live(cloud)
    assert life.made == life.read
    assert [item.id for item in life.listed] == [life.made.id]
    assert (life.made.name, life.changed.name) == ("cgw-record", "cgw-recorded")
    assert life.made.tags == {"made-by": "cgw"}
    assert life.gone.code
    assert life.gone.request_id


def test_recording_and_replaying_are_one_round(tmp_path: Path) -> None:
    """What the recorder writes through real HTTP is clean, has its source first, and replays."""
    names = emulated(tmp_path, ["tencent"])
    tapes = Tapes(tmp_path, [("secret", ACCESS_KEY_SECRET), ("key", ACCESS_KEY_ID)])
    (path,) = tapes.all()
    assert path == tapes.path(names[0])
    assert tapes.complaints(path) == []
    assert path.read_text().startswith(f"source: emulator {cgw.__version__}\n")
    assert path.stat().st_mode & 0o777 == 0o644
    assert not list(tmp_path.rglob(".tape-*")), "a half-written file was left"
    with (
        tapes.play(names[0]),
        cgw.connect(
            "tencent", region="test-1", credentials=KEYS, endpoint="http://127.0.0.1:8802"
        ) as cloud,
    ):
        live(cloud)


def test_recording_without_an_account_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No region or no keys: the provider is left out, told why, and nothing is written."""
    assert main(["alibaba", "--folder", str(tmp_path)]) == 1
    assert main(["alibaba", "--folder", str(tmp_path), "--region", "cn-shanghai"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert "region" in told[0]
    assert "credentials" in told[1]
    assert not list(tmp_path.rglob("*"))


def test_an_account_that_is_in_use_is_not_recorded(tmp_path: Path) -> None:
    """A listing would put somebody's gateways on the tape; nothing is created there either."""
    with Server(World(), providers=["tencent"]) as server:
        url = server.urls["tencent"]
        with cgw.connect("tencent", region="test-1", credentials=KEYS, endpoint=url) as cloud:
            cloud.customer_gateways.create(OLD)
            with pytest.raises(TapeError, match="empty account"):
                record(tmp_path, "tencent", region="test-1", endpoint=url, credentials=KEYS)
            assert len(list(cloud.customer_gateways.list())) == 1
    assert not list(tmp_path.rglob("*"))
