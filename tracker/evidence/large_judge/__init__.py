"""A large judge behind an endpoint: what is set up, and the way there and back."""
