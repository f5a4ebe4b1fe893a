"""Finding what to watch: presets by name, feeds that a site offers, a preview before it is watched."""
