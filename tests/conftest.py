"""The people and records that tests speak of: Alice the journalist, Bob the reviewer, Charlie the outsider."""

import gc
import hashlib
import os
from collections.abc import Iterator

import hypothesis
import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from claims import services
from claims.models import Article, Claim, Desk, Membership, Organisation, Source
from claims.services.accepting import make_public
from claims.services.evidence_input import Descent, JudgementInput, Quote
from claims.services.reading import add_read_evidence
from config.counters import MemoryCounter

# What is imported and collected stays to the end: looking through it for garbage again and again takes a tenth of the
# time of the tests. See `pytest_collection_finish`.
gc.disable()

pytest_plugins = ["tests.databases", "tests.watched"]

USES_A_DATABASE = {"db", "transactional_db", "live_server"}
NEEDS_SERVERS = {"django_db", "postgresql", "redis"}
LONG = ("slow", "browser")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark `once` what touches neither the database nor the servers of this run (pytest-django keeps it from the
    database), so that bin/test runs it on the first of the two pairs only, and what drives a browser: the views behind
    its pages have tests on both pairs. Begin with the files that take longest, so that no worker has one left when the
    others have ended.
    """
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        uses_a_database = USES_A_DATABASE & {*getattr(item, "fixturenames", ())}
        if "browser" in marks or not (marks & NEEDS_SERVERS or uses_a_database):
            item.add_marker("once")
    yield
    long = {item.path for item in items if any(item.get_closest_marker(name) for name in LONG)}
    items.sort(key=lambda item: item.path not in long)


def pytest_collection_finish() -> None:
    """From here on garbage is looked for, among what the tests make."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """What `-n auto` means: half as many workers again as cores, since many tests wait for processes and limits."""
    return (os.cpu_count() or 1) * 3 // 2


# No test measures time: on a machine with much else to do any example may take long, and so may making it up.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """A hash that is quick to make: nobody attacks Alice's password here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def plain_files(settings, tmp_path):
    """Static files by their plain names, so that no manifest must have been collected; media of the test's own."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.STATIC_ROOT = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.POSITIONS_FILE = tmp_path / "positions.json"


@pytest.fixture(autouse=True)
def own_counts(monkeypatch):
    """Requests are counted anew in each test, in memory."""
    counter = MemoryCounter()
    monkeypatch.setattr("config.throttling.counter", lambda: counter)


@pytest.fixture(autouse=True)
def fresh_looks(monkeypatch):
    """What is wrong with the installation is looked for at each question."""
    monkeypatch.setattr("tracker.health.installation.FRESH_S", 0.0)


@pytest.fixture(autouse=True)
def plain_judge(settings):
    """The rules alone: quick, and plain to see through where a test is about what becomes of a judgement. The tests of
    the learned judge, the demonstration and the replay ask for it, or run what the settings say.
    """
    settings.TRACKER_ASSESSOR = "symbolic"


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk.objects.create(name="Main desk", slug="main")


def _member(desk: Desk, name: str, role: str) -> User:
    user = User.objects.create_user(name, password="correct horse battery")
    Membership.objects.create(user=user, desk=desk, role=role)
    return user


@pytest.fixture
def alice(desk: Desk) -> User:
    return _member(desk, "alice", "journalist")


@pytest.fixture
def bob(desk: Desk) -> User:
    return _member(desk, "bob", "reviewer")


@pytest.fixture
def charlie(db: None) -> User:
    return User.objects.create_user("charlie", password="correct horse battery")


@pytest.fixture
def ovhcloud(db: None) -> Organisation:
    return Organisation.objects.create(name="OVHcloud", slug="ovhcloud")


@pytest.fixture
def article(desk: Desk, alice: User) -> Article:
    return services.record_article(by=alice, desk=desk, title="OVHcloud trains a model")


@pytest.fixture
def claim(article: Article, alice: User, ovhcloud: Organisation) -> Claim:
    return services.record_claim(
        by=alice,
        article=article,
        text="OVHcloud has completed the pretraining of a model on the Jupiter supercomputer.",
        kind="event",
        speaker=ovhcloud,
    )


@pytest.fixture
def make_source(desk: Desk, alice: User, bob: User):
    """make_source("The Ledger", "independent") → a source at https://the-ledger.example with its own organisation."""

    def make(name: str, tier: str, *, organisation: Organisation | None = None) -> Source:
        slug = name.lower().replace(" ", "-")
        organisation = organisation or Organisation.objects.create(name=name, slug=slug)
        source = services.record_source(
            by=alice, desk=desk, name=name, sites=[f"https://{slug}.example/"], organisation=organisation
        )
        return services.set_tier(by=bob, source=source, tier=tier, scope="its own machines", reason="known for years")

    return make


@pytest.fixture
def say():
    """say(claim, source, "The words.") → evidence that the machine read; public, unless told `accepted=False`."""

    def add(claim: Claim, source: Source | None, words: str, *, stance: str = "supports", **more):
        descent = Descent(**{name: more.pop(name) for name in ("origin", "why", "first_published_by") if name in more})
        accepted = more.pop("accepted", True)
        url = more.pop("url", f"https://{source.slug}.example/news" if source else "https://nobody.example/")
        as_of = more.pop("as_of", timezone.now())
        quote = Quote(url=url, exact=words, as_of=as_of, sha256=hashlib.sha256(words.encode()).hexdigest())
        judgement = JudgementInput(stance=stance, score=0.9, assessor="test 1", **more)
        item = add_read_evidence(claim=claim, quote=quote, judgement=judgement, source=source, descent=descent)
        if accepted:
            with transaction.atomic():
                make_public(item.claim, [str(item.uuid)], by=None)
            item.refresh_from_db()
        return item

    return add
