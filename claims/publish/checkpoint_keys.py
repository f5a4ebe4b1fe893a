"""The key that signs checkpoints (Ed25519, RFC 8032), and the public keys of all that ever did.

The private key is one file, made on first use, for its owner alone. Public keys stay when it is replaced, so that old
checkpoints stay verifiable. Whoever can write to the data folder can put a key of their own there: keep a copy of the
public keys elsewhere, as of the checkpoints.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings

CONTEXT = b"claim-tracker checkpoint 1\n"
"""What a signature covers begins with this; the sha256 of the checkpoint follows."""


def public_keys() -> Path:
    """The folder of the public keys, one file each, named by its fingerprint."""
    return Path(settings.CHECKPOINT_DIR) / "keys"


def fingerprint(key: Ed25519PublicKey) -> str:
    """The first 16 hexadecimal digits of the sha256 of the key's 32 bytes."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def signing_key() -> Ed25519PrivateKey:
    """The key in force; made where there is none. Raises ValueError where the file is not a key."""
    path = Path(settings.CHECKPOINT_KEY_FILE)
    if not path.exists():
        with suppress(FileExistsError):  # somebody was faster: that key it is
            _write_key(path)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} is not an Ed25519 key: move it away, and a new one is made.")
    _publish(key.public_key())
    return key


def replace_key() -> str:
    """Sign with a new key from now on; gives its fingerprint. The old one is gone, its public key stays."""
    signing_key()
    path = Path(settings.CHECKPOINT_KEY_FILE)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    _write_key(draft)
    draft.rename(path)
    return fingerprint(signing_key().public_key())


def sign(digest: bytes) -> bytes:
    return signing_key().sign(CONTEXT + digest)


def is_signed(*, by: str, digest: bytes, signature: bytes) -> bool:
    """Whether the key of this fingerprint, one of the public keys kept, made the signature."""
    path = public_keys() / f"{by}.pub"
    if not by.isalnum() or not path.exists():
        return False
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey) or fingerprint(key) != by:
        return False
    with suppress(InvalidSignature):
        key.verify(signature, CONTEXT + digest)
        return True
    return False


def _write_key(path: Path) -> None:
    """A fresh private key in a file that only its owner reads and that appears whole. Raises FileExistsError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pem)
    try:
        os.link(draft, path)  # unlike a rename, refused where the file is there already
    finally:
        draft.unlink()


def _publish(key: Ed25519PublicKey) -> None:
    folder = public_keys()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{fingerprint(key)}.pub"
    if not path.exists():
        path.write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
