"""bin/demo: the story comes out as told, and fails at the step that is taken away."""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from demo.__main__ import free_ports
from demo.cast import assemble
from demo.story import STORY, Story
from demo.telling import StepOutcome, StoryBroken, Teller, figures
from demo.wire import NOTICE, Publisher, Wire
from tracker.extract.html import extract_html
from tracker.extract.isolation import Extractor
from tracker.models import PollingPolicy
from tracker.polling import round
from tracker.processing import pipeline

ROOT = Path(__file__).parents[2]
Change = Callable[[dict[str, Any]], None]

# The demonstration brings its own embedded default, whatever database the suite runs on.
starts_processes = [
    pytest.mark.slow,
    pytest.mark.skipif("REDIS_URL" in os.environ, reason="the demonstration runs on its own embedded default"),
]


@pytest.fixture(params=["learned"])
def judge(request: pytest.FixtureRequest, settings: Any) -> str:
    """Who judges: the default, unless a test names others."""
    settings.TRACKER_ASSESSOR = request.param
    return str(request.param)


@pytest.fixture
def tell(db: None, judge: str, settings: Any, tmp_path: Path, extractor: Extractor) -> Any:
    """tell(rows) → a story told by real publishers on loopback, polled and processed in this process."""
    ports = free_ports(5)[1:]
    settings.MEDIA_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TRACKER_ALLOWED_PORTS = frozenset(ports)
    settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES = [f"127.0.0.1:{port}" for port in ports]

    def watch() -> None:
        round.poll_due()
        pipeline.process_waiting(extractor=extractor)

    def tell_it(rows: dict[str, Any]) -> list[StepOutcome]:
        path = tmp_path / "story.json"
        path.write_text(json.dumps(rows), encoding="utf-8")
        story = Story.read(path)
        names = (row["name"] for row in story.publishers)
        with Wire(dict(zip(names, settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES, strict=True))) as wire:
            cast = assemble(story, wire.publishers)
            PollingPolicy.objects.update(interval_s=0)
            teller = Teller(cast, wire.publishers, watch, scripted=True)
            return [teller.tell(step) for step in story.steps]

    return tell_it


def steps(*names: str) -> dict[str, Any]:
    """The story with these steps only; with none named, all of it."""
    story: dict[str, Any] = json.loads(STORY.read_text(encoding="utf-8"))
    story["steps"] = [step for step in story["steps"] if not names or step["name"] in names]
    return story


def once(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [ROOT / "bin" / "demo", "--once", *arguments], capture_output=True, text=True, check=False, timeout=240
    )


def nothing_is_published(step: dict[str, Any]) -> None:
    step["publish"] = []


def by_a_third_party(step: dict[str, Any]) -> None:
    step["publish"][0]["by"] = "The Ledger (demo)"


def by_one_outlet(step: dict[str, Any]) -> None:
    step["publish"][1]["by"] = step["publish"][0]["by"]


def words(old: str, new: str) -> Change:
    def change(step: dict[str, Any]) -> None:
        for page in step["publish"]:
            page["text"] = [text.replace(old, new) for text in page["text"]]

    return change


def reworded(step: dict[str, Any]) -> None:
    step["publish"][1]["text"] = [
        "For a month and a half nobody at the machine had a quiet evening, said people who were there.",
        "The pretraining of OVHcloud's model on the Jupiter supercomputer was completed on Saturday.",
        "Our reporter saw the last pages of the log.",
    ]


# What is taken away → the steps about that claim, of which the last is to fail, and the change to it.
RUN = ("release", "retelling", "reprints", "record")
NEUTRALISED: dict[str, tuple[tuple[str, ...], Change]] = {
    "the machine is still being installed": (("place",), words("is installed", "is being installed")),
    "the release is a third party’s": (RUN[:1], by_a_third_party),
    "the retelling names nobody": (RUN[:2], words("OVHcloud says it has", "OVHcloud has")),
    "the reprints are reworded": (RUN[:3], reworded),
    "no record": (RUN, nothing_is_published),
    "the operator writes “will”": (RUN, words("has completed", "will complete")),
    "both prices are one outlet’s": (("price",), by_one_outlet),
    "the same figure again": (("price", "figure"), words("320 million", "180 million")),
    "the plan is done": (("plan",), words("has signed a binding agreement to acquire", "has acquired")),
    "nothing is corrected": (("place", "correction"), nothing_is_published),
}


@pytest.mark.parametrize("judge", ["learned", "symbolic"], indirect=True)
def test_every_step_comes_out_as_told(tell: Callable[[dict[str, Any]], list[StepOutcome]]) -> None:
    told = tell(steps())
    assert len(told) == 9
    why = {row.step.name: row.why for row in told}
    assert "own words do not settle an event" in why["release"]
    assert "own words do not settle an event" in why["retelling"]
    assert "one origin, not two" in why["reprints"]
    assert "One record source" in why["record"]
    assert "does not make it happen" in why["plan"]
    assert "gone from the page" in why["correction"]
    assert figures(Story.read()) == {"flags": 5, "verified": 3, "disputed": 1, "reopened": 1, "false_flags": 0}


@pytest.mark.parametrize("case", NEUTRALISED)
def test_a_step_that_is_neutralised_fails_at_that_step(
    case: str, tell: Callable[[dict[str, Any]], list[StepOutcome]]
) -> None:
    names, change = NEUTRALISED[case]
    story = steps(*names)
    change(story["steps"][-1])
    with pytest.raises(StoryBroken, match=f"The step “{names[-1]}” did not come out as told."):
        tell(story)


def test_a_change_that_the_story_does_not_foresee_is_a_false_flag(
    tell: Callable[[dict[str, Any]], list[StepOutcome]],
) -> None:
    tell(steps("place"))
    assert figures(Story.read())["false_flags"] == 0
    foreseeing_nothing = Story(publishers=(), automatic=(), steps=())
    assert figures(foreseeing_nothing)["false_flags"] == 1


class TestProcesses:
    pytestmark = starts_processes

    def test_once_tells_the_story_and_counts_it(self) -> None:
        answer = once()
        assert answer.returncode == 0, answer.stderr
        lines = answer.stdout.splitlines()
        assert json.loads(lines[-1]) == {"flags": 5, "verified": 3, "disputed": 1, "reopened": 1, "false_flags": 0}
        assert re.search(r"^claim +before +after +why$", answer.stdout, re.MULTILINE)
        assert "one origin, not two" in " ".join(answer.stdout.split())

    def test_once_fails_with_a_plain_sentence(self, tmp_path: Path) -> None:
        names, change = NEUTRALISED["the operator writes “will”"]
        story = steps(*names)
        change(story["steps"][-1])
        path = tmp_path / "story.json"
        path.write_text(json.dumps(story), encoding="utf-8")
        answer = once("--story", str(path))
        assert answer.returncode == 1
        assert answer.stderr.splitlines()[-1].startswith("demo: The step “record” did not come out as told.")

    def test_it_leaves_no_process_behind_when_it_is_stopped(self, tmp_path: Path) -> None:
        mark = str(tmp_path)  # in the environment of everything that the demonstration starts
        demo = subprocess.Popen(
            [ROOT / "bin" / "demo", "--once"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "DEMO_TEST_MARK": mark},
        )
        assert demo.stdout is not None
        for line in demo.stdout:
            if line.startswith("1/9"):
                break
        assert len(marked(mark)) > 1
        demo.send_signal(signal.SIGINT)
        demo.stdout.read()
        demo.stdout.close()
        assert demo.wait(60) != 0
        deadline = time.monotonic() + 30
        while marked(mark) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert marked(mark) == []


def marked(mark: str) -> list[int]:
    """The processes, dead ones left aside, whose environment carries the mark."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:  # it ended, or is somebody else's
            continue
    return found


def test_what_is_invented_says_so_outside_the_article() -> None:
    publisher = Publisher("The Gazette", "127.0.0.1:1")
    publisher.publish("/a", "Long run", ["Engineers went home early on Monday.", "The run took six weeks in all."])
    for path in ("/", "/a", "/feed.xml"):
        found = publisher.answer(path)
        assert found is not None
        assert NOTICE in found[1].decode()
    _, body = publisher.answer("/a") or ("", b"")
    document = extract_html(body, url="http://127.0.0.1:1/a")
    assert "Engineers went home" in document.text
    assert NOTICE not in document.text


def test_the_story_foresees_its_own_proposals_and_no_others() -> None:
    story = Story.read()
    assert len(story.publishers) == 5
    assert len(story.automatic) == 2
    assert sorted(to for _, to in story.changes) == ["disputed", "unverified", "verified", "verified", "verified"]
