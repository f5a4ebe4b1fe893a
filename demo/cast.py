"""The cast of the demonstration: people, the sample article with its claims, and the five sources, as it begins."""

import json
import secrets
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.utils.text import slugify

import claims
from claims import services
from claims.models import Affiliation, Article, Claim, Desk, Membership, Organisation, Ownership, Person
from demo.story import Story
from demo.wire import Publisher
from tracker.models import PollingPolicy
from tracker.watching.resources import watch_url

SAMPLE = Path(claims.__file__).parent / "sample" / "ovhcloud.json"
HASTE = "It is a demonstration on this machine: the publishers are part of it."
PEOPLE = {
    "alice": (Membership.Role.JOURNALIST, "Alice"),
    "bob": (Membership.Role.REVIEWER, "Bob"),
    "admin": (Membership.Role.ADMINISTRATOR, "The administrator"),
}


class Cast:
    """The people with their passwords, the article, its claims by their words."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.passwords = {name: secrets.token_urlsafe(9) for name in PEOPLE}
        self.users = {name: self._user(name) for name in PEOPLE}
        self.article: Article
        self.claims: dict[str, Claim] = {}

    @property
    def journalist(self) -> User:
        return self.users["alice"]

    @property
    def reviewer(self) -> User:
        return self.users["bob"]

    def _user(self, name: str) -> User:
        role, first_name = PEOPLE[name]
        make = User.objects.create_superuser if role == Membership.Role.ADMINISTRATOR else User.objects.create_user
        user = make(name, password=self.passwords[name], first_name=first_name)
        Membership.objects.create(user=user, desk=self.desk, role=role)
        return user


def assemble(story: Story, publishers: Mapping[str, Publisher]) -> Cast:
    """Record everything the story needs in an empty database, through the services, and publish the article."""
    cast = Cast(Desk.objects.create(name="Demonstration desk", slug="demo"))
    sample = json.loads(SAMPLE.read_text(encoding="utf-8"))
    parties = _parties(sample)
    facts = dict(sample["article"])
    facts["published_on"] = date.fromisoformat(facts["published_on"])
    cast.article = services.record_article(by=cast.journalist, desk=cast.desk, **facts)
    for row in sample["claims"]:
        cast.claims[row["text"]] = _record_claim(cast, row, parties)
    _record_ownerships(cast, sample)
    for text in story.automatic:
        services.set_automation(
            by=cast.reviewer, claim=cast.claims[text], automation="automatic", reason="A record settles it."
        )
    for row in story.publishers:
        _record_source(cast, row, publishers[row["name"]])
    services.publish(by=cast.reviewer, article=cast.article)
    return cast


def _parties(sample: Mapping[str, Any]) -> dict[str, Organisation | Person]:
    parties: dict[str, Organisation | Person] = {
        row["name"]: _organisation(row["name"]) for row in sample["organisations"]
    }
    for row in sample["persons"]:
        person = Person.objects.create(name=row["name"], slug=slugify(row["name"]))
        parties[row["name"]] = person
        for post in row["affiliations"]:
            Affiliation.objects.create(
                person=person, organisation=_organisation(post["organisation"]), role=post["role"]
            )
    return parties


def _organisation(name: str) -> Organisation:
    return Organisation.objects.get_or_create(name=name, defaults={"slug": slugify(name)})[0]


def _record_claim(cast: Cast, row: Mapping[str, Any], parties: Mapping[str, Organisation | Person]) -> Claim:
    fields = {name: value for name, value in row.items() if name != "speaker"}
    for name in ("due_on", "recheck_on"):
        if name in fields:
            fields[name] = date.fromisoformat(fields[name])
    # Where the article itself speaks, nobody else has an interest in the claim.
    speaker = parties.get(row["speaker"])
    return services.record_claim(by=cast.journalist, article=cast.article, speaker=speaker, **fields)


def _record_ownerships(cast: Cast, sample: Mapping[str, Any]) -> None:
    for row in sample["organisations"]:
        if "owner" in row:
            Ownership.objects.create(
                organisation=_organisation(row["name"]),
                owner=_organisation(row["owner"]),
                asserted_by=cast.claims.get(row.get("asserted_by_claim", "")),
            )


def _record_source(cast: Cast, row: Mapping[str, str], publisher: Publisher) -> None:
    """A source with its tier and its feed, polled every second without spacing, held against every claim."""
    source = services.record_source(
        by=cast.journalist,
        desk=cast.desk,
        name=row["name"],
        sites=[publisher.site],
        organisation=_organisation(row["organisation"]),
        invented=True,
    )
    services.set_tier(
        by=cast.reviewer,
        source=source,
        tier=row["tier"],
        scope=row["scope"],
        reason=row["reason"],
        private=frozenset({publisher.address}),
    )
    PollingPolicy.objects.create(source=source, interval_s=1, spacing_s=0, spacing_reason=HASTE, open_to_all=True)
    watch_url(source=source, url=publisher.feed_url, kind="feed")
