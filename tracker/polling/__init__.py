"""Lease what is due, fetch it, write the answers."""
