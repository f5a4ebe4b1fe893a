"""Whatever is edited, inserted or deleted in the record behind the tracker's back, `verify_audit` names."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection

from claims import audit, services
from claims.models import AuditEntry, Change, Claim, Evidence, Membership, Source
from claims.publish.changes import publish_pending
from tests.claims.tampering import found, tamper
from tests.there import there
from tracker.push import keys

WORDS = "OVHcloud said it has completed the pretraining."


@pytest.fixture
def record(article, claim, make_source, say, alice, bob):
    """A little of everything that the history proves, made as people and the machine make it."""
    source = make_source("The Ledger", "independent")
    say(claim, source, WORDS)
    item = say(claim, source, "It is done.", url="https://the-ledger.example/other")
    services.revise_claim(by=alice, claim=claim, reason="clearer", criterion="A filing says so.")
    services.set_automation(by=bob, claim=claim, automation="automatic", reason="Only the operator can know.")
    services.publish(by=bob, article=article)
    services.change_status(by=bob, claim=claim, expected="unverified", to="verified", reason="Two saw it.")
    services.set_standing(evidence=item, standing="gone", at=datetime(2026, 5, 1, tzinfo=UTC))
    services.retract_evidence(by=bob, evidence=item, reason="It is another model.")
    services.takedown(by=bob, evidence=item, reason="A person asked.")
    keys.revoke_key(by=bob, key=keys.make_key(by=bob, source=source, name="An old scraper")[0])
    keys.make_key(by=bob, source=source, name="The scraper")
    publish_pending()
    return claim


def test_a_record_that_nobody_touched_is_as_its_history_says(record, capsys):
    assert found(capsys) == []


EDITS = [
    ("claims_claim", "status", "'refuted'", "claim", "its status is “refuted” in the table, “verified” in the history"),
    ("claims_claim", "text", "'It has failed.'", "claim", "its text is “It has failed.”"),
    ("claims_claim", "settled_by", '\'[{"tier": "none"}]\'', "claim", "its settled by is"),
    ("claims_claim", "criterion", "'Anything.'", "claim", "its criterion is “Anything.”"),
    ("claims_claim", "automation", "'propose'", "claim", "its automation is “propose”"),
    ("claims_claim", "publication", "'draft'", "claim", "its publication is “draft”"),
    ("claims_claim", "kind", "'plan'", "claim", "its kind is “plan”"),
    ("claims_claim", "version", "7", "claim", "its version is “7”"),
    ("claims_claim", "speaker_organisation_id", "NULL", "claim", "its speaker organisation is “None”"),
    ("claims_claim", "due_on", "'2031-01-01'", "claim", "its due on is “2031-01-01”"),
    ("claims_claim", "status_changed_at", "'2020-01-01 00:00:00+00:00'", "claim", "its status changed at is"),
    ("claims_appearance", "wording", "'Other words.'", "claim", "its wording is “Other words.”"),
    ("claims_evidence", "quote", "'No.' || id", "claim", "its quote is “No."),
    ("claims_evidence", "tier", "'record'", "claim", "its tier is “record” in the table, “independent” in the history"),
    ("claims_evidence", "stance", "'refutes'", "claim", "its stance is “refutes”"),
    ("claims_evidence", "url", "'https://evil.example/' || id", "claim", "its url is “https://evil.example/"),
    ("claims_evidence", "retracted", "%s", "claim", "its retracted is"),
    ("claims_evidence", "standing", "'moved'", "claim", "its standing is “moved”"),
    ("claims_evidence", "visibility", "'staff'", "claim", "its visibility is “staff”"),
    ("claims_evidence", "sha256", "'00'", "claim", "its sha256 is “00”"),
    ("claims_evidence", "as_of", "'2031-01-01 00:00:00+00:00'", "claim", "its as of is"),
    ("claims_evidence", "score", "0.1", "claim", "its score is “0.1”"),
    ("claims_origin", "owner", "'somebody'", "claim", "its origin’s owner is “somebody”"),
    ("claims_article", "publication", "'withdrawn'", "article", "its publication is “withdrawn”"),
    ("claims_article", "title", "'Another'", "article", "its title is “Another”"),
    ("claims_source", "tier", "'record'", "source", "its tier is “record” in the table, “independent” in the history"),
    ("claims_source", "tier_scope", "'everything'", "source", "its tier scope is “everything”"),
    ("claims_source", "name", "'The Lodger'", "source", "its name is “The Lodger”"),
    ("claims_source", "document", "'court ruling'", "source", "its document is “court ruling”"),
    ("claims_source", "organisation_id", "NULL", "source", "its organisation is “None”"),
    ("claims_sourcehost", "host", "'evil.example'", "source", "host https evil.example stands in the table"),
    ("claims_membership", "role", "'administrator'", "desk", "its role is “administrator” in the table"),
    ("tracker_ingestkey", "digest", "'00' || id", "source", "its digest is “00"),
    ("tracker_ingestkey", "revoked_at", "NULL", "source", "its revoked at is “None”"),
    ("tracker_ingestkey", "name", "'Mallory' || id", "source", "its name is “Mallory"),
    ("tracker_ingestkey", "vouched_at", "'2026-01-01 00:00:00+00:00'", "source", "its vouched at is"),
    ("tracker_ingestkey", "vouched_scope", "'everything'", "source", "its vouched scope is “everything”"),
    ("claims_evidence", "basis", "'vouched'", "claim", "its basis is “vouched”"),
    ("claims_evidence", "attachment_sha256", "'00'", "claim", "its attachment sha256 is “00”"),
    ("claims_evidence", "sender", "uuid", "claim", "its sender is"),
    ("claims_change", "content", '\'{"text": "It has failed."}\'', "change", "its content is"),
    ("claims_change", "position", "position + 100", "change", "its position is"),
    ("claims_change", "event", "'withdrawn'", "change", "its event is “withdrawn”"),
    ("claims_change", "claim_id", "NULL", "change", "its claim is “None”"),
    ("claims_change", "at", "'2020-01-01 00:00:00+00:00'", "change", "its at is"),
]


@pytest.mark.parametrize(
    ("table", "column", "value", "subject", "sentence"), EDITS, ids=[f"{e[0]}-{e[1]}" for e in EDITS]
)
def test_an_edited_row_is_named(record, capsys, table, column, value, subject, sentence):
    tamper(f"UPDATE {table} SET {column} = {value}", *([True] if value == "%s" else []))
    named = [line for line in found(capsys) if sentence in line]
    assert named, found(capsys)
    assert all(line.startswith(f"{subject} ") for line in named)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("claims_evidence", "is told of in the history, but is not in the table: it was deleted"),
        ("claims_change", "it is told of in the history, but is not in the table: it was deleted"),
        ("claims_membership", "role of user"),
        ("tracker_ingestkey", "ingest key"),
        ("claims_sourcehost", "host https the-ledger.example is told of in the history, but is not in the table"),
        ("claims_appearance", "appearance in article"),
        ("claims_claim", "it is told of in the history, but is not in the table: it was deleted"),
        ("claims_article", "it is told of in the history, but is not in the table: it was deleted"),
    ],
)
def test_a_deleted_row_is_named(record, capsys, table, sentence):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA defer_foreign_keys = ON")
    one = "" if table == "claims_change" else "LIMIT 1"
    tamper(f"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} ORDER BY id {one})")
    lines = found(capsys)
    assert any(sentence in line and line.endswith("it was deleted") for line in lines), lines
    restore_references()


def restore_references() -> None:
    """Nothing refers to what was deleted when the test ends."""
    for table in ("claims_flag", "claims_evidence", "claims_origin", "claims_appearance", "claims_change"):
        tamper(f"DELETE FROM {table}")


def copied(model, row, **other):
    """Insert a copy of a row with other values, by SQL."""
    columns = [field.column for field in model._meta.concrete_fields if field.column != "id"]
    taken = ", ".join("%s" if column in other else f'"{column}"' for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    values = [other[column] for column in columns if column in other]
    tamper(
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT {taken} FROM {model._meta.db_table} WHERE id = %s",
        *values,
        row.pk,
    )


def test_an_inserted_row_is_named(record, capsys, charlie, alice, article, ovhcloud):
    item, uuid = Evidence.objects.first(), uuid4()
    copied(Evidence, item, uuid=uuid, quote="It is true.")
    copied(Membership, Membership.objects.get(user=alice), user_id=charlie.pk, role="reviewer")
    other = uuid4()
    copied(Claim, record, uuid=other, slug="another")
    change = uuid4()
    later = AuditEntry.objects.latest("pk")
    copied(Change, Change.objects.first(), uuid=change, position=99, entry_id=later.pk)
    key = uuid4()
    copied(keys.IngestKey, keys.IngestKey.objects.first(), uuid=key, digest="00")
    lines = found(capsys)
    for name in (f"evidence {uuid}", f"role of user {charlie.pk}", f"ingest key {key}"):
        assert any(name in line and line.endswith("no entry tells of it: it was inserted") for line in lines), name
    for name in (f"claim {other}", f"change {change}"):
        assert f"{name}: it stands in the table, but no entry tells of it: it was inserted" in lines
    assert len(lines) == 7  # the Change’s entry is another subject’s, and there is a gap before it


@pytest.mark.parametrize(
    ("sql", "act", "sentence"),
    [
        (
            "UPDATE claims_claim SET status = 'disputed'",
            lambda claim, bob: services.change_status(
                by=bob, claim=claim, expected="disputed", to="unverified", reason="New facts."
            ),
            "status changed: found the status “disputed”, where the history said “verified”",
        ),
        (
            "UPDATE claims_claim SET automation = 'propose'",
            lambda claim, bob: services.set_automation(by=bob, claim=claim, automation="automatic", reason="Again."),
            "automation set: found the automation “propose”, where the history said “automatic”",
        ),
        (
            "UPDATE claims_source SET tier = 'record'",
            lambda claim, bob: services.set_tier(by=bob, source=Source.objects.get(), tier="aggregator", reason="No."),
            "tier set: found the tier “record”, where the history said “independent”",
        ),
    ],
)
def test_an_edit_that_a_later_decision_covered_is_named(record, bob, capsys, sql, act, sentence):
    tamper(sql)
    act(record, bob)
    assert [sentence in line for line in found(capsys)] == [True]


def test_an_edit_elsewhere_in_a_row_is_not_covered_by_a_later_decision(record, bob, capsys):
    tamper("UPDATE claims_claim SET text = 'It has failed.'")
    services.change_status(by=bob, claim=record, expected="verified", to="unverified", reason="New facts.")
    assert ["its text is “It has failed.”" in line for line in found(capsys)] == [True]


def test_an_edit_of_a_key_is_not_covered_by_what_becomes_of_the_key_later(record, bob, capsys):
    tamper("UPDATE tracker_ingestkey SET digest = '00' WHERE revoked_at IS NULL")
    key = keys.IngestKey.objects.get(revoked_at=None)
    keys.vouch(by=bob, key=key, scope="its own pages", reason="Known for years.")
    keys.stop_vouching(by=bob, key=key, reason="It was sold.")
    keys.revoke_key(by=bob, key=key)
    assert ["its digest is “00”" in line for line in found(capsys)] == [True]


def test_the_machine_follows_its_quotes_and_people_merge_origins_without_a_fault(record, bob, capsys):
    one, other = (item.origin for item in Evidence.objects.order_by("pk"))
    services.merge_origins(by=bob, keep=one, other=other, reason="One interview.")
    item = there(Evidence.objects.first())
    at = datetime(2026, 5, 2, tzinfo=UTC)
    services.set_standing(evidence=item, standing="altered", wording="It has not.", reasons=["No."], at=at)
    services.set_standing(evidence=item, standing="altered", wording="It has not.", reasons=["Never."], at=at)
    services.set_standing(evidence=item, standing="standing", at=at)
    assert found(capsys) == []


# --- Redaction ---------------------------------------------------------------------------------------------


def forged(entry: AuditEntry) -> None:
    columns = [there(field.column) for field in AuditEntry._meta.concrete_fields]
    other = {"payload": '\'{"after": "refuted"}\'', "redacted": "true"}
    taken = ", ".join(other.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    if connection.vendor == "sqlite":
        tamper(
            f"INSERT OR REPLACE INTO claims_auditentry ({names}) SELECT {taken} FROM claims_auditentry WHERE id = %s",
            entry.pk,
        )
    else:
        tamper(
            'UPDATE claims_auditentry SET payload = \'{"after": "refuted"}\', redacted = true WHERE id = %s', entry.pk
        )


def test_a_forged_payload_marked_as_redacted_is_named(record, capsys):
    entry = AuditEntry.objects.get(action="status changed")
    forged(entry)
    assert f"{entry}: is marked as redacted, yet it has a payload or a salt: it was forged" in found(capsys)


@pytest.mark.parametrize("also", ["salt = 'abc'", "payload = '{}'"])
def test_a_forgery_of_an_entry_that_was_redacted_is_named(record, capsys, also):
    entry = AuditEntry.objects.get(action="status changed")
    audit.redact(entry=entry, by=None, reason="a legal order")
    assert found(capsys) == []
    tamper(f"UPDATE claims_auditentry SET {also} WHERE id = %s", entry.pk)
    assert f"{entry}: is marked as redacted, yet it has a payload or a salt: it was forged" in found(capsys)


def test_an_entry_emptied_without_an_entry_that_redacted_it_is_named(record, capsys):
    entry = AuditEntry.objects.get(action="status changed")
    sql = "UPDATE claims_auditentry SET payload = NULL, salt = '', redacted = %s WHERE id = %s"
    with connection.cursor() as cursor:  # the triggers let it through
        cursor.execute(sql, [True, entry.pk])
    assert f"{entry}: was emptied, but no entry tells who redacted it" in found(capsys)


def test_a_payload_put_back_after_its_redaction_is_named(record, capsys):
    entry = AuditEntry.objects.get(action="status changed")
    payload, salt = entry.payload, entry.salt
    audit.redact(entry=entry, by=None, reason="a legal order")
    text = audit.canonical(payload).decode()
    tamper(
        "UPDATE claims_auditentry SET payload = %s, salt = %s, redacted = %s WHERE id = %s", text, salt, False, entry.pk
    )
    assert f"{entry}: was redacted, yet it has its payload again" in found(capsys)


def test_redaction_empties_the_change_and_leaves_what_was_redacted_unproven(record, capsys):
    entry = AuditEntry.objects.get(action="status changed")
    audit.redact(entry=entry, by=None, reason="a legal order")
    change = Change.objects.get(entry=entry)
    assert set(change.content) == {"claim", "event", "by", "invented"}
    told = AuditEntry.objects.get(subject_type="change", subject_uuid=change.uuid)
    assert (told.payload, told.salt, told.redacted) == (None, "", True)
    assert found(capsys) == []
    tamper("UPDATE claims_claim SET text = 'It has failed.'")
    assert ["its text is" in line for line in found(capsys)] == [True]


def test_words_left_in_or_put_back_into_a_redacted_change_are_named(record, capsys):
    entry = AuditEntry.objects.get(action="status changed")
    audit.redact(entry=entry, by=None, reason="a legal order")
    tamper('UPDATE claims_change SET content = \'{"text": "It is done."}\' WHERE entry_id = %s', entry.pk)
    assert any("its entry was redacted, yet it still has the words" in line for line in found(capsys))


def test_of_a_redacted_revision_the_old_words_are_not_taken_for_the_right_ones(record, bob, capsys):
    services.revise_claim(by=bob, claim=record, reason="A slip.", text="OVHcloud has completed it.")
    audit.redact(entry=AuditEntry.objects.filter(action="revised").latest("pk"), by=None, reason="a legal order")
    assert found(capsys) == []


def test_redacting_what_told_of_an_item_does_not_make_it_look_inserted(record, capsys):
    for entry in AuditEntry.objects.filter(action__in=("evidence added", "recorded")):
        audit.redact(entry=entry, by=None, reason="a legal order")
    assert found(capsys) == []
    redacted = there(AuditEntry.objects.filter(action="redacted").first())
    audit.redact(entry=redacted, by=None, reason="a name in the reason")
    assert found(capsys) == []
