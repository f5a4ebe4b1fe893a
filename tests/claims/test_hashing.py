"""The hashes of the history: quick to verify, and the same as they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.audit.hashing import canonical, is_payload, payload_digest, plain

NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_any_payload_has_the_digest_it_was_written_with(value):
    kept = plain(value)
    assert is_payload(payload_digest("salt", kept), salt="salt", payload=kept)


@pytest.mark.parametrize("value", [1e-7, 1e16, 1e22, -0.0, 2**64, 2**200, "\x00\x1f\x7f\u2028", {"é": 1, "z": 2}])
def test_numbers_and_characters_that_others_write_otherwise_are_proven_too(value):
    assert is_payload(payload_digest("salt", value), salt="salt", payload=value)


@pytest.mark.parametrize(("written", "found"), [(1, 2), (1, 1.0), ({"a": 1}, {"a": None}), ("é", "e\u0301"), (True, 1)])
def test_another_payload_has_another_digest(written, found):
    assert not is_payload(payload_digest("salt", written), salt="salt", payload=found)


def test_half_a_character_which_only_an_edit_can_leave_is_another_payload():
    assert not is_payload(payload_digest("salt", "a"), salt="salt", payload="\ud800")


@pytest.mark.parametrize("forged", [2**70, {"a": 2**70}, ["\ud800"]])
def test_a_payload_that_is_hidden_in_the_salt_proves_no_other(forged):
    salt = "salt" + canonical({"status": "unverified"}).decode()
    digest = payload_digest("salt", {"status": "unverified"})
    assert not is_payload(digest, salt=salt, payload=forged)
