"""How a fetch is set up: the policy by the settings, robots.txt and turns at a host, pages that scripts write."""
