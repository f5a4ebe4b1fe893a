"""Every claim of the sample article, through the evidence that should and should not settle it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from claims.corroboration import Item, OriginFacts
from claims.statuses import Status
from tests.claims.sample import CLAIMS, facts, find, item, own, record, two

INTERVIEW = OriginFacts("interview", "octave-klaba", is_speakers=True)


def says(who: str, **changes: Any) -> Item:
    """An outlet's report of what `who` says: the word of `who`, whoever prints it."""
    said: dict[str, Any] = {"attributed_to": who, "attributed_words": who, "origin": INTERVIEW}
    return item("reuters", **(said | changes))


# What each set of items does: "verified" (the machine may), "verified by a person", "refuted", "disputed", "nothing".
PRETRAINED = "OVHcloud has completed the pretraining"
ACQUIRED = "OVHcloud has acquired Dragon"
FIGURES_OF_ITS_OWN = ["OVHcloud has 1.6 million", "OVHcloud runs 46", "OVHcloud operates more", "OVHcloud has 3,000"]
ACCOUNTS = ["OVHcloud had revenue", "OVHcloud's adjusted EBITDA"]
STATEMENTS = [
    "Octave Klaba said that training an advanced",
    "Octave Klaba said that training costs are",
]
PLANS = ["OVHcloud plans to release", "OVHcloud aims to train", "OVHcloud intends to build"]
STATES = ["OVHcloud is the leading", "Dragon LLM is a French company"]

CASES: list[tuple[str, str, Callable[[], Iterable[Item]], str]] = [
    (PRETRAINED, "the operator's record", lambda: [record("juelich")], "verified"),
    (PRETRAINED, "EuroHPC's record", lambda: [record("eurohpc")], "verified"),
    (PRETRAINED, "a record of someone not named", lambda: [record("registry")], "nothing"),
    (PRETRAINED, "the speaker's release", lambda: [own()], "nothing"),
    (PRETRAINED, "an outlet that has it from the speaker", lambda: [says("ovhcloud")], "nothing"),
    (PRETRAINED, "both of these", lambda: [own(), says("ovhcloud")], "nothing"),
    (PRETRAINED, "one independent report", lambda: [item("reuters")], "nothing"),
    (PRETRAINED, "two independent reports", two, "verified"),
    (PRETRAINED, "one report and the speaker", lambda: [item("reuters"), own()], "nothing"),
    (PRETRAINED, "a model card", lambda: [own(document="Model Card")], "verified by a person"),
    (PRETRAINED, "somebody else's model card", lambda: [item("reuters", document="model card")], "nothing"),
    (PRETRAINED, "a model card and the operator", lambda: [own(document="model card"), record("juelich")], "verified"),
    (PRETRAINED, "the operator's denial", lambda: [record("juelich", stance="refutes")], "refuted"),
    (PRETRAINED, "one outlet's denial", lambda: [item("reuters", stance="refutes")], "nothing"),
    (
        PRETRAINED,
        "a record on both sides",
        lambda: [record("juelich"), record("eurohpc", stance="refutes")],
        "disputed",
    ),
    ("An advanced AI model can now", "a published budget", lambda: [record()], "verified"),
    ("An advanced AI model can now", "two estimates", two, "verified"),
    ("An advanced AI model can now", "Klaba again", lambda: [says("octave-klaba")], "nothing"),
    ("An advanced AI model can now", "his company", lambda: [own()], "nothing"),
    (
        "An advanced AI model can now",
        "a budget, and two other estimates",
        lambda: [record(), *two(stance="refutes")],
        "disputed",
    ),
    (
        "OVHcloud has released a frontier",
        "its repository",
        lambda: [own(document="model repository")],
        "verified by a person",
    ),
    ("OVHcloud has released a frontier", "its release", lambda: [own(document="press release")], "nothing"),
    ("OVHcloud has released a frontier", "two reports", two, "verified"),
    (
        "OVHcloud has published performance",
        "its report",
        lambda: [own(document="benchmark report")],
        "verified by a person",
    ),
    ("OVHcloud has published performance", "its blog", lambda: [own()], "nothing"),
    ("OVHcloud has published performance", "one measurement", lambda: [item("courier")], "nothing"),
    ("OVHcloud has published performance", "two measurements", two, "verified"),
    (ACQUIRED, "the filing", lambda: [record()], "verified"),
    (ACQUIRED, "the buyer's release", lambda: [own()], "nothing"),
    (ACQUIRED, "the bought company's release", lambda: [own("dragon-llm")], "nothing"),
    (ACQUIRED, "both parties", lambda: [own(), own("dragon-llm")], "nothing"),
    (ACQUIRED, "two reports", two, "verified"),
    (ACQUIRED, "a filing against two reports", lambda: [*two(), record(stance="refutes")], "disputed"),
    (
        "The acquisition of Dragon LLM launched",
        "the announcement",
        lambda: [own(document="announcement")],
        "verified by a person",
    ),
    ("The acquisition of Dragon LLM launched", "an interview", lambda: [says("octave-klaba")], "nothing"),
    ("The acquisition of Dragon LLM launched", "two reports", two, "verified"),
    *[(c, "the filed accounts", lambda: [record(document="audited accounts")], "verified") for c in ACCOUNTS],
    *[(c, "another record", lambda: [record(document="press release")], "nothing") for c in ACCOUNTS],
    *[(c, "two reports", two, "nothing") for c in ACCOUNTS],
    *[(c, "its own accounts", lambda: [own(document="audited accounts", tier="record")], "nothing") for c in ACCOUNTS],
    *[
        (
            c,
            "the filed accounts say otherwise",
            lambda: [record(document="Audited  Accounts", stance="refutes")],
            "refuted",
        )
        for c in ACCOUNTS
    ],
    *[(c, "the filed report", lambda: [record(document="annual report")], "verified") for c in FIGURES_OF_ITS_OWN],
    *[(c, "its report", lambda: [own(document="annual-report")], "verified by a person") for c in FIGURES_OF_ITS_OWN],
    *[(c, "its home page", lambda: [own()], "nothing") for c in FIGURES_OF_ITS_OWN],
    *[(c, "two reports", two, "nothing") for c in FIGURES_OF_ITS_OWN],
    *[(c, "the interview", lambda: [says("octave-klaba")], "verified") for c in STATEMENTS],
    *[(c, "a recording", lambda: [own("octave-klaba")], "verified") for c in STATEMENTS],
    *[(c, "an outlet on the matter itself", lambda: [item("reuters")], "nothing") for c in STATEMENTS],
    *[(c, "a retelling nobody knows", lambda: [says("octave-klaba", tier="none")], "nothing") for c in STATEMENTS],
    *[
        (
            c,
            "two retellings with two figures",
            lambda: [says("octave-klaba"), says("octave-klaba", organisation="courier", stance="refutes")],
            "disputed",
        )
        for c in STATEMENTS
    ],
    *[(c, "its own words", lambda: [own()], "verified") for c in PLANS],
    *[(c, "its chief executive", lambda: [says("octave-klaba")], "verified") for c in PLANS],
    *[(c, "what analysts expect", two, "nothing") for c in PLANS],
    *[(c, "its words through an unknown site", lambda: [own(tier="none")], "nothing") for c in PLANS],
    ("Mistral AI aims", "its own words", lambda: [own("mistral-ai")], "verified"),
    ("Mistral AI aims", "market estimates", two, "nothing"),
    ("Mistral AI aims", "a rival's words", lambda: [item("ovhcloud", "aggregator")], "nothing"),
    *[(c, "two of them", two, "verified") for c in STATES],
    *[(c, "one of them", lambda: [item("reuters")], "nothing") for c in STATES],
    *[(c, "two that say otherwise", lambda: list(two(stance="refutes")), "refuted") for c in STATES],
    ("OVHcloud is the leading", "the slogan, twice", lambda: [own(), own("octave-klaba")], "nothing"),
    ("The Jupiter supercomputer is", "the operator", lambda: [record("juelich")], "verified"),
    ("The Jupiter supercomputer is", "a land register", lambda: [record("registry")], "nothing"),
    ("The Jupiter supercomputer is", "two reports", two, "verified"),
    (
        "Access to Anthropic",
        "its notice",
        lambda: [item("anthropic", "aggregator", document="notice")],
        "verified by a person",
    ),
    ("Access to Anthropic", "its blog", lambda: [item("anthropic", "aggregator", document="blog post")], "nothing"),
    ("Access to Anthropic", "a copy of its notice", lambda: [item("reuters", document="notice")], "nothing"),
    ("Access to Anthropic", "two reports", two, "verified"),
]


@pytest.mark.parametrize(("claim", "what", "items", "outcome"), CASES, ids=[f"{c[:34]}: {w}" for c, w, _, _ in CASES])
def test_the_evidence_settles_the_claim_or_does_not(
    claim: str, what: str, items: Callable[[], Iterable[Item]], outcome: str
) -> None:
    finding = find(facts(claim), items())
    expected = {"nothing": None}.get(outcome, outcome.removesuffix(" by a person"))
    assert finding.status == (None if expected is None else Status(expected)), (what, finding.reasons)
    assert finding.needs_person == (outcome not in {"nothing", "verified"})
    assert all(reason.endswith(".") for reason in finding.reasons)


@pytest.mark.parametrize(("claim", "what", "items", "outcome"), CASES, ids=[f"{c[:34]}: {w}" for c, w, _, _ in CASES])
def test_the_same_evidence_from_unknown_sources_settles_nothing(
    claim: str, what: str, items: Callable[[], Iterable[Item]], outcome: str
) -> None:
    assert find(facts(claim), [replace(one, tier="none") for one in items()]).status is None


def test_no_claim_of_the_sample_is_left_out() -> None:
    tried = {claim["text"] for claim in CLAIMS for start, *_ in CASES if claim["text"].startswith(start)}
    assert tried == {claim["text"] for claim in CLAIMS}
    for claim in CLAIMS:
        outcomes = {outcome for start, _, _, outcome in CASES if claim["text"].startswith(start)}
        assert "nothing" in outcomes
        assert outcomes & {"verified", "verified by a person"}
