"""From a snapshot to a flag."""
