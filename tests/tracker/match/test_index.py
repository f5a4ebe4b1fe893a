import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.match.index import ClaimIndex
from tracker.match.segment import Entry, Segment
from tracker.match.stored import load, save
from tracker.match.terms import terms

CLAIMS = {
    1: "Norlux has acquired Veltra Systems.",
    2: "Norlux had revenue of 1.085 billion euros in fiscal year 2025.",
    3: "Norlux runs 46 data centres.",
    4: "Norlux will train its own models from scratch.",
    5: "Marta Quiring said that training costs are falling.",
    6: "The WHO declared the outbreak over.",
}

claim_texts = st.lists(
    st.lists(
        st.sampled_from(["norlux", "veltra", "the", "has", "acquired", "Ghent", "84.6", "2031", "WHO", "not", "日本"]),
        min_size=1,
    ).map(" ".join),
    min_size=1,
    max_size=12,
)


def index_of(claims: dict[int, str]) -> ClaimIndex:
    return ClaimIndex.build(Entry(number, text) for number, text in claims.items())


@pytest.fixture
def index() -> ClaimIndex:
    return index_of(CLAIMS)


@pytest.mark.parametrize(
    ("passage", "claim"),
    [
        ("The acquisition of Veltra by Norlux closed on Wednesday.", 1),
        ("In 2025 the group's revenues came to 1.085bn euros.", 2),
        ("Norlux opened its 46th data centre, in Milan.", 3),
        ("Quiring expects the cost of training to fall further.", 5),
        ("WHO: the outbreak is over", 6),
    ],
)
def test_a_passage_in_other_words_finds_its_claim_first(index: ClaimIndex, passage: str, claim: int) -> None:
    assert index.candidates(passage)[0][0] == claim


@pytest.mark.parametrize(
    "passage",
    [
        "The weather in Ghent was fine.",
        "Who said that it was over and done with?",
        "Norlux thanked its guests.",
        "",
        "…",
    ],
)
def test_an_unrelated_passage_finds_nothing(index: ClaimIndex, passage: str) -> None:
    assert index.candidates(passage) == []


def test_no_more_than_the_limit_come_back_heaviest_first(index: ClaimIndex) -> None:
    everything = " ".join(CLAIMS.values())
    found = index.candidates(everything)
    assert len(found) == len(CLAIMS)
    assert [weight for _, weight in found] == sorted((weight for _, weight in found), reverse=True)
    assert index.candidates(everything, limit=2) == found[:2]
    assert index.candidates(everything, limit=0) == []


def test_a_lower_floor_lets_more_in(index: ClaimIndex) -> None:
    assert len(index.candidates("Norlux thanked its guests.", floor=0)) == 4


def test_a_claim_added_later_is_found_and_a_removed_one_is_not(index: ClaimIndex) -> None:
    index.put(Entry(7, "Veltra employs 212 people in Ghent."))
    assert index.candidates("In Ghent, 212 people work for Veltra.")[0][0] == 7
    index.remove(7)
    index.remove(7)
    assert 7 not in index
    assert all(claim != 7 for claim, _ in index.candidates("In Ghent, 212 people work for Veltra."))


def test_a_claim_added_again_has_its_new_wording_only(index: ClaimIndex) -> None:
    index.put(Entry(3, "Norlux employs 2,900 people."))
    assert len(index) == len(CLAIMS)
    assert index.candidates("46 data centres") == []
    assert index.candidates("2900 people employed")[0][0] == 3


def test_an_index_grown_claim_by_claim_answers_as_one_built_at_once() -> None:
    grown: ClaimIndex = ClaimIndex()
    assert grown.candidates("Norlux") == []
    for claim, text in CLAIMS.items():
        grown.put(Entry(claim, text))
    grown.put(Entry(99, "A claim that comes and goes."))
    grown.remove(99)
    built = index_of(CLAIMS)
    for text in CLAIMS.values():
        assert grown.candidates(text)[0] == pytest.approx(built.candidates(text)[0])


def test_terms_leave_out_function_words_unless_nothing_else_is_there() -> None:
    assert list(terms("The WHO has said it is in the US, 1,084.6 of them")) == ["who", "us", "1084.6"]
    assert list(terms("It is what it is")) == ["it", "is", "what"]
    assert list(terms("acquired acquisition 2025")) == ["acquir", "acquis", "2025"]


def test_terms_know_names_by_their_capital() -> None:
    assert terms("A jaguar met Jaguar in March, 2025") == {"jaguar": True, "met": False, "march": True, "2025": False}


@given(claim_texts)
def test_a_claims_own_text_finds_it_first(claims: list[str]) -> None:
    index: ClaimIndex = ClaimIndex()
    for number, text in enumerate(claims):
        index.put(Entry(number, text))
    for number, text in enumerate(claims):
        found = dict(index.candidates(text))
        assert found[number] == pytest.approx(max(found.values()))
        assert found[number] == pytest.approx(1, abs=1e-4)
        first = index.candidates(text)[0][0]
        assert set(terms(claims[first])) == set(terms(text))


@given(claim_texts, st.data())
def test_a_removed_claim_is_never_found(claims: list[str], data: st.DataObject) -> None:
    index = index_of(dict(enumerate(claims)))
    gone = data.draw(st.sets(st.integers(0, len(claims) - 1)))
    for number in gone:
        index.remove(number)
    for text in claims:
        assert gone.isdisjoint(claim for claim, _ in index.candidates(text, floor=0))
    assert len(index) == len(claims) - len(gone)


def test_the_title_of_a_page_names_what_its_passage_does_not(index: ClaimIndex) -> None:
    passage = "It opened its 46th data centre, in Milan."
    untitled = dict(index.candidates(passage, floor=0))
    assert dict(index.candidates(passage, title="Norlux", floor=0))[3] > untitled[3]


def test_a_group_sees_its_own_claims_only() -> None:
    index = ClaimIndex.build([Entry(1, CLAIMS[1], group=7), Entry(2, CLAIMS[1], group=8)])
    index.put(Entry(3, CLAIMS[1], group=7))
    assert [claim for claim, _ in index.candidates(CLAIMS[1], group=7)] == [1, 3]
    assert [claim for claim, _ in index.candidates(CLAIMS[1])] == [1, 2, 3]


def test_versions_and_changes_are_known(index: ClaimIndex) -> None:
    assert (index.version_of(3), index.version_of(70), index.changes) == (1, None, 0)
    index.put(Entry(3, "Norlux employs 2,900 people.", version=2))
    index.put(Entry(70, "A claim that comes.", version=4))
    index.remove(1)
    assert (index.version_of(3), index.version_of(70), index.version_of(1)) == (2, 4, None)
    assert index.changes == 4  # two gone from the base, two beside it


def test_a_name_weighs_more_than_a_word_as_rare() -> None:
    index = ClaimIndex.build([Entry(1, "the harbour of Velmar"), Entry(2, "the velvets of Harbin")])
    assert [claim for claim, _ in index.candidates("Velmar velvets", floor=0)] == [1, 2]


@given(claim_texts)
def test_a_segment_read_back_from_files_answers_as_before(tmp_path_factory, claims: list[str]) -> None:
    folder = tmp_path_factory.mktemp("segment")
    segment = Segment.build(Entry(number, text) for number, text in enumerate(claims))
    save(segment, folder, {"read_until": "today"})
    loaded, facts = load(folder)
    assert facts == {"read_until": "today"}
    for text in claims:
        assert ClaimIndex(loaded).candidates(text) == ClaimIndex(segment).candidates(text)
