"""A story told by five invented publishers on loopback, read by the real watch."""
