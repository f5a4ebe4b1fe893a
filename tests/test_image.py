"""What goes into the image: `.dockerignore` lets in every package that runs and every file the Dockerfile copies."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent


def let_in(root: Path) -> set[str]:
    """The names that a `.dockerignore` which begins by leaving out everything lets in again."""
    lines = (root / ".dockerignore").read_text().split()
    return {line[1:] for line in lines if line.startswith("!")}


def packages(root: Path) -> set[str]:
    return {path.parent.name for path in root.glob("*/__init__.py")}


def imported(folder: Path) -> set[str]:
    """The top names of whatever the modules of a package import, wherever in a module it stands."""
    names = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add((node.module or "").partition(".")[0])
    return names


def needed(root: Path, roots: set[str]) -> set[str]:
    """The packages of a checkout that must be there for these to run."""
    ours, waiting = packages(root), set(roots)
    reached: set[str] = set()
    while waiting := (waiting & ours) - reached:
        reached |= waiting
        waiting = set().union(*(imported(root / name) for name in waiting))
    return reached


def test_the_image_has_every_package_that_runs_and_no_other():
    starts = {name.partition(".")[0] for name in (*settings.INSTALLED_APPS, settings.ROOT_URLCONF)}
    assert let_in(ROOT) & packages(ROOT) == needed(ROOT, starts)


def test_the_image_has_every_file_that_the_dockerfile_copies():
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    files = {name for line in copied for name in line.split()} - {"."}
    assert files
    assert files <= let_in(ROOT)


@pytest.mark.parametrize(
    "line", ["import fresh", "from fresh.part import thing", "def late():\n    from fresh import thing"]
)
def test_a_new_package_is_noticed_however_it_is_imported(tmp_path, line):
    for name, text in (("desk", line), ("fresh", ""), ("aside", "import desk")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(text)
    assert needed(tmp_path, {"desk", "django"}) == {"desk", "fresh"}
