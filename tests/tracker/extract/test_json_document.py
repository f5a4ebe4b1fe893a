"""Answers of JSON interfaces."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.extract.documents import Unreadable
from tracker.extract.json_document import MAX_PARAGRAPHS, extract_json

URL = "https://api.example/reactors"
REACTORS = {
    "title": "Reactors of the region",
    "reactors": [
        {"name": "Kernhausen", "state": {"is": "open", "since": "2026-03-04"}, "visitors": 1500000, "note": None},
        {"name": "Altdorf", "state": {"is": "closed"}, "tags": ["old", "coal"], "safe": True},
    ],
}


def read(value: object, part: str = "main", selector: str = "") -> list[str]:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return extract_json(body, url=URL, part=part, selector=selector).text.split("\n\n")


def code_of(body: bytes, part: str = "main", selector: str = "") -> str:
    with pytest.raises(Unreadable) as refusal:
        extract_json(body, url=URL, part=part, selector=selector)
    return refusal.value.code


def test_an_object_is_one_paragraph_so_that_its_figures_stay_together():
    assert read(REACTORS, "jsonpath", "$.reactors[*]") == [
        "name: Kernhausen; state is: open; state since: 2026-03-04; visitors: 1500000",
        "name: Altdorf; safe: true; state is: closed; tags: old, coal",
    ]


@pytest.mark.parametrize(
    ("part", "selector", "paragraphs"),
    [
        ("jsonpath", "$.reactors[*].name", ["Kernhausen", "Altdorf"]),
        ("jsonpath", "$.reactors[?@.visitors > 1000].state.is", ["open"]),
        ("jsonpath", "$..since", ["2026-03-04"]),
        ("jmespath", "reactors[].name", ["Kernhausen", "Altdorf"]),
        ("jmespath", "reactors[?visitors].{reactor: name, open: state.is}", ["reactor: Kernhausen; open: open"]),
        ("jmespath", "length(reactors)", ["2"]),
        ("jmespath", "title", ["Reactors of the region"]),
    ],
)
def test_a_selector_picks_values(part, selector, paragraphs):
    assert read(REACTORS, part, selector) == paragraphs


@pytest.mark.parametrize(
    "selector",
    ["join(title, reactors[].name)", "to_string(reactors[0])", "'All reactors are safe.'", '{"All are safe": title}'],
)
def test_no_selector_brings_words_into_a_document(selector):
    with pytest.raises(Unreadable) as refusal:
        read(REACTORS, "jmespath", selector)
    assert refusal.value.code == "selector_empty"


@pytest.mark.parametrize(
    ("part", "selector"),
    [("jsonpath", "$.nothing"), ("jmespath", "nothing"), ("jmespath", "nothing[]"), ("jmespath", "sort(title)")],
)
def test_a_selector_that_matches_nothing_says_so(part, selector):
    assert code_of(json.dumps(REACTORS).encode(), part, selector) == "selector_empty"


def test_its_title_and_language_are_what_it_says():
    found = extract_json(json.dumps({**REACTORS, "language": "de_AT"}).encode(), url=URL)
    assert (found.title, found.language) == ("Reactors of the region", "de-AT")


def test_markup_inside_a_string_is_read_as_a_page():
    post = {
        "id": 7,
        "content": {"rendered": "<p>The reactor <b>reopened</b>.</p><script>x()</script><p>It is open.</p>"},
    }
    assert read(post) == ["id: 7", "The reactor reopened.", "It is open."]


def test_signs_that_look_like_markup_stay():
    assert read(["a < b and b > c"]) == ["a < b and b > c"]


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(["Łódź"], ensure_ascii=False).encode("utf-16"),
        b"\xef\xbb\xbf" + json.dumps(["Łódź"], ensure_ascii=False).encode(),
        json.dumps(["Łódź"]).encode(),
        b'["\xc5\x81\xc3\xb3d\xc5\xba\n"]',
    ],
    ids=["utf-16", "byte-order mark", "escapes", "a raw line break"],
)
def test_its_encoding_is_found_out(body):
    assert read(body) == ["Łódź"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "broken_json"),
        (b"<html></html>", "broken_json"),
        (b'{"a": 1', "broken_json"),
        (b"[" * 1_000_000, "too_deep"),
        (b'"' + b'\\"' * 1_000_000, "broken_json"),
        (b"[" + b"9" * 5_000 + b"]", "broken_json"),
        (b"[null, {}, []]", "empty"),
        (b"[" + b"1," * MAX_PARAGRAPHS + b"1]", "too_long"),
        (b"\x89PNG", "not_text"),
    ],
    ids=["nothing", "a page", "cut off", "deep", "no end", "a giant figure", "empty", "long", "image"],
)
def test_what_cannot_be_read_is_refused_with_its_reason(body, code):
    assert code_of(body) == code


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_any_value_is_read_or_refused_and_no_form_feed_comes_through(value):
    try:
        text = "\n\n".join(read(value))
    except Unreadable as refusal:
        assert refusal.code in ("empty", "not_text")
    else:
        assert "\f" not in text


@given(st.lists(st.from_regex("[a-z]{1,12}", fullmatch=True), min_size=1, max_size=20))
def test_every_word_of_a_list_comes_out_in_order(words):
    assert read(words) == words


def test_figures_are_as_they_are_written():
    body = b'{"a": 71.50, "b": 0.00004, "c": 12345678901234567.891, "e": 1E3, "f": 10000000000000000000001, "g": 1.0}'
    assert read(body) == ["a: 71.50; b: 0.00004; c: 12345678901234567.891; e: 1E3; f: 10000000000000000000001; g: 1.0"]
    assert read(body, "jsonpath", "$[?@ > 71.4 && @ < 72]") == ["71.50"]
    assert read(body, "jmespath", "a") == ["71.50"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Tom &amp; Jerry&#8217;s &hellip;", "Tom & Jerry’s …"),
        ("&quot;Open&quot; since 5&nbsp;May", '"Open" since 5 May'),
        ("https://api.example/?a=1&copy=2", "https://api.example/?a=1&copy=2"),
        ("AT&T", "AT&T"),
    ],
)
def test_a_string_with_entities_is_decoded_though_it_has_no_tag(value, text):
    assert read([value]) == [text]
    assert read({"words": value}) == [f"words: {text}"]


@given(st.permutations(["name", "state", "capacity", "since", "id"]))
def test_the_order_of_members_is_no_change(names):
    value = {name: {other: f"{name} of {other}" for other in names} for name in names}
    assert read([value]) == read([{name: value[name] for name in sorted(names)}])


def test_what_a_selector_names_stays_in_its_order():
    assert read(REACTORS, "jmespath", "reactors[0].{z: name, a: state.is}") == ["z: Kernhausen; a: open"]
