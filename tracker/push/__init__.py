"""What others send us instead of being polled: announcements of hubs (W3C WebSub), and pages from a newsroom's own
scraper (`ingest`).
"""
