"""The only way to the network: guard, client, loop, wire formats.

Everything that leaves this machine goes through `client.fetch_many` under a `FetchPolicy` that is passed in. A leaf: it
knows no Django, no settings and no models.
"""
