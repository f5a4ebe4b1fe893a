"""Signed checkpoints: how long each chain of history was on a day, so that a tail cut later is seen."""

from pathlib import Path

from django.conf import settings
from django.core import signing
from django.utils import timezone

from claims import audit

SALT = "claims.checkpoint"

Heads = dict[str, tuple[int, str]]


def write_checkpoint() -> Path:
    """Write the heads of all chains, signed with the SECRET_KEY, into CHECKPOINT_DIR; gives the file.

    The file appears whole or not at all. Keep copies elsewhere: whoever can write here can also take files away.
    """
    folder = Path(settings.CHECKPOINT_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{timezone.now():%Y%m%dT%H%M%S%fZ}.checkpoint"
    draft = path.with_suffix(".part")
    draft.write_text(signing.dumps(audit.heads(), salt=SALT, compress=True))
    return draft.rename(path)


def read_checkpoint(path: Path) -> Heads:
    """The heads a checkpoint knew. Raises OSError, or ValueError where it is not one that this key signed."""
    try:
        heads = signing.loads(path.read_text(errors="replace").strip(), salt=SALT)
    except signing.BadSignature as error:
        raise ValueError(f"{path} was not signed with this installation’s SECRET_KEY, or was edited since.") from error
    return {name: (length, head) for name, (length, head) in heads.items()}
