"""People and organisations made in place, with "same as?" where names are alike."""

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from claims import services
from claims.models import Organisation, Person
from claims.parties import normalised_name, parties_like
from tests.claims.deeds import actions, get, send


@pytest.mark.parametrize(
    "name",
    ["OVHcloud", "OVHcloud SA", "ovhcloud", "OVH cloud", "The OVHcloud Group", "OVHclou", "OVHcloud France", "OVH"],
)
def test_a_name_that_is_like_one_finds_it(ovhcloud, name):
    Organisation.objects.filter(pk=ovhcloud.pk).update(aliases=["OVH"])
    assert parties_like(name) == [ovhcloud]


def test_words_written_together_or_apart_are_alike(ovhcloud):
    assert parties_like("OVH Cloud") == [ovhcloud]


@pytest.mark.parametrize("name", ["Octave Klaba", "Klaba, Octave", "octave klaba", "Octavé Klaba", "Klaba"])
def test_people_are_found_whatever_the_order_of_their_names(db, name):
    klaba = Person.objects.create(name="Octave Klaba", slug="klaba")
    assert parties_like(name) == [klaba]


@pytest.mark.parametrize("name", ["", "…", "Jupiter", "Scaleway", "Hetzner Online"])
def test_another_name_finds_nobody(ovhcloud, name):
    assert parties_like(name) == []


@given(st.lists(st.text("abcdefgß", min_size=3, max_size=8), min_size=1, max_size=4))
def test_neither_order_nor_case_tells_two_names_apart(words):
    assert normalised_name(" ".join(words)) == normalised_name("  ".join(words[::-1]).upper())


def test_the_likest_comes_first(ovhcloud):
    exact = Organisation.objects.create(name="OVHcloud Labs", slug="labs")
    assert parties_like("OVHcloud Labs") == [exact, ovhcloud]


def test_whoever_may_be_the_same_is_named_before_another_is_made(ovhcloud, desk, alice):
    with pytest.raises(services.MaybeSame, match="the same as “OVHcloud”") as refusal:
        services.record_organisation(by=alice, desk=desk, name="OVHcloud  France")
    assert refusal.value.candidates == (ovhcloud,)
    other = services.record_organisation(
        by=alice, desk=desk, name="OVHcloud  France", aliases=["OVH Fr", ""], another=True
    )
    assert (other.name, other.aliases, actions(other)) == ("OVHcloud France", ["OVH Fr"], ["recorded"])
    with pytest.raises(services.InvalidInput, match="recorded already"):
        services.record_organisation(by=alice, desk=desk, name="OVHcloud France", another=True)


@pytest.mark.parametrize("alias", ["OVHcloud", "ovhcloud SA", "OVH", "Octave  Klaba"])
def test_nobody_takes_the_name_of_another_as_an_alias(ovhcloud, desk, alice, alias):
    Organisation.objects.filter(pk=ovhcloud.pk).update(aliases=["OVH"])
    services.record_person(by=alice, desk=desk, name="Octave Klaba")
    with pytest.raises(services.InvalidInput, match=r"aliases: .* already"):
        services.record_organisation(by=alice, desk=desk, name="Zzz", aliases=["Zz", alias])


def test_a_person_is_recorded_by_the_staff_alone(desk, alice, charlie):
    assert services.record_person(by=alice, desk=desk, name="Octave Klaba").slug == "octave-klaba"
    with pytest.raises(PermissionDenied):
        services.record_person(by=charlie, desk=desk, name="Somebody Else")
    with pytest.raises(services.InvalidInput, match="name"):
        services.record_person(by=alice, desk=desk, name=" ")


def test_both_go_over_the_api(ovhcloud, desk, alice, charlie):
    path = f"desks/{desk.uuid}/parties/"
    refused = send(alice, path, {"type": "organisation", "name": "OVHcloud SA"}, 400)
    assert "“OVHcloud”" in refused["errors"][0]["message"]
    made = send(alice, path, {"type": "person", "name": "Octave Klaba"}, 201)
    assert (made["type"], made["slug"]) == ("person", "octave-klaba")
    assert [each["name"] for each in get(alice, f"{path}?like=klaba")] == ["Octave Klaba"]
    get(charlie, f"{path}?like=klaba", 404)
    send(charlie, path, {"type": "person", "name": "Somebody"}, 404)
    send(alice, path, {"type": "person", "name": "Somebody", "aliases": ["S"]}, 400)
    send(alice, path, {"type": "person", "name": "Somebody Else", "aliases": []}, 201)
