"""History: append-only, hash-chained per subject, redactable, and the proof of what the record should be.

| room | what |
|---|---|
| `entries` | writing an entry, emptying one |
| `hashing` | what is hashed |
| `subjects` | which rows and columns are proven |
| `replay` · `verification` | one chain read · all of them, against the record and the checkpoints |
| `guards` | the triggers |
"""

from claims.audit.entries import MACHINE, append, begin, entries_of, length, lock, name_of, redact
from claims.audit.hashing import START, canonical, entry_hash, payload_digest
from claims.audit.replay import BASELINE, Fault, Link
from claims.audit.subjects import Facts, Proven, facts_of, gone, register
from claims.audit.verification import Head, Verification, chain, compare, each_head, heads, links, one_moment, verify

__all__ = [
    "BASELINE",
    "MACHINE",
    "START",
    "Facts",
    "Fault",
    "Head",
    "Link",
    "Proven",
    "Verification",
    "append",
    "begin",
    "canonical",
    "chain",
    "compare",
    "each_head",
    "entries_of",
    "entry_hash",
    "facts_of",
    "gone",
    "heads",
    "length",
    "links",
    "lock",
    "name_of",
    "one_moment",
    "payload_digest",
    "redact",
    "register",
    "verify",
]
