"""The hostile world in a process of its own: `python -m tests.hostile.serving FOLDER`.

Says on its first line where it listens, as JSON, and when its input ends, how often the private site was asked.
"""

import json
import sys
from pathlib import Path

from tests.hostile.world import running


def main() -> None:
    with running(Path(sys.argv[1])) as world:
        print(json.dumps({"ports": world.ports, "authority": world.authority}), flush=True)  # noqa: T201
        sys.stdin.read()
        print(len(world.private.requests), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
