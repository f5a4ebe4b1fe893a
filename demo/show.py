"""The whole demonstration: cast, wire, processes, story, in their order."""

import signal
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from claims.models import Claim
from demo import processes
from demo.cast import HASTE, PEOPLE, Cast, assemble
from demo.processes import ProcessEnded, Processes
from demo.screen import Screen
from demo.story import Story
from demo.telling import StepOutcome, StoryBroken, Teller, figures
from demo.wire import NOTICE, Wire

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def show(story: Story, screen: Screen, *, once: bool) -> None:
    """Tell the story; with `once` to its end, else until somebody stops it.

    Raises StoryBroken (only with `once`), ProcessEnded, KeyboardInterrupt; nothing it started outlives it.
    """
    for number in STOPPING:  # SIGINT too: a shell that starts us in the background lets us ignore it
        signal.signal(number, _stop)
    screen.say("Setting up …")
    call_command("migrate", interactive=False, verbosity=0)
    addresses = dict(zip((row["name"] for row in story.publishers), _opened(len(story.publishers)), strict=True))
    with (
        Wire(addresses) as wire,
        Processes(Path(settings.BASE_DIR), Path(settings.DATA_DIR) / "logs") as running,
    ):
        cast = assemble(story, wire.publishers)
        _introduce(screen, wire, cast)
        if not once:
            call_command("collectstatic", interactive=False, verbosity=0)
            running.start("web", processes.web(settings.SITE_URL))
            _invite(screen, cast)
        running.start("worker", processes.WORKER)
        running.start("beat", processes.BEAT)
        teller = Teller(cast, wire.publishers, running.check, scripted=once)
        if once:
            _tell_once(story, teller, screen)
        else:
            _tell_live(story, teller, screen)
            _stay(screen, running)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """Stop once: a second Ctrl-C must not interrupt the stopping of what was started."""
    for each in STOPPING:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


def _opened(count: int) -> list[str]:
    """The addresses opened as private: the publishers' own."""
    addresses = [str(address) for address in settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES]
    if len(addresses) != count:
        raise StoryBroken(
            f"TRACKER_ALLOWED_PRIVATE_ADDRESSES names {len(addresses)} addresses, not {count}: run bin/demo."
        )
    return addresses


def _introduce(screen: Screen, wire: Wire, cast: Cast) -> None:
    screen.say(f"“{cast.article}”: {len(cast.claims)} claims, {len(wire.publishers)} publishers. {NOTICE}:")
    for publisher in wire.publishers.values():
        screen.say(f"     {publisher.site}/  {publisher.name}")
    screen.say(f"Requests to one host follow each other without spacing. {HASTE}")
    screen.say()


def _invite(screen: Screen, cast: Cast) -> None:
    """Say where to look: first the desk, where what happens is told and waits for a decision, then what readers see."""
    screen.say(f"Open the desk       {settings.SITE_URL}{reverse('desk:queue')}  and log in as")
    for name, (role, _) in PEOPLE.items():
        screen.say(f"     {name:6} {cast.passwords[name]}  ({role.label.lower()})")
    screen.say(f"What readers see    {settings.SITE_URL}/articles/{cast.article.slug}/")
    screen.say()


def _tell_once(story: Story, teller: Teller, screen: Screen) -> None:
    told = [_tell(number, story, teller, screen) for number in range(len(story.steps))]
    teller.await_feed()
    screen.table(told)
    counted = figures(story)
    if counted["false_flags"]:
        raise StoryBroken(f"Every step came out as told, but something else was flagged too: {counted}.")
    screen.figures(counted)


def _tell(number: int, story: Story, teller: Teller, screen: Screen) -> StepOutcome:
    step = story.steps[number]
    screen.begin(number + 1, len(story.steps), step)
    told = teller.tell(step)
    screen.end(told)
    return told


def _tell_live(story: Story, teller: Teller, screen: Screen) -> None:
    """Whoever watches may decide at any moment: a step that they changed is said, and the story goes on."""
    for number in range(len(story.steps)):
        try:
            _tell(number, story, teller, screen)
            teller.remark(story.steps[number])
        except StoryBroken as broken:
            screen.paragraph(str(broken), indent="     ")
            screen.say()


def _stay(screen: Screen, running: Processes) -> None:
    """Say what is decided in the browser, until somebody stops it."""
    queue = f"{settings.SITE_URL}{reverse('desk:queue')}"
    screen.say(f"The story is told; what waits for a decision is at {queue} . Ctrl-C stops everything.")
    known = dict(Claim.objects.values_list("text", "status"))
    while True:
        running.check()
        now = dict(Claim.objects.values_list("text", "status"))
        for text in sorted(text for text in now if now[text] != known.get(text, now[text])):
            screen.say(f"     “{text}” {known[text]} → {now[text]}")
        known = now
        time.sleep(1)


__all__ = ["ProcessEnded", "StoryBroken", "show"]
