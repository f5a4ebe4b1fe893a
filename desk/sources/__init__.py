"""What is watched: the list, one resource, watching something new."""
