"""When a resource is asked next: intervals, backoff, redirects, durations. Pure."""
