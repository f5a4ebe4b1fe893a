"""The record made ready for pages: evidence by cluster, wordings compared, quotes marked up."""
