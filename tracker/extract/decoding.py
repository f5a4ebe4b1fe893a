"""Bytes → characters, and the cheap checks made before any parser sees unknown bytes.

Every check is one linear scan: what they are there to keep out is input on which parsers are not linear.
"""

import codecs
import re
import zlib

from tracker.extract.documents import Unreadable
from tracker.extract.encodings import codec_of, declared_in, decode_with, guess_encoding

MAX_BYTES = 5_000_000
MAX_DEPTH = 250  # libxml2 stops reading at 256 without saying so: better to refuse than to lose the end
MAX_ATTRIBUTES = 1_000  # per tag; libxml2 compares each attribute with all others of its tag

_MAGIC = (
    b"%PDF-",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"Rar!",
    b"\x7fELF",
    b"RIFF",
    b"OggS",
)
_GZIP = b"\x1f\x8b"
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Markup in UTF-16 whose byte-order mark was lost (XML 1.0, appendix F).
_UNMARKED = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
# Encodings whose bytes are also valid ASCII, so that only the declaration can tell.
_DECLARED_ONLY = ("iso2022", "hz")
_ESCAPES = (b"\x1b", b"~{")


def decode(body: bytes, charset: str | None) -> str:
    """The characters of `body`. `charset` is what the HTTP header said, if anything.

    A byte-order mark decides; then valid UTF-8, which other encodings hardly ever are by accident, whatever the
    header claims; then the header; then the document's own declaration; then a guess (HTML, section 13.2.3.2). Never
    fails on broken bytes, but raises Unreadable ("not_text") for images, archives and the like.
    """
    if body.startswith(_MAGIC):
        raise _not_text()
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return _checked(body[len(bom) :].decode(encoding, "replace"))
    for start, encoding in _UNMARKED:
        if body.startswith(start):
            return _checked(body.decode(encoding, "replace"))
    return _checked(_decoded(body, codec_of(charset)))


def _decoded(body: bytes, header: str | None) -> str:
    if header and header.startswith("utf-16") and b"\x00" in body:
        return body.decode(header, "replace")
    if any(sign in body for sign in _ESCAPES):
        declared = header or declared_in(body) or ""
        if declared.startswith(_DECLARED_ONLY):
            return decode_with(declared, body)
    try:
        text, _ = codecs.utf_8_decode(body, "strict", False)  # noqa: FBT003  a character cut off at the end is no fault
        return text
    except UnicodeDecodeError:
        return _not_utf8(body, header)


def _not_utf8(body: bytes, header: str | None) -> str:
    """What is not wholly UTF-8, though it may say so: a few broken bytes are passed over, many belie the label."""
    if header and header != "utf-8" and not header.startswith("utf-16"):
        return decode_with(header, body)
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if 2 * broken < len(text) - len(text.encode("ascii", "ignore")):
        return text
    declared = declared_in(body)
    return decode_with(declared if declared and declared != "utf-8" else guess_encoding(body), body)


def check_markup(markup: str) -> None:
    """Refuse markup that is nested too deeply or has a tag with too many attributes (Unreadable)."""
    depth = 0
    for tag in _TOKEN.finditer(markup):
        ends, name, attributes = tag.group("ends", "name", "attributes")
        if name is None:
            continue
        if len(attributes) > 2 * MAX_ATTRIBUTES and _count(attributes) > MAX_ATTRIBUTES:
            raise Unreadable("too_many_attributes", "A tag of this page has more attributes than any real page needs.")
        if attributes.endswith("/") or name.lower() in _NOT_NESTING:
            continue
        depth = max(0, depth - 1) if ends else depth + 1
        if depth > MAX_DEPTH:
            raise Unreadable("too_deep", f"The tags of this page are nested more than {MAX_DEPTH} levels deep.")


def _count(attributes: str) -> int:
    """How many attributes are written there: the words of a value are none."""
    return len(_BETWEEN.split(_VALUE.sub(" ", attributes)))


def check_size(body: bytes, *, most: int = MAX_BYTES) -> None:
    """Refuse a body of more than `most` bytes (Unreadable "too_large")."""
    if len(body) > most:
        raise Unreadable("too_large", f"This document has more than {most // 1_000_000} MB.")


def unzipped(body: bytes, *, most: int) -> bytes:
    """The content of a body that is kept in gzip form, any other body as it is.

    Raises Unreadable: "too_large" (it holds more than `most` bytes), "broken_gzip".
    """
    if not body.startswith(_GZIP):
        return body
    reader = zlib.decompressobj(wbits=31)
    try:
        content = reader.decompress(body, most + 1)
    except zlib.error as error:
        raise Unreadable("broken_gzip", "This compressed file is damaged.") from error
    check_size(content, most=most)
    return content


# Elements without content, and those whose end tag parsers supply (HTML, section 13.1.2): unclosed, they do not nest.
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
_OPTIONAL_END = {
    "a",
    "p",
    "li",
    "dt",
    "dd",
    "option",
    "tr",
    "td",
    "th",
    "thead",
    "tbody",
    "tfoot",
    "colgroup",
    "rt",
    "rp",
}
_NOT_NESTING = _VOID | _OPTIONAL_END | {"html", "head", "body"}
# Every comment, every script and the like with its content, every other tag; no stretch is searched twice. A tag ends
# at its first ">", and an unfinished one with the page: to a parser that repairs it is still a tag.
_TOKEN = re.compile(
    r"""<(?: !--(?:[^-]++|-(?!->))*+
    | (?P<raw>script|style|textarea|title)(?=[\s/>])[^>]*+(?<!/)>(?:[^<]++|<(?!/(?P=raw)))*+
    | (?P<ends>/?)(?P<name>[a-z][^\s/>]{0,30})(?P<attributes>[^>]*+) )""",
    re.IGNORECASE | re.VERBOSE,
)
_VALUE = re.compile(r"""=\s*(?:"[^"]*(?:"|$)|'[^']*(?:'|$))""")
_BETWEEN = re.compile(r"[\s/]+")


def _checked(text: str) -> str:
    sample = text[:50_000]
    if sample.count("\x00") + sample.count("\ufffd") > len(sample) // 5:
        raise _not_text()
    return text.replace("\x00", "")


def _not_text() -> Unreadable:
    return Unreadable("not_text", "This is not a text: an image, an archive or another kind of file.")
