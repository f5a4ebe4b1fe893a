"""Claims that say the same: found before another is made. Who finds them says so when it starts; the record cannot."""

from collections.abc import Callable, Sequence

from claims.models import Claim, Desk

Finder = Callable[[str, Desk, str], Sequence[Claim]]
_finders: list[Finder] = []


def set_finder(finder: Finder) -> None:
    """Have doubles found by `finder`, which gives the claims of a desk that are like a text in a language, the likest
    first.
    """
    _finders[:] = [finder]


def similar_claims(*, text: str, desk: Desk, language: str = "en", most: int = 5) -> list[Claim]:
    """The claims of a desk that may say the same as a text, the likest first; without those merged into others. Those
    of the very same words come first, and alone where nobody set a finder.
    """
    words = " ".join(text.split())
    if not words:
        return []
    living = Claim.objects.filter(desk=desk, merged_into=None)
    same = list(living.filter(text__iexact=words).order_by("pk")[:most])
    alike = [claim for claim in (_finders[0](words, desk, language) if _finders else ()) if claim not in same]
    return [*same, *(claim for claim in alike if claim.desk_id == desk.pk and claim.merged_into_id is None)][:most]
