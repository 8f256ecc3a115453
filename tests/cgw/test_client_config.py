"""What a client's program needs: whole, once, and in no place but the file that was named."""

from __future__ import annotations

import copy
import pickle
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

import cgw
from cgw.models import SslVpnClientConfig

KEY = "-----BEGIN PRIVATE KEY-----\ncanary7f3a\n-----END PRIVATE KEY-----"
LINES = st.lists(
    st.sampled_from(
        ["client", "dev tun", "ca ca.crt", "cert client.crt", "key client.key", "key-direction 1"]
    ),
    max_size=6,
)


def config(text: str = "client\ndev tun\nca ca.crt\ncert a.crt\nkey a.key\n") -> SslVpnClientConfig:
    return SslVpnClientConfig(
        client_id="c",
        config=SecretStr(text),
        ca_certificate=SecretStr("CA PEM"),
        certificate=SecretStr("CERT PEM"),
        key=SecretStr(KEY),
    )


@given(LINES)
def test_each_part_is_inside_once_and_named_no_more(lines: list[str]):
    """Whatever the cloud wrote, each PEM stands in its tags once, no line names a file, and the rest stays."""
    text = config("\n".join(lines)).bundle().get_secret_value()
    for tag, inside in (("ca", "CA PEM"), ("cert", "CERT PEM"), ("key", KEY)):
        assert text.count(f"<{tag}>\n{inside}\n</{tag}>\n") == 1
        assert not any(line.split()[:1] == [tag] for line in text.splitlines())
    kept = [line for line in lines if line.split()[0] not in {"ca", "cert", "key"}]
    assert [line for line in text.splitlines() if line in {*kept}] == kept


def test_what_is_inside_already_stays():
    """A configuration that has its parts inside is not touched, and one without a key gets none."""
    whole = config().bundle().get_secret_value()
    assert config(whole).bundle().get_secret_value() == whole
    bare = SslVpnClientConfig(config=SecretStr("client\n"))
    assert bare.bundle().get_secret_value() == "client\n"


def test_it_is_written_for_one_reader_and_over_nothing(tmp_path: Path):
    """Mode 0600; a file or link that is there is refused and intact, unless it is to be replaced."""
    path = tmp_path / "a.ovpn"
    assert config().save(path) == path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert KEY in path.read_text()
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        config().save(path)
    victim, link = tmp_path / "victim", tmp_path / "link"
    victim.write_text("intact")
    link.symlink_to(victim)
    with pytest.raises(FileExistsError):
        config().save(link)
    config().save(link, overwrite=True)
    assert victim.read_text() == "intact"
    assert config().save(path, overwrite=True).read_text() != "mine"


@given(st.sampled_from(["# put <ca> here", "; see <ca>", "setenv HINT <ca>", 'x "<ca>"']))
def test_a_remark_is_no_certificate(line: str):
    """A tag that does not begin its line keeps no certificate out: OpenVPN would not read it."""
    text = config(f"client\n{line}\nca ca.crt\n").bundle().get_secret_value()
    assert text.count("<ca>\nCA PEM\n</ca>\n") == 1
    assert line in text.splitlines()
    assert "ca ca.crt" not in text


def broken(*_: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_file_that_is_to_be_replaced_stays_until_the_new_one_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
):
    """Whatever fails on the way, the old file is there, and nothing beside it."""
    path = tmp_path / "a.ovpn"
    path.write_text("mine")
    monkeypatch.setattr(step, broken)
    with pytest.raises(OSError, match="No space"):
        config().save(path, overwrite=True)
    assert path.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What was half written is taken away, so that the next attempt finds room."""
    path = tmp_path / "a.ovpn"
    with monkeypatch.context() as full:
        full.setattr("os.fsync", broken)
        with pytest.raises(OSError, match="No space"):
            config().save(path)
    assert list(tmp_path.iterdir()) == []
    assert KEY in config().save(path).read_text()


@pytest.mark.parametrize("overwrite", [False, True])
def test_what_is_no_text_is_refused_without_telling_it(tmp_path: Path, overwrite: bool):
    """A text that no file can hold: ValueError, which carries nothing of it, and no file."""
    with pytest.raises(ValueError, match="not a text") as refused:
        config("client \ud800").save(tmp_path / "a.ovpn", overwrite=overwrite)
    error: BaseException | None = refused.value
    while error is not None:
        assert "canary7f3a" not in repr(error)
        assert "canary7f3a" not in str(getattr(error, "object", ""))
        error = error.__cause__ or error.__context__
    assert list(tmp_path.iterdir()) == []


def test_it_is_told_nowhere_else():
    """Text, repr, JSON and copies hold no key, and it does not pickle."""
    one = config()
    for told in (str(one), repr(one), cgw.to_json(one), repr(copy.deepcopy(one))):
        assert "canary7f3a" not in told
    assert "canary7f3a" in cgw.to_json(one, reveal=True)
    with pytest.raises(TypeError):
        pickle.dumps(one)
