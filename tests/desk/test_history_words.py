"""What the entries of a history say in words."""

from typing import Any

import pytest

from claims.models import AuditEntry
from desk.history_words import in_words, payload_in_words
from desk.records.claim_history import rows


def entry(action: str = "recorded", **payload: Any) -> AuditEntry:
    return AuditEntry(action=action, payload=payload)


def test_parts_have_names_and_values_in_words():
    said = payload_in_words(entry(basis="read", rests_on="told", url="https://a.example/", kind="event", settled_by=[]))
    assert said["how it is known"] == "read by the tracker"
    assert said["the decision rests on"] == "what the desk was told"
    assert said["address"] == "https://a.example/"
    assert "settled by" not in said


def test_what_goes_without_saying_is_not_said():
    assert payload_in_words(entry(automatic=False, note="", reason="Seen.")) == {"reason": "Seen."}
    assert "automation" in payload_in_words(entry(automatic=True))["automatic"]


@pytest.mark.parametrize(("value", "words"), [
    (["One.", "Two."], "One. Two."),
    (["a", "b"], "a; b"),
    ("2026-11-08", "8 Nov 2026"),
    ("2026-11-08T14:05:09.123+00:00", "8 Nov 2026, 14:05 UTC"),
    ("2026-13-08", "2026-13-08"),
    ("On 2026-11-08", "On 2026-11-08"),
    ({"rests_on": "x", "empty": None}, "the decision rests on: x"),
    ([True, None, 3], "yes; 3"),
    ({"reasons": ["One.", "Two."], "after": {"version": 2, "speaker": ""}}, "reasons: One. Two.; after: version: 2"),
])  # fmt: skip
def test_values_read_as_sentences_or_lists(value, words):
    assert in_words(value) == words


def test_whose_word_it_is_changes_by_its_name_and_not_by_its_key():
    before = {"attributed_to": "the accounts", "attributed_key": "unattributed"}
    after = {"attributed_to": "The centre", "attributed_key": "organisation:01a2"}
    [row] = rows([entry("voice attributed", before=before, after=after)])
    assert [(change.before, change.after) for change in row.changes] == [("the accounts", "The centre")]


@pytest.mark.parametrize(("name", "value", "words"), [
    ("interval_s", 900, "15 min"), ("spacing_s", 0.5, "0.5 s"), ("spacing_s", 0, "0 s"), ("ceiling_s", 86400.0, "1 d"),
    ("part", "css", "css selector"), ("kind", "html", "page"),
])  # fmt: skip
def test_what_is_watched_and_how_often_is_said_in_words(name, value, words):
    assert list(payload_in_words(entry("watched", **{name: value})).values()) == [words]


def test_a_note_of_the_machine_says_its_reasons_alone():
    [row] = rows([entry("flag raised", **{"from": "unverified", "to": "", "kind": "note", "reasons": ["So."]})])
    assert row.details == {"reasons": "So."}


def test_a_flag_shows_what_it_proposes_once():
    [row] = rows(
        [entry("flag raised", **{"from": "unverified", "to": "verified", "kind": "status", "reasons": ["So."]})]
    )
    assert row.statuses == ("unverified", "verified")
    assert row.details == {"reasons": "So."}
