"""`--dry-run` shows the request and sends nothing; secrets stay out of argv and output."""

from __future__ import annotations

import json

import pytest

from cgw.cli.dry_run import described
from cgw.cli.emulator import REGIONS
from cgw.models import MASK
from cgw.wire import Request

CANARY = 'canary "7\\f3a/é'
NOUN = "customer-gateway"
CREATE = ("create", "--name", "dry", "--address", "203.0.113.7", "--asn", "65530")


@pytest.mark.parametrize("cloud", sorted(REGIONS))
@pytest.mark.parametrize(
    "verb",
    [CREATE, ("update", "some-id", "--name", "dry"), ("delete", "some-id")],
    ids=lambda verb: verb[0],
)
def test_nothing_is_sent_and_the_request_is_shown(cli, clouds, world, cloud, verb):
    """Method, address and the values typed are shown; the clouds saw no request; no --yes needed."""
    ran = cli(NOUN, *verb, "-P", cloud, "--dry-run")
    assert ran.code == 0, ran.err
    plan = ran.json
    assert plan["url"].startswith(clouds[cloud])
    assert plan["method"] in {"GET", "POST", "PUT", "DELETE"}
    assert ("dry" if "dry" in verb else "some-id") in json.dumps(plan)
    assert not world.seen


def test_no_credentials_are_needed(cli, monkeypatch):
    """A plan can be made without an account."""
    ran = cli(NOUN, *CREATE, "-P", "alibaba", "--region", "cn-shanghai", "--dry-run")
    assert ran.code == 0, ran.err
    assert ran.json["url"] == "https://vpc.cn-shanghai.aliyuncs.com/"


def test_a_secret_in_argv_is_refused(cli, clouds, world):
    """A secret option by --option is refused with 2, unread and unrepeated."""
    ran = cli(NOUN, *CREATE, "-P", "alibaba", "--option", "bgp_key=canary7f3a")
    assert ran.code == 2
    assert "--option-env" in ran.err
    assert "canary7f3a" not in ran.out + ran.err
    assert not world.seen


@pytest.mark.parametrize("by", ["env", "file"])
def test_a_secret_comes_from_a_variable_or_a_file_and_is_masked(
    cli, clouds, monkeypatch, tmp_path, by
):
    """The value reaches the request and is masked wherever it would be shown."""
    monkeypatch.setenv("BGP_KEY", "canary7f3a")
    path = tmp_path / "key"
    path.write_text("canary7f3a\n")
    source = {"env": "bgp_key=BGP_KEY", "file": f"bgp_key={path}"}[by]
    ran = cli(NOUN, *CREATE, "-P", "alibaba", f"--option-{by}", source, "--dry-run")
    assert ran.code == 0, ran.err
    assert MASK in ran.out
    assert "canary7f3a" not in ran.out + ran.err
    real = cli(NOUN, *CREATE, "-P", "alibaba", f"--option-{by}", source)
    assert real.code == 0, real.err
    assert real.json["bgp_key"] == MASK
    assert "canary7f3a" not in real.out + real.err


@pytest.mark.parametrize(
    "request_",
    [
        Request("POST", "http://127.0.0.1", "/", "A", query=(("Key", CANARY),)),
        Request("POST", "http://127.0.0.1", "/", "A", body=json.dumps({"k": [CANARY]}).encode()),
        Request(
            *("POST", "http://127.0.0.1", "/", "A"),
            query=(("IkeConfig", json.dumps({"Psk": CANARY}, ensure_ascii=False)),),
        ),
        Request(
            *("POST", "http://127.0.0.1", "/", "A"),
            body=json.dumps({"deep": json.dumps({"Psk": CANARY})}).encode(),
        ),
        Request("POST", "http://127.0.0.1", "/", "A", headers={"x-secret": CANARY}),
        Request("POST", "http://127.0.0.1", "/", "A", body=b"not json " + CANARY.encode()),
    ],
)
def test_a_secret_is_masked_wherever_a_request_has_it(request_):
    """Query, JSON inside a query, body, body inside a body, header, text: masked, and JSON-safe."""
    shown = json.dumps(described("x", request_, {CANARY}), ensure_ascii=False)
    assert MASK in shown
    assert "canary" not in shown
