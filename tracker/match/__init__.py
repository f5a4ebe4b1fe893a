"""Passages and claims: which claims a passage touches, and which texts are copies of which. Pure."""
