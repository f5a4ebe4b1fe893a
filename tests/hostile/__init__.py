"""A server that tries everything, and what becomes of each attempt.

`attacks` lists every attempt with the error it must end in; `world` serves them on loopback; the tests fetch and read
each alone, then all together through the poller beside healthy pages.
"""
