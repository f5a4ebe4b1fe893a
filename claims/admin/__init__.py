"""What the desk sees: the review queue, articles, claims, sources, history. Every action is a service's."""
