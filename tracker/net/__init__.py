"""The only door to the network: guard, client, politeness, robots.

Everything that leaves this machine goes through `client.fetch_many` under a `FetchPolicy` that is
passed in. The package knows no Django, no settings and no models.
"""
