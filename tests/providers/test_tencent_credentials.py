"""Where keys are looked for, in which order, and how what is wrong with them is told."""

from __future__ import annotations

import http.server
import json
import threading
import time
from datetime import UTC, datetime

import pytest
from tencentcloud.common import credential as sdk

from cgw.errors import ConfigError
from cgw_tencent import credentials as module
from cgw_tencent.credentials import TencentCredentials

SECRET = "very-secret"


@pytest.fixture(autouse=True)
def off_cloud(monkeypatch, tmp_path):
    """No file of this machine's, and a metadata address where nobody answers."""
    monkeypatch.setattr(module, "SYSTEM_FILE", tmp_path / "etc-credentials")
    monkeypatch.setattr(sdk.CVMRoleCredential, "_role_endpoint", "http://127.0.0.1:9/roles/")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def fetch(tmp_path, **environ):
    return TencentCredentials(environ, tmp_path, metadata_timeout=1.0).fetch()


def told(keys):
    token = keys.token.get_secret_value() if keys.token else None
    return keys.access_key_id, keys.access_key_secret.get_secret_value(), token


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def ini(tmp_path, text=f"[default]\nsecret_id = ini-id\nsecret_key = {SECRET}%\n"):
    write(tmp_path / ".tencentcloud" / "credentials", text)


def tccli(tmp_path, name="default", **content):
    write(tmp_path / ".tccli" / f"{name}.credential", content)


KEYS = {"TENCENTCLOUD_SECRET_ID": "env-id", "TENCENTCLOUD_SECRET_KEY": SECRET}


# ---------------------------------------------------------------- variables


@pytest.mark.parametrize(
    ("more", "token"),
    [
        ({}, None),
        ({"TENCENTCLOUD_TOKEN": "t1"}, "t1"),
        ({"TENCENTCLOUD_SECURITY_TOKEN": "t2"}, "t2"),
        ({"TENCENTCLOUD_TOKEN": "t1", "TENCENTCLOUD_SECURITY_TOKEN": "t2"}, "t1"),
    ],
)
def test_variables_come_first(tmp_path, more, token):
    """Key and secret from the environment, with either token, tccli's before Terraform's."""
    ini(tmp_path)
    assert told(fetch(tmp_path, **KEYS, **more)) == ("env-id", SECRET, token)


@pytest.mark.parametrize("missing", list(KEYS))
def test_half_a_pair_is_an_error(tmp_path, missing):
    """One of the two variables alone names the other; no other identity is used in its place."""
    ini(tmp_path)
    with pytest.raises(ConfigError, match=missing):
        fetch(tmp_path, **{name: value for name, value in KEYS.items() if name != missing})


# ---------------------------------------------------------------- files


def test_the_ini_file(tmp_path):
    """``[default]`` of the file in the home folder; a per cent sign is nothing special."""
    ini(tmp_path)
    assert told(fetch(tmp_path)) == ("ini-id", f"{SECRET}%", None)


def test_quotes_are_not_part_of_a_key(tmp_path):
    """The SDK's docstring shows quotes around the values; they are taken off."""
    ini(tmp_path, "[default]\nsecret_id=\"a\"\nsecret_key='b'\n")
    assert told(fetch(tmp_path)) == ("a", "b", None)


def test_the_systems_file_comes_second(tmp_path):
    """Without a file in the home folder the machine's own is read."""
    write(tmp_path / "etc-credentials", "[default]\nsecret_id=sys\nsecret_key=x\n")
    assert told(fetch(tmp_path))[0] == "sys"
    ini(tmp_path)
    assert told(fetch(tmp_path))[0] == "ini-id"


def test_a_named_ini_file(tmp_path):
    """TENCENTCLOUD_CREDENTIALS_FILE is read in place of the others, and has to be there."""
    ini(tmp_path)
    write(tmp_path / "own", "[default]\nsecret_id=own\nsecret_key=x\n")
    assert told(fetch(tmp_path, TENCENTCLOUD_CREDENTIALS_FILE=str(tmp_path / "own")))[0] == "own"
    with pytest.raises(ConfigError, match="gone: no such file"):
        fetch(tmp_path, TENCENTCLOUD_CREDENTIALS_FILE=str(tmp_path / "gone"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", r"no section \[default\]"),
        (f"secret_id={SECRET}\n", "line 1"),
        (f"[default]\n{SECRET}\n", "not an ini file"),
        (f"[default]\nsecret_id=a\nsecret_id={SECRET}\n", "line 3"),
        (f"[default]\nsecret_key={SECRET}\n", "no secret_id"),
        (f"[default]\nsecret_id={SECRET}\n", "no secret_key"),
        (f"[other]\nsecret_id={SECRET}\n", r"no section \[default\]"),
    ],
)
def test_a_malformed_ini_file_is_named_without_its_secrets(tmp_path, text, says):
    """The error names file and key or line, and quotes nothing."""
    ini(tmp_path, text)
    with pytest.raises(ConfigError, match=says) as caught:
        fetch(tmp_path)
    assert str(tmp_path / ".tencentcloud" / "credentials") in str(caught.value)
    assert SECRET not in repr(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_tccli_file(tmp_path):
    """Key, secret, token and end of the default profile; a time in seconds."""
    tccli(tmp_path, secretId="cli", secretKey=SECRET, token="t", expiresAt=4102444800)
    found = fetch(tmp_path)
    assert told(found) == ("cli", SECRET, "t")
    assert found.expires_at == datetime(2100, 1, 1, tzinfo=UTC)


def test_the_ini_file_comes_before_tcclis_default(tmp_path):
    """The SDK's own file wins over a tool's default profile."""
    ini(tmp_path)
    tccli(tmp_path, secretId="cli", secretKey="x")
    assert told(fetch(tmp_path))[0] == "ini-id"


@pytest.mark.parametrize("variable", ["TCCLI_PROFILE", "TENCENTCLOUD_PROFILE"])
def test_a_named_profile_comes_before_files_nobody_named(tmp_path, variable):
    """Who names a profile gets it, or an error that names its file."""
    ini(tmp_path)
    tccli(tmp_path, "work", secretId="work", secretKey="x")
    assert told(fetch(tmp_path, **{variable: "work"}))[0] == "work"
    with pytest.raises(ConfigError, match=r"play\.credential: no such file"):
        fetch(tmp_path, **{variable: "play"})


def test_the_folder_of_profiles_can_be_elsewhere(tmp_path):
    """TENCENTCLOUD_SHARED_CREDENTIALS_DIR replaces ~/.tccli."""
    write(tmp_path / "else" / "default.credential", {"secretId": "e", "secretKey": "x"})
    found = fetch(tmp_path, TENCENTCLOUD_SHARED_CREDENTIALS_DIR=str(tmp_path / "else"))
    assert told(found)[0] == "e"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (f'{{"secretId": "{SECRET}', "not JSON, line 1"),
        (json.dumps([SECRET]), "not a JSON object"),
        (json.dumps({"secretId": SECRET}), "secretKey is missing"),
        (json.dumps({"secretKey": SECRET}), "secretId is missing"),
        (json.dumps({"secretId": "a", "secretKey": [SECRET]}), "secretKey is not a text"),
        (json.dumps({"secretId": "a", "secretKey": SECRET, "expiresAt": "soon"}), "expiresAt"),
        (json.dumps({"secretId": "a", "secretKey": SECRET, "expiresAt": 1}), "run tccli"),
        (json.dumps({"type": "sso", "sso": {"x": SECRET}}), "type sso.*credentials="),
        (json.dumps({"type": "oauth", "oauth": {"x": SECRET}}), "type oauth.*credentials="),
        (json.dumps({"type": "cvm-role"}), "type cvm-role.*metadata"),
        (
            json.dumps({"secretId": "a", "secretKey": SECRET, "token": "t", "role-arn": "r"}),
            "role-arn.*temporary",
        ),
    ],
)
def test_a_tccli_file_that_cannot_be_used_is_named_without_its_secrets(tmp_path, content, says):
    """Malformed, ended and interactive profiles say so, with file and key and nothing else."""
    write(tmp_path / ".tccli" / "default.credential", content)
    with pytest.raises(ConfigError, match=says) as caught:
        fetch(tmp_path)
    assert "default.credential" in str(caught.value)
    assert SECRET not in repr(caught.value)


def test_a_file_that_is_not_text(tmp_path):
    """Bytes that are no UTF-8, and a folder in the file's place, name the path."""
    path = tmp_path / ".tencentcloud" / "credentials"
    path.parent.mkdir()
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not UTF-8"):
        fetch(tmp_path)
    path.unlink()
    path.mkdir()
    with pytest.raises(ConfigError, match="directory"):
        fetch(tmp_path)


# ---------------------------------------------------------------- nothing


def test_nothing_found_names_everything_looked_at(tmp_path):
    """The error lists variables, files and services, and says what else can be given."""
    with pytest.raises(ConfigError) as caught:
        fetch(tmp_path)
    for name in (
        "TENCENTCLOUD_SECRET_ID",
        "TENCENTCLOUD_SECRET_KEY",
        str(tmp_path / ".tencentcloud" / "credentials"),
        "etc-credentials",
        str(tmp_path / ".tccli" / "default.credential"),
        "metadata.tencentyun.com",
        "TKE_ROLE_ARN",
        "credentials=",
    ):
        assert name in str(caught.value)


def test_a_metadata_service_that_never_answers_holds_nobody_up(tmp_path, monkeypatch):
    """The SDK waits for ever; fetch gives up after its own seconds."""
    never = threading.Event()
    monkeypatch.setattr(sdk.CVMRoleCredential, "get_credential_info", lambda self: never.wait(30))
    begin = time.monotonic()
    source = TencentCredentials({}, tmp_path, metadata_timeout=0.2)
    with pytest.raises(ConfigError, match="looked at"):
        source.fetch()
    assert time.monotonic() - begin < 5
    never.set()


# ---------------------------------------------------------------- roles


@pytest.fixture
def metadata(monkeypatch):
    """A metadata service on this machine with one role, as the SDK reads it."""
    end = int(time.time()) + 3600
    keys = {
        "Code": "Success",
        "TmpSecretId": "tmp-id",
        "TmpSecretKey": SECRET,
        "Token": "tmp-token",
        "ExpiredTime": end,
    }

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            answers = {"/roles/": b"worker", "/roles/worker": json.dumps(keys).encode()}
            body = answers.get(self.path)
            self.send_response(200 if body else 404)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/roles/"
        monkeypatch.setattr(sdk.CVMRoleCredential, "_role_endpoint", url)
        yield end
        server.shutdown()


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # the SDK leaves its socket open
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_role_of_a_machine(tmp_path, metadata):
    """Temporary keys with their end, by whatever way the role was asked for."""
    expected = ("tmp-id", SECRET, "tmp-token")
    found = fetch(tmp_path)
    assert told(found) == expected
    assert found.expires_at == datetime.fromtimestamp(metadata, UTC)
    assert told(fetch(tmp_path, TENCENTCLOUD_CAM_ROLE_NAME="worker")) == expected
    tccli(tmp_path, type="cvm-role")
    assert told(fetch(tmp_path)) == expected
    with pytest.raises(ConfigError, match="TENCENTCLOUD_CAM_ROLE_NAME"):
        TencentCredentials({"TENCENTCLOUD_CAM_ROLE_NAME": "nobody"}, tmp_path / "x").fetch()


@pytest.fixture
def sts(monkeypatch):
    """Tencent's STS, as far as the SDK's classes ask it; remembers what it was asked."""
    asked = []

    class Sts:
        answer: object = None

        def __init__(self, **given):
            asked.append(given)

        def call_json(self, action, params, **_):
            asked.append((action, params))
            if isinstance(Sts.answer, Exception):
                raise Sts.answer
            names = ("TmpSecretId", "TmpSecretKey", "Token")
            keys = dict(zip(names, ("tmp-id", SECRET, "tmp-token"), strict=True))
            return {"Response": {"Credentials": keys, "ExpiredTime": int(time.time()) + 7200}}

    monkeypatch.setattr(sdk, "CommonClient", Sts)
    return Sts, asked


def test_a_role_to_assume(tmp_path, sts):
    """TENCENTCLOUD_ROLE_ARN and a profile's role-arn give the role's keys, not the caller's."""
    role = {"TENCENTCLOUD_ROLE_ARN": "arn", "TENCENTCLOUD_ROLE_SESSION_NAME": "me"}
    found = fetch(tmp_path, **KEYS, **role)
    assert told(found) == ("tmp-id", SECRET, "tmp-token")
    assert found.expires_at > datetime.now(UTC)
    action, params = sts[1][-1]
    assert (action, params["RoleArn"], params["RoleSessionName"]) == ("AssumeRole", "arn", "me")
    tccli(tmp_path, secretId="cli", secretKey="x", **{"role-arn": "arn2"})
    assert told(fetch(tmp_path))[0] == "tmp-id"
    assert sts[1][-1][1]["RoleArn"] == "arn2"


def test_a_role_needs_lasting_keys(tmp_path, sts):
    """The SDK would drop the token silently; here it is an error."""
    with pytest.raises(ConfigError, match="temporary keys"):
        fetch(tmp_path, **KEYS, TENCENTCLOUD_ROLE_ARN="arn", TENCENTCLOUD_TOKEN="t")
    assert sts[1] == []


def pod(tmp_path):
    write(tmp_path / "token", "web-identity")
    values = ("ap-guangzhou", "idp", str(tmp_path / "token"), "arn")
    return dict(zip(module.TKE, values, strict=True))


def test_the_role_of_a_pod(tmp_path, sts):
    """All four TKE variables and the token's file give the pod's keys."""
    assert told(fetch(tmp_path, **pod(tmp_path))) == ("tmp-id", SECRET, "tmp-token")
    action, params = sts[1][-1]
    assert action == "AssumeRoleWithWebIdentity"
    assert (params["WebIdentityToken"], params["ProviderId"]) == ("web-identity", "idp")


@pytest.mark.parametrize("missing", module.TKE)
def test_an_incomplete_pod_is_told(tmp_path, missing):
    """A variable that is missing among the four is named."""
    environ = pod(tmp_path)
    del environ[missing]
    with pytest.raises(ConfigError, match=f"{missing} is missing"):
        fetch(tmp_path, **environ)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (sdk.TencentCloudSDKException("AuthFailure", "no such role"), "AuthFailure: no such role"),
        (KeyError(SECRET), "KeyError"),
        (OSError(SECRET), "OSError"),
    ],
)
def test_a_failing_sts_is_a_config_error(tmp_path, sts, error, says):
    """The SDK raises anything; out comes one of ours, with nothing that may quote a key."""
    sts[0].answer = error
    with pytest.raises(ConfigError, match=says) as caught:
        fetch(tmp_path, **pod(tmp_path))
    assert SECRET not in repr(caught.value)


def test_nothing_is_read_before_fetch(tmp_path):
    """Making the source does no I/O and shows no secret."""
    source = TencentCredentials(KEYS, tmp_path / "nowhere")
    assert SECRET not in repr(source)
    assert SECRET not in repr(source.fetch())
