"""A bounded part of `bin/bench fuzz`: some of the actor matrix, and some requests of every kind to the API."""

import itertools
import random

import pytest
from django.contrib.auth.models import User

from benchmarks import fuzz_actors, fuzz_api
from benchmarks.fuzz_asking import Asker, Tally, one_connection
from benchmarks.fuzz_routes import routes, targets
from benchmarks.fuzz_world import Actor, World, make_world, without_network

OURS = ("api/", "push/", "feeds/", "articles/", "claims/", "assessor/", "health")
"""Routes whose answers are tried here; those of the desk have tests of their own beside its pages."""


@pytest.fixture
def world(db, settings):
    settings.API_RATE_ANONYMOUS = settings.API_RATE_TOKEN = "1000000000/min"
    with without_network(), one_connection():
        yield make_world(1)


def test_no_route_tells_anybody_what_another_desk_hides(world: World):
    tally, draw = Tally(), random.Random(2)
    asker = Asker(world, tally)
    asked = [each for each in fuzz_actors.requests(world) if each[1].route.startswith(OURS)]
    for actor, target, method in draw.sample(asked, 300):
        fuzz_actors.ask(asker, actor, target, method, draw)
    asker.close()
    assert "\n".join(map(str, tally.findings)) == ""
    assert tally.requests >= 300


def test_the_api_answers_as_its_document_says_whatever_it_is_asked(world: World, monkeypatch):
    monkeypatch.setattr(fuzz_api, "EXAMPLES", 2)
    tally, asked = Tally(), itertools.count()
    fuzzer = fuzz_api.Fuzzer(world, tally, seed=3)
    fuzzer.run(until=lambda: next(asked) == 3 * len(fuzzer.operations))
    assert "\n".join(map(str, tally.findings)) == ""
    assert len(tally.routes) == len({operation.path for operation in fuzzer.operations})


def test_every_route_is_filled_in_with_rows_of_both_desks(world: World):
    of_rows = [route for route in routes() if "uuid:" in route or "slug:" in route or "object_id" in route]
    for route in of_rows:
        if "admin/r/" in route or "remotespending" in route or "/person/" in route:
            continue
        assert {target.desk for target in targets(world, route)} >= {"a", "b"}, route


def test_a_canary_in_an_answer_is_a_leak_to_all_who_may_not_know_it(world: World):
    tally = Tally()
    asker = Asker(world, tally)
    journalist = next(actor for actor in world.actors if actor.name == "journalist a")
    imposter = Actor("imposter", user=User.objects.get(username="journalist-a"))
    world.actors.append(imposter)
    again = Asker(world, tally)
    for actor in (journalist, imposter):
        again.ask(actor, "admin/claims/article/", "/admin/claims/article/")
    assert {(finding.kind, finding.actor, finding.what) for finding in tally.findings} == {
        ("leak", "imposter", "tells the draft title"),
        ("leak", "imposter", "tells the withdrawn title"),
    }
    again.close()
    asker.close()


def test_the_same_seed_makes_the_same_world(world: World):
    assert world.canaries[0].text.startswith("zqatierscope")
    assert len({canary.text for canary in world.canaries}) == len(world.canaries)
