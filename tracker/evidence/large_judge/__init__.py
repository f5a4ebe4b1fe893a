"""The large judge: the endpoint of the settings, and the client that asks it."""
