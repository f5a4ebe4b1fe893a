"""Who works here: log-in, invitations, members, the desk's settings, tokens. The log-in itself is allauth's."""
