"""The contract of a claim at the desk: chosen in words, never typed as JSON."""

import pytest
from django.urls import reverse

from claims import services
from claims.contracts import parse_contract
from claims.models import Claim, Organisation
from desk.records.contract_fields import ContractForm
from tests.claims.sample import CLAIMS
from tests.desk.admin_pages import text_of

UNNAMED = [{"tier": "record", "origins": 2, "resources": ["https://a.example/"]}]


def sent(contract: str = "", organisations: str = "", document: str = "", speaker_document: str = "") -> dict[str, str]:
    """The four parts of the field, as a browser sends them."""
    values = {"contract": contract, "organisations": organisations, "document": document}
    return {f"settled_by_{name}": value for name, value in (values | {"speaker_document": speaker_document}).items()}


def answered(form: ContractForm) -> dict[str, str]:
    """What a browser sends of a form as it is shown."""
    names = [part["name"] for part in form["settled_by"].subwidgets[0].data["subwidgets"]]
    return dict(zip(names, form["settled_by"].value(), strict=True))


@pytest.mark.parametrize("row", CLAIMS, ids=lambda row: row["text"][:50])
def test_every_contract_of_the_sample_article_is_shown_and_stays_as_it_was(row):
    shown = ContractForm(initial={"settled_by": row["settled_by"]})
    back = ContractForm(answered(shown), initial={"settled_by": row["settled_by"]})
    assert back.is_valid(), back.errors
    assert back.cleaned_data["settled_by"] == row["settled_by"]
    written = ContractForm(answered(shown))
    assert written.is_valid(), written.errors
    chosen = parse_contract(written.cleaned_data["settled_by"])
    assert set(chosen) == set(parse_contract(row["settled_by"]))


def test_nothing_chosen_is_what_is_usual_for_the_kind():
    for data in (sent(), {}):
        form = ContractForm(data)
        assert form.is_valid()
        assert form.cleaned_data["settled_by"] == []


def test_a_contract_without_a_name_is_left_as_it_is_and_offered_nowhere_else():
    form = ContractForm(sent("as-it-is"), initial={"settled_by": UNNAMED})
    assert form.is_valid()
    assert form.cleaned_data["settled_by"] == UNNAMED
    assert "As it is: two records at https://a.example/" in str(form["settled_by"])
    assert not ContractForm(sent("as-it-is")).is_valid()


@pytest.mark.parametrize(
    ("data", "remedy"),
    [
        (sent("named-or-two"), "Name the organisations whose word counts."),
        (sent("two", "Anthropic"), "no record of certain organisations"),
        (sent("", "Anthropic"), "Choose a contract first"),
        (sent("gossip"), "Select a valid choice"),
        (sent("record", document="x" * 3000), "at most 2000 characters"),
        (sent("record", organisations=";".join(f"n{number}" for number in range(60))), "one entry to 50"),
    ],
)
def test_what_is_refused_is_said_beside_the_field(data, remedy):
    form = ContractForm(data)
    assert remedy in str(form.errors["settled_by"])


def test_each_part_is_labelled_and_needs_no_script():
    html = ContractForm(auto_id="add-%s")["settled_by"].as_field_group()
    for number in range(4):
        assert f'<label for="add-settled_by_{number}">' in html
    assert "hidden" not in html


# --- On the page of a revision ----------------------------------------------------------------------------


@pytest.fixture
def revise(client, claim, alice):
    """revise(data) → the answer to a revision of nothing but the contract."""
    client.force_login(alice)
    given = {"text": claim.text, "kind": claim.kind, "speaker": str(claim.speaker or "")}

    def send(button: str = "revise", **data):
        path = reverse("desk:revise", args=[claim.uuid])
        return client.post(path, given | {"button": button, "reason": "as agreed"} | data)

    return send


def test_a_contract_is_revised_in_words_and_its_organisations_recorded_in_place(revise, claim, client):
    page = text_of(client, reverse("desk:revise", args=[claim.uuid]))
    assert "One official record, or two independent reports" in page
    assert "{" not in page.partition("<form")[2].partition("</form>")[0]
    looked = revise("look", **sent("record", "Jülich Supercomputing Centre", "log")).content.decode()
    assert "one record from Jülich Supercomputing Centre (log)" in looked
    assert not Organisation.objects.filter(name__startswith="Jülich").exists()
    revise(**sent("record", "Jülich Supercomputing Centre; ovhcloud", "log"))
    claim.refresh_from_db()
    organisations = ["Jülich Supercomputing Centre", "OVHcloud"]
    assert claim.settled_by == [{"tier": "record", "origins": 1, "organisations": organisations, "document": "log"}]
    assert Organisation.objects.filter(name="Jülich Supercomputing Centre").exists()


def test_an_organisation_that_may_be_another_is_asked_about(revise, claim):
    answer = revise(**sent("record", "OVH cloud")).content.decode()
    assert "“OVH cloud” may be recorded already: say which it is." in answer
    assert "Who is “OVH cloud”?" in answer
    ovhcloud = Organisation.objects.get(name="OVHcloud")
    revise(**sent("record", "OVH cloud"), **{"same:OVH cloud": f"organisation:{ovhcloud.uuid}"})
    claim.refresh_from_db()
    assert claim.settled_by[0]["organisations"] == ["OVHcloud"]
    revise(**sent("record", "OVH cloud"), **{"same:OVH cloud": "another"})
    claim.refresh_from_db()
    assert claim.settled_by[0]["organisations"] == ["OVH cloud"]


def test_a_revision_of_other_words_leaves_the_contract_and_the_version(revise, claim, alice):
    services.revise_claim(by=alice, claim=claim, reason="as agreed", settled_by=[{"speaker": True}, *UNNAMED])
    revise(criterion="In words.", **sent("as-it-is"))
    claim.refresh_from_db()
    assert (claim.criterion, claim.version) == ("In words.", 2)
    assert claim.settled_by == [{"speaker": True}, *UNNAMED]


def test_a_refused_revision_records_no_organisation(revise, claim):
    answer = revise(**sent("record", "Somebody new"), text="")
    assert answer.status_code == 200
    revise(**sent("record", "Somebody new"), reason="")
    assert not Organisation.objects.filter(name="Somebody new").exists()
    assert Claim.objects.get().settled_by == []
