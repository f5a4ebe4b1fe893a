"""Articles, claims and sources as the desk reads and changes them."""
