"""The rendering service: a process of its own that runs the scripts of a page, for those who set it up.

It is given a document that the poller has fetched, opens it in a browser that has no way to the network, fetches what
the scripts ask for through `net`, and gives back the document as it stands then. Nothing but this package knows
Playwright; `tracker/fetching/rendering.py` is the tracker's side.
"""
