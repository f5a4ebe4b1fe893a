"""What the staff see: the review queue, the records, the sources. Every action is a service's."""
