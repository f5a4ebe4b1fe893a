"""Screenshots and PDFs beside a claim: what they are says their content, and who may see them the desk."""

import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from claims import services
from claims.attachments import path_of, response_of
from claims.file_types import EXTENSIONS, MAX_BYTES, media_type, safe_name
from claims.models import Attachment
from tests.claims.deeds import PNG, client, get, history_is_whole, send

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 20 + b"\xff\xd9"
WEBP = b"RIFF\x18\x00\x00\x00WEBPVP8L" + b"\x0b\x00\x00\x00" + b"\x2f" + b"\x00" * 11
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PNG, "image/png"), (JPEG, "image/jpeg"), (WEBP, "image/webp"), (PDF, "application/pdf")],
)
def test_a_type_is_known_by_the_whole_content(content, kind):
    assert media_type(content) == kind
    for cut in (content[:-4], content[4:], b"", content[:8]):
        assert media_type(cut) != kind


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        b"GIF89a" + b"\x00" * 40,
        b"MZ" + b"\x00" * 100,
        PNG + b"<script>alert(1)</script>",
        PNG[:16] + b"\x7f\xff\xff\xff\x7f\xff\xff\xff" + PNG[24:],
        b"\n%PDF-1.7\n%%EOF",
        b"%PDF-evil\n%%EOF",
    ],
)
def test_anything_else_is_none_of_them(content):
    assert media_type(content) == ""


@given(st.binary(max_size=64))
def test_no_bytes_at_all_raise_an_error(content):
    assert media_type(content) in ("", *EXTENSIONS)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("shot.png", "shot.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\temp\\shot.PNG", "shot.png"),
        ("evil\u202egnp.exe", "evilgnp.exe.png"),
        ("a\r\nSet-Cookie: x.png", "aSet-Cookie x.png"),
        ("", "file.png"),
        (".png", "png.png"),
        ("CON.png", "file.png"),
        ("bild ünder 50%.jpg", "bild ünder 50.png"),
    ],
)
def test_a_hostile_name_does_no_harm(name, safe):
    assert safe_name(name, kind="image/png") == safe


@given(st.text(), st.sampled_from(sorted(EXTENSIONS)))
def test_every_name_ends_as_what_it_is_and_has_no_folder(name, kind):
    safe = safe_name(name, kind=kind)
    assert safe.endswith(f".{EXTENSIONS[kind]}") and 0 < len(safe) < 130
    assert not set(safe) & set('/\\<>:"|?*;%\x00\r\n')


@pytest.fixture
def shot(claim, alice):
    return services.attach(by=alice, claim=claim, content=PNG, name="shot.png")


def test_a_file_is_kept_once_by_its_digest_for_our_user_alone(shot, claim, alice):
    assert shot.sha256 == hashlib.sha256(PNG).hexdigest()
    path = path_of(shot.sha256)
    assert path.read_bytes() == PNG
    assert path.stat().st_mode & 0o077 == 0
    assert [each.name for each in path.parent.iterdir()] == [shot.sha256]
    assert services.attach(by=alice, claim=claim, content=PNG, name="again.png") == shot
    history_is_whole()


def test_it_is_the_staffs_until_a_reviewer_publishes_it_and_its_claim_is_public(shot, article, alice, bob, charlie):
    def seen() -> bool:
        return Attachment.objects.visible_to(charlie).exists()

    assert Attachment.objects.visible_to(alice).exists()
    services.publish(by=bob, article=article)
    assert not seen()
    with pytest.raises(PermissionDenied):
        services.show_attachment(by=alice, attachment=shot, public=True, reason="readers should see")
    services.show_attachment(by=bob, attachment=shot, public=True, reason="readers should see")
    assert seen()
    services.withdraw(by=bob, article=article, reason="to be checked")
    assert not seen()
    services.publish(by=bob, article=article)
    services.show_attachment(by=bob, attachment=shot, public=False, reason="a face is in it")
    assert not seen()
    history_is_whole()


def test_too_much_and_what_is_no_picture_is_refused(claim, alice, charlie):
    with pytest.raises(services.InvalidInput, match="file: at most 20 MB"):
        services.attach(by=alice, claim=claim, content=b"\x00" * (MAX_BYTES + 1), name="big.png")
    with pytest.raises(services.InvalidInput, match="none by its content"):
        services.attach(by=alice, claim=claim, content=b"<html>", name="page.png")
    with pytest.raises(PermissionDenied):
        services.attach(by=charlie, claim=claim, content=PNG, name="shot.png")
    assert not Attachment.objects.exists()


def test_it_leaves_in_a_sandbox(shot, claim, alice):
    pdf = services.attach(by=alice, claim=claim, content=PDF, name="the filing.pdf")
    picture, paper = response_of(shot), response_of(pdf)
    assert picture["Content-Disposition"] == 'inline; filename="shot.png"'
    assert paper["Content-Disposition"] == 'attachment; filename="the filing.pdf"'
    for response in (picture, paper):
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert "no-store" in response["Cache-Control"]
        response.close()


def test_all_go_over_the_api(claim, article, alice, bob, charlie):
    path = f"/api/v1/claims/{claim.uuid}/attachments/?name=..%2Fshot.png"
    answer = client(alice).post(path, PNG, content_type="image/png")
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["name"], made["media_type"], made["visibility"]) == ("shot.png", "image/png", "staff")
    refused = client(alice).post(path, b"<html>", content_type="text/html")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "file")
    assert client(alice).post(f"{path}&size=1", PNG, content_type="image/png").status_code == 400
    file = client(alice).get(f"/api/v1/attachments/{made['uuid']}/", HTTP_ACCEPT="image/png")
    assert b"".join(file.streaming_content) == PNG
    assert file["Content-Security-Policy"].startswith("sandbox")
    services.publish(by=bob, article=article)
    get(charlie, f"attachments/{made['uuid']}/", 404)
    send(bob, f"attachments/{made['uuid']}/visibility/", {"public": True, "reason": "readers should see"})
    assert client(charlie).get(f"/api/v1/attachments/{made['uuid']}/").status_code == 200
    assert [each["uuid"] for each in get(charlie, f"claims/{claim.uuid}/attachments/")["results"]] == [made["uuid"]]
    path_of(made["sha256"]).unlink()
    get(alice, f"attachments/{made['uuid']}/", 404)
