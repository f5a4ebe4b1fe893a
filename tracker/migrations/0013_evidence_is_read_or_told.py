"""What evidence there is was read, where its quote stands in a stored snapshot that we fetched; else it was told.

Which snapshots were sent to us was not written down: their stored bodies say so. A body that is missing shows nothing,
and its page is no proof that we read it.
"""

import gzip
import json
from collections import Counter

from django.core.files.storage import default_storage
from django.db import migrations
from django.db.models import Q

SENDER = ", sent to us by "
FORM = "sent page 1"


def sort_out(apps, schema_editor):
    mark_sent_snapshots(apps)
    mark_evidence(apps)


def mark_sent_snapshots(apps):
    """Only sources with an ingest key can have been sent."""
    Snapshot, IngestKey = apps.get_model("tracker", "Snapshot"), apps.get_model("tracker", "IngestKey")
    keys = {(key.source_id, key.name): key for key in IngestKey.objects.order_by("pk")}
    sources = {source_id for source_id, _ in keys}
    rows = Snapshot.objects.filter(resource__source__in=sources).select_related("body", "resource")
    for snapshot in rows.iterator():
        sender = sender_of(snapshot.body)
        if sender is not None:
            key = keys.get((snapshot.resource.source_id, sender))
            Snapshot.objects.filter(pk=snapshot.pk).update(came_by="key", key=key)


def sender_of(body):
    """The name of the key that sent a body; None for an answer that we fetched, "" for a body that is not there."""
    try:
        with default_storage.open(body.path) as file:
            facts = json.loads(gzip.decompress(file.read()))
        return str(facts["sent_by"]) if facts["form"] == FORM else None
    except OSError:
        return ""
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def mark_evidence(apps):
    Evidence, IngestKey = apps.get_model("claims", "Evidence"), apps.get_model("tracker", "IngestKey")
    counts = Counter()
    for item in Evidence.objects.select_related("source").order_by("pk").iterator():
        facts = named_by_a_person(item) | sent_with_a_key(item, IngestKey)
        basis = "read" if was_read(item, apps.get_model("tracker", "Snapshot")) else "told"
        facts |= {"basis": basis, "basis_changed": basis == "told", "told_as": "page" if basis == "told" else ""}
        Evidence.objects.filter(pk=item.pk).update(**facts)
        counts[basis] += 1
    if counts:
        print(f" evidence: {counts['read']} items read, {counts['told']} told", end="")  # noqa: T201  who migrates reads it


def named_by_a_person(item):
    """A type of document that a person gave with an item was told: only a reviewer's counts, as its source's does."""
    own = item.source.document if item.source else ""
    if item.added_by_id is None or item.document == own:
        return {}
    return {"told_document": item.document, "document": own}


def sent_with_a_key(item, IngestKey):
    """Who sent it stood in public, and lowered its tier; now it is told, and its sender for the staff to see."""
    name, _, sender = item.source_name.partition(SENDER)
    if not sender or item.source is None:
        return {}
    key = IngestKey.objects.filter(source=item.source_id, name=sender).order_by("-pk").first()
    return {"source_name": name, "told_by": sender, "sender": key and key.uuid, "tier": item.source.tier}


def was_read(item, Snapshot):
    """Whether a snapshot that we fetched has its words, white space aside."""
    words = " ".join(item.quote.split())
    here = Q(resource__url=item.url) | Q(body__sha256=item.sha256) if item.sha256 else Q(resource__url=item.url)
    texts = Snapshot.objects.filter(here, came_by="fetched").exclude(text="").order_by("-pk")
    return any(words in " ".join(text.split()) for text in texts.values_list("text", flat=True).iterator())


def back(apps, schema_editor):
    """As it stood before: who sent an item beside its source's name, and documents as persons named them."""
    Evidence = apps.get_model("claims", "Evidence")
    for item in Evidence.objects.exclude(sender=None).exclude(told_by="").iterator():
        tier = "independent" if item.tier == "record" else item.tier
        end = f"{SENDER}{item.told_by}"
        name = item.source_name[: 200 - len(end)] + end
        Evidence.objects.filter(pk=item.pk).update(source_name=name, tier=tier)
    for item in Evidence.objects.exclude(told_document="").iterator():
        Evidence.objects.filter(pk=item.pk).update(document=item.told_document)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0007_told_evidence_and_second_persons"),
        ("tracker", "0012_who_sent_a_page_and_who_vouches"),
    ]

    # The baselines of the history tell what this sorts out.
    run_before = [("claims", "0008_history_proves_the_present")]

    operations = [migrations.RunPython(sort_out, back)]
