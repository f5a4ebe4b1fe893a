"""Nothing of a desk's own is shown to another one: every staff page, its filters, look-ups, counts and messages."""

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from claims import services
from claims.models import Article, Claim, Desk, Flag, Membership, Organisation, Ownership, Source
from claims.publish.changes import publish_pending
from claims.services.evidence_input import JudgementInput, Quote, Told
from desk.frame import site
from tests.desk.admin_pages import url_of
from tests.desk.claim_pages import PNG, page_of
from tests.desk.routes import STAFF, addresses, routes
from tracker.models import IngestKey, Lead, Snapshot, Subscription
from tracker.push import keys
from tracker.snapshots import bodies
from tracker.watching import resources

pytestmark = pytest.mark.slow

ROLES = ("journalist", "reviewer", "administrator")
CANARY = "canarybird"
"""Stands in everything that is the first desk's own, and in nothing else."""


def canary(what: str) -> str:
    return f"{CANARY}-{what}"


@pytest.fixture
def ours(db, make_desk) -> Desk:
    """A desk with something of each kind that nobody outside may see."""
    desk, journalist, reviewer, _ = make_desk("Canarybird-desk", f"{CANARY}-")
    fill(desk, journalist, reviewer, mark=canary)
    return desk


@pytest.fixture
def theirs(db, make_desk) -> Desk:
    """Another desk, with things of its own."""
    desk, journalist, reviewer, _ = make_desk("Sports", "sports-")
    fill(desk, journalist, reviewer, mark=lambda what: f"plain-{what}")
    return desk


@pytest.fixture
def make_desk(db):
    def make(name: str, prefix: str) -> tuple[Desk, User, User, User]:
        desk = Desk.objects.create(name=name, slug=name.lower())
        members = [User.objects.create_user(f"{prefix}{role}", f"{prefix}{role}@x.example") for role in ROLES]
        for user, role in zip(members, ROLES, strict=True):
            Membership.objects.create(user=user, desk=desk, role=role)
        return desk, members[0], members[1], members[2]

    return make


def fill(desk: Desk, journalist: User, reviewer: User, *, mark) -> None:
    """One published claim with notes, told, retracted and taken-down items and flags; a draft; a watched source."""
    published = services.record_article(by=journalist, desk=desk, title=f"A published article of {desk.pk}")
    claim = record(journalist, published, f"The published claim of {desk.pk}.", note=mark("note"))
    services.assign(by=reviewer, claim=claim, to=journalist)
    services.set_automation(by=reviewer, claim=claim, automation="automatic", reason=mark("automation"))
    services.revise_claim(by=journalist, claim=claim, reason=mark("draft-reason"), criterion="In words.")
    add(journalist, claim, "Public words.", confidential_source=mark("confidential"))
    services.publish(by=reviewer, article=published)
    publish_pending()
    gone = add(journalist, claim, mark("retracted-quote"))
    services.retract_evidence(by=journalist, evidence=gone, reason="We mixed them up.")
    hidden = add(journalist, claim, mark("taken-down-quote"))
    services.takedown(by=reviewer, evidence=hidden, reason=mark("takedown-reason"))
    services.change_status(
        by=reviewer, claim=claim, expected="unverified", to="disputed", reason="Both say so.", rests_on="judgement"
    )
    flag = Flag.objects.create(
        claim=claim, kind="note", from_status="unverified", raised_at=timezone.now(), reasons=[mark("flag-reason")]
    )
    services.resolve_flag(by=reviewer, flag=flag, confirm=False, note=mark("dismissal"))
    services.comment(by=journalist, on=claim, text=mark("comment"))
    services.attach(by=journalist, claim=claim, content=PNG, name=mark("file"))
    draft = services.record_article(by=journalist, desk=desk, title=mark("draft-article"))
    record(journalist, draft, mark("draft-claim"))
    record(journalist, published, "A claim of a published article is public at once.")
    Claim.objects.filter(pk=record(journalist, published, mark("withdrawn-claim")).pk).update(publication="withdrawn")
    watch(desk, journalist, reviewer, mark)


def record(by: User, article: Article, text: str, **more) -> Claim:
    return services.record_claim(by=by, article=article, text=text, kind="event", **more)


def add(by: User, claim: Claim, words: str, **told):
    quote, judgement = Quote(url=f"https://public.example/{claim.pk}", exact=words), JudgementInput("supports")
    return services.add_evidence(by=by, claim=claim, quote=quote, judgement=judgement, told=Told(**told))


def watch(desk: Desk, journalist: User, reviewer: User, mark) -> None:
    """A source that nothing published names, with a key, a subscription and an answer."""
    host = f"https://{mark('source')}.example/"
    source = services.record_source(by=journalist, desk=desk, name=mark("source"), sites=[host])
    services.set_tier(by=reviewer, source=source, tier="record", scope=mark("scope"), reason=mark("tier-reason"))
    resource = resources.watch(by=journalist, source=source, url=f"{host}feed", kind="feed")
    resources.pause(by=journalist, resource=resource, reason=mark("pause"))
    page = f"<!doctype html><html><body><p>{mark('body')}</p></body></html>"
    snapshot = Snapshot.objects.create(
        resource=resource, body=bodies.store(page.encode()), fetched_at=timezone.now(), title=mark("title")
    )
    claim = Claim.objects.filter(desk=desk, publication="published").earliest("pk")
    facts = {
        "why": "unsure",
        "stance": "supports",
        "score": 0.8,
        "assessor": "symbolic 1",
        "claim_version": claim.version,
    }
    Lead.objects.create(
        claim=claim, resource=resource, snapshot=snapshot, quote=mark("lead"), digest=mark("digest"), **facts
    )
    Subscription.objects.create(resource=resource, hub=f"{host}hub", topic=f"{host}topic", token=mark("t"), secret="s")
    keys.make_key(by=reviewer, source=source, name=mark("key"))


@pytest.fixture
def outsider(db) -> User:
    return User.objects.create_user("outsider")


def list_of(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


# Who may see what is no matter of the database: on a second pair of servers one of them asks for every page.
STRANGERS = [f"sports-{role}" for role in ROLES] + ["outsider", "nobody"]


@pytest.fixture(
    params=[pytest.param(who, marks=[] if who == "sports-reviewer" else pytest.mark.once) for who in STRANGERS]
)
def stranger(request, ours, theirs, outsider, client) -> str:
    """Everybody who is not of the first desk, signed in."""
    if request.param != "nobody":
        client.force_login(User.objects.get(username=request.param))
    return request.param


def words_of(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{body.decode(errors='replace')} {dict(answer.headers)}".lower()


def leaks(client, paths: list[str], **data) -> list[str]:
    """The addresses whose answer holds something of the first desk's own but what was asked, or is an error of ours."""
    found = []
    for path in paths:
        answer = client.get(path, data)
        if answer.status_code >= 500 or CANARY in words_of(answer).replace(path.lower(), ""):
            found.append(path)
    return found


def test_no_page_shows_anything_of_another_desks(stranger, client):
    assert [path for route in routes(*STAFF) for path in leaks(client, addresses(route))] == []


def test_no_list_finds_counts_or_offers_anything_of_another_desks(stranger, client):
    for model in site._registry:
        path = list_of(model)
        for asked in ({"_facets": "True"}, {"o": "-1"}, {"_popup": "1"}):
            assert leaks(client, [path], **asked) == []
        answer = client.get(path, {"q": CANARY})
        if answer.status_code == 200:
            assert answer.context["cl"].result_count == 0


LOOK_UPS = ("__startswith", "__regex", "__id__gte", "__desk__name")


def test_a_list_answers_its_own_filters_and_no_other_look_up(admin_user, client):
    client.force_login(admin_user)
    for model in site._registry:
        names = [f"{field.name}{suffix}" for field in model._meta.get_fields() for suffix in LOOK_UPS] + ["colour"]
        assert {name for name in names if client.get(list_of(model), {name: "c"}).status_code != 400} == set()


@pytest.mark.parametrize("name", ["note__startswith", "note__regex", "assigned_to", "text__regex", "automation__exact"])
def test_a_member_gets_400_for_a_look_up_that_no_filter_lists(alice, client, name):
    client.force_login(alice)
    assert client.get(list_of(Claim), {name: "c"}).status_code == 400


@pytest.mark.parametrize(
    "asked", [{"automation": "propose"}, {"publication__exact": "draft"}, {"status": "unverified"}]
)
def test_a_filter_still_answers(alice, claim, client, asked):
    client.force_login(alice)
    assert client.get(list_of(Claim), asked).context["cl"].result_count == 1


def test_no_autocompletion_offers_anything_of_another_desks(stranger, client):
    for model in site._registry:
        for field in model._meta.get_fields():
            if field.is_relation and field.many_to_one:
                asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name}
                asked |= {"field_name": field.name, "term": ""}
                assert leaks(client, [reverse("admin:autocomplete")], **asked) == []


def test_an_organisations_page_names_no_claim_to_who_may_edit_it(ours, theirs, client):
    """Django's own permissions, given to a member by a superuser."""
    from django.contrib.auth.models import Permission

    organisation, owner = (Organisation.objects.create(name=name, slug=name) for name in ("one", "two"))
    draft = Claim.objects.get(text=canary("draft-claim"))
    Claim.objects.filter(pk=draft.pk).update(speaker_organisation=organisation)
    Ownership.objects.create(organisation=organisation, owner=owner, asserted_by=draft)
    editor = User.objects.get(username="sports-administrator")
    editor.user_permissions.set(Permission.objects.filter(content_type__app_label="claims"))
    client.force_login(editor)
    for page in ("change", "delete", "history"):
        path = reverse(f"admin:claims_organisation_{page}", args=[organisation.pk])
        assert leaks(client, [path]) == []
    post = {"action": "delete_selected", "_selected_action": [organisation.pk]}
    assert CANARY not in words_of(client.post(reverse("admin:claims_organisation_changelist"), post))


# --- What messages and names give away ---


@pytest.fixture
def reviewer(ours, theirs, client) -> User:
    user = User.objects.get(username="sports-reviewer")
    client.force_login(user)
    return user


def test_a_name_that_another_desk_has_leaves_no_trace_in_a_slug(reviewer, theirs):
    drafted = services.record_article(by=reviewer, desk=theirs, title=canary("draft-article"))
    fresh = services.record_article(by=reviewer, desk=theirs, title="Nobody has this")
    source = services.record_source(by=reviewer, desk=theirs, name=canary("source"), sites=[])
    for record, name in ((drafted, canary("draft-article")), (fresh, "nobody-has-this"), (source, canary("source"))):
        start, _, chance = record.slug.rpartition("-")
        assert (start, len(chance)) == (name, 6)


@pytest.mark.parametrize("add", [f"https://{CANARY}-source.example/", f"https://{CANARY}-source.example/x"])
def test_a_place_that_another_desk_owns_is_refused_without_its_name(reviewer, theirs, client, add):
    given = {"button": "record", "desk": theirs.pk, "name": "Mine", "sites": add}
    answer = client.post(reverse("admin:claims_source_add"), given, follow=True)
    assert f"{CANARY}-source</" not in words_of(answer)
    assert "to canarybird-source already" not in words_of(answer)


def test_a_source_of_the_same_name_on_the_same_desk_is_refused_in_words(reviewer, theirs, client):
    given = {"button": "record", "desk": theirs.pk, "name": "plain-source", "sites": "https://new.example/"}
    answer = client.post(reverse("admin:claims_source_add"), given)
    assert "has a source of this name already" in answer.content.decode()


def test_the_watch_page_does_not_tell_whether_another_desk_has_a_claim(reviewer, client):
    draft = Claim.objects.get(text=canary("draft-claim"))
    page = reverse("desk:watch")

    def without_echo(slug: str) -> str:
        answer = client.get(page, {"claim": slug})
        said = re.sub(r"\d\d:\d\d:\d\d gmt", "", words_of(answer).replace(slug, ""))
        return re.sub(r'"csrf(-token" content|middlewaretoken" value)="[^"]+"', "", said)

    opened = client.get(page, {"claim": draft.slug}).content.decode().count("<details open>")
    assert opened == client.get(page, {"claim": "no-such-claim"}).content.decode().count("<details open>")
    assert without_echo(draft.slug) == without_echo("no-such-claim")


def test_nothing_is_sent_to_a_page_of_another_desk(reviewer, ours, client):
    published = Claim.objects.filter(desk=ours, publication="published")
    for record in (*published, Article.objects.filter(desk=ours).last()):
        for button in ("change", "automate", "read-now", "document", "publish", "withdraw", "nonsense"):
            sent = {"button": button, "reason": "x", "status": "verified"}
            assert client.post(url_of(record), sent).status_code == 403
            assert all(client.post(page_of(claim), sent).status_code == 403 for claim in published)


# --- Those who may ---


@pytest.mark.parametrize("who", [pytest.param("canarybird-journalist", marks=pytest.mark.once), "root"])
def test_the_desk_itself_and_superusers_see_all_of_it(ours, theirs, admin_user, client, who):
    client.force_login(admin_user if who == "root" else User.objects.get(username=who))
    shown = " ".join(words_of(client.get(path)) for route in routes(*STAFF) for path in addresses(route))
    wanted = (
        "note",
        "retracted-quote",
        "taken-down-quote",
        "confidential",
        "dismissal",
        "draft-claim",
        "comment",
        "file",
        "key",
        "title",
        "lead",
    )
    assert {what for what in wanted if canary(what) not in shown} == set()


def test_every_route_with_a_record_answers_its_own_desk(ours, theirs, admin_user, client):
    """Otherwise the tests above would look at nothing but 404s."""
    client.force_login(admin_user)
    with_records = {route.name: paths for route in routes(*STAFF) if route.arguments and (paths := addresses(route))}
    answered = {name for name, paths in with_records.items() if any(client.get(p).status_code != 404 for p in paths)}
    assert with_records.keys() - answered <= {"admin:view_on_site", "admin:index"}
    assert len(answered) > 30


def test_sources_and_keys_are_there_to_leak(ours, theirs):
    assert Source.objects.filter(name=canary("source")).exists()
    assert IngestKey.objects.filter(name=canary("key")).exists()
