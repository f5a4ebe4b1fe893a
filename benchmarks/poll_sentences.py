"""Sentences that settle claims, a different one for each page, and the same words for the claim and on the page."""

_STARTS = ("Nor", "Vel", "Quir", "Bram", "Tess", "Ost", "Lind", "Mar", "Hal", "Kest", "Dor", "Fen", "Gal", "Ruv", "Sol")
_ENDS = ("lux", "tra", "ing", "bek", "aro", "wick", "mont", "sen", "ford", "dale", "via", "nor", "stad", "holm", "gate")
_TOWNS = ("Ghent", "Lille", "Turin", "Bergen", "Porto", "Graz", "Aarhus", "Leipzig", "Krakow", "Utrecht", "Malaga")
_WHAT = ("data centre", "battery plant", "research laboratory", "freight terminal", "training school")


def sentence(page: int) -> str:
    """Return the sentence of a page, such as "Norlux has opened a data centre in Ghent"."""
    start, rest = _STARTS[page % len(_STARTS)], page // len(_STARTS)
    end, rest = _ENDS[rest % len(_ENDS)], rest // len(_ENDS)
    second = f" {_STARTS[rest % len(_STARTS)]}{_ENDS[page % 7]}" if rest else ""
    return f"{start}{end}{second} has opened a {_WHAT[page % len(_WHAT)]} in {_TOWNS[page % len(_TOWNS)]}."
