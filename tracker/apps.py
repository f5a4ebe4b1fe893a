"""The Django app of the tracker: what is watched, fetched and read."""

from django.apps import AppConfig


class TrackerConfig(AppConfig):
    name = "tracker"

    def ready(self) -> None:
        from claims import audit
        from claims.exports import add_rows
        from claims.services.doubles import set_finder
        from claims.services.erasure import DESK_WORDS, PROVEN_WORDS, RECORD_WORDS
        from claims.services.merging import on_merge
        from claims.services.reader import set_reader
        from tracker import checks  # noqa: F401 - registers the system checks
        from tracker.evidence.doubles import claims_like
        from tracker.evidence.lead_rows import dismissed
        from tracker.evidence.leads import let_go_merged
        from tracker.evidence.read_now import read_now
        from tracker.models import IngestKey, Lead, Resource
        from tracker.push import keys
        from tracker.watching.watches import move_watches

        audit.register(keys.PROVEN)
        if (Resource, "paused") not in DESK_WORDS:
            DESK_WORDS.append((Resource, "paused"))
        for column in ("name", "vouched_scope", "vouched_reason"):
            if (IngestKey, column) not in PROVEN_WORDS:
                PROVEN_WORDS.append((IngestKey, column))
        if (of_leads := (Lead, "quote", "empty the lead")) not in RECORD_WORDS:
            RECORD_WORDS.append(of_leads)
        set_reader(read_now)
        set_finder(claims_like)
        on_merge(move_watches)
        on_merge(let_go_merged)
        add_rows(dismissed)
