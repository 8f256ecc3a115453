"""Values, specs, nouns: canonical forms, refusals, and silence about secrets."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from cgw.models import (
    MASK,
    Answer,
    CustomerGateway,
    CustomerGatewayPatch,
    CustomerGatewaySpec,
    Options,
    Origin,
    State,
    has_secret,
    masked,
    to_dict,
    to_json,
)

CANARY = "Canary0bird7sings"
texts = st.text(st.characters(exclude_categories=("Cs",)))


class KeyOptions(Options):
    """Somebody's options with a secret."""

    key: SecretStr | None = None
    group: str | None = None


def gateway(**more: Any) -> CustomerGateway:
    values = {"id": "cgw-1", "provider": "acme", "region": "moon-1", "address": "203.0.113.7"}
    return CustomerGateway(**{**values, **more})


# ---------------------------------------------------------------- specs


def test_a_spec_refuses_an_unknown_name() -> None:
    """A misspelt field is an error and not a silent default."""
    with pytest.raises(ValidationError, match="adress"):
        CustomerGatewaySpec(name="a", adress="203.0.113.7")  # type: ignore[call-arg]


def test_a_spec_is_frozen() -> None:
    """What was asked for stays what was asked for."""
    spec = CustomerGatewaySpec(name="a", address="203.0.113.7")
    with pytest.raises(ValidationError):
        spec.name = "b"  # type: ignore[misc]


@pytest.mark.parametrize("deep", [True, False])
def test_a_changed_copy_leaves_the_first_alone(deep: bool) -> None:
    """``model_copy`` makes another one; a frozen spec that changes would be nobody's."""
    spec = CustomerGatewaySpec(name="a", address="203.0.113.7")
    other = spec.model_copy(update={"name": "b"}, deep=deep)
    assert (spec.name, other.name) == ("a", "b")


def test_a_patch_knows_what_was_given() -> None:
    """What is None or not given stays as it is; an empty text is a change like any other."""
    assert CustomerGatewayPatch().given() == {}
    assert CustomerGatewayPatch(name="a").given() == {"name": "a"}
    assert CustomerGatewayPatch(description=None).given() == {}
    assert CustomerGatewayPatch(description="").given() == {"description": ""}


def test_an_error_tells_the_value_that_is_wrong() -> None:
    """The person who wrote it sees field and value."""
    with pytest.raises(ValidationError) as caught:
        CustomerGatewaySpec(name="a", address="58.211.1.300")
    assert "address" in str(caught.value)
    assert "58.211.1.300" in str(caught.value)


@pytest.mark.parametrize(
    "make",
    [
        lambda: KeyOptions(key=[CANARY]),  # type: ignore[arg-type]
        lambda: KeyOptions(key=CANARY, nope=CANARY),  # type: ignore[arg-type, call-arg]
        lambda: KeyOptions.model_validate({"key": {"x": CANARY}}),
        lambda: KeyOptions.model_validate({"kye": CANARY}),
        lambda: KeyOptions.model_validate([CANARY]),
        lambda: CustomerGatewaySpec(
            name="a",
            address="203.0.113.7",
            options={"key": CANARY},  # type: ignore[arg-type]
        ),
    ],
)
def test_a_validation_error_never_shows_a_secret(make: Any) -> None:
    """Neither in its text nor in its details, its JSON, its arguments or its causes."""
    with pytest.raises(ValidationError) as caught:
        make()
    error = caught.value
    shown = f"{error} {error!r} {error.errors()} {error.json()} {error.args}"
    assert CANARY not in shown
    chain: BaseException | None = error
    while chain is not None:
        assert CANARY not in f"{chain} {chain!r} {chain.args}", type(chain)
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)


# ---------------------------------------------------------------- secrets


SECRETIVE: list[Any] = [
    KeyOptions(key=SecretStr(CANARY)),
    CustomerGatewaySpec(name="a", address="203.0.113.7", options=KeyOptions(key=SecretStr(CANARY))),
    gateway(bgp_key=SecretStr(CANARY)),
]


@pytest.mark.parametrize("thing", SECRETIVE, ids=lambda t: type(t).__name__)
def test_a_secret_stays_inside(thing: Any) -> None:
    """No repr, text, dump or JSON shows it; only ``reveal=True`` does."""
    shown = f"{thing!r} {thing} {to_dict(thing)} {to_json(thing)}"
    if hasattr(thing, "model_dump"):
        shown += f"{thing.model_dump()} {thing.model_dump_json()}"
    assert CANARY not in shown
    assert MASK in to_json(thing)
    assert CANARY in to_json(thing, reveal=True)
    assert has_secret(thing)


@pytest.mark.parametrize("thing", SECRETIVE, ids=lambda t: type(t).__name__)
def test_what_holds_a_secret_does_not_pickle_and_copies_to_itself(thing: Any) -> None:
    """A pickle is a file that shows everything; a copy is one place more to leak from."""
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="secret"):
            pickle.dumps(thing, protocol)
    assert copy.deepcopy(thing) is thing
    assert CANARY not in repr(copy.copy(thing))
    assert copy.copy(thing) == thing


def test_what_holds_none_pickles() -> None:
    """Nouns and specs without a secret cross a process border unchanged, extras included."""
    spec = CustomerGatewaySpec(
        name="a", address="203.0.113.7", tags={"k": "v"}, options=KeyOptions()
    )
    assert pickle.loads(pickle.dumps(spec)) == spec
    answer = Answer(b'{"Id": "cgw-1", "New": {"Psk": "x"}}', frozenset({"psk"}))
    noun = gateway(origin=Origin(answer, (), {"Id": None}))
    back = pickle.loads(pickle.dumps(noun))
    assert back == noun
    assert back.extras == noun.extras == {"New": {"Psk": MASK}}


def test_an_empty_secret_is_none() -> None:
    """Clouds return an empty key where there is none; that hides nothing."""
    assert not has_secret(SecretStr(""))
    assert to_dict(SecretStr("")) == ""


@given(
    st.recursive(
        texts,
        lambda t: st.lists(t) | st.dictionaries(st.sampled_from(["Psk", "psk", "PSK", "x"]), t),
        max_leaves=15,
    )
)
def test_a_masked_copy_shows_no_secret(value: Any) -> None:
    """Every value under a secret name is masked at any depth, and nothing else is changed."""

    def check(before: Any, after: Any) -> None:
        if isinstance(before, dict):
            assert before.keys() == after.keys()
            for key, item in before.items():
                if key.lower() == "psk" and item:
                    assert after[key] == MASK
                else:
                    check(item, after[key])
        elif isinstance(before, list):
            assert len(before) == len(after)
            for a, b in zip(before, after, strict=True):
                check(a, b)
        else:
            assert after == before

    check(value, masked(value, frozenset({"psk"})))


# ---------------------------------------------------------------- telling


def test_a_noun_tells_everything_as_plain_data() -> None:
    """Every field and the extras; times end in Z; enums are words; the JSON is JSON."""
    noun = gateway(
        state=State.AVAILABLE,
        created_at=datetime(2026, 1, 2, 11, 4, 5, tzinfo=timezone(timedelta(hours=8))),
        tags={"k": "v"},
        origin=Origin(Answer(b'{"A": 1, "B": 2}'), (), {"A": None}),
    )
    told = to_dict(noun)
    names = set(CustomerGateway.__dataclass_fields__) - {"origin"}
    assert set(told) == names | {"extras"}
    assert told["created_at"] == "2026-01-02T03:04:05Z"
    assert told["state"] == "available"
    assert told["extras"] == {"B": 2}
    assert json.loads(to_json(noun)) == told


def test_where_a_noun_came_from_is_no_part_of_what_it_is() -> None:
    """Two readings of the same are equal, whatever page they stood on."""
    one = gateway(origin=Origin(Answer(b'{"A": 1}'), (), {}))
    assert one == gateway()
    assert "origin" not in repr(one)


def test_extras_of_nowhere_are_empty() -> None:
    """A path that is not there, or not an object, gives no extras and no crash."""
    for path in ((), (0,), ("a", 0), ("b",)):
        assert isinstance(gateway(origin=Origin(Answer(b'{"b": 3}'), path, {})).extras, dict)


def test_states_that_cannot_change_are_terminal() -> None:
    """Waiting ends at deleted and failed, and nowhere else."""
    assert {state for state in State if state.is_terminal} == {State.DELETED, State.FAILED}
