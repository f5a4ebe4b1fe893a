"""The fetch policy that the settings give."""

from ipaddress import ip_network

from django.conf import settings

from net.policy import FetchPolicy


def fetch_policy() -> FetchPolicy:
    """Return the limits of every request for a watched address."""
    pairs = (pair.rpartition(":") for pair in settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES)
    return FetchPolicy(
        user_agent=settings.TRACKER_USER_AGENT,
        allowed_ports=settings.TRACKER_ALLOWED_PORTS,
        refused_networks=tuple(ip_network(network) for network in settings.TRACKER_REFUSED_NETWORKS),
        allowed_private=frozenset((address, int(port)) for address, _, port in pairs),
    )
