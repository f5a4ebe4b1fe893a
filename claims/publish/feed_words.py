"""What a feed says of a change: its title, its sentences, its categories."""

from typing import Any

from claims.statuses import Grounds, Status


def terms_of(change: dict[str, Any]) -> list[tuple[str, str]]:
    """The categories of an entry: what happened, the claim's status, whether it is invented."""
    terms = [("events", change["event"])]
    if "text" in change:
        terms.append(("statuses", change["status"]))
    if change["invented"]:
        terms.append(("events", "invented"))
    return terms


def title_of(change: dict[str, Any]) -> str:
    """One line: "[Invented] Unverified → Verified: The claim." """
    mark = "[Invented] " if change["invented"] else ""
    if "text" not in change:
        return f"{mark}A claim is no longer public"
    event = change["event"]
    if event == "status changed":
        event = f"{Status(change['before']).label} → {Status(change['after']).label}"
    elif event == "published":
        event = Status(change["status"]).label
    return f"{mark}{event[:1].upper()}{event[1:]}: {change['text']}"


def summary_of(change: dict[str, Any]) -> str:
    """What happened, why, and where the claim stands, in sentences."""
    if "text" not in change:
        return "This claim was withdrawn, or this entry was removed. Please take down what you hold of it."
    lines = [change["text"], f"Status: {Status(change['status']).label}.", f"What happened: {change['event']}."]
    if change["reason"]:
        lines.append(f"Why: {change['reason']}")
    lines.append(_decided(change))
    if change["articles"]:
        lines.append(f"Claimed in: {'; '.join(change['articles'])}.")
    if change["invented"]:
        lines.append("Invented for demonstration.")
    return "\n".join(lines)


def _decided(change: dict[str, Any]) -> str:
    """Who acted; of a decision that rests on no evidence that counts, on what else."""
    if change["by"] == "automatic":
        return "Decided by rule."
    grounds = Grounds(change.get("rests_on", Grounds.EVIDENCE))
    return "Done by a person." if grounds is Grounds.EVIDENCE else f"Decided by {grounds.words}."
