"""Where region, address and credentials come from, and what is said when they do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import cgw
from cgw.adapter import Credentials
from cgw.hooks import Provider
from cgw.settings import FromSdk, settle, source_of


class Chain:
    def fetch(self) -> Credentials:
        raise cgw.ConfigError("looked at VENDOR_KEY and ~/.vendor")


TOY = Provider(
    name="toy",
    title="Toy",
    open=lambda place: place,  # type: ignore[arg-type,return-value]
    credentials=lambda environ, home: Chain(),
    services=("main", "side"),
    region_variables=("VENDOR_REGION",),
)
KEYS = {"CGW_TOY_ACCESS_KEY_ID": "id", "CGW_TOY_ACCESS_KEY_SECRET": "secret"}


def settled(tmp_path: Path, environ: dict[str, str] | None = None, **more: Any) -> Any:
    return settle(TOY, environ={"HOME": str(tmp_path), **(environ or {})}, home=tmp_path, **more)


def profile(tmp_path: Path, text: str, mode: int = 0o600) -> Path:
    path = tmp_path / ".config" / "cgw" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


def test_the_order_of_regions(tmp_path: Path) -> None:
    """Argument before profile before CGW_ variable before the vendor's."""
    profile(tmp_path, '[profile.x]\nregion = "from-profile"\n')
    environ = {"CGW_TOY_REGION": "from-cgw", "VENDOR_REGION": "from-vendor"}
    assert settled(tmp_path, environ, region="arg-1", profile="x").place.region == "arg-1"
    assert settled(tmp_path, environ, profile="x").place.region == "from-profile"
    assert settled(tmp_path, environ).place.region == "from-cgw"
    assert settled(tmp_path, {"VENDOR_REGION": "from-vendor"}).place.region == "from-vendor"


def test_no_region_names_every_place(tmp_path: Path) -> None:
    """A missing region's error names what was looked at."""
    with pytest.raises(cgw.ConfigError, match=r"CGW_TOY_REGION, VENDOR_REGION"):
        settled(tmp_path)


def test_the_order_of_credentials(tmp_path: Path) -> None:
    """Argument before profile before CGW_ variables before the vendor's chain."""
    profile(tmp_path, '[profile.x]\naccess_key_id = "p"\naccess_key_secret = "ps"\n')
    given = Credentials("arg", "s")
    ask = {"region": "r-1"}
    assert settled(tmp_path, KEYS, credentials=given, **ask).source.fetch() is given
    assert settled(tmp_path, KEYS, profile="x", **ask).source.fetch().access_key_id == "p"
    assert settled(tmp_path, KEYS, **ask).source.fetch().access_key_id == "id"
    with pytest.raises(cgw.ConfigError, match=r"VENDOR_KEY.*CGW_TOY_ACCESS_KEY_ID"):
        settled(tmp_path, **ask).source.fetch()


def test_half_a_key_is_an_error(tmp_path: Path) -> None:
    """A key without its secret names the missing variable and no value."""
    with pytest.raises(cgw.ConfigError, match="CGW_TOY_ACCESS_KEY_SECRET is missing"):
        settled(tmp_path, {"CGW_TOY_ACCESS_KEY_ID": "id"}, region="r-1")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602, 0o660, 0o604])
def test_a_profile_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    """A profile file that others can read or write is not read."""
    profile(tmp_path, '[profile.x]\nregion = "r"\n', mode)
    with pytest.raises(cgw.ConfigError, match="chmod 600"):
        settled(tmp_path, profile="x")


def test_a_profile_behind_a_link_is_refused(tmp_path: Path) -> None:
    """A symbolic link is not followed."""
    real = profile(tmp_path, '[profile.x]\nregion = "r"\n')
    real.rename(real.with_name("real.toml"))
    real.symlink_to(real.with_name("real.toml"))
    with pytest.raises(cgw.ConfigError):
        settled(tmp_path, profile="x")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", r"no table \[profile.x\]"),
        ("[profile.x]\nkey = 1\n", "unknown key 'key'"),
        ('[profile.x]\nprovider = "other"\n', "is for 'other'"),
        ("[profile.x", "config.toml"),
    ],
)
def test_a_wrong_profile_is_named(tmp_path: Path, text: str, says: str) -> None:
    """The error names the file and what is wrong in it."""
    profile(tmp_path, text)
    with pytest.raises(cgw.ConfigError, match=says):
        settled(tmp_path, profile="x", region="r")


def test_a_loopback_endpoint_serves_every_service(tmp_path: Path) -> None:
    """To this machine one address is every service's; elsewhere it is the main one's."""
    ask = {"region": "r", "credentials": Credentials("a", "b")}
    local = settled(tmp_path, endpoint="http://127.0.0.1:8800", **ask).place
    assert set(local.overrides.values()) == {"http://127.0.0.1:8800"}
    assert set(local.overrides) == {"main", "side"}
    far = settled(tmp_path, endpoint="vpc.intl.example.com", **ask).place
    assert far.overrides == {"main": "https://vpc.intl.example.com"}
    both = settled(tmp_path, endpoint={"side": "https://s.example.com"}, **ask).place
    assert both.endpoint("main", "https://default") == "https://default"
    with pytest.raises(cgw.ConfigError, match="no service 'typo'"):
        settled(tmp_path, endpoint={"typo": "https://s.example.com"}, **ask)


class _Tencent:
    def get_credential_info(self) -> tuple[str, str, str]:
        return "id", "secret", "token"


class _Alibaba:
    def get_credential(self) -> Any:
        class Found:
            access_key_id, access_key_secret, security_token = "id", "secret", "token"

        return Found()


class _Huawei:
    ak, sk, security_token, project_id = "id", "secret", "token", "p"


@pytest.mark.parametrize("thing", [_Tencent(), _Alibaba(), _Huawei()])
def test_objects_of_vendor_sdks_are_sources(thing: Any) -> None:
    """A vendor SDK's credential object is asked each time, and asked again later."""
    found = source_of(thing).fetch()
    assert (found.access_key_id, found.access_key_secret.get_secret_value()) == ("id", "secret")
    assert found.token is not None
    assert found.expires_at is not None


def test_anything_else_is_no_source() -> None:
    """What credentials cannot be had from is refused by its type, not by its value."""
    with pytest.raises(cgw.ConfigError, match="str is neither") as caught:
        source_of("AKID:SECRET")
    assert "SECRET" not in str(caught.value)
    with pytest.raises(cgw.ConfigError, match="gave no key"):
        FromSdk(type("Empty", (), {"ak": "", "access_key_id": ""})()).fetch()
