"""Encodings: labels, declarations and fallbacks, as browsers read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.extract.decoding import decode
from tracker.extract.documents import Unreadable
from tracker.extract.encodings import codec_of, declared_in

GERMAN = "Die Bürgermeisterin schätzt die Kosten der Brücke auf 14 Millionen Euro – „höchstens“."
RUSSIAN = "Компания сообщила во вторник, что закроет завод в Туле в следующем году."
ASCII_HEAD = b"<html><head><script>" + b"var a = 1;\n" * 3_000 + b"</script></head><body><p>"


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("ISO-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("latin1", "cp1252"),
        (" utf8\n", "utf-8"),
        ("gb2312", "gb18030"),
        ("x-gbk", "gb18030"),
        ("iso-8859-9", "cp1254"),
        ("TIS-620", "cp874"),
        ("ks_c_5601-1987", "cp949"),
        ("Shift_JIS", "cp932"),
        ("big5", "big5hkscs"),
        ("x-mac-cyrillic", "mac-cyrillic"),
        ("iso-8859-8-i", "iso8859-8"),
        ("utf-7", None),  # a codec of Python's, and no encoding of the web
        ("rot13", None),
        ("no-such-charset", None),
        ("", None),
        (None, None),
    ],
)
def test_a_label_means_what_browsers_take_it_for(label, codec):
    assert codec_of(label) == codec


@pytest.mark.parametrize(
    ("page", "codec"),
    [
        (b"<meta charset=windows-1251>", "cp1251"),
        (b"<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=koi8-r'>", "koi8-r"),
        (b"<meta content='text/html; charset=koi8-r' http-equiv=content-type>", "koi8-r"),
        (b'<?xml version="1.0" encoding="iso-8859-2"?><rss>', "iso8859-2"),
        (b"<!-- <meta charset=windows-1251> --><meta charset=windows-1252>", "cp1252"),
        (b"<!--><meta charset=windows-1251>", "cp1251"),
        (b"<script>'<meta charset=windows-1251>'</script><meta charset=windows-1252>", "cp1252"),
        (b"<title><meta charset=windows-1251></title>", None),
        (b"<textarea><meta charset=windows-1251></textarea>", None),
        (b"<a title='<meta charset=windows-1251>'>", None),
        (b"<meta name=description content='charset=windows-1251'>", None),
        (b"<meta charset=nonsense><meta charset=windows-1250>", "cp1250"),
        (b"<meta charset=utf-16le>", "utf-8"),
        (b"<meta charset=x-user-defined>", "cp1252"),
        (ASCII_HEAD + b"<meta charset=windows-1251>", "cp1251"),
        (b"<!-- <meta charset=windows-1251>", None),
        (b"charset=windows-1251", None),
    ],
)
def test_a_document_declares_its_encoding_where_browsers_look_for_it(page, codec):
    assert declared_in(page) == codec


@pytest.mark.parametrize("encoding", ["cp1252", "cp1251", "koi8-r", "iso8859-5"])
@pytest.mark.parametrize("charset", [None, "utf-8", "no-such-charset"])
def test_words_behind_a_long_ascii_head_are_read_though_nothing_declares_them(encoding, charset):
    words = GERMAN if encoding == "cp1252" else RUSSIAN
    assert words in decode(ASCII_HEAD + words.encode(encoding) + b"</p>", charset)


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", "La société a déclaré mardi qu’elle rachètera l’usine de Béziers dès l’été prochain."),
        ("cp1252", "El año pasado la compañía anunció una inversión de 30 millones de euros en la región."),
        ("cp1252", "Regeringen vil åbne en ny jernbane på Fyn næste år, og kræver højere afgifter."),
        ("cp1250", "Společnost v úterý oznámila, že příští rok uzavře továrnu v Plzni."),
        ("iso8859_2", "Spółka poinformowała we wtorek, że zamknie fabrykę w Łodzi."),
        ("cp1254", "Şirket salı günü yaptığı açıklamada fabrikayı gelecek yıl kapatacağını bildirdi."),
        ("cp1257", "Bendrovė antradienį pranešė, kad kitais metais uždarys gamyklą Šiauliuose."),
        ("cp1253", "Η εταιρεία ανακοίνωσε την Τρίτη ότι θα κλείσει το εργοστάσιο στην Πάτρα."),
        ("cp1255", "החברה הודיעה ביום שלישי כי תסגור את המפעל בחיפה בשנה הבאה."),
        ("cp1256", "أعلنت الشركة يوم الثلاثاء أنها ستغلق المصنع في مدينة حلب العام المقبل."),
        ("cp932", "同社は火曜日、来年に大阪の工場を閉鎖すると発表した。約二百人の従業員が職を失うと社長は述べた。"),
        ("gb18030", "该公司周二宣布，将于明年关闭位于上海的工厂。大约两百名员工将失去工作，总经理表示。"),
        ("cp949", "회사는 화요일 내년에 부산 공장을 폐쇄한다고 발표했다. 약 이백 명의 직원이 일자리를 잃게 된다."),
    ],
)
def test_an_encoding_that_nobody_names_is_told_by_the_words(encoding, words):
    assert words in decode(b"<p>" + words.encode(encoding) + b"</p>", None)


@pytest.mark.parametrize("header", ["utf-8", None])
def test_a_label_that_fails_gives_way_to_the_documents_own(header):
    page = f"<meta charset=windows-1251><p>{RUSSIAN}"
    assert decode(page.encode("cp1251"), header) == page


def test_a_few_broken_bytes_belie_no_label():
    page = f"<meta charset=windows-1252><p>{RUSSIAN}".encode()
    assert decode(page + b"\xff", "utf-8") == page.decode() + "\ufffd"


def test_a_page_cut_within_a_character_is_what_it_was():
    page = "<p>Łódź"
    assert decode(page.encode() + "ż".encode()[:1], "iso-8859-1") == page


def test_the_gaps_of_a_windows_code_page_are_control_characters_and_no_question_marks():
    assert decode(b"caf\xe9 \x81\x8d", "windows-1252") == "café \x81\x8d"
    assert decode(b"\x80 5, \xc9\xcf", "gbk") == "€ 5, 上"


def test_a_header_that_says_utf16_is_not_believed_of_a_page_in_utf8():
    assert decode(f"<p>{GERMAN}".encode(), "utf-16") == f"<p>{GERMAN}"


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "windows-1251", "euc-jp", "iso-2022-jp", "hz-gb-2312"]))
def test_no_bytes_break_it(body, charset):
    try:
        assert "\x00" not in decode(body, charset)
    except Unreadable as refusal:
        assert refusal.code == "not_text"
