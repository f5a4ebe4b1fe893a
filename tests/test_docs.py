"""The documents say what the code does."""

import re
from pathlib import Path

import pytest

from demo.pictures import IMAGES, PICTURES, files

ROOT = Path(__file__).resolve().parent.parent
READ = sorted(set(re.findall(r"\benv\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "config/settings.py").read_text())))


def test_the_settings_are_found_at_all():
    assert {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "TRACKER_CONTACT"} <= set(READ)


@pytest.mark.parametrize("variable", READ)
@pytest.mark.parametrize("document", ["docs/operations.md", ".env.example"])
def test_every_setting_read_from_the_environment_is_documented(variable, document):
    assert re.search(rf"\b{variable}\b", (ROOT / document).read_text())


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        "CONTRIBUTING.md",
        "docs/accounts.md",
        "docs/architecture.md",
        "docs/assessor.md",
        "docs/benchmarks.md",
        "docs/history.md",
        "docs/operations.md",
        "docs/push.md",
        "docs/security.md",
        "docs/sources.md",
        "docs/user-guide.md",
        "docs/watching.md",
    ],
)
def test_every_file_a_document_names_exists(document):
    text = (ROOT / document).read_text()
    named = set(
        re.findall(
            r"`((?:benchmarks|bin|claims|config|demo|desk|docs|net|public|tests|tracker|training)/[\w./-]*)`", text
        )
    )
    linked = {str(Path(document).parent / target) for target in re.findall(r"\]\(([\w./-]+)\)", text)}
    assert {path for path in named | linked if not (ROOT / path).exists()} == set()


def test_every_picture_is_made_by_the_script_shown_in_a_document_and_small():
    text = "".join(path.read_text() for path in (ROOT / "docs").glob("*.md"))
    kept = {path.name for path in IMAGES.iterdir()}
    assert kept == {path.name for picture in PICTURES for path in files(picture)}
    assert kept == set(re.findall(r"images/([\w-]+\.png)", text))
    assert {path.name for path in IMAGES.iterdir() if path.stat().st_size > 150_000} == set()


QUESTIONS = {
    "Where is a changed page turned into a flag?": {"tracker/processing/pipeline.py"},
    "Where is Retry-After obeyed?": {"net/headers.py", "tracker/scheduling/next_poll.py"},
    "Who decides when a page is polled next?": {
        "tracker/scheduling/next_poll.py",
        "tracker/polling/writer.py",
        "tracker/watching/resources.py",
    },
}


@pytest.mark.parametrize(("question", "files"), QUESTIONS.items())
def test_a_newcomers_question_is_answered_by_files_that_exist(question, files):
    (row,) = [line for line in (ROOT / "docs/architecture.md").read_text().splitlines() if f"| {question} |" in line]
    assert set(re.findall(r"`([\w/.]+)`", row)) == files
    assert {file for file in files if not (ROOT / file).is_file()} == set()


def test_at_most_three_modules_of_the_watch_stand_outside_its_rooms():
    assert {path.name for path in (ROOT / "tracker").glob("*.py")} <= {
        "__init__.py",
        "apps.py",
        "checks.py",
        "tasks.py",
    }
