"""Where keys are looked for, and what is said when there are none."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import pytest
from pydantic import SecretStr

from cgw.adapter import Credentials
from cgw.errors import ConfigError
from cgw_huawei import PasswordCredentials
from cgw_huawei.credentials import HuaweiCredentials

SECRET = "s3cr3t-%%-value"
SDK = {"HUAWEICLOUD_SDK_AK": "sdk-ak", "HUAWEICLOUD_SDK_SK": SECRET}
HW = {"HW_ACCESS_KEY": "hw-ak", "HW_SECRET_KEY": SECRET}
PASSWORD = {"HW_USER_NAME": "u", "HW_USER_PASSWORD": SECRET, "HW_DOMAIN_NAME": "d"}


def fetch(home: Path, **environ: str) -> Credentials:
    return HuaweiCredentials(environ, home).fetch()


def told(found: Credentials) -> tuple[str, str, str | None, str | None]:
    token = found.token.get_secret_value() if found.token else None
    return found.access_key_id, found.access_key_secret.get_secret_value(), token, found.project_id


def write(home: Path, text: str) -> Path:
    path = home / ".huaweicloud" / "credentials"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def test_the_sdks_variables(tmp_path):
    """HUAWEICLOUD_SDK_*: key, secret, and token and project if they are there."""
    assert told(fetch(tmp_path, **SDK)) == ("sdk-ak", SECRET, None, None)
    more = {"HUAWEICLOUD_SDK_SECURITY_TOKEN": "t", "HUAWEICLOUD_SDK_PROJECT_ID": "p"}
    assert told(fetch(tmp_path, **SDK, **more)) == ("sdk-ak", SECRET, "t", "p")


@pytest.mark.parametrize("section", ["basic", "basiccredentials"])
def test_the_profile_file(tmp_path, section):
    """The SDK's file, by either of the names its own code looks for; a per cent sign is no syntax."""
    write(
        tmp_path,
        f"[{section}]\nak = file-ak\nsk = {SECRET}\nsecurity_token = t\nproject_id = p\n",
    )
    assert told(fetch(tmp_path)) == ("file-ak", SECRET, "t", "p")


def test_the_file_may_stand_elsewhere(tmp_path):
    """HUAWEICLOUD_SDK_CREDENTIALS_FILE names it; if it is not there, that is said."""
    path = tmp_path / "mine"
    with pytest.raises(ConfigError, match="HUAWEICLOUD_SDK_CREDENTIALS_FILE"):
        fetch(tmp_path, HUAWEICLOUD_SDK_CREDENTIALS_FILE=str(path))
    path.write_text(f"[basic]\nak=a\nsk={SECRET}\n")
    found = fetch(tmp_path, HUAWEICLOUD_SDK_CREDENTIALS_FILE=str(path))
    assert told(found) == ("a", SECRET, None, None)


def test_terraforms_variables(tmp_path):
    """HW_*: the token first, then the key, then the password, as terraform does."""
    more = {"HW_SECURITY_TOKEN": "t", "HW_PROJECT_ID": "p"}
    assert told(fetch(tmp_path, **HW, **more)) == ("hw-ak", SECRET, "t", "p")
    assert told(fetch(tmp_path, **HW, **PASSWORD, HW_AUTH_TOKEN="tok")) == ("", "", "tok", None)
    assert fetch(tmp_path, **HW, **PASSWORD).access_key_id == "hw-ak"


def test_a_password_is_kept_for_the_login(tmp_path):
    """HW_USER_NAME, HW_USER_PASSWORD and HW_DOMAIN_NAME make PasswordCredentials."""
    found = fetch(tmp_path, **PASSWORD, HW_PROJECT_NAME="cn-north-4_sub")
    assert isinstance(found, PasswordCredentials)
    assert (found.user, found.domain, found.project) == ("u", "d", "cn-north-4_sub")
    assert found.password.get_secret_value() == SECRET


def test_the_order(tmp_path):
    """SDK variables before the SDK's file before terraform's variables."""
    write(tmp_path, f"[basic]\nak = file-ak\nsk = {SECRET}\n")
    assert fetch(tmp_path, **SDK, **HW).access_key_id == "sdk-ak"
    assert fetch(tmp_path, **HW).access_key_id == "file-ak"


def test_nothing_found_names_everything(tmp_path):
    """The error names each variable and the file that was looked for."""
    with pytest.raises(ConfigError) as caught:
        fetch(tmp_path)
    text = str(caught.value)
    for name in (*SDK, *HW, *PASSWORD, "HW_AUTH_TOKEN", "HUAWEICLOUD_SDK_CREDENTIALS_FILE"):
        assert name in text, name
    assert str(tmp_path / ".huaweicloud" / "credentials") in text


@pytest.mark.parametrize(
    "name",
    [
        "HUAWEICLOUD_OIDC_PROVIDER_URN",
        "HUAWEICLOUD_SDK_IDP_ID",
        "HC_CONTAINER_CREDENTIALS_FULL_URI",
        "HW_SHARED_CONFIG_FILE",
        "HW_ASSUME_ROLE_AGENCY_NAME",
    ],
)
def test_what_is_not_read_is_said(tmp_path, name):
    """A way in that cgw does not take is named, with the way around it."""
    with pytest.raises(ConfigError) as caught:
        fetch(tmp_path, **{name: "x"})
    assert name in str(caught.value).partition("looked at")[2]
    assert "credentials=" in str(caught.value)


def test_koocli_is_not_read_and_said(tmp_path):
    """KooCLI's file is named if it is there."""
    (tmp_path / ".hcloud").mkdir()
    (tmp_path / ".hcloud" / "config.json").write_text("{}")
    with pytest.raises(ConfigError, match="KooCLI"):
        fetch(tmp_path)


@pytest.mark.parametrize(
    ("environ", "missing"),
    [
        ({"HUAWEICLOUD_SDK_AK": "a"}, "HUAWEICLOUD_SDK_SK"),
        ({"HUAWEICLOUD_SDK_SK": SECRET}, "HUAWEICLOUD_SDK_AK"),
        ({"HW_ACCESS_KEY": "a"}, "HW_SECRET_KEY"),
        ({"HW_USER_PASSWORD": SECRET, "HW_DOMAIN_NAME": "d"}, "HW_USER_NAME"),
        ({"HW_USER_PASSWORD": SECRET, "HW_USER_NAME": "u"}, "HW_DOMAIN_NAME"),
    ],
)
def test_half_of_a_pair_is_an_error(tmp_path, environ, missing):
    """Half of what is needed is a mistake, not a reason to look on; the missing half is named."""
    with pytest.raises(ConfigError, match=f"{missing} is missing") as caught:
        fetch(tmp_path, **environ)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"sk = {SECRET}\n", "line 1"),
        (f"[basic]\nak = a\n  garbage {SECRET}\n= {SECRET}\n", "not an INI file"),
        (f"[basic]\nsk = {SECRET}\nsk = {SECRET}\n", "not an INI file"),
        (f"[basic]\nsk = {SECRET}\n", "ak is missing"),
        ("[basic]\nak = a\n", "sk is missing"),
        ("[basic]\nproject_id = p\n", "ak is missing"),
        ("[basic]\nidp_id = i\nid_token_file = f\n", "idp_id"),
    ],
)
def test_a_malformed_file_is_named(tmp_path, text, said):
    """The error names the file and the place, and quotes no line of it."""
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        fetch(tmp_path)
    assert str(path) in str(caught.value)
    assert said in str(caught.value)
    assert SECRET not in repr(caught.value)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_a_file_that_is_no_text(tmp_path):
    """Bytes that are not UTF-8, and a folder in the file's place, are ConfigErrors."""
    path = write(tmp_path, "")
    path.write_bytes(b"[basic]\nak=\xff\n")
    with pytest.raises(ConfigError, match="not UTF-8") as caught:
        fetch(tmp_path)
    assert caught.value.__context__ is None  # such an error holds the whole file
    path.unlink()
    path.mkdir()
    with pytest.raises(ConfigError, match="credentials: "):
        fetch(tmp_path)


def test_an_empty_file_is_no_file(tmp_path):
    """A file without one of the sections says nothing: the next place is looked at."""
    write(tmp_path, "[global]\nak=a\nsk=b\n")
    assert fetch(tmp_path, **HW).access_key_id == "hw-ak"


def test_a_password_is_not_shown():
    """A password is in no repr, no str, no pickle, and a copy is the thing itself."""
    found = PasswordCredentials("u", SecretStr(SECRET), "d")
    assert SECRET not in repr(found) + str(found)
    assert "u" in repr(found)
    assert copy.deepcopy(found) is found
    with pytest.raises(TypeError):
        pickle.dumps(found)


def test_replace_keeps_the_password():
    """A copy with a project is still a way to log in."""
    found = PasswordCredentials("u", SECRET, "d", "sub").replace(project_id="p")
    assert isinstance(found, PasswordCredentials)
    assert (found.user, found.domain, found.project, found.project_id) == ("u", "d", "sub", "p")
    assert found.password.get_secret_value() == SECRET
