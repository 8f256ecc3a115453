"""Where keys for Alibaba Cloud are found, in which order, and what is said when they are not."""

from __future__ import annotations

import json
import traceback
from typing import Any

import pytest

from cgw.errors import ConfigError
from cgw_alibaba.credentials import OIDC, REMOTE, VARIABLES, AlibabaCredentials

SECRET = "canary-secret"


def fetch(home, **environ: str) -> tuple[str, str, str | None]:
    found = AlibabaCredentials(environ, home).fetch()
    token = found.token.get_secret_value() if found.token else None
    return found.access_key_id, found.access_key_secret.get_secret_value(), token


def fails(home, **environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        AlibabaCredentials(environ, home).fetch()
    told = "".join(traceback.format_exception(caught.value))
    chain, error = [], caught.value
    while error is not None:
        chain += [repr(error), repr(error.args), repr(vars(error))]
        error = error.__cause__ or error.__context__
    assert SECRET not in told + "".join(chain)
    return str(caught.value)


def profile(**more: Any) -> dict[str, Any]:
    return {
        "name": "p",
        "mode": "AK",
        "access_key_id": "file-id",
        "access_key_secret": SECRET,
        **more,
    }


def config(home, *profiles: dict[str, Any], current: str | None = "p") -> None:
    (home / ".aliyun").mkdir()
    told = {"current": current, "profiles": list(profiles)}
    (home / ".aliyun/config.json").write_text(json.dumps(told), encoding="utf-8")


def ini(home, text: str, name: str = "credentials.ini") -> None:
    (home / ".alibabacloud").mkdir(exist_ok=True)
    (home / ".alibabacloud" / name).write_text(text, encoding="utf-8")


INI = f"[default]\ntype = access_key\naccess_key_id = ini-id\naccess_key_secret = {SECRET}\n"


@pytest.mark.parametrize("names", VARIABLES, ids=lambda names: names[0])
def test_each_set_of_variables_is_read(tmp_path, names):
    """Key, secret and optional session token come from each of the three families of variables."""
    key, secret, token = names
    assert fetch(tmp_path, **{key: "i", secret: "s"}) == ("i", "s", None)
    assert fetch(tmp_path, **{key: "i", secret: "s", token: "t"}) == ("i", "s", "t")


def test_variables_come_before_files_and_the_first_family_first(tmp_path):
    """The order is the vendor's: variables, the aliyun command's file, the SDK's file."""
    config(tmp_path, profile())
    ini(tmp_path, INI)
    every = {names[0]: f"id-{i}" for i, names in enumerate(VARIABLES)}
    every |= {names[1]: "s" for names in VARIABLES}
    assert fetch(tmp_path, **every)[0] == "id-0"
    assert fetch(tmp_path)[0] == "file-id"
    assert fetch(tmp_path, ALIBABA_CLOUD_CLI_PROFILE_DISABLED="true")[0] == "ini-id"


@pytest.mark.parametrize("names", VARIABLES, ids=lambda names: names[0])
def test_half_a_key_is_a_mistake(tmp_path, names):
    """A key id without its secret, or the other way round, names the variable that is missing."""
    key, secret, _ = names
    assert f"{secret} is missing" in fails(tmp_path, **{key: "i"})
    assert f"{key} is missing" in fails(tmp_path, **{secret: SECRET})


def test_nothing_found_names_everything_that_was_looked_at(tmp_path):
    """The error lists every variable and file."""
    told = fails(tmp_path)
    for name in [*(n for names in VARIABLES for n in names[:2]), ".aliyun/config.json"]:
        assert name in told
    assert ".alibabacloud/credentials.ini" in told
    assert str(tmp_path) in told


# ---------------------------------------------------------------- the command's file


def test_the_current_profile_is_read_and_a_variable_picks_another(tmp_path):
    """`current` decides unless ALIBABA_CLOUD_PROFILE does."""
    config(
        tmp_path, profile(), profile(name="q", mode="StsToken", access_key_id="q-id", sts_token="t")
    )
    assert fetch(tmp_path) == ("file-id", SECRET, None)
    assert fetch(tmp_path, ALIBABA_CLOUD_PROFILE="q") == ("q-id", SECRET, "t")
    assert fetch(tmp_path, ALICLOUD_PROFILE="q") == ("q-id", SECRET, "t")


def test_an_ak_profile_gives_no_token(tmp_path):
    """A leftover sts_token of a profile in mode AK is not sent, as in the vendor's chain."""
    config(tmp_path, profile(sts_token="old"))
    assert fetch(tmp_path)[2] is None


def test_the_file_may_be_elsewhere(tmp_path):
    """ALICLOUD_SHARED_CREDENTIALS_FILE moves it; a tilde is the home folder."""
    config(tmp_path, profile())
    (tmp_path / ".aliyun").rename(tmp_path / "moved")
    assert fetch(tmp_path, ALICLOUD_SHARED_CREDENTIALS_FILE="~/moved/config.json")[0] == "file-id"


def test_an_empty_profile_is_passed_over(tmp_path):
    """`aliyun configure` leaves empty profiles behind; the next place is asked."""
    config(tmp_path, profile(access_key_id="", access_key_secret=""))
    ini(tmp_path, INI)
    assert fetch(tmp_path)[0] == "ini-id"


def test_an_unknown_profile_is_passed_over_and_told(tmp_path):
    """A profile of that name may be in the next file; if it is not, both are named."""
    config(tmp_path, profile())
    told = fails(tmp_path, ALIBABA_CLOUD_PROFILE="nobody")
    assert "config.json, profile nobody" in told
    ini(tmp_path, INI.replace("default", "nobody"))
    assert fetch(tmp_path, ALIBABA_CLOUD_PROFILE="nobody")[0] == "ini-id"


@pytest.mark.parametrize(
    "mode",
    ["RamRoleArn", "EcsRamRole", "OIDC", "ChainableRamRoleArn", "CloudSSO", "OAuth", "External",
     "CredentialsURI", "BearerToken", "RsaKeyPair"],
)  # fmt: skip
def test_a_mode_that_is_not_read_says_so(tmp_path, mode):
    """Roles and sign-ons stop the search, name themselves and say what to do instead."""
    config(tmp_path, profile(mode=mode))
    ini(tmp_path, INI)
    told = fails(tmp_path)
    assert f"profile p: cgw does not read mode {mode}" in told
    assert "credentials=alibabacloud_credentials.client.Client()" in told


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f'{{"current": "{SECRET}', "not a JSON object"),
        ("[]", "not a JSON object"),
        ("", "not a JSON object"),
        ('{"profiles": {}, "current": 5}', "current is not a text"),
        ('{"profiles": ["x"]}', "profiles is not a list of objects"),
        (json.dumps({"current": "p", "profiles": [profile(access_key_id=5)]}), "access_key_id is not a text"),
        (json.dumps({"current": "p", "profiles": [profile(access_key_id="")]}), "access_key_id is missing"),
    ],
)  # fmt: skip
def test_a_broken_file_is_named_with_its_key(tmp_path, text, why):
    """A malformed file names itself and the key, and never a value of it."""
    (tmp_path / ".aliyun").mkdir()
    (tmp_path / ".aliyun/config.json").write_text(text, encoding="utf-8")
    told = fails(tmp_path)
    assert "config.json" in told
    assert why in told


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    """Not UTF-8, or a folder in its place: the file is named."""
    (tmp_path / ".aliyun").mkdir()
    (tmp_path / ".aliyun/config.json").write_bytes(b"\xff\xfe" + SECRET.encode())
    assert "config.json: not UTF-8" in fails(tmp_path)
    (tmp_path / ".aliyun/config.json").unlink()
    (tmp_path / ".aliyun/config.json").mkdir()
    assert "config.json: " in fails(tmp_path)


# ---------------------------------------------------------------- the SDK's file


@pytest.mark.parametrize("name", ["credentials.ini", "credentials"])
def test_the_ini_file_is_read_under_both_names(tmp_path, name):
    """The Python SDK's name and the other SDKs' name are read."""
    ini(tmp_path, INI, name)
    assert fetch(tmp_path) == ("ini-id", SECRET, None)


def test_the_ini_file_may_be_elsewhere(tmp_path):
    """ALIBABA_CLOUD_CREDENTIALS_FILE replaces both names."""
    ini(tmp_path, INI.replace("ini-id", "wrong"))
    (tmp_path / "mine").write_text(INI, encoding="utf-8")
    assert fetch(tmp_path, ALIBABA_CLOUD_CREDENTIALS_FILE=str(tmp_path / "mine"))[0] == "ini-id"


def test_a_hash_inside_a_secret_stays(tmp_path):
    """Only a blank and a # begin a comment, so a secret with # in it is not cut; % is no marker."""
    ini(tmp_path, "[default]\naccess_key_id = i # mine\naccess_key_secret = a#b%c\n")
    assert fetch(tmp_path) == ("i", "a#b%c", None)


@pytest.mark.parametrize("kind", ["ram_role_arn", "oidc_role_arn", "ecs_ram_role", "rsa_key_pair"])
def test_a_type_that_is_not_read_says_so(tmp_path, kind):
    """Roles in the ini file stop the search too."""
    ini(tmp_path, INI.replace("access_key\n", f"{kind}\n", 1))
    assert f"section default: cgw does not read type {kind}" in fails(tmp_path)


@pytest.mark.parametrize(
    "text",
    [f"{SECRET}\n", f"[default]\n{SECRET}\n", f"[default]\na = {SECRET}\na = {SECRET}\n", "[d"],
)
def test_a_broken_ini_file_is_named(tmp_path, text):
    """A malformed ini file names itself and the line, and never what stands there."""
    ini(tmp_path, text)
    told = fails(tmp_path)
    assert "credentials.ini: not an ini file; see line " in told


# ---------------------------------------------------------------- identities that are not read


def test_an_oidc_role_is_not_passed_over(tmp_path):
    """Where the vendor's chain would take an OIDC role, files of another identity are not read."""
    config(tmp_path, profile())
    told = fails(tmp_path, **dict.fromkeys(OIDC, "x"))
    assert "does not read an OIDC role" in told


@pytest.mark.parametrize("name", REMOTE)
def test_keys_from_other_servers_say_so(tmp_path, name):
    """Instance metadata and a credentials address are last in the chain, and are not read."""
    assert f"({name})" in fails(tmp_path, **{name: "x"})
    config(tmp_path, profile())
    assert fetch(tmp_path, **{name: "x"})[0] == "file-id"
