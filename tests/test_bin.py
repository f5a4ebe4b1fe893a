"""The scripts in bin/, run in a folder of their own with a stand-in for the virtual environment's Python."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(__file__).resolve().parent.parent / "bin"
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt", "requirements-setup.txt")
PYTEST_ON_SQLITE = 'case "$*" in "-m pytest"*) exit %d ;; esac\n'
PYTEST_ON_SERVERS = 'case "$*" in bin/with_services.py*) exit %d ;; esac\n'


class Checkout:
    """A folder with copies of the scripts, whose Python and other programs write down how they were called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls = folder / "calls"
        self.programs = folder / "programs"
        (folder / "bin").mkdir()
        for name in ("setup", "test"):
            self.script(folder / "bin" / name, (BIN / name).read_text())
        for name in REQUIREMENTS:
            (folder / name).write_text(f"# {name}\n")
        self.stand_in(folder / ".venv/bin/python", "")
        self.stand_in(folder / ".venv/bin/uv", "")

    def script(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def stand_in(self, path: Path, body: str) -> None:
        self.script(path, f'#!/bin/sh\necho "$*" >> {self.calls}\n{body}exit 0\n')

    def run(self, name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        self.calls.write_text("")
        return subprocess.run(
            ["bash", self.folder / "bin" / name, *arguments],
            env={"PATH": f"{self.programs}:{os.environ['PATH']}", "PYTHON": sys.executable} | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.fixture
def tested(checkout: Checkout) -> Checkout:
    """A checkout that is set up and has a browser."""
    checkout.run("setup")
    checkout.stand_in(checkout.programs / "chromium", "")
    return checkout


def test_setup_installs_with_hashes_and_then_does_nothing_until_a_pin_changes(checkout: Checkout) -> None:
    assert checkout.run("setup").returncode == 0
    calls = checkout.calls.read_text()
    assert calls.count("--require-hashes") == 2
    assert "requirements.txt" in calls
    assert "requirements-dev.txt" in calls

    again = checkout.run("setup")
    assert (again.returncode, again.stdout, again.stderr, checkout.calls.read_text()) == (0, "", "", "")

    (checkout.folder / "requirements.txt").write_text("# another pin\n")
    checkout.run("setup")
    assert "--require-hashes" in checkout.calls.read_text()


def test_setup_leaves_the_tools_of_development_out_when_asked(checkout: Checkout) -> None:
    checkout.run("setup", "--no-dev")
    assert "requirements-dev.txt" not in checkout.calls.read_text()


def test_setup_says_when_there_is_no_python(checkout: Checkout) -> None:
    answer = checkout.run("setup", PYTHON="no-such-python")
    assert answer.returncode == 1
    assert "no no-such-python here; install Python 3.11 or newer" in answer.stderr


def test_setup_says_when_python_is_too_old(checkout: Checkout) -> None:
    old = checkout.programs / "old-python"
    checkout.script(old, '#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2"\nexit 1\n')
    answer = checkout.run("setup", PYTHON=str(old))
    assert answer.returncode == 1
    assert "Python 3.9.2 is too old" in answer.stderr


def test_setup_says_which_package_brings_the_venv_module(checkout: Checkout) -> None:
    (checkout.folder / ".venv/bin/python").unlink()
    bare = checkout.programs / "bare-python"
    checkout.script(bare, '#!/bin/sh\n[ "$1" != -m ]\n')
    answer = checkout.run("setup", PYTHON=str(bare))
    assert answer.returncode == 1
    assert "apt-get install python3-venv" in answer.stderr


def test_the_suite_runs_on_both_pairs_and_passes_arguments_on(tested: Checkout) -> None:
    answer = tested.run("test", "tests/claims", "-x")
    assert answer.returncode == 0, answer.stderr
    assert tested.calls.read_text().splitlines() == [
        "-m pytest -n auto -m not postgresql and not redis tests/claims -x",
        "bin/with_services.py -- .venv/bin/python -m pytest -n auto -m not once tests/claims -x",
    ]
    assert answer.stdout.endswith("test: SQLite: passed\ntest: PostgreSQL and Redis: passed\n")


def test_the_processes_of_the_suite_keep_what_they_compile(tested: Checkout) -> None:
    tested.stand_in(tested.folder / ".venv/bin/python", '[ -z "$PYTHONDONTWRITEBYTECODE" ] || exit 1\n')
    assert tested.run("test", PYTHONDONTWRITEBYTECODE="1").returncode == 0


def test_a_failure_on_sqlite_does_not_keep_the_other_pair_from_running(tested: Checkout) -> None:
    tested.stand_in(tested.folder / ".venv/bin/python", PYTEST_ON_SQLITE % 1)
    answer = tested.run("test")
    assert answer.returncode == 1
    assert answer.stdout.endswith("test: SQLite: FAILED\ntest: PostgreSQL and Redis: passed\n")


@pytest.mark.parametrize(("status", "said"), [(1, "FAILED"), (3, "NOT run to its end, see above")])
def test_servers_that_cannot_be_had_are_a_failure(tested: Checkout, status: int, said: str) -> None:
    tested.stand_in(tested.folder / ".venv/bin/python", PYTEST_ON_SERVERS % status)
    answer = tested.run("test")
    assert answer.returncode == 1
    assert f"test: PostgreSQL and Redis: {said}" in answer.stdout


def test_what_is_left_out_on_purpose_is_named_and_no_failure(tested: Checkout) -> None:
    answer = tested.run("test", "--without-services", "--without-browser")
    assert answer.returncode == 0
    assert tested.calls.read_text().splitlines() == [
        "-m pytest -n auto -m not postgresql and not redis and not browser"
    ]
    assert "browser tests: NOT run (--without-browser)" in answer.stdout
    assert "PostgreSQL and Redis: NOT run (--without-services)" in answer.stdout


def test_a_missing_browser_is_a_failure(checkout: Checkout, tmp_path: Path) -> None:
    checkout.run("setup")
    tools = tmp_path / "tools"  # what the scripts need, and nothing that could be or bring a browser
    tools.mkdir()
    for name in ("bash", "cat", "cut", "dirname", "grep", "mktemp", "rm", "sha256sum", "sh"):
        (tools / name).symlink_to(f"/usr/bin/{name}")
    checkout.script(tools / "id", "#!/bin/sh\necho 1000\n")
    answer = checkout.run("test", PATH=str(tools))
    assert answer.returncode == 1
    assert "browser tests: NOT run, no chromium here" in answer.stdout
    assert all("not browser" in call for call in checkout.calls.read_text().splitlines())


@pytest.mark.slow
@pytest.mark.postgresql
@pytest.mark.redis
def test_the_servers_answer_and_end_with_the_command() -> None:
    talk = (
        "import os, psycopg, redis, sys\n"
        "psycopg.connect(os.environ['DATABASE_URL']).execute('select 1')\n"
        "redis.Redis.from_url(os.environ['REDIS_URL']).ping()\n"
        "print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'])\n"
        "sys.exit(7)\n"
    )
    answer = subprocess.run(
        [sys.executable, BIN / "with_services.py", "--", sys.executable, "-c", talk],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 7, answer.stderr
    ports = re.findall(r":(\d+)/", answer.stdout)
    assert len(ports) == 2
    for port in ports:
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", int(port))) != 0
