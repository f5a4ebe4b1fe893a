"""The built-in judge: what it is shown, what it answers, what the rules do not let it say."""

import hashlib
import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.assess.encoding import BERT, CLAIM_LENGTH, LENGTH, encode
from tracker.assess.learned import MODEL, WINDOW_CHARACTERS, LearnedJudge, stacked, windows_of
from tracker.assess.reading import sentences
from tracker.assess.signals import SIGNALS
from tracker.assess.types import STANCES, ClaimText, PassageText

JUDGE = LearnedJudge()
ids = st.lists(st.integers(1000, 30000), max_size=300)


def answer(claim: str, passage: str, kind: str = "event"):
    [found] = JUDGE.assess([(ClaimText(claim, kind), PassageText(passage))])
    return found


def test_to_judge_no_network_client_is_loaded():
    """`tokenizers` brings some along to download models with; ours is read from its file."""
    code = (
        "import sys; from tracker.assess.learned import LearnedJudge; LearnedJudge(); "
        "print(*{'huggingface_hub', 'hf_xet', 'httpx2', 'urllib3', 'requests'} & set(sys.modules))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (loaded.stdout, loaded.stderr) == ("\n", "")


def test_the_settings_belong_to_the_model_that_is_shipped():
    content = (MODEL / "model.onnx").read_bytes()
    assert hashlib.sha256(content).hexdigest() == JUDGE.settings["model_sha256"]
    assert len(content) <= 25_000_000
    assert JUDGE.settings["labels"] == list(STANCES)
    assert JUDGE.settings["signals"] == list(SIGNALS)
    assert np.array(JUDGE.settings["stacker"]["weights"]).shape == (3, 1 + 3 + len(SIGNALS))


@given(signals=st.lists(st.integers(0, 19), max_size=6), claim=ids, passage=ids, title=ids)
def test_a_pair_never_grows_beyond_what_the_model_reads(signals, claim, passage, title):
    found = encode(signals, claim, passage, title)
    assert len(found.ids) <= LENGTH
    assert found.ids[found.split - 1] == BERT.last
    assert found.ids[-1] == BERT.last
    assert found.ids[1 + len(signals) : found.split - 1] == tuple(claim[:CLAIM_LENGTH])


@given(st.lists(st.sampled_from(["A house stands. ", "It rained in May. ", "word " * 150]), max_size=12).map("".join))
def test_the_windows_of_a_text_leave_no_sentence_out(text):
    covered = windows_of(text)
    for start, end in sentences(text):
        assert any(a <= start and end <= b for a, b in covered)
    starts = [a for a, _ in covered]
    assert starts == sorted(set(starts))


def test_a_window_holds_more_than_its_limit_only_where_one_sentence_does():
    long = "The house " + "of the old mayor " * 50 + "stands."
    text = f"It rained. {long} It snowed. The town slept."
    for start, end in windows_of(text):
        assert end - start <= WINDOW_CHARACTERS or text[start:end] == long


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("OVHcloud opened a data centre in Toronto.", "OVHcloud opened a new data centre in Toronto on Monday."),
        ("The film grossed more than $500 million.", "The film has grossed $504 million worldwide."),
        ("Anna Lindberg was elected mayor of Falun.", "Voters elected Anna Lindberg mayor of Falun last week."),
    ],
)
def test_a_passage_that_says_it_supports_the_claim(claim, passage):
    found = answer(claim, passage)
    assert found.stance == "supports"
    assert found.score >= JUDGE.support_threshold
    assert found.deciding


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Nordwind has acquired Hafen Logistics.", "Nordwind signed a binding agreement to acquire Hafen Logistics."),
        ("Aleph has completed pretraining of its model.", "Aleph will train its model next year."),
        ("The supercomputer is installed in Jülich.", "The supercomputer will be installed in Jülich."),
        ("The company raised 150 million euros.", "The company hopes to raise 150 million euros."),
        ("Anna Lindberg was elected mayor of Falun.", "Anna Lindberg was not elected mayor of Falun."),
        ("The film grossed more than $500 million.", "The film has grossed $304 million worldwide."),
        ("Anna Lindberg was elected mayor of Falun.", "Erik Holm was elected mayor of Falun."),
    ],
)
def test_what_is_planned_denied_or_about_another_does_not_support(claim, passage):
    assert answer(claim, passage).stance != "supports"


def test_less_doubt_is_left_where_the_reader_sees_support_too():
    found = answer("OVHcloud opened a data centre in Toronto.", "OVHcloud opened a data centre in Toronto.")
    assert found.probabilities is not None
    doubt = 1 - max(found.probabilities)
    assert 1 - found.score == pytest.approx(doubt * JUDGE.doubt_when_agreed, abs=1e-3)
    assert JUDGE.doubt_when_agreed <= 1


def test_a_statement_needs_its_speaker():
    claim = "Klaba said that training costs have fallen."
    theirs = answer(claim, "Klaba said that training costs have fallen.", kind="statement")
    others = answer(claim, "Training costs have fallen.", kind="statement")
    assert theirs.stance == "supports"
    assert others.stance == "neutral"


def test_a_passage_in_another_language_goes_to_the_reader_alone_and_says_so():
    [found] = JUDGE.assess(
        [(ClaimText("The firm raised 150 million euros."), PassageText("La société a levé 150 millions.", "fr"))]
    )
    assert found.stance == "neutral"
    assert found.assessor == "learned"
    assert found.probabilities is None
    assert "French" in found.reasons[0]


def test_an_answer_does_not_depend_on_the_pairs_beside_it():
    pairs = [
        (ClaimText("Anna Lindberg was elected mayor of Falun."), PassageText(text))
        for text in ("It rained. " * 40, "Voters elected Anna Lindberg mayor of Falun.", "x", "It rained.")
    ]
    together = JUDGE.assess(pairs)
    alone = [JUDGE.assess([pair])[0] for pair in pairs]
    assert [(a.stance, a.score) for a in together] == [(a.stance, a.score) for a in alone]
    assert together[1].stance == "supports"


def test_the_deciding_words_are_words_of_the_passage():
    passage = "It rained all day. Nothing moved. The town slept. On Monday OVHcloud opened a data centre in Toronto."
    found = answer("OVHcloud opened a data centre in Toronto.", passage)
    words = [passage[span.start : span.end] for span in found.deciding]
    assert "opened" in words
    assert "Toronto" in words


def test_the_probabilities_are_those_of_the_stances():
    found = answer("OVHcloud opened a data centre in Toronto.", "OVHcloud opened a data centre in Toronto.")
    assert found.probabilities is not None
    assert sum(found.probabilities) == pytest.approx(1, abs=1e-4)
    assert STANCES[int(np.argmax(found.probabilities))] == "supports"


def test_the_stacker_sees_a_one_for_each_signal_that_holds():
    rows = stacked(np.array([[3.0, 0.0, 0.0]], dtype=np.float32), [["denied", "supports"]])
    assert rows[0, 0] == 1
    assert rows[0, 1:4].tolist() == [2.0, -1.0, -1.0]
    assert rows[0, 4:].sum() == 2
    assert json.loads((MODEL / "judge.json").read_text())["signals"][int(rows[0, 4:].argmax())] == "denied"
