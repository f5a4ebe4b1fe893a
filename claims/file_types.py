"""What a file is by its content: a picture or a PDF, whole; and a name for it that does no harm. Pure."""

import re
import struct
import unicodedata
from types import MappingProxyType

MAX_BYTES = 20 * 1024 * 1024
EXTENSIONS = MappingProxyType({"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "application/pdf": "pdf"})
LONGEST_NAME = 120
MOST_PIXELS = 100_000_000

_PNG = b"\x89PNG\r\n\x1a\n"
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def media_type(content: bytes) -> str:
    """The media type of a file by its content: PNG, JPEG, WebP or PDF, from its first byte to its end; else empty."""
    for name, is_whole in (
        ("image/png", _is_png),
        ("image/jpeg", _is_jpeg),
        ("image/webp", _is_webp),
        ("application/pdf", _is_pdf),
    ):
        if is_whole(content):
            return name
    return ""


def _is_png(content: bytes) -> bool:
    """Signature, header with a size that a page can show, and the last chunk at the very end (PNG, 5.2 to 5.6)."""
    if not content.startswith(_PNG + b"\x00\x00\x00\rIHDR") or len(content) < 45:
        return False
    width, height = struct.unpack(">II", content[16:24])
    return 0 < width * height <= MOST_PIXELS and content.endswith(b"\x00\x00\x00\x00IEND\xaeB`\x82")


def _is_jpeg(content: bytes) -> bool:
    """Start of image, a marker after it, and end of image at the end; some cameras fill up with zeros (T.81, B.1)."""
    return content.startswith(b"\xff\xd8\xff") and len(content) > 20 and content.rstrip(b"\x00").endswith(b"\xff\xd9")


def _is_webp(content: bytes) -> bool:
    """A RIFF container of form WEBP, of the length that it says (RFC 9649, 2.3)."""
    if len(content) < 20 or content[:4] != b"RIFF" or content[8:15] != b"WEBPVP8":
        return False
    (length,) = struct.unpack("<I", content[4:8])
    return bool(length + 8 == len(content)) and content[15:16] in (b" ", b"L", b"X")


def _is_pdf(content: bytes) -> bool:
    """Header at the very beginning, end-of-file marker in the last kilobyte (ISO 32000-1, 7.5.2 and 7.5.5)."""
    return re.match(rb"%PDF-[12]\.\d", content) is not None and b"%%EOF" in content[-1024:]


def safe_name(name: str, *, kind: str) -> str:
    """A file's name without folders, control and direction characters and leading dots, with the extension of what it
    is; “file” where nothing is left.
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C")
    words = re.sub(r'[<>:"|?*;%\s]+', " ", plain)
    stem = re.sub(r"\.(?:png|jpe?g|webp|pdf)$", "", words.strip(" ."), flags=re.IGNORECASE).strip(" .")
    stem = stem[:LONGEST_NAME].strip(" .")
    return f"{'file' if not stem or _RESERVED.match(stem) else stem}.{EXTENSIONS[kind]}"
