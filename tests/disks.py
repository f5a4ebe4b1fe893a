"""A data folder that goes wrong as real ones do: away, full, with a file lost. Everything comes back at the end."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FULL = 200_000
"""The bytes of a small disk, and more than a page of `noise` needs."""


@contextmanager
def away(folder: Path, *, mount_point: bool = True) -> Iterator[None]:
    """The folder's disk is not mounted: where it was stands an empty folder, or nothing at all."""
    elsewhere = folder.with_name(f"{folder.name}-away")
    folder.rename(elsewhere)
    if mount_point:
        folder.mkdir()
    try:
        yield
    finally:
        if folder.exists():
            shutil.rmtree(folder)
        elsewhere.rename(folder)


@contextmanager
def small_disk(folder: Path, *, size: int = FULL) -> Iterator[None]:
    """A file system of so many bytes at the folder. Skips the test where only an administrator may mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only an administrator may mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Take all the room of a small disk; gives the file that does."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            pass
    return ballast


def files_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}
