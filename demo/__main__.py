"""Prepares the environment of the demonstration, then runs `manage.py demo` in it. Called by bin/demo.

It has its own data folder, made afresh, and its own settings, whatever the environment or .env say: the embedded
default, web and publishers on free ports of loopback.
"""

import os
import shutil
import socket
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from django.core.management import execute_from_command_line

from demo.story import STORY, Story
from tracker.snapshots.process_lock import process_lock

ROOT = Path(__file__).resolve().parents[1]
WEB_PORT = 8000


def main(arguments: list[str]) -> None:
    """Run the demonstration with the arguments of `manage.py demo`."""
    with ExitStack() as stack:
        if "--once" in arguments:
            data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="demo-", ignore_cleanup_errors=True)))
        else:
            data = _own_folder(stack)
        os.environ |= environment(data, publishers=len(Story.read(STORY).publishers))
        execute_from_command_line(["demo", "demo", *arguments])


def _own_folder(stack: ExitStack) -> Path:
    """var/demo, empty; one demonstration at a time."""
    folder = ROOT / "var" / "demo"
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    if not stack.enter_context(process_lock(folder.with_suffix(".lock"))):
        raise SystemExit("demo: another demonstration runs here; stop it first (Ctrl-C in its terminal).")
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700)
    return folder


def environment(data: Path, *, publishers: int) -> dict[str, str]:
    """The variables of the demonstration: the publishers' addresses are those opened as private, and no others."""
    web, *ports = free_ports(publishers)
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TRACKER_DATA_DIR": str(data),
        "DATABASE_URL": f"sqlite:///{data / 'tracker.sqlite3'}",
        "REDIS_URL": "",
        "SECRET_KEY": "",
        "DEBUG": "false",
        "BEHIND_TLS": "false",
        "SITE_URL": f"http://127.0.0.1:{web}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "TRACKER_SWEEP_SECONDS": "0.5",
        "TRACKER_ALLOWED_PORTS": ",".join(map(str, ports)),
        "TRACKER_ALLOWED_PRIVATE_ADDRESSES": ",".join(f"127.0.0.1:{port}" for port in ports),
        "TRACKER_PRIVATE_ADDRESSES_ACKNOWLEDGED": "true",
    }


def free_ports(publishers: int) -> list[int]:
    """Free ports of loopback: the web's (its usual one where that is free), then one for each publisher."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(publishers + 1)]
        for one in sockets:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sockets[0].bind(("127.0.0.1", WEB_PORT))
        except OSError:
            sockets[0].bind(("127.0.0.1", 0))
        for one in sockets[1:]:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


if __name__ == "__main__":
    main(sys.argv[1:])
