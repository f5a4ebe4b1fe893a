"""What was fetched: bodies on disk, leases on the rows that wait, and the way from bytes to a document."""
