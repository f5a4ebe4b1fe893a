"""How a fetch is set up: the policy by the settings, robots.txt and spacing by host, pages that scripts write."""
