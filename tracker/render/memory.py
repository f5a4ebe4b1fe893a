"""How much memory a browser holds, with all its processes (Linux)."""

import os
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")


def bytes_of(mark: str) -> int:
    """The resident bytes of the processes that have `mark` among their arguments, and of those they started; what they
    share with others is left out. 0 where there is none.
    """
    children: defaultdict[int, list[int]] = defaultdict(list)
    marked: list[int] = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):  # it has ended
                # After the name, which may hold anything: state, parent.
                children[int((folder / "stat").read_text().rpartition(")")[2].split()[1])].append(int(folder.name))
                if mark.encode() in (folder / "cmdline").read_bytes().split(b"\0"):
                    marked.append(int(folder.name))
    family: set[int] = set()
    while marked:
        pid = marked.pop()
        if pid not in family:
            family.add(pid)
            marked += children[pid]
    return sum(_own(pid) for pid in family)


def _own(pid: int) -> int:
    with suppress(OSError):
        _, resident, shared, *_ = Path(f"/proc/{pid}/statm").read_text().split()
        return (int(resident) - int(shared)) * _PAGE
    return 0
