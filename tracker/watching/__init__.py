"""What people decide about the watch: which resources, how often, where they moved to."""
