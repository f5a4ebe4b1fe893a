"""Texts cut to the room there is."""

import unicodedata
from pathlib import Path

import pytest
import regex
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from claims.presentation.shortening import MORE, shortened

HOUSES = ("claims", "desk", "public", "tracker")
ACUTE = "\u0301"
FAMILY = "👨\u200d👩\u200d👧"
NARROW = "\u202f"


@pytest.mark.parametrize(("text", "most", "wanted"), [
    ("A tower was built.", 18, "A tower was built."),
    ("  A tower was built. ", 18, "A tower was built."),
    ("A tower was built in Lille.", 18, "A tower was …"),
    ("A tower was built in Lille.", 19, "A tower was built …"),
    ("A tower was\nbuilt in Lille.", 14, "A tower was …"),
    ("", 10, ""),
], ids=repr)  # fmt: skip
def test_a_text_ends_where_a_word_ends(text, most, wanted):
    assert shortened(text, most) == wanted


@pytest.mark.parametrize(("text", "most", "wanted"), [
    ("https://news.example/2026/11/28/a-very-long-address", 30, "https://news.example/2026/11/…"),
    ("See https://news.example/2026/11/28/a-very-long-address", 30, "See …"),
    ("Donaudampfschifffahrtsgesellschaft", 10, "Donaudamp…"),
])  # fmt: skip
def test_only_a_word_that_is_too_long_alone_is_cut(text, most, wanted):
    assert shortened(text, most) == wanted


@pytest.mark.parametrize(("text", "most", "wanted"), [
    ("会社は新しい塔を建てた。", 8, "会社は新しい塔…"),
    ("会社はサーバーを売った。", 6, "会社は…"),
    ("会社は三百万人を雇った。", 6, "会社は…"),
    ("OVHは新しい塔を建てた。", 6, "OVHは新…"),
    ("公司说，我们建了塔。", 6, "公司说，我…"),
], ids=repr)  # fmt: skip
def test_a_script_without_blanks_is_cut_between_its_signs_and_within_no_number(text, most, wanted):
    assert shortened(text, most) == wanted


@pytest.mark.parametrize(("text", "most", "wanted"), [
    ("בית המשפט קבע כי המגדל נבנה", 14, "בית המשפט …"),
    ("قالت الشركة إن البرج بُني", 14, "قالت الشركة …"),
])  # fmt: skip
def test_a_text_from_right_to_left_ends_where_its_word_ends(text, most, wanted):
    assert shortened(text, most) == wanted


@pytest.mark.parametrize(("text", "most", "wanted"), [
    (f"e{ACUTE}" * 9, 8, f"e{ACUTE}" * 3 + MORE),
    (FAMILY * 4, 12, FAMILY * 2 + MORE),
    ("นี้" * 6, 8, "นี้นี้" + MORE),
    ("e" + ACUTE * 20, 8, MORE),
    (f"About 25{NARROW}000 people", 12, "About …"),
    ("It costs 150 to 200 million euros.", 21, "It costs 150 to …"),
    ("It costs 200 million euros.", 16, "It costs …"),
    ("2026 2027 2028", 11, "2026 2027 …"),
])  # fmt: skip
def test_no_character_and_no_figure_is_split(text, most, wanted):
    assert shortened(text, most) == wanted


@given(st.text(max_size=200), st.integers(4, 120))
def test_what_is_shown_begins_the_text_and_splits_no_character(text, most):
    shown, whole = shortened(text, most), text.strip()
    assert len(shown) <= most
    if shown != whole:
        kept = shown.removesuffix(MORE).removesuffix(" ") if whole[: len(shown) - 1] != shown[:-1] else shown[:-1]
        assert whole.startswith(kept)
        assert kept == "".join(regex.findall(r"\X", whole)[: len(regex.findall(r"\X", kept))])


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1, max_size=30), st.integers(12, 80))
def test_every_word_shown_is_a_word_of_the_text(words, most):
    shown = shortened(" ".join(words), most).removesuffix(f" {MORE}").split()
    assert shown == words[: len(shown)]


def test_a_template_shortens_what_has_words_and_escapes_it():
    template = Template("{% load texts %}{{ text|shortened:12 }}")
    assert template.render(Context({"text": "<b>A</b> tower was built"})) == "&lt;b&gt;A&lt;/b&gt; …"


def test_no_template_cuts_by_characters_alone():
    root = Path(__file__).parents[3]
    templates = [path for house in HOUSES for path in root.glob(f"{house}/templates/**/*.html")]
    assert len(templates) > 100
    assert [path.name for path in templates if "truncatechars" in path.read_text()] == []


def test_a_composed_and_a_decomposed_text_are_cut_at_the_same_word():
    text = "Déjà vu à Besançon"
    assert shortened(unicodedata.normalize("NFD", text), 14).startswith(unicodedata.normalize("NFD", "Déjà vu"))
    assert shortened(text, 12) == "Déjà vu à …"
