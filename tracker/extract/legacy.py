"""Guess the encoding of a document that declares none and is not in UTF-8.

charset-normalizer tells scripts apart, but hardly the Latin encodings, which give a letter to every byte. They are told
by their fruits: in the right one the letters are those that the language of the words is written with.
"""

import re

from charset_normalizer import from_bytes

from tracker.extract.encodings import decode_with
from tracker.extract.languages import guess_language
from tracker.extract.text import words

_SAMPLE_BYTES = 6_000
_TELLING = re.compile(rb"[\x80-\xff][^<]{0,6000}")
_BEFORE = 60
# The legacy encodings of the web (WHATWG Encoding Standard, section 4.2). Others, such as those of old
# terminals and Macs, a guess would only take for one of these.
_LATIN = ("cp1252", "cp1250", "iso8859_2", "cp1254", "cp1257")
_OTHERS = words(
    "cp1251 cp1253 cp1255 cp1256 cp1258 cp866 cp874 shift_jis euc_jp euc_kr gb18030 big5 koi8_r koi8_u iso8859_5 "
    "iso8859_15 iso8859_16"
)
_LEGACY = sorted({*_LATIN, *_OTHERS})
_ALIKE = {*_LATIN, "cp1258", "iso8859_15", "iso8859_16"}
_WIDER = {"shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs"}  # as the standard takes them
_LETTERS = {
    "ca": "àçéèíïóòúü",
    "cs": "áčďéěíňóřšťúůýž",
    "da": "æøåé",
    "de": "äöüßé",
    "en": "éèêïöüçñ",
    "es": "áéíñóúü",
    "et": "äõöüšž",
    "fi": "äöå",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "hr": "čćđšž",
    "hu": "áéíóöőúüű",
    "is": "áðéíóúýþæö",
    "it": "àèéìíîòóùú",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "nb": "æøåéò",
    "nl": "éëèïöüáó",
    "no": "æøåéò",
    "pl": "ąćęłńóśźż",
    "pt": "áâãàçéêíóôõúü",
    "ro": "ăâîşţ",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž",
    "sv": "åäöé",
    "tr": "âçğıîöşüûİ",
}
_SIGNS = "‘’‚“”„«»‹›–—…•€§°·©®™¿¡ªº\u00a0"


def guess_encoding(body: bytes) -> str:
    """The codec in which the words of `body` make most sense; windows-1252, as browsers do, where none makes any."""
    sample = _telling_part(body)
    best = from_bytes(sample, cp_isolation=_LEGACY).best()
    if best is None or best.encoding in _ALIKE:
        return max(_LATIN, key=lambda codec: _sense(decode_with(codec, sample)))
    return _WIDER.get(best.encoding, best.encoding)


def _telling_part(body: bytes) -> bytes:
    """The text from bytes on that are not ASCII, which may stand far behind the scripts and menus of a page."""
    pieces: list[bytes] = []
    size = 0
    for found in _TELLING.finditer(body):
        before = body[max(0, found.start() - _BEFORE) : found.start()].rpartition(b">")[2]
        pieces.append(before + found[0])
        size += len(pieces[-1])
        if size > _SAMPLE_BYTES:
            break
    return b" ".join(pieces)


def _sense(text: str) -> float:
    """How many of the letters and signs beyond ASCII belong to the language of the words, from 0 to 1."""
    foreign = [sign for sign in text if not sign.isascii()]
    known = _LETTERS.get(guess_language(text), "") + _SIGNS
    return sum(sign in known or sign.lower() in known for sign in foreign) / max(1, len(foreign))
