"""What is recorded of a source is revised, for what is read from now on."""

import pytest
from django.core.exceptions import PermissionDenied

from claims import audit, services
from claims.models import Desk, Membership, Organisation, Source
from tests.claims.deeds import history_is_whole, last_entry


@pytest.fixture
def source(desk, alice) -> Source:
    sites = ["https://gazete.example/", "https://platform.example/gazette"]
    return services.record_source(by=alice, desk=desk, name="The Gazete", sites=sites)


def revise(by, source, reason: str = "Mistyped.", **changes) -> Source:
    return services.revise_source(by=by, source=source, reason=reason, **changes)


def places(source) -> list[str]:
    return sorted(map(str, source.hosts.all()))


def test_name_and_organisation_are_revised_and_the_desks_history_has_both(source, alice):
    house = Organisation.objects.create(name="Gazette House", slug="gazette-house")
    revised = revise(alice, source, name=" The Gazette ", organisation=house)
    assert (revised.name, revised.organisation, revised.slug) == ("The Gazette", house, source.slug)
    entry = last_entry(source)
    assert (entry.action, entry.visibility) == ("revised", "staff")
    assert entry.payload["before"] == {"name": "The Gazete", "organisation": ""}
    assert entry.payload["after"] == {"name": "The Gazette", "organisation": "Gazette House"}
    history_is_whole()


def test_a_site_that_was_mistyped_gives_way_to_the_right_one(source, alice):
    revise(alice, source, sites=["https://gazette.example/", "https://platform.example/gazette/"])
    assert places(source) == ["https://gazette.example", "https://platform.example/gazette"]
    assert services.source_of_url("https://gazete.example/news") is None
    assert services.source_of_url("https://gazette.example/news") == source
    history_is_whole()


def test_evidence_keeps_what_was_recorded_when_it_was_read(claim, make_source, say, bob):
    operator = make_source("Operator", "record")
    item = say(claim, operator, "It is done.")
    revise(bob, operator, name="The Operator")
    item.refresh_from_db()
    assert item.source_name == "Operator"


@pytest.mark.parametrize(("changes", "field"), [
    ({"reason": "", "name": "x"}, "reason"),
    ({}, "source"),
    ({"name": "The Gazete", "sites": ["https://platform.example/gazette", "https://gazete.example"]}, "source"),
    ({"name": " "}, "name"),
    ({"name": "x" * 201}, "name"),
    ({"name": "Taken"}, "name"),
    ({"sites": []}, "sites"),
    ({"sites": ["gazette"]}, "sites"),
    ({"sites": ["https://taken.example/"]}, "sites"),
    ({"tier": "record"}, "tier"),
    ({"desk": None}, "desk"),
])  # fmt: skip
def test_what_is_refused_names_its_field_and_changes_nothing(source, desk, alice, changes, field):
    services.record_source(by=alice, desk=desk, name="Taken", sites=["https://taken.example/"])
    with pytest.raises(services.InvalidInput) as refused:
        revise(alice, source, **changes)
    assert refused.value.field == field
    source.refresh_from_db()
    assert (source.name, len(places(source)), last_entry(source).action) == ("The Gazete", 2, "recorded")


def test_the_site_of_what_is_watched_stays_unless_another_site_has_it(source, alice):
    watched = ["https://gazete.example/news/feed"]
    with pytest.raises(services.InvalidInput, match="watched there"):
        revise(alice, source, sites=["https://platform.example/gazette"], watched=watched)
    revise(alice, source, sites=["https://gazete.example/news"], watched=watched)
    assert places(source) == ["https://gazete.example/news"]


def test_once_a_reviewer_gave_it_a_tier_a_source_is_a_reviewers_to_change(source, alice, bob, charlie):
    revise(alice, source, name="The Gazette")
    services.set_tier(by=bob, source=source, tier="independent", reason="A newspaper.")
    house = Organisation.objects.create(name="Gazette House", slug="gazette-house")
    for changes in ({"name": "The Court"}, {"organisation": house}, {"sites": ["https://court.example/"]}):
        for nobody in (alice, charlie, None):
            with pytest.raises(PermissionDenied):
                revise(nobody, source, **changes)
    assert revise(bob, source, organisation=house).organisation == house


def test_a_record_stays_read_over_https(source, bob):
    services.set_tier(by=bob, source=source, tier="record", scope="its machines", reason="It runs them.")
    with pytest.raises(services.InvalidInput, match="sites: a record is read over https"):
        revise(bob, source, sites=["http://gazete.example/"])
    private = frozenset({"127.0.0.1:8901"})
    sites = ["https://gazete.example/", "http://127.0.0.1:8901/"]
    assert len(places(revise(bob, source, sites=sites, private=private))) == 2


def test_the_type_of_document_is_a_reviewers_to_name(source, alice, bob):
    with pytest.raises(PermissionDenied):
        revise(alice, source, document="annual report")
    assert revise(bob, source, document="annual report").document == "annual report"


def test_nobody_overwrites_what_they_did_not_see_and_no_other_desk_anything(source, alice, bob, charlie):
    seen = audit.length(source)
    revise(bob, source, name="The Gazette", seen=seen)
    with pytest.raises(services.AlreadyDecided):
        revise(alice, source, name="Gazette", seen=seen)
    sports = Desk.objects.create(name="Sports", slug="sports")
    Membership.objects.create(user=charlie, desk=sports, role="administrator")
    with pytest.raises(PermissionDenied):
        revise(charlie, source, name="Mine")


def test_a_site_of_another_desk_is_refused_without_its_name(source, alice, charlie):
    sports = Desk.objects.create(name="Sports", slug="sports")
    Membership.objects.create(user=charlie, desk=sports, role="journalist")
    services.record_source(by=charlie, desk=sports, name="Secret", sites=["https://secret.example/"])
    with pytest.raises(services.InvalidInput, match="a source of another desk") as refused:
        revise(alice, source, sites=["https://secret.example/"])
    assert "Secret" not in str(refused.value)
