"""The world that the fuzzing asks about: two desks, each full of canaries, and everybody who may ask.

A canary is a word that stands in one field of one desk and that only some actors may read. Identifiers, words and their
order come of the seed alone, so that a finding can be asked for again.
"""

import hashlib
import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Model
from knox.models import AuthToken

from benchmarks import fuzz_watch
from claims import services
from claims.models import (
    Article,
    Claim,
    Desk,
    Evidence,
    Flag,
    Membership,
    Newsroom,
    NewsroomToken,
    Organisation,
    Source,
)
from claims.publish.changes import publish_pending
from claims.services.evidence_input import JudgementInput, Quote, Told
from claims.services.reader import set_reader
from tracker.evidence.read_now import read_now

DESKS = ("a", "b")
ROLES = ("journalist", "reviewer", "administrator")


@dataclass(frozen=True, slots=True)
class Canary:
    """A word that only the staff of one desk may read; `desk` empty: nobody at all."""

    text: str
    what: str
    desk: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: with a session of `user`, with a `token`, or with neither. `desk` is the letter of a member's desk."""

    name: str
    desk: str = ""
    user: User | None = None
    token: str = ""
    sees_all: bool = False

    def may_know(self, canary: Canary) -> bool:
        """Whether the canary may stand in an answer to this actor."""
        return bool(canary.desk) and (self.sees_all or canary.desk == self.desk)


@dataclass
class World:
    """All canaries, all actors, and the keys of each desk's rows by model."""

    canaries: list[Canary] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)
    rows: dict[str, dict[type[Model], list[Any]]] = field(default_factory=dict)
    makers: dict[str, "DeskMaker"] = field(default_factory=dict)

    def tokens(self) -> list[Actor]:
        """Who asks the API: the anonymous and all that have a token."""
        return [actor for actor in self.actors if actor.token or actor.name == "anonymous"]


class DeskMaker:
    """Fills one desk. `secret("note")` is a new canary of that desk, `secret("digest", nobody=True)` one for nobody."""

    def __init__(self, letter: str, world: World, draw: random.Random) -> None:
        self.letter, self.world, self._draw = letter, world, draw
        self.desk = Desk.objects.create(name=f"Desk {letter}", slug=f"desk-{letter}")
        self.members = {role: self._member(f"{role}-{letter}", role) for role in ROLES}
        self.journalist, self.reviewer, self.administrator = (self.members[role] for role in ROLES)
        self.organisation = Organisation.objects.create(name=f"Harbour {letter}", slug=f"harbour-{letter}")
        self.source = self._source(f"Gazette {letter}", f"https://gazette-{letter}.example/")
        self.second_source = self._source(f"Register {letter}", f"https://register-{letter}.example/")
        self.hidden_source = self._source(self.secret("source name"), f"https://{self.secret('source host')}.example/")

    def secret(self, what: str, *, nobody: bool = False) -> str:
        """A word of small letters and digits, so that it is found in slugs, HTML and addresses alike."""
        text = f"zq{self.letter}{what.replace(' ', '')}{self._draw.getrandbits(32):08x}"
        self.world.canaries.append(Canary(text, what, "" if nobody else self.letter))
        return text

    def fill(self) -> None:
        """Every kind of record, in each state that hides something."""
        claim = self._published()
        self._hidden_evidence(claim)
        self._between_us(claim)
        self._drafts()
        self._withdrawn()
        self._waiting_change()
        self._flags()
        fuzz_watch.fill(self, claim)

    def hide_more(self) -> None:
        """More of the kinds that a desk hides every day."""
        self._drafts()
        claim = Claim.objects.filter(desk=self.desk, publication="published").earliest("pk")
        down = self.say(claim, f"Taken down, too: {self.secret('taken down quote')}.")
        services.takedown(by=self.reviewer, evidence=down, reason=self.secret("takedown reason"))
        services.revise_claim(
            by=self.journalist, claim=claim, reason=self.secret("note reason"), note=self.secret("note")
        )
        services.assign(by=self.journalist, claim=claim, to=self.journalist)

    def _member(self, name: str, role: str) -> User:
        user = User.objects.create_user(name)
        Membership.objects.create(user=user, desk=self.desk, role=role)
        return user

    def _source(self, name: str, site: str) -> Source:
        source = services.record_source(by=self.reviewer, desk=self.desk, name=name, sites=[site])
        scope, reason = self.secret("tier scope"), self.secret("tier reason")
        return services.set_tier(by=self.reviewer, source=source, tier="record", scope=scope, reason=reason)

    def _article(self, title: str, **facts: Any) -> Article:
        return services.record_article(by=self.journalist, desk=self.desk, title=title, **facts)

    def claim(self, article: Article, text: str, **facts: Any) -> Claim:
        return services.record_claim(
            by=self.journalist, article=article, text=text, kind="event", speaker=self.organisation, **facts
        )

    def say(self, claim: Claim, words: str, source: Source | None = None, stance: str = "supports") -> Evidence:
        """Evidence as if the tracker had read it: here there is nothing to read, so the row is made to say so."""
        source = source or self.source
        sha256 = hashlib.sha256(words.encode()).hexdigest()
        quote = Quote(url=f"https://{source.hosts.get().host}/news", exact=words, sha256=sha256)
        judgement = JudgementInput(stance=stance, score=0.9, assessor="fuzz 1")
        item = services.add_evidence(by=self.journalist, claim=claim, quote=quote, judgement=judgement, source=source)
        Evidence.objects.filter(pk=item.pk).update(basis=Evidence.Basis.READ)
        item.refresh_from_db()
        return item

    def _published(self) -> Claim:
        """A public claim whose draft had other words, with a note and somebody on it."""
        article = self._article(f"The harbour of {self.letter} opens")
        claim = self.claim(article, f"It had been {self.secret('first wording')}.", note=self.secret("note"))
        services.revise_claim(
            by=self.journalist,
            claim=claim,
            reason=self.secret("draft reason"),
            text=f"The harbour of {self.letter} has opened.",
        )
        assigned = self._member(self.secret("assignee"), "journalist")
        services.assign(by=self.journalist, claim=claim, to=assigned)
        self.say(claim, f"The harbour of {self.letter} opened on Monday.")
        services.publish(by=self.reviewer, article=article)
        return claim

    def _between_us(self, claim: Claim) -> None:
        """Beside a public claim: a comment, what its speaker was asked and answered, a file."""
        services.comment(by=self.journalist, on=claim, text=self.secret("comment"))
        speaking = Claim.objects.filter(desk=self.desk).exclude(speaker_organisation=None, speaker_person=None).first()
        if speaking is not None:
            asked = services.ask_speaker(
                by=self.journalist, claim=speaking, how="email", question=self.secret("question to the speaker")
            )
            services.answered(by=self.journalist, question=asked, answer=self.secret("answer of the speaker"))
        pdf = f"%PDF-1.7\n{self.secret('file')}\n%%EOF".encode()
        services.attach(by=self.journalist, claim=claim, content=pdf, name=f"{self.secret('file name')}.pdf")

    def _hidden_evidence(self, claim: Claim) -> None:
        """Of a public claim: what was told and by whom, what was taken down, what was retracted."""
        told = Told(
            kind="conversation", by=self.secret("told by"), confidential_source=self.secret("confidential source")
        )
        quote = Quote(url="", exact="The harbour has opened, we hear.")
        services.add_evidence(
            by=self.journalist, claim=claim, quote=quote, judgement=JudgementInput(stance="supports"), told=told
        )
        down = self.say(claim, f"Taken down: {self.secret('taken down quote')}.")
        services.takedown(by=self.reviewer, evidence=down, reason=self.secret("takedown reason"))
        retracted = self.say(claim, f"Retracted: {self.secret('retracted quote')}.")
        services.retract_evidence(by=self.journalist, evidence=retracted, reason="It is about another harbour.")

    def _drafts(self) -> None:
        article = self._article(
            self.secret("draft title"),
            summary=self.secret("draft summary"),
            seen_via=self.secret("seen via"),
            url=f"https://{self.secret('draft address')}.example/",
        )
        claim = self.claim(
            article,
            self.secret("draft claim"),
            wording=self.secret("draft article wording"),
            criterion=self.secret("draft criterion"),
            reported_by=self.secret("draft reporter"),
            note=self.secret("draft note"),
        )
        self.say(claim, self.secret("draft quote"), self.hidden_source)

    def _withdrawn(self) -> None:
        article = self._article(self.secret("withdrawn title"))
        claim = self.claim(article, f"It was {self.secret('withdrawn claim')}.")
        self.say(claim, self.secret("withdrawn quote"))
        services.publish(by=self.reviewer, article=article)
        publish_pending()
        services.withdraw(by=self.reviewer, article=article, reason=self.secret("withdrawal reason"))

    def _waiting_change(self) -> None:
        """A change that waits for a second person."""
        article = self._article(f"The bridge of {self.letter}")
        claim = self.claim(article, f"The bridge of {self.letter} has been closed.")
        services.publish(by=self.reviewer, article=article)
        services.set_second_person(
            by=self.administrator, desk=self.desk, on=True, reason=self.secret("second person reason")
        )
        services.change_status(
            by=self.reviewer,
            claim=claim,
            expected="unverified",
            to="verified",
            reason=self.secret("waiting reason"),
            rests_on="judgement",
        )

    def _flags(self) -> None:
        """A flag that was dismissed with a note and one that misjudged, of a public claim."""
        article = self._article(f"The tower of {self.letter}")
        claim = self.claim(article, f"The tower of {self.letter} has been sold.")
        services.publish(by=self.reviewer, article=article)
        item = self.say(claim, f"The tower of {self.letter} was sold.")
        services.apply_finding(claim=claim)
        flag = Flag.objects.get(claim=claim, kind="status")
        services.resolve_flag(by=self.reviewer, flag=flag, confirm=False, note=self.secret("flag note"))
        services.mark_wrong(by=self.reviewer, flag=flag, evidence=item, label="neutral", why=self.secret("annotation"))


def make_world(seed: int) -> World:
    """Two desks in an empty database, with everybody who may ask; the same for the same seed, tokens aside."""
    draw = random.Random(seed)
    world = World(actors=[Actor("anonymous")])
    with patch("claims.models.base.uuid6.uuid7", lambda: uuid.UUID(int=draw.getrandbits(128), version=4)):
        for letter in DESKS:
            before = _keys()
            world.makers[letter] = maker = DeskMaker(letter, world, draw)
            maker.fill()
            world.actors += _of_desk(maker)
            world.rows[letter] = {
                model: [key for key in keys if key not in set(before[model])] for model, keys in _keys().items()
            }
        publish_pending()
    _add_strangers(world)
    return world


def _keys() -> dict[type[Model], list[Any]]:
    """The primary keys of every table."""
    return {
        model: list(model._default_manager.order_by("pk").values_list("pk", flat=True)) for model in apps.get_models()
    }


def _of_desk(maker: DeskMaker) -> Iterator[Actor]:
    """Each member with a session and with a token, the desk's newsroom, and its ingest key."""
    letter = maker.letter
    for role, user in maker.members.items():
        yield Actor(f"{role} {letter}", letter, user=user)
        yield Actor(f"{role} {letter} by token", letter, token=AuthToken.objects.create(user)[1])
    newsroom = Newsroom.objects.create(name=f"Newsroom {letter}", contact=maker.secret("newsroom contact", nobody=True))
    yield Actor(f"newsroom {letter}", token=NewsroomToken.issue(newsroom=newsroom, name="reader"))
    yield Actor(f"ingest key {letter}", token=fuzz_watch.make_key(maker))


def _add_strangers(world: World) -> None:
    outsider = User.objects.create_user("outsider")
    superuser = User.objects.create_superuser("superuser")
    world.actors += [
        Actor("outsider", user=outsider),
        Actor("outsider by token", token=AuthToken.objects.create(outsider)[1]),
        Actor("superuser", user=superuser, sees_all=True),
        Actor("superuser by token", token=AuthToken.objects.create(superuser)[1], sees_all=True),
        Actor("unknown token", token="nr_unknown"),
    ]
    for model, name in ((User, "password"), (NewsroomToken, "digest"), (AuthToken, "digest")):
        for text in model._default_manager.exclude(**{name: ""}).values_list(name, flat=True):
            world.canaries.append(Canary(text.lower(), f"{model.__name__} {name}", ""))


@contextmanager
def without_network() -> Iterator[None]:
    """Told items are not read at once: the world has no other hosts."""
    untouched: Callable[[Evidence], Evidence] = lambda evidence: evidence  # noqa: E731
    set_reader(untouched)
    try:
        yield
    finally:
        set_reader(read_now)
