"""The record as newsrooms read it: changes in their order, and the feed of them."""
