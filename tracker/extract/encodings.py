"""Encodings: what a label means, which one a document declares or seems to have, and its bytes decoded (WHATWG
Encoding Standard).

Labels and declarations are read as browsers read them, so that a page shows the same words here as there.
"""

import codecs
import re
from collections.abc import Iterator

import chardetng_py

_LABELS = """
utf-8: unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8
cp866: 866 cp866 csibm866 ibm866
iso8859-2: csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2
iso8859-3: csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3
iso8859-4: csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4
iso8859-5: csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988
iso8859-6: arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i
iso8859-6: iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987
iso8859-7: csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7
iso8859-7: iso_8859-7:1987 sun_eu_greek
iso8859-8: csiso88598e csiso88598i csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-8859-8-i iso-ir-138 iso8859-8
iso8859-8: iso88598 iso_8859-8 iso_8859-8:1988 logical visual
iso8859-10: csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6
iso8859-13: iso-8859-13 iso8859-13 iso885913
iso8859-14: iso-8859-14 iso8859-14 iso885914
iso8859-15: csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9
iso8859-16: iso-8859-16
koi8-r: cskoi8r koi koi8 koi8-r koi8_r
koi8-u: koi8-ru koi8-u
mac-roman: csmacintosh mac macintosh x-mac-roman
cp874: dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874
cp1250: cp1250 windows-1250 x-cp1250
cp1251: cp1251 windows-1251 x-cp1251
cp1252: ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1
cp1252: iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252 x-user-defined
cp1253: cp1253 windows-1253 x-cp1253
cp1254: cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5
cp1254: windows-1254 x-cp1254
cp1255: cp1255 windows-1255 x-cp1255
cp1256: cp1256 windows-1256 x-cp1256
cp1257: cp1257 windows-1257 x-cp1257
cp1258: cp1258 windows-1258 x-cp1258
mac-cyrillic: x-mac-cyrillic x-mac-ukrainian
gb18030: chinese csgb2312 csiso58gb231280 gb18030 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk
big5hkscs: big5 big5-hkscs cn-big5 csbig5 x-x-big5
euc_jp: cseucpkdfmtjapanese euc-jp x-euc-jp
iso2022_jp_ext: csiso2022jp iso-2022-jp
cp932: csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis
cp949: cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949
iso2022_kr: csiso2022kr iso-2022-kr
hz: hz-gb-2312
utf-16-be: unicodefffe utf-16be
utf-16-le: csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le
"""
# Python's codec by the label (section 4.2). The standard reads neither "hz-gb-2312" nor "iso-2022-kr", which can be
# used to attack a browser; here nothing runs.
_CODECS = {
    label: codec
    for codec, _, labels in (line.partition(": ") for line in _LABELS.strip().splitlines())
    for label in labels.split()
}
_OPENING = re.compile(rb"<(?:!--|[a-zA-Z/!?])")
_QUOTE_OR_END = re.compile(rb"=[ \t\n\f\r]{0,99}([\"'])|>")
_NAME = re.compile(rb"[a-zA-Z]{0,20}")
_ATTRIBUTE = re.compile(rb"([^\s=/>\"']{1,40})\s{0,99}(?:=\s{0,99}(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
_CHARSET = re.compile(rb"charset\s{0,99}=\s{0,99}[\"']?\s{0,9}([^\s;\"']{1,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"\s{0,99}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']\s{0,9}([^\s\"']{1,40})")
_MOST_META_BYTES = 2_000
_TEXT_ONLY = {b"script", b"style", b"textarea", b"title", b"xmp", b"iframe", b"noembed", b"noframes"}


def codec_of(label: str | None) -> str | None:
    """Python's name for the encoding that browsers take for `label`; None where they know none by it."""
    return _CODECS.get((label or "").strip(" \t\n\f\r\"'").lower())


def guess_encoding(body: bytes) -> str:
    """The codec in which the words of `body`, which is not in UTF-8, make most sense, by the detector that Firefox has;
    windows-1252, as browsers do, where none makes any.
    """
    return codec_of(chardetng_py.detect(body, allow_utf8=False)) or "cp1252"


def declared_in(body: bytes) -> str | None:
    """The codec that the document declares itself to be in, by its XML declaration or a `<meta>`, wherever that stands.

    What stands in a comment, a script or an attribute's value declares nothing; of several the first counts that names
    an encoding (HTML, sections 13.2.3.2 and 13.2.3.4).
    """
    stated = _XML_ENCODING.match(body)
    labels = [stated[1]] if stated else []
    for label in (*labels, *_labels_of_metas(body)):
        if codec := codec_of(label.decode("ascii", "replace")):
            # A document that was read far enough to find its declaration is not in UTF-16.
            return "utf-8" if codec.startswith("utf-16") else codec
    return None


def _labels_of_metas(body: bytes) -> Iterator[bytes]:
    """What each `<meta>` says of the encoding. One pass: no stretch is searched twice."""
    position = 0
    while opening := _OPENING.search(body, position):
        start = opening.end() - 1
        if opening[0] == b"<!--":
            position = body.find(b"-->", start - 1) + 3  # "<!-->" is a whole comment
            if position < 3:
                return
            continue
        position = _end_of_tag(body, start)
        if position < 0:
            return
        found = _NAME.match(body, start)
        name = found[0].lower() if found else b""
        if name == b"meta":
            yield from _label_of(body[start + 4 : min(position, start + _MOST_META_BYTES)])
        elif name in _TEXT_ONLY:
            close = re.compile(b"</" + name, re.IGNORECASE).search(body, position)
            if close is None:
                return
            position = close.start()


def _end_of_tag(body: bytes, start: int) -> int:
    """Where the tag around `start` ends; -1 where it has no end."""
    while found := _QUOTE_OR_END.search(body, start):
        if not found[1]:
            return found.end()
        start = body.find(found[1], found.end()) + 1
        if not start:
            return -1
    return -1


def _label_of(meta: bytes) -> Iterator[bytes]:
    attributes: dict[bytes, bytes] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(meta):
        attributes.setdefault(name.lower(), double or single or bare)
    if b"charset" in attributes:
        yield attributes[b"charset"]
    elif attributes.get(b"http-equiv", b"").strip().lower() == b"content-type":
        yield from _CHARSET.findall(attributes.get(b"content", b""))[:1]


def decode_with(codec: str, body: bytes) -> str:
    """The characters of `body` in an encoding; what it has no character for becomes U+FFFD, as the standard says."""
    return body.decode(codec, _HANDLER)


def _replace(error: UnicodeError) -> tuple[str, int]:
    """A byte that Python's codec does not know: the Windows code pages keep their gaps for control characters, GBK has
    the euro sign at 0x80.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start]
    codec = error.encoding.lower().replace("_", "-")
    if codec == "gb18030" and byte == 0x80:
        return "€", error.start + 1
    if (codec in _WINDOWS or codec == "charmap") and 0x80 <= byte <= 0x9F:
        return chr(byte), error.start + 1
    return "\ufffd", max(error.end, error.start + 1)


_WINDOWS = {"cp874", *(f"cp{number}" for number in range(1250, 1259))}
_HANDLER = "tracker-whatwg"
codecs.register_error(_HANDLER, _replace)
