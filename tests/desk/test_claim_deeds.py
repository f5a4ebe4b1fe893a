"""What can be done about a claim at the desk, each on its small page: what comes of it, and what a refusal says."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims import services
from claims.models import Attachment, AuditEntry, Claim, Evidence, SpeakerQuestion
from tests.desk.admin_pages import said, text_of
from tests.desk.claim_pages import PNG, deed_of, page_of, page_of_item


def do(client, claim, deed: str, **data):
    return client.post(deed_of(claim, deed), data, follow=True)


def file_called(name: str, content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# --- Evidence and files -----------------------------------------------------------------------------------


def test_a_phone_call_is_added_as_it_was_told_and_a_status_rests_on_it(client, claim, alice):
    client.force_login(alice)
    given = {"button": "add", "quote": "It is done.", "stance": "supports", "told_as": "conversation"}
    answer = do(client, claim, "evidence", **given, told_on="2026-01-02", confidential_source="Mrs Deep")
    assert "counts for no rule" in said(answer)
    item = Evidence.objects.get()
    assert (item.is_told, item.told_as, item.told_by, item.url) == (True, "conversation", "alice", "")
    change = {"button": "change", "expected_status": "unverified", "status": "verified", "reason": "She runs it."}
    assert "verified now" in said(client.post(page_of(claim), change | {"rests_on": "told"}, follow=True))


@pytest.mark.parametrize(
    ("given", "remedy"),
    [
        ({"quote": "It is done."}, "Give its address; or say below what it was"),
        ({"url": "https://nobody.example/"}, "This field is required."),
        ({"quote": "It is done.", "told_as": "paper", "told_on": "2999-01-01"}, "It lies in the future."),
    ],
)
def test_evidence_that_lacks_something_is_refused_with_the_remedy(client, claim, alice, given, remedy):
    client.force_login(alice)
    assert remedy in do(client, claim, "evidence", button="add", stance="supports", **given).content.decode()
    assert not Evidence.objects.exists()


def test_evidence_names_the_file_that_came_with_it(client, claim, alice):
    client.force_login(alice)
    given = {"button": "add", "quote": "It is done.", "stance": "supports", "told_as": "paper"}
    do(client, claim, "evidence", **given, file=file_called("letter.png"))
    assert Evidence.objects.get().attachment_sha256 == Attachment.objects.get().sha256


def test_a_file_is_kept_for_the_desk_until_a_reviewer_shows_it(client, claim, article, alice, bob):
    services.publish(by=bob, article=article)
    client.force_login(alice)
    assert "Kept: shot.png" in said(do(client, claim, "attach", button="attach", file=file_called("shot.png")))
    kept = Attachment.objects.get()
    page, file = (reverse(f"desk:{name}", args=[kept.uuid]) for name in ("attachment", "attachment-file"))
    assert page in text_of(client, page_of(claim))
    assert file in text_of(client, page)
    answer = client.get(file)
    assert b"".join(answer.streaming_content) == PNG
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    client.post(page, {"button": "show", "reason": "it shows the page"})
    kept.refresh_from_db()
    assert kept.visibility == "staff"
    client.force_login(bob)
    client.post(page, {"button": "show", "reason": "it shows the page"})
    kept.refresh_from_db()
    assert kept.visibility == "public"


def test_a_file_that_is_none_is_refused(client, claim, alice):
    client.force_login(alice)
    answer = do(client, claim, "attach", button="attach", file=file_called("shot.png", b"<html>"))
    assert "A whole picture or PDF" in answer.content.decode()
    assert "This field is required." in do(client, claim, "attach", button="attach").content.decode()


# --- One item ---------------------------------------------------------------------------------------------


def test_what_the_machine_found_is_accepted_with_a_press(client, claim, make_source, say, alice):
    item = say(claim, make_source("Operator", "record"), "It has been completed.", accepted=False)
    client.force_login(alice)
    assert "Readers do not see it yet." in text_of(client, page_of(claim))
    client.post(page_of_item(item), {"button": "accept"})
    item.refresh_from_db()
    assert item.visibility == "public"
    assert "Readers do not see it yet." not in text_of(client, page_of(claim))


def test_a_reviewer_says_whose_word_an_item_is(client, claim, make_source, say, bob):
    gazette = make_source("Gazette", "independent")
    item = say(claim, gazette, "It is done, people said.", attributed_to="people", attributed_key="unattributed")
    client.force_login(bob)
    assert "Say whose word it is" in text_of(client, page_of(claim))
    client.post(page_of_item(item), {"button": f"publisher-{item.pk}"})
    item.refresh_from_db()
    assert item.attributed_by_person


# --- Its words --------------------------------------------------------------------------------------------


def test_a_typo_is_corrected_without_a_new_version_and_more_than_one_is_refused(client, claim, alice):
    client.force_login(alice)
    right = claim.text.replace("pretraining", "pre-training")
    assert "goes on counting" in said(do(client, claim, "typo", button="correct", text=right))
    claim.refresh_from_db()
    assert (claim.text, claim.version) == (right, 1)
    answer = do(client, claim, "typo", button="correct", text=right.replace("OVHcloud", "Scaleway"))
    assert "errorlist" in answer.content.decode()
    claim.refresh_from_db()
    assert claim.text == right


def test_a_claim_is_split_in_two(client, claim, make_source, say, alice):
    item = say(claim, make_source("Operator", "record"), "It has been completed.")
    client.force_login(alice)
    given = {"parts": "A model was trained.\nIt ran on Jupiter.", "remaining": "", "reason": "two things"}
    assert "2 new claims" in said(do(client, claim, "split", button="split", evidence=[item.pk], **given))
    made = Claim.objects.filter(split_from=claim)
    assert all(part.text in client.get(page_of(claim)).content.decode() for part in made)
    assert sorted(made.values_list("text", flat=True)) == ["A model was trained.", "It ran on Jupiter."]
    assert all(new.evidence.count() == 1 for new in made)


def test_a_double_is_found_by_a_search_and_merged(client, claim, article, alice, bob):
    double = services.record_claim(by=alice, article=article, text="The training has ended in Jülich.", kind="event")
    client.force_login(bob)
    assert "No other claim of this desk has these words" in text_of(client, f"{deed_of(claim, 'merge')}?q=Moon")
    found = f"{deed_of(claim, 'merge')}?q=Jülich"
    assert double.text in text_of(client, found)
    client.post(found, {"button": "merge", "other": double.pk, "keep": "other", "reason": "the same"})
    claim.refresh_from_db()
    assert claim.merged_into == double


def test_likely_doubles_are_offered_without_a_search(client, claim, article, alice, bob):
    services.record_claim(by=alice, article=article, text=claim.text, kind="event")
    client.force_login(bob)
    assert "that read alike" in text_of(client, deed_of(claim, "merge"))


# --- Its speaker, its dates, its publication --------------------------------------------------------------


def test_the_speaker_is_asked_and_answers(client, claim, alice):
    client.force_login(alice)
    given = {"how": "email", "question": "Is it finished?", "asked_on": "2026-01-02", "deadline": "2026-01-05"}
    do(client, claim, "speaker", button="ask", **given)
    html = text_of(client, page_of(claim))
    assert "The deadline passed." in html
    assert "OVHcloud was asked for comment on 2 January 2026" in html
    question = SpeakerQuestion.objects.get()
    assert "errorlist" in do(client, claim, "speaker", button=f"answered-{question.pk}").content.decode()
    do(client, claim, "speaker", button=f"answered-{question.pk}", answer="Yes, on Monday.")
    assert "Yes, on Monday." in text_of(client, page_of(claim))


def test_a_speaker_who_did_not_answer_is_written_down(client, claim, alice):
    question = services.ask_speaker(by=alice, claim=claim, how="phone", question="Is it?")
    client.force_login(alice)
    do(client, claim, "speaker", button=f"no-answer-{question.pk}")
    assert "there was no answer" in text_of(client, page_of(claim)) or "no answer by" in text_of(client, page_of(claim))


def test_a_claim_without_a_speaker_says_what_to_do(client, article, alice):
    silent = services.record_claim(by=alice, article=article, text="It was built.", kind="event")
    client.force_login(alice)
    assert "It has no speaker" in text_of(client, deed_of(silent, "speaker"))


def test_dates_are_set_with_a_reason_and_no_new_version(client, claim, alice):
    client.force_login(alice)
    do(client, claim, "dates", button="dates", due_on="2030-01-02", recheck_on="", reason="they said so")
    claim.refresh_from_db()
    assert (str(claim.due_on), claim.recheck_on, claim.version) == ("2030-01-02", None, 1)


def test_only_a_reviewer_lets_the_machine_decide(client, claim, alice, bob):
    data = {"button": "automate", "automation": "automatic", "reason": "The operator publishes each run."}
    for user, automation in ((alice, "propose"), (bob, "automatic")):
        client.force_login(user)
        answer = do(client, claim, "automation", **data)
        claim.refresh_from_db()
        assert claim.automation == automation
        assert ("ask somebody who is" in said(answer)) == (user == alice)
    client.force_login(alice)
    assert "Your role on this desk does not suffice" in text_of(client, deed_of(claim, "automation"))
    assert deed_of(claim, "automation") not in text_of(client, page_of(claim))


def test_one_claim_is_withdrawn_and_published_again(client, claim, article, bob):
    services.publish(by=bob, article=article)
    client.force_login(bob)
    do(client, claim, "publication", button="withdraw", reason="We mixed it up.")
    assert "We mixed it up." in text_of(client, page_of(claim))
    do(client, claim, "publication", button="publish")
    claim.refresh_from_db()
    assert claim.publication == "published"
    assert AuditEntry.objects.filter(subject_uuid=claim.uuid, action="withdrawn").exists()


def test_a_deed_that_there_is_not_is_not_found(client, claim, alice):
    client.force_login(alice)
    assert client.get(f"{page_of(claim)}burn/").status_code == 404
