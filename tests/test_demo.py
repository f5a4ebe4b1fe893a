"""bin/demo with its real processes: the story comes out as told, and fails at the step that is taken away."""

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

from tracker.demo.story import STORY, Story
from tracker.demo.wire import NOTICE, Publisher
from tracker.extract.html import extract_html

ROOT = Path(__file__).parents[1]
Change = Callable[[dict[str, Any]], None]


def steps(*names: str) -> dict[str, Any]:
    """The story with these steps only."""
    story: dict[str, Any] = json.loads(STORY.read_text(encoding="utf-8"))
    story["steps"] = [step for step in story["steps"] if step["name"] in names]
    return story


def tell(story: dict[str, Any], folder: Path) -> "subprocess.CompletedProcess[str]":
    path = folder / "story.json"
    path.write_text(json.dumps(story), encoding="utf-8")
    return once("--story", str(path))


def once(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [ROOT / "bin" / "demo", "--once", *arguments], capture_output=True, text=True, check=False, timeout=240
    )


@pytest.mark.slow
def test_the_story_comes_out_as_told() -> None:
    answer = once()
    assert answer.returncode == 0, answer.stderr
    lines = answer.stdout.splitlines()
    assert json.loads(lines[-1]) == {"flags": 5, "verified": 3, "disputed": 1, "reopened": 1, "false_flags": 0}
    assert re.search(r"^claim +before +after +why$", answer.stdout, re.MULTILINE)
    assert "one origin, not two" in " ".join(answer.stdout.split())


def nothing_is_published(step: dict[str, Any]) -> None:
    step["publish"] = []


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


def by_a_third_party(step: dict[str, Any]) -> None:
    step["publish"][0]["by"] = "The Ledger (demo)"


# What is taken away → the steps about that claim, of which the last is to fail, and the change to it.
RUN = ("release", "retelling", "reprints", "record")
NEUTRALISED: dict[str, tuple[tuple[str, ...], Change]] = {
    "no record": (RUN, nothing_is_published),
    "the operator writes “will”": (RUN, words("has completed", "will complete")),
    "the reprints are reworded": (RUN[:3], reworded),
    "the release is a third party’s": (RUN[:1], by_a_third_party),
    "the retelling names nobody": (RUN[:2], words("OVHcloud says it has", "OVHcloud has")),
    "the same figure again": (("price", "figure"), words("320 million", "180 million")),
    "the plan is done": (("plan",), words("has signed a binding agreement to acquire", "has acquired")),
    "nothing is corrected": (("place", "correction"), nothing_is_published),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", NEUTRALISED)
def test_a_step_that_is_neutralised_fails_at_that_step(case: str, tmp_path: Path) -> None:
    names, change = NEUTRALISED[case]
    story = steps(*names)
    change(story["steps"][-1])
    answer = tell(story, tmp_path)
    assert answer.returncode == 1, answer.stdout
    assert f"The step “{names[-1]}” did not come out as told." in answer.stderr


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


@pytest.mark.slow
def test_it_leaves_no_process_behind_when_it_is_stopped(tmp_path: Path) -> None:
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
