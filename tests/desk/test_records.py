"""The desk's pages: who enters, what each sees, and that nothing happens past the rules."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from claims import services
from claims.models import Article, AuditEntry, Claim, Desk, Flag, Membership, Organisation, Source
from tests.desk.admin_pages import list_of, post, said, text_of, url_of
from tests.desk.claim_pages import deed_of, history_of, page_of
from tracker.watching import resources

# --- Who enters and what each sees ------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "enters"), [("alice", True), ("bob", True), ("charlie", False), (None, False)])
def test_membership_opens_the_desk(request, client, flag, who, enters):
    if who:
        client.force_login(request.getfixturevalue(who))
    pages = [reverse("admin:index"), *(list_of(model) for model in (Flag, Article, Claim, Source, AuditEntry))]
    pages += [url_of(flag), page_of(flag.claim), history_of(flag.claim), deed_of(flag.claim, "evidence")]
    assert {client.get(page).status_code for page in pages} == ({200} if enters else {302})


def test_somebody_who_left_no_longer_enters(client, bob):
    client.force_login(bob)
    Membership.objects.filter(user=bob).delete()
    assert client.get(reverse("admin:index")).status_code == 302


def test_a_member_signs_in_without_being_staff(client, alice):
    login = {"login": "alice", "password": "correct horse battery", "next": reverse("admin:index")}
    assert client.post(reverse("account_login"), login, follow=True).wsgi_request.path == reverse("admin:index")


def test_another_desk_sees_neither_drafts_nor_flags_nor_sources_nor_history(client, flag, charlie):
    other = Desk.objects.create(name="Sports", slug="sports")
    Membership.objects.create(user=charlie, desk=other, role="reviewer")
    client.force_login(charlie)
    for model in (Flag, Article, Claim, Source, AuditEntry):
        html = text_of(client, list_of(model))
        assert "Jupiter" not in html
        assert "Operator" not in html
        assert f"0 {model._meta.verbose_name_plural}" in html
    for record in (flag, flag.claim, Source.objects.get(), Article.objects.get()):
        assert client.get(url_of(record)).status_code == 404
    for page in (
        url_of(flag.claim, "history"),
        page_of(flag.claim),
        history_of(flag.claim),
        deed_of(flag.claim, "typo"),
    ):
        assert client.get(page).status_code == 404


def test_another_desk_is_led_to_what_every_reader_sees_of_a_published_claim(client, flag, article, bob, charlie):
    services.publish(by=bob, article=article)
    other = Desk.objects.create(name="Sports", slug="sports")
    Membership.objects.create(user=charlie, desk=other, role="reviewer")
    client.force_login(charlie)
    assert client.get(page_of(flag.claim)).url == f"/claims/{flag.claim.slug}/"
    assert client.post(page_of(flag.claim), {"button": "change"}).status_code == 403
    for page in (history_of(flag.claim), deed_of(flag.claim, "evidence")):
        assert {client.get(page).status_code, client.post(page).status_code} <= {404, 405}


# --- Sources ---------------------------------------------------------------------------------


def test_only_a_reviewer_sets_a_tier(client, desk, alice, bob):
    client.force_login(alice)
    data = {"button": "record", "desk": desk.pk, "name": "Operator", "sites": "https://operator.example/"}
    client.post(reverse("admin:claims_source_add"), data)
    source = Source.objects.get()
    tier = {"button": "tier", "tier": "record", "scope": "its machines", "reason": "It runs them."}
    assert "ask somebody who is" in said(post(client, source, **tier))
    client.force_login(bob)
    assert "of the tier “record” now" in said(post(client, source, **tier))
    source.refresh_from_db()
    assert (source.tier, source.tier_scope) == ("record", "its machines")


def correct(client, source, **changes):
    """The answer to the form as the source's page fills it in, with these changes."""
    seen = str(client.get(url_of(source)).context["history"][0].entry.seq)
    sites = "\n".join(map(str, source.hosts.all()))
    form = {"button": "revise", "name": source.name, "sites": sites, "reason": "Mistyped.", "seen": seen}
    return post(client, source, **form | changes)


def test_a_source_is_corrected_on_its_page_which_says_who_did(client, make_source, bob):
    client.force_login(bob)
    source = make_source("Gazete", "independent")
    Organisation.objects.create(name="Gazette House", slug="gazette-house")
    html = correct(client, source, name="Gazette", organisation="gazette house").content.decode()
    source.refresh_from_db()
    assert (source.name, str(source.organisation)) == ("Gazette", "Gazette House")
    history = html.split("<summary>History")[1]
    for told in ("revised", "Mistyped.", "Gazette House", "bob"):
        assert told in history


def test_a_site_of_which_an_address_is_watched_is_not_taken_from_its_source(client, make_source, bob):
    client.force_login(bob)
    source = make_source("Gazette", "independent")
    resources.watch(by=bob, source=source, url="https://gazette.example/feed", kind="feed")
    answer = correct(client, source, sites="https://other.example/")
    assert "https://gazette.example/feed is watched there" in answer.content.decode()
    assert [str(place) for place in source.hosts.all()] == ["https://gazette.example"]


def test_a_journalist_is_not_offered_to_correct_a_source_with_a_tier_and_nobody_what_they_did_not_see(
    client, make_source, alice, bob
):
    source = make_source("Gazette", "independent")
    client.force_login(alice)
    assert "Correct what is recorded" not in text_of(client, url_of(source))
    assert "ask somebody who is a reviewer" in said(correct(client, source, name="Mine"))
    client.force_login(bob)
    assert "decided meanwhile" in said(correct(client, source, name="Late", seen="1"))
    source.refresh_from_db()
    assert source.name == "Gazette"


# --- Nothing past the rules -------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [Flag, Article, Claim, Source, AuditEntry])
def test_not_even_a_superuser_deletes_or_edits_the_record(client, flag, db, model):
    root = User.objects.create_superuser("root", password="correct horse battery")
    client.force_login(root)
    record = model.objects.first()
    assert client.post(url_of(record, "delete"), {"post": "yes"}).status_code == 403
    assert "delete_selected" not in text_of(client, list_of(model))
    chosen = {"action": "delete_selected", "_selected_action": [record.pk], "post": "yes"}
    client.post(list_of(model), chosen)
    client.post(url_of(record), {"status": "verified", "state": "dismissed", "publication": "published", "_save": "1"})
    assert model.objects.filter(pk=record.pk).exists()
    flag.refresh_from_db()
    assert (flag.state, flag.claim.status, flag.claim.publication) == ("open", "unverified", "draft")


def test_a_superuser_brings_in_a_member(client, desk, charlie):
    client.force_login(User.objects.create_superuser("root", password="correct horse battery"))
    html = text_of(client, reverse("admin:auth_user_change", args=[charlie.pk]))
    assert "memberships-TOTAL_FORMS" in html


def test_members_do_not_edit_each_other(client, alice, charlie):
    client.force_login(alice)
    assert client.get(reverse("admin:auth_user_change", args=[charlie.pk])).status_code == 403
