"""`bin/bench desk` asks for every page of the desk at two sizes, and says what each costs."""

import pytest

from benchmarks import desk

pytestmark = pytest.mark.once


def test_every_page_of_the_desk_is_measured_at_both_sizes(tmp_path, monkeypatch):
    monkeypatch.setattr(desk, "SMALL", {"claims": 12, "sources": 6, "entries": 40})
    figures = desk.measure(tmp_path, large={"claims": 24, "sources": 12, "entries": 80}, rounds=1, postgresql=False)
    assert {"desk/", "desk/claims/", "desk/sources/", "admin/claims/flag/"} <= set(figures["pages"])
    assert figures["most_statements"] <= desk.MOST_STATEMENTS
    assert all(page["statements"] > 1 and page["large_ms"] > 0 for page in figures["pages"].values())
