"""The disk of a data folder that fills and goes away while workers write to it; what they stored comes back with it."""

import os
import random
import shutil
import subprocess
import time
from pathlib import Path
from typing import Self

SIZE_MB = 96
"""Of the small disk: room for what the workers store, their logs and the index of claims, and soon filled."""


class Disk:
    """A file system of its own at `folder` where root may mount one; else a folder that can only go away.

    A context manager. `trouble` fills it or takes it away for some seconds.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.troubles = {"filled": 0, "vanished": 0}
        self._beneath = folder.with_name(f"{folder.name}-disk")
        self.mounted = False

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True)
        self._beneath.mkdir()
        size = ("-o", f"size={SIZE_MB}m")
        self.mounted = os.geteuid() == 0 and _done("mount", "-t", "tmpfs", *size, "tmpfs", str(self._beneath))
        if self.mounted:
            self._bind()
        return self

    def __exit__(self, *_: object) -> None:
        if self.mounted:
            _done("umount", "--lazy", str(self.folder))
            _done("umount", "--lazy", str(self._beneath))

    def trouble(self, rng: random.Random, *, seconds: float) -> None:
        """Fill the disk or take it away for a while."""
        if self.mounted and rng.random() < 0.5:
            self._fill(seconds)
        else:
            self._vanish(seconds)

    def _fill(self, seconds: float) -> None:
        ballast = self._beneath / "ballast"
        end = time.monotonic() + seconds
        with ballast.open("wb", buffering=0) as file:
            while time.monotonic() < end:
                try:
                    file.write(bytes(65_536))
                except OSError:
                    time.sleep(0.05)  # full: whatever is deleted meanwhile is taken, too
        ballast.unlink()
        self.troubles["filled"] += 1

    def _vanish(self, seconds: float) -> None:
        if self.mounted:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=True)
            time.sleep(seconds)
            self._bind()
        else:
            away = self._beneath / "away"
            self.folder.rename(away)
            time.sleep(seconds)
            if self.folder.exists():  # a worker that was started meanwhile made it
                shutil.rmtree(self.folder)
            away.rename(self.folder)
        self.troubles["vanished"] += 1

    def _bind(self) -> None:
        subprocess.run(["mount", "--bind", str(self._beneath), str(self.folder)], check=True)


def unfinished(folder: Path) -> int:
    """How many partial files lie in a data folder."""
    drafts = folder / "media" / "bodies" / ".unfinished"
    return sum(1 for _ in drafts.iterdir()) if drafts.is_dir() else 0


def _done(*command: str) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0
