"""One strict parser for every address that enters, and whose place an address is."""

from typing import Any

import pytest

from claims import services
from claims.contracts import ContractError, parse_contract
from claims.models import Evidence
from claims.presentation.html import web_link
from claims.services import InvalidInput
from claims.services.evidence_input import JudgementInput, Quote
from claims.urls import BadUrl, read_url
from tracker.watching.resources import watch_url, watch_urls

ODD = [
    ("https://evil.example\\@register-a.example/x", "backslash"),
    ("https://user:pw@register-a.example/x", "user name or password"),
    ("https://register-a.example@evil.example/x", "user name or password"),
    ("https://@register-a.example/x", "user name or password"),
    ("https://evil.example\\.register-a.example/", "backslash"),
    ("https:\\\\register-a.example/x", "write an http or https address"),
    ("https://register-a.example%2eevil.example/", "percent-encoded"),
    ("https://%72egister-a.example/", "percent-encoded: write register-a.example"),
    ("https://register-a.example%00.evil.example/", "percent-encoded"),
    ("https://register-a。example/", "none of ASCII"),
    ("https://register-a．example/", "none of ASCII"),
    ("https://register-a.example/a\tb", "control character"),
    ("https://register-a.exa\nmple/", "control character"),
    ("https://register-a.example/\x00", "control character"),
    ("https://register-a.example/a b", "blank"),
    ("https://register-a.example\u00a0.evil.example/", "blank"),
    ("https://register-a.example\u2003/", "blank"),
    ("https://register-a.example:0/", "impossible port"),
    ("https://register-a.example:65536/", "impossible port"),
    ("https://register-a.example:443:80/", "impossible port"),
    ("https://register-a.example:8o/", "impossible port"),
    ("https:///register-a.example/", "names no host"),
    ("https:register-a.example/", "write an http or https address"),
    ("https:/register-a.example/", "write an http or https address"),
    ("//register-a.example/", "write an http or https address"),
    ("javascript://register-a.example/%0aalert(1)", "write an http or https address"),
    ("ftp://register-a.example/", "write an http or https address"),
    ("https://0x7f.1/", "write 127.0.0.1"),
    ("https://2130706433/", "write 127.0.0.1"),
    ("https://017700000001/", "write 127.0.0.1"),
    ("https://127.1/", "write 127.0.0.1"),
    ("https://[::1/", "IPv6"),
    ("https://[fe80::1%25eth0]/", "percent-encoded"),
    ("https://register-a..example/", "impossible host name"),
    ("https://register-a.example,evil.example/", "impossible host name"),
    ("https://register-\u200ba.example/", "blank, a control character"),
    ("https://rеgister-a.example/", "mixes alphabets"),
    ("", "write an http or https address"),
]


@pytest.mark.parametrize(("url", "why"), ODD)
def test_an_odd_address_is_refused_by_name(url: str, why: str) -> None:
    with pytest.raises(BadUrl, match=why):
        read_url(url)


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("https://REGISTER-A.example:443/a?b#c", "register-a.example", "/a"),
        ("http://register-a.example:8080", "register-a.example:8080", "/"),
        ("  https://register-a.example./x\n", "register-a.example", "/x"),
        ("https://bücher.example/ä", "xn--bcher-kva.example", "/%C3%A4"),
        ("https://[::1]:8443/", "[::1]:8443", "/"),
        ("https://127.0.0.1/", "127.0.0.1", "/"),
        ("https://a.example/b/../c/%2e%2e/d", "a.example", "/d"),
        ("https://a.example/@handle?to=x@y", "a.example", "/@handle"),
    ],
)
def test_an_ordinary_address_is_taken_apart(url: str, host: str, path: str) -> None:
    address = read_url(url)
    assert (address.host, address.path) == (host, path)


BACKSLASH = ODD[0][0]


def test_every_door_refuses_the_same(claim, article, alice, desk, make_source) -> None:
    source = make_source("Register A", "record")
    words: dict[str, Any] = {"quote": Quote(url=BACKSLASH, exact="So."), "judgement": JudgementInput(stance="supports")}
    doors = [
        lambda: services.source_of_url(BACKSLASH),
        lambda: services.add_evidence(by=alice, claim=claim, **words),
        lambda: services.record_source(by=alice, desk=desk, name="B", sites=[BACKSLASH]),
        lambda: watch_url(source=source, url=BACKSLASH),
    ]
    for door in doors:
        with pytest.raises(InvalidInput, match=r"(url|sites): it contains a backslash"):
            door()
    with pytest.raises(ContractError, match="backslash"):
        parse_contract([{"resources": [BACKSLASH]}])
    assert "backslash" in watch_urls(source=source, urls=[BACKSLASH]).refused[0][1]
    assert web_link(BACKSLASH) == ""
    assert not Evidence.objects.exists()


# Places on platforms.


def place(desk, alice, name: str, *sites: str):
    return services.record_source(by=alice, desk=desk, name=name, sites=sites)


def test_a_platform_belongs_to_many_by_their_paths(desk, alice) -> None:
    ovhcloud = place(desk, alice, "OVHcloud", "https://huggingface.co/ovhcloud/")
    mistral = place(desk, alice, "Mistral", "https://huggingface.co/mistralai")
    owned = {
        "https://huggingface.co/ovhcloud": ovhcloud,
        "https://huggingface.co/ovhcloud/": ovhcloud,
        "https://huggingface.co/ovhcloud?sort=new": ovhcloud,
        "https://huggingface.co/ovhcloud/model/blob/main/README.md": ovhcloud,
        "https://huggingface.co/mistralai/../ovhcloud/x": ovhcloud,
        "https://huggingface.co/mistralai/model": mistral,
        "https://huggingface.co/ovhcloud-fans/model": None,
        "https://huggingface.co/ovhcloud/../evil/model": None,
        "https://huggingface.co/ovhcloud/%2e%2e/evil/model": None,
        "https://huggingface.co/ovhcloud/..%2fevil/model": None,
        "https://huggingface.co/ovhcloud/..%5cevil/model": None,
        "https://huggingface.co/ovhcloud/..%252fevil/model": None,
        "https://huggingface.co/evil/ovhcloud": None,
        "https://huggingface.co/?q=/ovhcloud": None,
        "https://huggingface.co/": None,
        "http://huggingface.co/ovhcloud": None,
    }
    assert {url: services.source_of_url(url) for url in owned} == owned


def test_the_longest_place_wins_over_the_whole_host(desk, alice) -> None:
    whole = place(desk, alice, "Platform", "https://platform.example/")
    group = place(desk, alice, "Group", "https://platform.example/group")
    team = place(desk, alice, "Team", "https://platform.example/group/team")
    assert services.source_of_url("https://platform.example/other") == whole
    assert services.source_of_url("https://platform.example/group/other") == group
    assert services.source_of_url("https://platform.example/group/team/x") == team
    with pytest.raises(InvalidInput, match=r"platform.example/group belongs to Group already"):
        place(desk, alice, "Thief", "https://platform.example/group/")
