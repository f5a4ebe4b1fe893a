"""A reviewer says on the flag's page whose word a passage is."""

import pytest
from django.urls import reverse

from claims import services
from claims.models import Evidence, Flag
from claims.parties import UNATTRIBUTED


@pytest.fixture
def flag(claim, make_source, say) -> Flag:
    say(claim, make_source("Gazette", "independent"), "It is done, people said.", attributed_to="people",
        attributed_key=UNATTRIBUTED)  # fmt: skip
    services.apply_finding(claim=claim)
    return Flag.objects.get()


@pytest.mark.parametrize(("button", "key"), [("publisher", ""), ("voice", "name:bloomberg")])
def test_one_button_says_whose_word_it_is(client, bob, flag, button, key):
    client.force_login(bob)
    address = reverse("admin:claims_flag_change", args=[flag.pk])
    page = client.get(address).content.decode()
    assert "Whose word is it?" in page
    assert "Gazette passes on “people”" in page
    item = Evidence.objects.get()
    client.post(address, {"button": f"{button}-{item.pk}", "name": "Bloomberg" if key else ""})
    item.refresh_from_db()
    assert (item.attributed_key, item.attributed_by_person) == (key, True)
    assert "Whose word is it?" not in client.get(address).content.decode()
