import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tracker.extract.anchors import CONTEXT_CHARS, SAME_SENTENCE, PageText, Selector, locate, make_selector

QUOTE = "The reactor at Kernhausen, closed since 2019, has reopened with 1.5 million visitors."
TEXT = (
    "Officials met on Monday. Bread was cheap.\n\n"
    "Alice lives in the town. " + QUOTE + " Everyone cheered.\n\n"
    "It rained in the hills all night. Bob said “nothing new”."
)


def selector_of(quote: str, text: str = TEXT) -> Selector:
    start = text.index(quote)
    return make_selector(text, start, start + len(quote))


def test_a_selector_holds_the_words_and_what_is_around_them():
    selector = selector_of(QUOTE)
    assert selector.exact == QUOTE
    assert selector.prefix == TEXT[: TEXT.index(QUOTE)][-CONTEXT_CHARS:]
    assert selector.suffix.startswith(" Everyone cheered.\n\nIt rained")


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 3), (7, 9), (-2, 4), (0, 10_000)])
def test_a_quote_needs_words(start, end):
    with pytest.raises(ValueError, match="visible character"):
        make_selector("One two\n three", start, end)


def test_an_untouched_quote_is_standing_with_its_place():
    found = locate(selector_of(QUOTE), TEXT)
    assert (found.state, found.similarity) == ("standing", 1.0)
    assert found.wording == TEXT[found.start : found.end] == QUOTE


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace(" ", "  ").replace("\n\n", "\n\n\n"),
        TEXT.replace("“", '"').replace("”", '"'),
        TEXT.replace("Bread was cheap.", "Bread was dear."),
        TEXT.replace("Everyone cheered.", "Some people cheered."),
        "A new first paragraph.\n\n" + TEXT + "\n\nA new last paragraph.",
    ],
)
def test_a_quote_stands_through_changes_elsewhere(text):
    assert locate(selector_of(QUOTE), text).state == "standing"


def test_a_quote_in_another_place_has_moved():
    text = "It snowed a lot.\n\n" + QUOTE + " Nobody came to see.\n\n" + TEXT.replace(QUOTE + " ", "")
    found = locate(selector_of(QUOTE), text)
    assert found.state == "moved"
    assert found.start == text.index(QUOTE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("has reopened", "has not reopened"),
        ("1.5 million", "2.5 million"),
        ("1.5 million", "11.5 million"),
        ("since 2019", "since 2018"),
        ("The reactor", "It is not true that the reactor"),
        ("The reactor", "Bob denies: The reactor"),
        ("visitors.", "visitors, Bob claims."),
        ("has reopened with", "will reopen with"),
    ],
)
def test_any_other_word_in_the_sentence_is_an_alteration(old, new):
    text = TEXT.replace(old, new)
    found = locate(selector_of(QUOTE), text)
    assert found.state == "altered"
    assert new in text[found.start : found.end] == found.wording
    assert found.similarity >= 0.5


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("has reopened with 1.5 million", "The reactor at", "It is false that the reactor at"),
        ("reactor at Kernhausen", "has reopened", "has never reopened"),
        ("5 million visitors", "1.5 million", "2.5 million"),
        ("closed since 20", "2019", "2018"),
        ("1.5 million", "1.5 million", "1.5 millionths"),
        ("reopened with 1", "1.5", "1.7"),
    ],
)
def test_a_part_of_a_sentence_is_altered_with_its_sentence(part, old, new):
    assert locate(selector_of(part), TEXT).state == "standing"
    assert locate(selector_of(part), TEXT.replace(old, new)).state != "standing"


@pytest.mark.parametrize("text", ["It is untrue: The reactor reopened.", "The reactor reopened, says Bob."])
def test_a_page_of_one_sentence_is_compared_as_a_sentence(text):
    whole = "The reactor reopened."
    selector = make_selector(whole, 0, len(whole))
    assert locate(selector, text).state == "altered"
    assert locate(selector, "News.\n\n" + whole + " More news.").state == "standing"


def test_a_removed_quote_is_gone():
    found = locate(selector_of(QUOTE), TEXT.replace(QUOTE, ""))
    assert (found.state, found.wording) == ("gone", "")
    assert found.similarity < 0.5
    assert locate(selector_of(QUOTE), "").state == "gone"


def test_the_threshold_decides_how_alike_a_sentence_must_be():
    text = TEXT.replace(QUOTE, "The reactor at Kernhausen has been opened for visitors by the mayor.")
    assert locate(selector_of(QUOTE), text, threshold=0.9).state == "gone"
    assert locate(selector_of(QUOTE), text, threshold=0.3).state == "altered"


def test_of_several_places_the_one_with_its_context_counts():
    text = f"{QUOTE}\n\n{TEXT}\n\n{QUOTE}"
    assert locate(selector_of(QUOTE), text).start == text.index("the town. The reactor") + len("the town. ")


def test_two_quoted_sentences_of_which_one_fell_are_altered():
    selector = selector_of(QUOTE + " Everyone cheered.")
    assert locate(selector, TEXT.replace(" Everyone cheered.", "")).state == "altered"


def test_a_quote_without_context_is_found_by_its_words():
    assert locate(Selector("has reopened"), TEXT).state == "standing"
    with pytest.raises(ValueError, match="visible character"):
        locate(Selector("  "), TEXT)


word = st.sampled_from(["the", "no", "1.5", "5", "Bob", "said.", "ended!", "why?", "“so”", "(b)", "U.S.", "2019,", "é"])
paragraph = st.lists(word, min_size=1, max_size=25).map(" ".join)
text_of_paragraphs = st.lists(paragraph, min_size=1, max_size=5).map("\n\n".join)


@st.composite
def quoted(draw, texts=text_of_paragraphs):
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    assume(text[start:end].strip())
    return text, make_selector(text, start, end)


def test_a_backtick_is_an_apostrophe_whatever_stands_beside_it():
    assert locate(Selector("the `new` plan", "", " – café"), "the `new` plan – café").state == "standing"


@given(quoted() | quoted(st.text(min_size=1, max_size=80)))
def test_any_quote_of_a_text_stands_in_that_text(case):
    text, selector = case
    found = locate(selector, text)
    assert found.state == "standing"
    assert found.wording == selector.exact


@given(quoted(), paragraph, paragraph)
def test_new_paragraphs_around_do_not_alter_a_quote(case, before, after):
    text, selector = case
    assert locate(selector, f"{before}\n\n{text}\n\n{after}").state in ("standing", "moved")


@given(
    st.lists(st.text("abcdefghij", min_size=3, max_size=8), min_size=4, max_size=12).map(" ".join), text_of_paragraphs
)
def test_a_sentence_that_was_taken_out_is_gone(sentence, rest):
    text = f"{sentence}.\n\n{rest}"
    selector = make_selector(text, 0, len(sentence) + 1)
    assert locate(selector, rest).state == "gone"


# A vocabulary in three parts that share nothing, so that a test says exactly how many words two sentences share.
plain = st.text("abcdefg", min_size=2, max_size=7)
strange = st.text("hijklmn", min_size=2, max_size=7)
foreign = st.text("opqrstu", min_size=2, max_size=7)


def sentence_of(words: list[str]) -> str:
    return f"{' '.join(words).capitalize()}."


def sentences_of(word) -> st.SearchStrategy[str]:
    return st.lists(word, min_size=4, max_size=14).map(sentence_of)


@st.composite
def reworded(draw, word=plain, *, unique=False):
    """(a quoted sentence, the same with some words replaced by others, the share of words kept with the full stop)."""
    words = draw(st.lists(word, min_size=4, max_size=14, unique=unique))
    replaced = draw(st.sets(st.integers(0, len(words) - 1), min_size=1))
    new = [draw(strange) if at in replaced else kept for at, kept in enumerate(words)]
    return sentence_of(words), sentence_of(new), (len(words) + 1 - len(replaced)) / (len(words) + 1)


@given(sentences_of(plain), st.lists(sentences_of(foreign), max_size=8), st.data())
def test_a_quote_put_anywhere_in_a_text_stands_or_has_moved(quote, rest, data):
    selector = make_selector(f"Before it. {quote} After it.", 11, 11 + len(quote))
    at = data.draw(st.integers(0, len(rest)))
    gap = data.draw(st.sampled_from([" ", "\n\n"]))
    text = gap.join([*rest[:at], quote, *rest[at:]])
    found = locate(selector, text)
    assert found.state in ("standing", "moved")
    assert found.wording == quote == text[found.start : found.end]


@given(reworded(unique=True), st.lists(sentences_of(foreign), max_size=8), st.data())
def test_a_reworded_quote_is_altered_up_to_the_limit_and_gone_beyond(case, rest, data):
    quote, new, kept = case
    at = data.draw(st.integers(0, len(rest)))
    text = "\n\n".join([*rest[:at], new, *rest[at:]])
    found = locate(make_selector(quote, 0, len(quote)), text)
    assert (found.state, found.wording) == (("altered", new) if kept >= SAME_SENTENCE else ("gone", ""))


# Three words in a row stand first in the quote and fifth in the other, and then only the full stop is left to match.
REPEATED = ("Aa aa aa aa aa aa aa aa.", "Hh aa aa hh aa aa aa hh.", 6 / 9)


@given(reworded() | reworded(st.sampled_from(["aa", "bb"])))
@example(REPEATED)
def test_a_reworded_quote_that_repeats_a_word_counts_for_no_more_than_was_kept(case):
    quote, new, kept = case
    found = locate(make_selector(quote, 0, len(quote)), new)
    assert found.similarity <= kept or found.similarity == pytest.approx(kept)
    assert found.state == ("altered" if found.similarity >= SAME_SENTENCE else "gone")


def test_words_in_common_are_counted_by_their_longest_runs():
    quote, new, _ = REPEATED
    found = locate(make_selector(quote, 0, len(quote)), new)
    assert (found.state, found.similarity) == ("gone", 4 / 9)


@given(sentences_of(plain), st.lists(sentences_of(foreign), min_size=1, max_size=8))
def test_a_sentence_about_something_else_is_never_taken_for_the_quote(quote, rest):
    found = locate(make_selector(quote, 0, len(quote)), " ".join(rest))
    assert found.state == "gone"
    assert found.similarity < SAME_SENTENCE


@given(st.lists(quoted(), min_size=1, max_size=4), text_of_paragraphs)
def test_a_page_asked_many_times_answers_as_if_asked_once(cases, text):
    page = PageText(text)
    assert [page.locate(selector) for _, selector in cases] == [locate(selector, text) for _, selector in cases]
