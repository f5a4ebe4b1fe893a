"""The first page of the desk: where it leads."""

from django.urls import reverse

from desk.frame import LINKS
from tests.desk.admin_pages import text_of, url_of


def test_the_first_page_leads_to_the_sources_and_a_claim_to_watching_one_for_it(client, alice, claim):
    client.force_login(alice)
    index = text_of(client, reverse("admin:index"))
    for label, address in LINKS:
        assert f'<a href="{reverse(address)}">{label}</a>' in index
    assert f"{reverse('desk:watch')}?claim={claim.slug}" in text_of(client, url_of(claim))
