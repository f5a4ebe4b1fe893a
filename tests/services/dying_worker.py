"""A worker that kills itself (SIGKILL) at one boundary: python -m tests.services.dying_worker BOUNDARY."""

import os
import signal
import sys
from typing import Any

import django

django.setup()

from claims import services  # noqa: E402
from claims.publish import changes  # noqa: E402
from tracker.evidence import propose  # noqa: E402
from tracker.extract.isolation import Extractor  # noqa: E402
from tracker.models import Snapshot  # noqa: E402
from tracker.polling import round, writer  # noqa: E402
from tracker.processing import pipeline  # noqa: E402

# Where it dies: (the object, the name of the function, before or after it ran).
BOUNDARIES: dict[str, tuple[Any, str, str]] = {
    "leased": (round, "fetch_many", "before"),
    "fetched": (writer, "write_batch", "before"),
    "body stored": (Snapshot.objects, "bulk_create", "before"),
    "snapshot stored": (writer, "write_batch", "after"),
    "extracted": (pipeline, "_propose", "before"),
    "evidence in the transaction": (propose, "add_read_evidence", "after"),
    "evidence committed": (pipeline, "_propose", "after"),
    "flag raised": (services, "apply_finding", "after"),
    "processed": (pipeline, "process", "after"),
    "before publication": (changes, "publish_pending", "before"),
}


def arm(boundary: str) -> None:
    owner, name, when = BOUNDARIES[boundary]
    original = getattr(owner, name)

    def dying(*args: Any, **kwargs: Any) -> None:
        if when == "after":
            original(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, dying)


def work() -> None:
    with Extractor() as extractor:
        round.poll_due()
        while pipeline.process_waiting(extractor=extractor):
            pass
        changes.publish_pending()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        arm(sys.argv[1])
    work()
