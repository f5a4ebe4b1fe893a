"""The documents say what the code does."""

import re
from pathlib import Path

import pytest

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
        "docs/architecture.md",
        "docs/operations.md",
        "docs/push.md",
        "docs/security.md",
    ],
)
def test_every_file_a_document_names_exists(document):
    text = (ROOT / document).read_text()
    named = set(re.findall(r"`((?:bin|claims|tracker|config|docs|tests)/[\w./-]*)`", text))
    linked = {str(Path(document).parent / target) for target in re.findall(r"\]\(([\w./-]+)\)", text)}
    assert {path for path in named | linked if not (ROOT / path).exists()} == set()
