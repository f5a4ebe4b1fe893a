"""How many independent voices two pages are: whose word each passes on, and in whose mouth it is."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from knox.models import AuthToken

from claims import services
from claims.findings import find
from claims.models import AuditEntry, Claim, Evidence, Flag, MergeProposal, Organisation, Ownership, Person
from claims.parties import UNATTRIBUTED, key_of
from tests.tracker.match.test_retold import FIRST, SECOND

ACQUIRED = "Norlux has acquired Veltra Systems."
AROUND = {
    "courier": "Shares in the sector were little changed in the afternoon, traders in the north were busy elsewhere.",
    "gazette": "The square in front of the town hall was full of market stalls when the news went around at noon.",
    "newsroom": "The team thanks everybody who worked on this for months and will take a short break in spring.",
}


@pytest.fixture
def norlux(db: None) -> Organisation:
    return Organisation.objects.create(name="Norlux", slug="norlux")


@pytest.fixture
def claim(article, alice, norlux) -> Claim:
    return services.record_claim(by=alice, article=article, text=ACQUIRED, kind="event", speaker=norlux)


@pytest.fixture
def outlet(make_source, publish) -> Callable[..., None]:
    """outlet("courier", "The words.") → two independent outlets and the speaker's own newsroom print words."""
    sources = {}

    def prints(name: str, words: str, *, page: str = "news", title: str = "") -> None:
        if name not in sources:
            own = Organisation.objects.get(name="Norlux") if name == "newsroom" else None
            tier = "aggregator" if own else "independent"
            sources[name] = make_source(name.title(), tier, organisation=own)
        publish(sources[name], f"https://{name}.example/{page}", f"{words} {AROUND.get(name, '')}".strip())

    return prints


def voices(claim: Claim) -> int:
    """How many independent origins the rules count."""
    finding = find(claim, today=timezone.now().date())
    return max(tried.weight for tried in finding.alternatives if tried.stance == "supports" and tried.needed == 2)


def verified(claim: Claim) -> bool:
    return Flag.objects.filter(claim=claim, to_status="verified", state="open").exists()


CASES = [
    (
        "own release and an outlet that has it from the company",
        [("newsroom", ACQUIRED), ("courier", "Norlux has acquired Veltra Systems, the company said on Monday.")],
        0,
    ),
    (
        "a statement and a release",
        [
            ("courier", "Norlux has acquired Veltra Systems, it said in a statement."),
            ("gazette", "In a press release, the purchase was confirmed: Norlux has acquired Veltra Systems."),
        ],
        0,
    ),
    (
        "a release, and then it has acquired",
        [
            ("courier", "Norlux published a release on Monday. It has acquired Veltra Systems."),
            ("gazette", "On Monday Norlux issued a statement. It has acquired Veltra Systems."),
        ],
        0,
    ),
    (
        "an agency that is not recorded",
        [
            ("courier", "Norlux has acquired Veltra Systems, AFP reported."),
            ("gazette", "Norlux has acquired Veltra Systems, as AFP reports."),
        ],
        1,
    ),
    (
        "people who told Bloomberg",
        [
            ("courier", "Norlux has acquired Veltra Systems, two people familiar with the matter told Bloomberg."),
            ("gazette", "Norlux has acquired Veltra Systems, Bloomberg reported, citing people with knowledge of it."),
        ],
        1,
    ),
    (
        "two outlets have it from Norlux",
        [
            ("courier", "Norlux said it has acquired Veltra Systems."),
            ("gazette", "Norlux has acquired Veltra Systems, Norlux said."),
        ],
        0,
    ),
    (
        "its chief executive told Reuters",
        [
            ("courier", "Norlux has acquired Veltra Systems, Norlux’s chief executive told Reuters."),
            ("gazette", "Norlux has acquired Veltra Systems, the chief executive of Norlux told Reuters."),
        ],
        0,
    ),
    (
        "Reuters and what is according to Reuters",
        [
            ("reuters", "Norlux has acquired Veltra Systems."),
            ("gazette", "According to Reuters, Norlux has acquired Veltra Systems."),
        ],
        1,
    ),
    (
        "two own reports",
        [
            ("courier", "Norlux has acquired Veltra Systems, entries in the land register of Ghent show."),
            ("gazette", "Norlux has acquired Veltra Systems: a bailiff changed the locks before our reporter’s eyes."),
        ],
        2,
    ),
    # Others of these kinds.
    (
        "an agency in a dateline and in a credit",
        [
            ("courier", "LUXEMBOURG, May 3 (Reuters) - Norlux has acquired Veltra Systems."),
            ("gazette", "Norlux has acquired Veltra Systems, via Reuters."),
        ],
        1,
    ),
    (
        "an agency alone and beside another",
        [
            ("courier", "Norlux has acquired Veltra Systems, Reuters reported."),
            ("gazette", "Norlux has acquired Veltra Systems, AFP and Reuters reported."),
        ],
        1,
    ),
    (
        "an announcement that reads so, and a post",
        [
            ("courier", "Norlux has acquired Veltra Systems, the announcement reads."),
            ("gazette", "Norlux has acquired Veltra Systems, it wrote on LinkedIn."),
        ],
        0,
    ),
    (
        "hearsay in two papers",
        [
            ("courier", "Norlux has acquired Veltra Systems, it was announced on Monday."),
            ("gazette", "Norlux is said to have acquired Veltra Systems."),
        ],
        0,
    ),
    (
        "insiders whom nobody names",
        [
            ("courier", "Norlux has acquired Veltra Systems, people familiar with the matter said."),
            ("gazette", "Norlux has acquired Veltra Systems, sources close to the deal said."),
        ],
        0,
    ),
    (
        "people who told each paper itself",
        [
            ("courier", "Norlux has acquired Veltra Systems, two people familiar with the matter told this newspaper."),
            ("gazette", "Norlux has acquired Veltra Systems, two engineers told the Gazette."),
        ],
        2,
    ),
    (
        "a spokeswoman and a filing",
        [
            ("courier", "Norlux has acquired Veltra Systems, a spokeswoman said."),
            ("gazette", "Norlux has acquired Veltra Systems, it said in a filing."),
        ],
        0,
    ),
    (
        "an unrecorded paper, written in two ways",
        [
            ("courier", "Norlux has acquired Veltra Systems, the Morning Ledger reported."),
            ("gazette", "According to Morning Ledger, Norlux has acquired Veltra Systems."),
        ],
        1,
    ),
    (
        "two agencies that are not recorded",
        [
            ("courier", "Norlux has acquired Veltra Systems, AFP reported."),
            ("gazette", "Norlux has acquired Veltra Systems, Belga reported."),
        ],
        2,
    ),
    (
        "a source told Handelsblatt, and Handelsblatt",
        [
            ("courier", "Norlux has acquired Veltra Systems, a source close to Norlux told Handelsblatt."),
            ("gazette", "Norlux has acquired Veltra Systems, Handelsblatt reported on Monday."),
        ],
        1,
    ),
    (
        "one outlet that names two people",
        [
            ("courier", "Norlux has acquired Veltra Systems, according to Paula Parker."),
            ("courier", "Norlux has acquired Veltra Systems, according to Quentin Quist."),
        ],
        1,
    ),
    (
        "one outlet that names an agency, and its own report",
        [
            ("courier", "Norlux has acquired Veltra Systems, AFP reported."),
            ("courier", "Norlux has acquired Veltra Systems, entries in the land register of Ghent show."),
        ],
        1,
    ),
    (
        "one outlet that names two people, and a reprint of one of its pages",
        [
            ("courier", f"Norlux has acquired Veltra Systems, according to Paula Parker. {AROUND['newsroom']}"),
            ("courier", "Norlux has acquired Veltra Systems, according to Quentin Quist."),
            ("mirror", f"Norlux has acquired Veltra Systems, according to Paula Parker. {AROUND['newsroom']}"),
        ],
        1,
    ),
]


@pytest.mark.parametrize(("pages", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_independent_voices(claim, outlet, pages: list[tuple[str, str]], wanted: int) -> None:
    Person.objects.create(name="Paula Parker", slug="paula-parker")
    Person.objects.create(name="Quentin Quist", slug="quentin-quist")
    for number, (name, words) in enumerate(pages):
        outlet(name, words, page=f"news-{number}")
    items = [(item.source_name, item.quote, item.attributed_to, item.attributed_key) for item in Evidence.objects.all()]
    assert len(items) == len(pages), items
    assert voices(claim) == wanted, items
    assert verified(claim) == (wanted >= 2)


def test_a_vague_voice_is_the_one_party_that_is_named_near_it(claim, outlet, norlux) -> None:
    outlet("courier", "Norlux was busy on Monday. The company said that Veltra’s takeover is complete.")
    outlet("gazette", "The purchase of Veltra Systems by Norlux is complete, the company said.")
    keys = set(Evidence.objects.values_list("attributed_key", flat=True))
    assert keys <= {key_of(norlux), UNATTRIBUTED}


def test_a_voice_that_nobody_names_counts_once_a_person_says_whose_it_is(claim, outlet, alice, bob) -> None:
    outlet("courier", "Norlux has acquired Veltra Systems, entries in the land register of Ghent show.")
    outlet("gazette", "Norlux has acquired Veltra Systems, people familiar with the matter said.")
    assert not verified(claim)
    [item] = services.waits_for_voice(claim.pk)
    assert (item.attributed_to, item.attributed_key) == ("people", UNATTRIBUTED)
    note = Flag.objects.get(claim=claim, kind="note", state="open")
    assert note.reasons == ["Gazette passes on somebody under no name: say whose word it is, and it counts."]
    flag_reasons = [why for _, why in find(claim, today=timezone.now().date()).not_counted]
    assert any("once a person says whose word it is" in why for why in flag_reasons)
    with pytest.raises(services.InvalidInput, match="choose one"):
        services.attribute_voice(by=bob, evidence=item, name="Bloomberg", publisher=True)
    with pytest.raises(PermissionDenied):
        services.attribute_voice(by=alice, evidence=item, publisher=True)
    services.attribute_voice(by=bob, evidence=item, name="Bloomberg", reason="asked their desk")
    item.refresh_from_db()
    assert (item.attributed_to, item.attributed_key) == ("Bloomberg", "name:bloomberg")
    assert item.origin.owner == "name:bloomberg"
    assert verified(claim)
    judgement = services.evidence.JudgementInput(stance="supports", attributed_to="people", attributed_key=UNATTRIBUTED)
    services.judge_evidence(by=None, evidence=item, judgement=judgement)
    item.refresh_from_db()
    assert item.attributed_key == "name:bloomberg"


def test_an_aggregator_is_no_witness_of_what_somebody_said(article, alice, norlux, make_source, publish, say) -> None:
    plan = services.record_claim(
        by=alice, article=article, text="Norlux plans to buy Veltra Systems.", kind="plan", speaker=norlux
    )
    portal, key = make_source("Portal", "aggregator"), key_of(norlux)
    say(plan, portal, "Norlux plans to buy Veltra Systems, Norlux said.", attributed_to="Norlux", attributed_key=key)
    services.apply_finding(claim=plan)
    assert not verified(plan)
    say(plan, make_source("Norlux Newsroom", "aggregator", organisation=norlux), "Norlux plans to buy Veltra Systems.")
    services.apply_finding(claim=plan)
    assert verified(plan)


def test_an_open_question_keeps_the_machine_from_counting_both(claim, outlet, make_source, say, bob) -> None:
    services.set_automation(by=bob, claim=claim, automation="automatic", reason="a try")
    outlet("courier", "Norlux has acquired Veltra Systems, entries in the land register of Ghent show.")
    first = Evidence.objects.get()
    second = say(claim, make_source("Herald", "independent"), "Norlux hat Veltra Systems gekauft.")
    proposal = services.propose_merge(origins=(first.origin, second.origin), because="They tell the same.")
    services.apply_finding(claim=claim)
    claim.refresh_from_db()
    assert claim.status == "unverified"
    flag = Flag.objects.get(claim=claim, state="open", kind="status")
    assert flag.needs_person
    assert "Courier and Herald may go back to one origin: a person must say whether they do." in flag.reasons
    services.keep_apart(by=bob, proposal=MergeProposal.objects.get(pk=proposal.pk), reason="two reporters")
    claim.refresh_from_db()
    assert claim.status == "verified"


LONG = (
    "Norlux has acquired Veltra Systems, papers that lie on the desk of the notary in Ghent show since Monday morning.",
    "A courier had brought them in two sealed boxes, which the clerk of the notary opened in front of three witnesses.",
    "The price is blackened on every page, and nobody in the office wants to say who held the pen that did it.",
    "Two hundred engineers were told in the canteen at noon, over soup, and most of them went back to their benches.",
)
OWNED = "Norlux has acquired Veltra Systems: the plates beside the door of the plant in Ghent were changed at dawn."
CHANGED = {
    "Monday": "Tuesday", "brought": "carried", "sealed": "closed", "office": "building", "engineers": "workers",
    "canteen": "hall", "noon": "midday", "benches": "places", "price": "sum", "page": "sheet", "morning": "evening",
}  # fmt: skip


def reworded(text: str) -> str:
    for old, new in CHANGED.items():
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    "second",
    [
        f"Deal of the year. {' '.join(LONG)}",
        f"It rained in the harbour when the news came. {reworded(' '.join(LONG))}",
        f"My own thoughts on trade first. {' '.join(LONG[:2])} I like soup, and I have much more to say about it soon.",
        " ".join(LONG[:2]),
        f"From our partners. {LONG[0]} {LONG[1]} {LONG[2]}",
    ],
    ids=["another headline", "reworded with a new lead", "a blog that copies half", "shortened", "with a line before"],
)
def test_a_copy_is_one_voice_with_what_it_copies(claim, outlet, second: str) -> None:
    outlet("herald", " ".join(LONG))
    outlet("mirror", second)
    assert Evidence.objects.count() == 2
    assert voices(claim) == 1


def test_two_outlets_of_one_owner_are_one_voice(claim, make_source, publish) -> None:
    house = Organisation.objects.create(name="The House", slug="the-house")
    for name, words in (("Herald", LONG[0]), ("Mirror", OWNED)):
        paper = Organisation.objects.create(name=name, slug=name.lower())
        Ownership.objects.create(organisation=paper, owner=house)
        publish(make_source(name, "independent", organisation=paper), f"https://{name.lower()}.example/1", words)
    assert voices(claim) == 1


def test_a_report_that_is_told_twice_is_put_to_a_person(claim, make_source, publish, bob) -> None:
    services.set_automation(by=bob, claim=claim, automation="automatic", reason="a try")
    publish(
        make_source("Herald", "independent"), "https://herald.example/1", FIRST, "Norlux has acquired Veltra Systems."
    )
    publish(make_source("Mirror", "independent"), "https://mirror.example/1", SECOND)
    assert Evidence.objects.count() == 2
    proposal = MergeProposal.objects.get()
    assert "It may tell again what Herald tells" in proposal.because
    claim.refresh_from_db()
    assert claim.status == "unverified"
    flag = Flag.objects.get(claim=claim, state="open", kind="status")
    assert flag.needs_person
    assert any("may go back to one origin" in reason for reason in flag.reasons)
    services.merge_origins(by=bob, keep=proposal.keep, other=proposal.other, reason="one German report")
    assert voices(claim) == 1
    assert not verified(claim)


def test_the_api_takes_whose_word_an_item_is(claim, outlet, bob, alice, client) -> None:
    outlet("gazette", "Norlux has acquired Veltra Systems, people familiar with the matter said.")
    item = Evidence.objects.get()
    path = f"/api/v1/claims/{claim.uuid}/evidence/{item.uuid}/voice/"

    def post(user, facts: dict[str, object]) -> tuple[int, dict[str, object]]:
        key = AuthToken.objects.create(user)[1]
        answer = client.post(path, facts, content_type="application/json", headers={"Authorization": f"Bearer {key}"})
        return answer.status_code, answer.json()

    assert post(alice, {"publisher": True})[0] == 403
    assert post(bob, {})[0] == 400
    assert post(bob, {"party": str(item.uuid)})[1]["errors"] == [
        {"field": "party", "message": "no such organisation or person."}
    ]
    assert post(bob, {"publisher": True})[0] == 200
    item.refresh_from_db()
    assert (item.attributed_key, item.attributed_by_person) == ("", True)
    assert item.origin.owner == item.mouth
    assert voices(claim) == 1
    entry = AuditEntry.objects.get(action="voice attributed")
    assert (entry.actor, entry.visibility) == ("bob", "staff")
