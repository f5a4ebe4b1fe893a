"""Reading response headers."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from net.headers import add_header, fresh_s, http_date, media_type, retry_after_s

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DATE = "Mon, 23 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("text/html; charset=UTF-8", ("text/html", "utf-8")),
        ('Text/HTML;Charset="iso-8859-15"; x=y', ("text/html", "iso-8859-15")),
        ("application/pdf", ("application/pdf", "")),
        ("text/html, text/plain", ("text/html", "")),
        ("", ("", "")),
        (";charset=utf-8", ("", "utf-8")),
    ],
)
def test_it_reads_type_and_charset(header, expected):
    assert media_type(header) == expected


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "Mon, 23 Nov 2026 12:05:00 GMT", "date": DATE}, 300.0),
        ({"retry-after": "Monday, 23-Nov-26 12:05:00 GMT", "date": DATE}, 300.0),
        ({"retry-after": "Mon Nov 23 12:05:00 2026", "date": DATE}, 300.0),
        ({"retry-after": "Mon, 23 Nov 2026 11:00:00 GMT", "date": DATE}, 0.0),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon", "date": DATE}, None),
        ({"retry-after": "9" * 11}, 2.0**31),
        ({"retry-after": "9" * 400}, 2.0**31),
        ({"retry-after": "Mon, 23 Nov 2026 12:05:00 CET", "date": DATE}, None),
        ({"retry-after": "mon, 23 nov 2026 12:05:00 gmt", "date": DATE}, 300.0),
        ({"retry-after": ""}, None),
        ({}, None),
    ],
)
def test_it_reads_retry_after_as_seconds_or_as_any_form_of_date(headers, seconds):
    assert retry_after_s(headers) == seconds


def test_a_retry_date_is_measured_by_the_servers_clock_before_ours():
    asked = {"retry-after": "Mon, 23 Nov 2026 12:01:00 GMT"}
    assert retry_after_s(asked) is None
    assert retry_after_s(asked, NOON) == 60.0
    assert retry_after_s({**asked, "date": "Mon, 23 Nov 2026 12:00:50 GMT"}, NOON) == 10.0


@given(st.text(max_size=60))
def test_no_date_text_breaks_it(text):
    moment = http_date(text)
    assert moment is None or moment.tzinfo is UTC
    assert retry_after_s({"retry-after": text, "date": text}) in (None, 0.0) or text.isdigit()


def test_of_single_fields_the_first_counts_and_lists_are_joined():
    headers: dict[str, str] = {}
    for line in (
        b"Content-Type: text/html\r\n",
        b"content-type: image/png\r\n",
        b"Link: <a>\r\n",
        b"LINK: <b>\r\n",
        b"junk\r\n",
    ):
        add_header(headers, line)
    assert headers == {"content-type": "text/html", "link": "<a>, <b>"}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "public"}, None),
        ({"cache-control": "max-age=600"}, 600.0),
        ({"cache-control": 'public, MAX-AGE="600"'}, 600.0),
        ({"cache-control": "max-age=600", "age": "100"}, 500.0),
        ({"cache-control": "max-age=600", "age": "700"}, 0.0),
        ({"cache-control": "max-age=600", "age": "old"}, 600.0),
        ({"cache-control": "max-age=0, s-maxage=31536000"}, 0.0),
        ({"cache-control": "s-maxage=31536000"}, None),
        ({"cache-control": "no-cache, max-age=600"}, 0.0),
        ({"cache-control": "no-store"}, 0.0),
        ({"cache-control": 'no-cache="Set-Cookie, max-age=5", max-age=600'}, 600.0),
        ({"cache-control": "max-age=600, max-age=700"}, 0.0),
        ({"cache-control": "max-age=600, max-age=600"}, 600.0),
        ({"cache-control": "max-age=-1"}, 0.0),
        ({"cache-control": "max-age=soon"}, 0.0),
        ({"cache-control": "max-age"}, 0.0),
        ({"cache-control": "max-age=9999999999"}, 2.0**31),
        ({"cache-control": "max-age=12345678901"}, 2.0**31),
        ({"cache-control": "max-age=" + "9" * 400}, 2.0**31),
        ({"cache-control": "max-age=0000600"}, 600.0),
        ({"cache-control": "max-age=600.0"}, 0.0),
        ({"cache-control": "max-age=600a"}, 0.0),
        ({"cache-control": "max-age='600'"}, 0.0),
        ({"cache-control": "max-age=9000", "age": "7200, 0"}, 1_800.0),
        ({"cache-control": "max-age=9000", "age": "0, 7200"}, 9_000.0),
        ({"cache-control": "max-age=9000", "age": "7200;x=y"}, 9_000.0),
        ({"cache-control": "max-age=9000", "age": "7200.0"}, 9_000.0),
        ({"cache-control": "max-age=9000", "age": "-7200"}, 9_000.0),
        ({"cache-control": "max-age=9000", "age": "99999999999"}, 0.0),
        ({"cache-control": "x-max-age=600"}, None),
        ({"expires": "Mon, 23 Nov 2026 12:05:00 GMT", "date": DATE}, 300.0),
        ({"expires": "Mon, 23 Nov 2026 12:05:00 GMT", "date": DATE, "age": "60"}, 240.0),
        ({"expires": "Mon, 23 Nov 2026 11:05:00 GMT", "date": DATE}, 0.0),
        ({"expires": "Mon, 23 Nov 2026 12:05:00 GMT"}, 0.0),
        ({"expires": "0", "date": DATE}, 0.0),
        ({"expires": "Mon, 23 Nov 2026 12:05:00 AEST", "date": DATE}, 0.0),
        ({"expires": "Mon, 23 Nov 2026 12:05:00 CET", "date": DATE}, 0.0),
        ({"expires": "Mon, 23 Nov 2026 12:05:00", "date": DATE}, 0.0),
        ({"expires": "Mon, 23 Nov 2026 2:05:00 GMT", "date": DATE}, 0.0),
        ({"expires": "Mon 23 Nov 2026 12:05:00 GMT", "date": DATE}, 0.0),
        ({"expires": "Mon, 23 Nov 2026 14:05:00 +0200", "date": DATE}, 300.0),
        ({"expires": "Monday, 23-Nov-26 12:05:00 GMT", "date": DATE}, 300.0),
        ({"expires": "Mon Nov 23 12:05:00 2026", "date": DATE}, 300.0),
        ({"expires": "Thu, 23 Nov 2226 12:05:00 GMT", "date": DATE}, 2.0**31),
        ({"expires": "Mon, 23 Nov 2026 12:05:00 GMT", "date": DATE, "cache-control": "max-age=60"}, 60.0),
    ],
)
def test_it_reads_how_long_an_answer_stays_fresh(headers, seconds):
    assert fresh_s(headers) == seconds


def test_an_expiry_without_the_servers_date_is_measured_by_our_clock():
    assert fresh_s({"expires": "Mon, 23 Nov 2026 12:05:00 GMT"}, NOON) == 300.0


@given(st.text(max_size=200), st.text(max_size=40), st.text(max_size=40))
def test_no_header_text_makes_freshness_less_than_nothing_or_more_than_a_delta_can_say(control, age, expires):
    for headers in ({"cache-control": control, "age": age}, {"expires": expires, "date": DATE}):
        assert 0.0 <= (fresh_s(headers, NOON) or 0.0) <= 2.0**31
