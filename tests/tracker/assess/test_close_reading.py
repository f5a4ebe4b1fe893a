"""Passages that have the claim's words and still say something else, and the other way round."""

import pytest

from tracker.assess import ClaimText, PassageText, SymbolicReader
from tracker.assess.doubts import doubt
from tracker.assess.reading import read

ACQUIRED = "OVHcloud has acquired Dragon LLM."
PRETRAINED = "OVHcloud has completed the pretraining of a model on the Jupiter supercomputer."
RELEASED = "OVHcloud has released a frontier model of its own as open source."

CASES = [
    (ACQUIRED, "OVHcloud's acquisition of Dragon LLM closed on 3 March.", "supports"),
    (ACQUIRED, "OVHcloud announced the acquisition of Dragon LLM.", "neutral"),
    (ACQUIRED, "OVHcloud has entered into an agreement to acquire Dragon LLM.", "neutral"),
    (ACQUIRED, "OVHcloud's planned acquisition of Dragon LLM is subject to approval.", "neutral"),
    (ACQUIRED, "The acquisition of Dragon LLM by OVHcloud fell through.", "neutral"),
    (ACQUIRED, "OVHcloud called off the acquisition of Dragon LLM.", "neutral"),
    (ACQUIRED, "OVHcloud has acquired Dragon LLM, which will move to Paris.", "supports"),
    (ACQUIRED, "OVHcloud, which will open a site in Milan, has acquired Dragon LLM.", "supports"),
    (ACQUIRED, "Has OVHcloud acquired Dragon LLM?", "neutral"),
    (ACQUIRED, "OVHcloud is acquiring Dragon LLM.", "neutral"),
    (ACQUIRED, "OVHcloud to acquire Dragon LLM", "neutral"),
    (ACQUIRED, "OVHcloud tried to acquire Dragon LLM.", "neutral"),
    (ACQUIRED, "It is unclear whether OVHcloud has acquired Dragon LLM.", "neutral"),
    (ACQUIRED, "Reports that OVHcloud has acquired Dragon LLM are false.", "refutes"),
    (ACQUIRED, "OVHcloud denied that it has acquired Dragon LLM.", "refutes"),
    (ACQUIRED, "Dragon LLM acquired by OVHcloud", "supports"),
    (ACQUIRED, "OVHcloud has acquired a stake in Dragon LLM.", "neutral"),
    (ACQUIRED, "OVHcloud has acquired an office near Dragon LLM.", "neutral"),
    (PRETRAINED, "OVHcloud begins the pretraining of a model on the Jupiter supercomputer.", "neutral"),
    (PRETRAINED, "OVHcloud has almost completed the pretraining of a model on the Jupiter supercomputer.", "neutral"),
    (PRETRAINED, "OVHcloud is completing the pretraining of a model on the Jupiter supercomputer.", "neutral"),
    (PRETRAINED, "OVHcloud has not said whether it completed the pretraining of a model on Jupiter.", "neutral"),
    (PRETRAINED, "Mistral AI has completed the pretraining of a model on the Jupiter supercomputer.", "neutral"),
    (
        PRETRAINED,
        "Mistral AI has completed the pretraining of a model on the Jupiter supercomputer, not OVHcloud.",
        "refutes",
    ),
    (PRETRAINED, "OVHcloud has completed the pretraining of a model on the Leonardo supercomputer.", "neutral"),
    (PRETRAINED, "OVHcloud would have completed the pretraining of a model on Jupiter.", "neutral"),
    (RELEASED, "OVHcloud's models will be open source when they perform well.", "neutral"),
    (
        "OVHcloud has 1.6 million clients.",
        "OVHcloud, with 3,000 employees and 1.6 million clients, is based in Roubaix.",
        "supports",
    ),
    ("OVHcloud has 1.6 million clients.", "OVHcloud expects to reach 1.6 million clients.", "neutral"),
    ("OVHcloud has 3,000 employees.", "OVHcloud has 3,000 servers.", "neutral"),
    ("OVHcloud has 3,000 employees.", "OVHcloud has 3,000 employees and 450,000 servers.", "supports"),
    ("OVHcloud operates more than 500,000 servers.", "OVHcloud has 3,000 employees and 450,000 servers.", "refutes"),
    ("OVHcloud runs 46 data centres.", "OVHcloud runs 46 data centres, up from 44 a year ago.", "supports"),
    ("OVHcloud runs 46 data centres.", "OVHcloud plans to grow from 44 to 46 data centres.", "neutral"),
    ("OVHcloud runs 46 data centres.", "Mistral AI runs 46 data centres.", "neutral"),
    (
        "The Jupiter supercomputer is installed in Germany.",
        "The Jupiter supercomputer is installed in France.",
        "neutral",
    ),
    (
        "OVHcloud had revenue of 1.085 billion euros in fiscal year 2025.",
        "OVHcloud reported revenue of €1.085 billion for FY2025, up 9.3%.",
        "supports",
    ),
    (
        "OVHcloud had revenue of 1.085 billion euros in fiscal year 2025.",
        "In FY25, OVHcloud's revenue was €1,084.6 million.",
        "supports",
    ),
    (
        "OVHcloud had revenue of 1.085 billion euros in fiscal year 2025.",
        "OVHcloud's profit was 12 million euros in fiscal year 2025.",
        "neutral",
    ),
    (
        "OVHcloud's adjusted EBITDA was 438 million euros in fiscal year 2025.",
        "OVHcloud had revenue of €1,085m in fiscal year 2025.",
        "neutral",
    ),
    ("The city of Lyon opened a new bridge.", "The city of Lyon closed a new bridge.", "refutes"),
    ("The council approved the budget.", "The council rejected the budget.", "refutes"),
    ("Alice was born in 1980.", "Alice was born in 1981.", "refutes"),
    ("Charlie was acquitted by the court.", "Charlie was convicted by the court.", "refutes"),
]


@pytest.mark.parametrize(("claim", "passage", "stance"), CASES)
def test_it_reads_closely(claim: str, passage: str, stance: str) -> None:
    answer = SymbolicReader().assess([(ClaimText(claim), PassageText(passage))])[0]
    assert answer.stance == stance, answer


@pytest.mark.parametrize(
    ("claim", "passage", "stance"),
    [
        ("The plant in Varde has opened.", "The plant in Varde is about to open.", "neutral"),
        ("The plant in Varde has opened.", "The plant in Varde has not opened.", "refutes"),
        ("The harbour bridge was sold.", "The harbour bridge will be sold.", "neutral"),
        ("The harbour bridge was sold.", "The harbour bridge, which will be painted, was sold.", "supports"),
        ("Ada Lind is the mayor of Falun.", "Ada Lind wants to be the mayor of Falun.", "neutral"),
    ],
)
def test_a_cue_holds_back_the_claims_verb_and_not_only_its_nouns(claim: str, passage: str, stance: str) -> None:
    answer = SymbolicReader().assess([(ClaimText(claim), PassageText(passage))])[0]
    assert answer.stance == stance, answer


@pytest.mark.parametrize(
    ("claim", "passage", "denies"),
    [
        ("A girl is not fishing.", "A girl is not standing on the rails, fishing.", "standing"),
        ("Two men are not eating.", "Two men are not seated at a table, eating.", "seated"),
        ("A man does not jump in the ocean.", "A man is not jumping sideways in the ocean.", ""),
        ("The people are not gathered to eat.", "The people did not gather for a meal.", ""),
        ("There are not men walking.", "Men not walking outside near a castle.", ""),
    ],
)
def test_a_denial_of_another_deed_says_nothing_of_the_claims(claim: str, passage: str, denies: str) -> None:
    reason = f"the passage denies it only together with “{denies}”" if denies else ""
    assert doubt(read(claim), read(passage)) == reason
